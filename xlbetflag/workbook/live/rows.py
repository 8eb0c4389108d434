"""An order row as the user filled it: from cells to a draft, every bad field with its problem."""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta

from xlbetflag.market.inputs import (
    is_blank,
    parse_flag,
    parse_id,
    parse_money,
    parse_price,
    shown,
)
from xlbetflag.market.problem import Problem
from xlbetflag.orders.conditional.terms.command import Command, parse_word
from xlbetflag.orders.conditional.terms.options import NONE, Options, parse_options
from xlbetflag.orders.rows.draft import Draft, Row, Wanted, Words
from xlbetflag.workbook.layout.columns import CellKind, Column, Writer
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.live.cells import as_text

Cells = Mapping[str, object]  # by column key; an error value as its text: "#N/A"


def _read_text(value: object, column: Column) -> str:
    if is_blank(value):
        if column.required:
            raise Problem("field.empty", field=column.key)
        return ""
    if isinstance(value, date | time | timedelta) and column.required:
        raise Problem("number.is_a_date", field=column.key, value=shown(value))
    return as_text(value)


def _if_given(read: Callable[[object], object]) -> Callable[[object, Column], object]:
    return lambda value, _: None if is_blank(value) else read(value)


_READERS: Mapping[CellKind, Callable[[object, Column], object]] = {
    CellKind.TEXT: _read_text,
    CellKind.ID: lambda value, column: parse_id(value, column.key),
    CellKind.CHOICE: lambda value, _: parse_word(value),
    CellKind.PRICE: lambda value, _: parse_price(value),
    CellKind.MONEY: lambda value, column: parse_money(value, column.key),
    CellKind.FLAG: lambda value, column: parse_flag(value, column.key),
}
_OWN_READERS = {"options": lambda value, _: parse_options(value)}
# What a command reads of its row, beside the side that names it; other cells are not looked at.
_OF_COMMANDS: Mapping[Command, tuple[str, ...]] = {
    Command.CANCEL: ("market", "selection", "options"),
    Command.REPLACE: ("market", "selection", "price", "options"),
    Command.GREEN: ("market", "selection", "price", "options"),
    Command.CLOSE_MARKET: ("market", "options"),
}
_MAY_BE_EMPTY = {
    (Command.CANCEL, "selection"): _if_given(as_text),
    (Command.GREEN, "selection"): _if_given(as_text),
    (Command.GREEN, "price"): _if_given(parse_price),
}

_TYPED = ORDER_TABLE.written_by(Writer.USER)
_SHOWN = tuple(c for c in ORDER_TABLE.written_by(Writer.DESK) if c.key != "key")


def is_untyped(cells: Cells) -> bool:
    """Nothing typed, or nothing but a note."""
    return all(is_blank(cells.get(column.key)) for column in _TYPED if column.key != "note")


def read_row(key: str, position: int, cells: Cells, formulas: tuple[str, ...] = ()) -> Row | None:
    """The row, or None where there is no order in it: nothing typed, or nothing but a note.

    `position` is its row in the sheet, `formulas` which of "price" and "stake" a formula gives.
    Never raises for what a cell can hold: what cannot be read becomes the row's problems, all of
    them.
    """
    if is_untyped(cells) and all(is_blank(cells.get(c.key)) for c in _SHOWN):
        return None
    word = _word(cells.get("side"))
    columns = _TYPED if word is None else _columns_of(word)
    values: dict[str, object] = {}
    problems = []
    for column in columns:
        read = _reader(word, column)
        try:
            values[column.key] = read(cells.get(column.key), column)
        except Problem as problem:
            problems.append(problem)
    options = values.get("options", NONE)
    if word is not None and isinstance(options, Options) and not options.only_when:
        problems.append(Problem("options.for_bets", field="options"))
    return Row(
        key=key,
        position=position,
        draft=_draft(key, values) if not problems and word is None else None,
        wanted=_wanted(word, values) if not problems and word is not None else None,
        options=options if isinstance(options, Options) else NONE,
        problems=tuple(problems),
        shown_status=as_text(cells.get("status")),
        words=Words(
            market_id=values.get("market"),  # type: ignore[arg-type]
            selection=_unless_an_error(values.get("selection")),
            side=word or values.get("side"),  # type: ignore[arg-type]
            price=values.get("price"),  # type: ignore[arg-type]
            size=values.get("stake"),  # type: ignore[arg-type]
        ),
        formulas=formulas,
    )


def _unless_an_error(selection: object) -> str | None:
    """None too where a formula gives no value at this moment; "#3" is an id."""
    text = str(selection or "")
    is_id = text.startswith("#") and text[1:].strip().isdecimal()
    return None if text.startswith(("#", "Err:")) and not is_id else text or None


def _reader(word: Command | None, column: Column) -> Callable[[object, Column], object]:
    if word is not None and (word, column.key) in _MAY_BE_EMPTY:
        return _MAY_BE_EMPTY[word, column.key]
    return _OWN_READERS.get(column.key) or _READERS[column.kind]


def _word(value: object) -> Command | None:
    """The command of a row; None where it asks for a bet, or cannot be read."""
    try:
        word = parse_word(value)
    except Problem:
        return None
    return word if isinstance(word, Command) else None


def _columns_of(command: Command) -> tuple[Column, ...]:
    return tuple(column for column in _TYPED if column.key in _OF_COMMANDS[command])


def _wanted(command: Command, values: Mapping[str, object]) -> Wanted:
    return Wanted(
        command=command,
        market_id=values["market"],  # type: ignore[arg-type]
        selection=values.get("selection") or "",  # type: ignore[arg-type]
        price=values.get("price"),  # type: ignore[arg-type]
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
