"""The words of an order row's side: a bet to place, or something to do with bets that stand."""

from enum import StrEnum

from xlbetflag.market.inputs import is_blank, parse_side, shown
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.market.words import plain


class Command(StrEnum):
    """What a row can ask for instead of a bet."""

    CANCEL = "CANCEL"
    REPLACE = "REPLACE"
    GREEN = "GREEN"
    CLOSE_MARKET = "CLOSE MARKET"


TAKING_BACK = (Command.CANCEL, Command.CLOSE_MARKET)

_ITALIAN = {
    "ANNULLA": Command.CANCEL,
    "SOSTITUISCI": Command.REPLACE,
    "PAREGGIA": Command.GREEN,
    "CHIUDI MERCATO": Command.CLOSE_MARKET,
}
_COMMANDS = {**{str(command): command for command in Command}, **_ITALIAN}


def parse_word(value: object) -> Side | Command:
    """BACK, LAY or a command, in English or Italian. Raises Problem."""
    if not is_blank(value):
        command = _COMMANDS.get(plain(str(value)).upper())
        if command is not None:
            return command
    try:
        return parse_side(value)
    except Problem as problem:
        if problem.code == "side.unknown":
            raise Problem("side.no_command", field="side", value=shown(value)) from None
        raise
