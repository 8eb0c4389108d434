"""The kinds of arguments: how each is read from cells, and what the user is told of it.

A range is always a list of rows. Its empty rows are passed over; a row that is wrong is named by
its number in the range.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

import msgspec

from xlbetflag.functions.declare import ArgumentKind, whole_number
from xlbetflag.market.book import POINTS_KEPT
from xlbetflag.market.dutching import Goal
from xlbetflag.market.inputs import is_blank, parse_id, parse_money, parse_price, parse_side
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.market.words import plain


class BlankError(Exception):
    """The market's cell is empty: the answer is empty too."""


class PricedSelection(msgspec.Struct, frozen=True):
    """A selection as typed, and the price typed beside it; None where there is none.

    `row`: its place in the range, from 1; 0 for what was no range.
    """

    row: int
    text: str
    price: Hundredths | None = None


class TypedOrder(msgspec.Struct, frozen=True):
    """A row of an order table: its place in the range, the selection as typed, the rest read."""

    row: int
    text: str
    side: Side
    price: Hundredths
    size: Cents


def _market(value: object) -> str:
    if isinstance(value, str) and not value.strip():
        raise BlankError
    return parse_id(value, "market")


def _event(value: object) -> str:
    return "" if isinstance(value, str) and not value.strip() else parse_id(value, "event")


def _selection(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def choice_of(field: str, *choices: str) -> Callable[[object], str]:
    """A reader of one of some words, in capitals or not."""

    def parse(value: object) -> str:
        word = plain(str(value)).upper()
        if word not in choices:
            raise Problem("word.unknown", field=field, value=word, choices=", ".join(choices))
        return word

    return parse


def _selections(rows: Sequence[Sequence[object]]) -> tuple[PricedSelection, ...]:
    """One or two columns: the selection, and a price where one is given."""

    def read(number: int, row: Sequence[object]) -> PricedSelection:
        text = _filled(row[0], "selection")
        price = row[1] if len(row) > 1 else None
        return PricedSelection(number, text, None if is_blank(price) else parse_price(price))

    return tuple(_each(rows, 2, "selections", read))


def _prices(rows: Sequence[Sequence[object]]) -> tuple[PricedSelection, ...]:
    """One cell with a price for the selection asked about, or two columns: selection and price."""
    if [len(row) for row in rows] == [1]:
        price = rows[0][0]
        return () if is_blank(price) else (PricedSelection(0, "", parse_price(price)),)
    if any(len(row) == 1 for row in rows):
        raise Problem("range.of_prices")
    return _selections(rows)


def _orders(rows: Sequence[Sequence[object]]) -> tuple[TypedOrder, ...]:
    """Four columns: selection, side, price, stake."""

    def read(number: int, row: Sequence[object]) -> TypedOrder:
        cells = [*row, *[None] * (4 - len(row))]
        return TypedOrder(
            number,
            _filled(cells[0], "selection"),
            parse_side(cells[1]),
            parse_price(cells[2]),
            parse_money(cells[3], "stake"),
        )

    return tuple(_each(rows, 4, "orders", read))


def _each(
    rows: Sequence[Sequence[object]],
    columns: int,
    field: str,
    read: Callable[[int, Sequence[object]], Any],
) -> Iterator[Any]:
    for number, row in enumerate(rows, 1):
        if len(row) > columns:
            raise Problem("range.too_wide", field=field, columns=columns, value=len(row))
        if all(is_blank(cell) for cell in row):
            continue
        try:
            yield read(number, row)
        except Problem as problem:
            values = {**problem.values, "range_row": number}
            raise Problem(problem.code, **values) from None


def _filled(value: object, field: str) -> str:
    if is_blank(value):
        raise Problem("field.empty", field=field)
    return _selection(value)


def _text(value: object) -> str:
    return str(value).strip()


MarketId = Annotated[str, ArgumentKind(_market, "the market's id, as on the Markets sheet")]
EventId = Annotated[str, ArgumentKind(_event, "an event's id; empty for all")]
SelectionText = Annotated[
    str, ArgumentKind(_selection, 'the selection: its id, its name, or both as in "3 · 2"')
]
OneOrAll = Annotated[str, ArgumentKind(_selection, "the selection; empty for the whole market")]
SideWord = Annotated[Side, ArgumentKind(parse_side, "BACK (what a back bet can take) or LAY")]
BetSide = Annotated[Side, ArgumentKind(parse_side, "the side of the bet: BACK or LAY")]
LevelNumber = Annotated[
    int, ArgumentKind(whole_number("level", 1, 3), "1 for the best price, 2, 3")
]
Depth = Annotated[
    int, ArgumentKind(whole_number("depth", 1, 3), "how many prices of each side, 1 to 3")
]
SportText = Annotated[str, ArgumentKind(_text, "a sport's name; empty for all")]
Amount = Annotated[
    str, ArgumentKind(choice_of("what", "FREE", "TOTAL", "LOCKED"), "FREE, TOTAL or LOCKED")
]
Price = Annotated[Hundredths, ArgumentKind(parse_price, "decimal odds")]
OtherPrice = Annotated[Hundredths | None, ArgumentKind(parse_price, "the price to count ticks to")]
Stake = Annotated[
    Cents,
    ArgumentKind(
        lambda value: parse_money(value, "stake"), "in euros; of a lay the backer's stake"
    ),
]
Euros = Annotated[Cents, ArgumentKind(lambda value: parse_money(value, "amount"), "in euros")]
TickCount = Annotated[
    int | None,
    ArgumentKind(
        whole_number("ticks", -1_000, 1_000), "how many prices further; negative for shorter"
    ),
]
Direction = Annotated[
    str, ArgumentKind(choice_of("direction", "NEAREST", "UP", "DOWN"), "NEAREST, UP or DOWN")
]
PointCount = Annotated[
    int,
    ArgumentKind(
        whole_number("points", 1, POINTS_KEPT), f"the last so many points, at most {POINTS_KEPT}"
    ),
]
WinnerCount = Annotated[
    int | None,
    ArgumentKind(
        whole_number("winners", 1, 100), "how many selections win; empty: as the settings say"
    ),
]
Offers = Annotated[
    str,
    ArgumentKind(
        choice_of("offers", "MATCHED", "ALL"),
        "MATCHED bets only, or ALL as if open offers were filled",
    ),
]
Money = Annotated[
    str,
    ArgumentKind(choice_of("money", "NET", "GROSS"), "NET after commission, or GROSS before it"),
]
Outcome = Annotated[
    str,
    ArgumentKind(
        choice_of("what", "STAKE", "WINS", "LOSES"),
        "STAKE of the hedge, or what both bring if the selection WINS or LOSES",
    ),
]
HealthWord = Annotated[
    str,
    ArgumentKind(
        choice_of("what", "STATE", "TROUBLE", "READ", "REQUESTS", "TOPICS"),
        "STATE, TROUBLE, READ, REQUESTS or TOPICS",
    ),
]
DutchGoal = Annotated[
    Goal,
    ArgumentKind(
        lambda value: Goal(choice_of("goal", *Goal)(value)),
        "TOTAL of the stakes, PROFIT after commission, or RETURN",
    ),
]
Selections = Annotated[
    tuple[PricedSelection, ...],
    ArgumentKind(
        _selections, "a range: a selection a row, a price beside it if it is not the best", True
    ),
]
Prices = Annotated[
    tuple[PricedSelection, ...],
    ArgumentKind(
        _prices, "a price, or a range of selections and prices; empty: the best now", True
    ),
]
Orders = Annotated[
    tuple[TypedOrder, ...],
    ArgumentKind(_orders, "a range with a row an order: selection, side, price, stake", True),
]
