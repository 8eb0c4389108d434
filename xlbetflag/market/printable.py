"""Text from outside, as a terminal, a log or a file of text may show it."""

_STAND_IN = "\N{REPLACEMENT CHARACTER}"


def printable(text: str, *, lines: bool = False) -> str:
    """Nothing in it moves a cursor, changes colours, turns the direction of writing or hides.

    Such a character is shown as one that cannot be shown; blanks of any kind as a blank. `lines`:
    ends of lines stay.
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or (lines and each == "\n") else _instead(each) for each in text
    )


def _instead(each: str) -> str:
    return " " if each.isspace() else _STAND_IN
