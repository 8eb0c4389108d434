"""Ids that Tab completes where a call of a desk takes them: in notebooks, IPython, and a Python
prompt that has readline. Nothing is asked for: only what this desk already knows is offered."""

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

MARKETS = ("book", "cancel_all", "history", "matches", "offers", "place")  # their first argument
EVERY_MARKET = ("changes", "changes_async", "on_change", "positions")
SELECTIONS = ("history", "place")  # their second
KEYS = ("decide", "latest", "replace", "result")
EVERY_KEY = ("cancel", "wait")
# A call that is being typed, with its last argument a text that has begun.
_TYPED = re.compile(r"""(\w+)\.(\w+)\(((?:[^()"']|"[^"]*"|'[^']*')*)["']([^"'()]*)$""")
_ITEM = re.compile(r"""(\w+)\[["']([^"']*)$""")
_told: list[object] = []  # the prompts that know of this already


class Ids(NamedTuple):
    """What a desk knows without asking. `selections` by market."""

    markets: list[str]
    selections: dict[str, list[str]]
    keys: list[str]


Knows = Callable[[object], Ids | None]  # None for what is no desk


def completions(line: str, symbol: str, names: Mapping[str, object], knows: Knows) -> list[str]:
    """What may stand in the place of `symbol`, the last word of the line as the prompt cuts words.

    `names`: those of the prompt.
    """
    found = _TYPED.search(line) or _ITEM.search(line)
    ids = knows(names.get(found[1])) if found is not None else None
    if found is None or ids is None:
        return []
    if found.re is _ITEM:
        begun, offered = found[2], ids.markets
    else:
        call, before, begun = found.groups()[1:]
        given = [each.strip() for each in before.split(",")][:-1]
        offered = _offered(ids, call, given, names)
    kept = len(begun) - len(symbol)  # what of it stands before that word
    return [each[kept:] for each in offered if each.startswith(begun)]


def _offered(ids: Ids, call: str, given: list[str], names: Mapping[str, object]) -> list[str]:
    """`given`: the arguments before the one that is being typed."""
    if call in EVERY_MARKET or (call in MARKETS and not given):
        return ids.markets
    if call in SELECTIONS and len(given) == 1:
        market = names.get(given[0], given[0].strip("\"'"))
        return ids.selections.get(str(market), [])
    if call in EVERY_KEY or (call in KEYS and not given):
        return ids.keys
    return []


def at_this_prompt(knows: Knows) -> None:
    """Once for each prompt; nothing where a program runs without one."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        _tell(shell, lambda: _in_ipython(shell, knows))
    elif hasattr(sys, "ps1") and "readline" in sys.modules:
        readline = sys.modules["readline"]
        _tell(readline, lambda: _in_readline(readline, knows))


def _tell(prompt: object, how: Callable[[], None]) -> None:
    if not any(each is prompt for each in _told):
        _told.append(prompt)
        how()


def _in_ipython(shell: Any, knows: Knows) -> None:
    def complete(_: object, event: Any) -> list[str]:
        return completions(event.text_until_cursor, event.symbol, shell.user_ns, knows)

    shell.set_hook("complete_command", complete, re_key=_TYPED.pattern.join((".*", "")))


def _in_readline(readline: Any, knows: Knows) -> None:
    """Beside what completes there already."""
    other = readline.get_completer()

    def complete(symbol: str, place: int) -> str | None:
        line = readline.get_line_buffer()[: readline.get_endidx()]
        ours = completions(line, symbol, vars(sys.modules["__main__"]), knows)
        if ours:
            return ours[place] if place < len(ours) else None
        told: str | None = other(symbol, place) if other is not None else None
        return told

    readline.set_completer(complete)
