"""What was typed: a command and the words after it. What lowers risk needs no sheet."""

from collections.abc import Callable, Mapping, Sequence

from xlbetflag.desk import Desk
from xlbetflag.texts import say
from xlbetflag.texts.commands import command_words
from xlbetflag.texts.spoken import choice_in
from xlbetflag.workbook.layout.desk import COMMANDS

_VENUE_YES = "CANCEL ALL AT VENUE YES"
ARM_YES = "ARM YES"
FILE_MOVED, FILE_COPIED = "FILE MOVED", "FILE COPIED"  # answers, when a file asks which it is
DECIDE = "DECIDE"  # typed, never offered: it needs a row, a word, and a look at the venue
YES = ("YES", "SI", "SÌ")
_ALL = (*COMMANDS, _VENUE_YES, ARM_YES, FILE_MOVED, FILE_COPIED, DECIDE)
_BY_LENGTH = sorted(_ALL, key=lambda each: -len(each.split()))
_OF_ROWS = ("PREVIEW", "PLACE", "PLACE TWINS", "CANCEL", "NEXT")  # what row numbers may follow


def at_once(desk: Desk, typed: str) -> str | None:
    """Do a command that lowers risk and needs no sheet; the sentence that says what was done.

    None where it is any other. May be called from any thread: it waits for no tick and no
    spreadsheet.
    """
    command, words = read_command(typed)
    if command not in _lowering(desk):
        return None
    if misfit := misfit_of(command, words, desk.language()):
        return misfit
    if desk.orders.is_read_only:
        return desk.orders.trouble
    action, code = _lowering(desk)[command]
    action()
    return desk.say(code)


def read_command(typed: str) -> tuple[str, list[str]]:
    """The longest command that the text begins with, in English, and the words that follow it.

    "" and all the words where it begins with none.
    """
    words = ["PREVIEW" if word == "PLACE?" else word for word in command_words(typed)]
    for command in _BY_LENGTH:
        length = len(command.split())
        if " ".join(words[:length]) == command:
            return command, words[length:]
    return "", words


def misfit_of(command: str, words: Sequence[str], language: str) -> str:
    """How a command is written, where words that follow it do not belong there; else empty.

    What could mean something else than it says is not done: CANCEL ALL 5, CANCEL 5 ALL, HALT 5.
    """
    takes_rows = command in _OF_ROWS
    is_row = names_an_order if command == "CANCEL" else str.isdecimal
    if not words or (takes_rows and all(is_row(word) for word in words)):
        return ""
    code = "done.takes_rows" if takes_rows else "done.stands_alone"
    return say(code, language, command=choice_in(command, language), words=" ".join(words))


def names_an_order(word: str) -> bool:
    """A row's number, or a key such as F3A1B2C4D-0007."""
    return word.isdecimal() or "-" in word[1:]


def _lowering(desk: Desk) -> Mapping[str, tuple[Callable[[], object], str]]:
    orders = desk.orders
    return {
        "HALT": (orders.halt, "done.halted"),
        "DISARM": (orders.disarm, "done.disarmed"),
        "CANCEL ALL": (orders.cancel_all, "done.cancelling_all"),
        _VENUE_YES: (lambda: orders.cancel_all(everything_at_venue=True), "cancel.venue_asked"),
    }
