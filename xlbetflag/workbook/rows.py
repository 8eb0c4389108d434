"""An order row as the user filled it: from cells to a draft, every bad field with its problem."""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta

from xlbetflag.market.inputs import (
    is_blank,
    parse_flag,
    parse_id,
    parse_money,
    parse_price,
    parse_side,
    shown,
)
from xlbetflag.market.problem import Problem
from xlbetflag.orders.draft import Draft, Row
from xlbetflag.workbook.cells import as_text
from xlbetflag.workbook.columns import Column, Kind, Writer
from xlbetflag.workbook.layout import ORDER_TABLE

Cells = Mapping[str, object]  # by column key; an error value as its text: "#N/A"


def _read_text(value: object, column: Column) -> str:
    if is_blank(value):
        if column.required:
            raise Problem("field.empty", field=column.key)
        return ""
    if isinstance(value, date | time | timedelta) and column.required:
        raise Problem("number.is_a_date", field=column.key, value=shown(value))
    return as_text(value)


_READERS: Mapping[Kind, Callable[[object, Column], object]] = {
    Kind.TEXT: _read_text,
    Kind.ID: lambda value, column: parse_id(value, column.key),
    Kind.CHOICE: lambda value, _: parse_side(value),
    Kind.PRICE: lambda value, _: parse_price(value),
    Kind.MONEY: lambda value, column: parse_money(value, column.key),
    Kind.FLAG: lambda value, column: parse_flag(value, column.key),
}

_TYPED = ORDER_TABLE.written_by(Writer.USER)
_SHOWN = tuple(c for c in ORDER_TABLE.written_by(Writer.DESK) if c.key != "key")


def read_row(key: str, position: int, cells: Cells) -> Row | None:
    """The row, or None where there is no order in it: nothing typed, or nothing but a note.

    `position` is its row in the sheet. Never raises for what a cell can hold: what cannot be
    read becomes the row's problems, all of them.
    """
    if all(is_blank(cells.get(c.key)) for c in _TYPED if c.key != "note") and all(
        is_blank(cells.get(c.key)) for c in _SHOWN
    ):
        return None
    values: dict[str, object] = {}
    problems = []
    for column in _TYPED:
        try:
            values[column.key] = _READERS[column.kind](cells.get(column.key), column)
        except Problem as problem:
            problems.append(problem)
    return Row(
        key=key,
        position=position,
        draft=None if problems else _draft(key, values),
        problems=tuple(problems),
        shown_status=as_text(cells.get("status")),
    )


def _draft(key: str, values: Mapping[str, object]) -> Draft:
    return Draft(
        key=key,
        market_id=values["market"],  # type: ignore[arg-type]
        selection=values["selection"],  # type: ignore[arg-type]
        side=values["side"],  # type: ignore[arg-type]
        price=values["price"],  # type: ignore[arg-type]
        size=values["stake"],  # type: ignore[arg-type]
        cancel_at_live=not values["keep_at_live"],
        keep_when_suspended=bool(values["keep_when_suspended"]),
        note=values["note"],  # type: ignore[arg-type]
    )
