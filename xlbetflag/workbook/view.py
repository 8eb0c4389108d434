"""What a trading workbook shows at this moment, read back from its cells."""

from typing import Any

import msgspec
import xlwings as xw

from xlbetflag.workbook import layout


class BlockView(msgspec.Struct, frozen=True):
    """A block of the Board: its title, and the rows of its selections as BF_BOOK's columns."""

    market_id: str
    event: str
    market: str
    line: str
    rows: tuple[tuple[Any, ...], ...]


class SheetView(msgspec.Struct, frozen=True):
    """`orders`: the filled rows of the order table by column key; empty cells are ""."""

    environment: str
    trading: str
    feed: str
    read_at: str
    blocks: tuple[BlockView, ...]
    orders: tuple[dict[str, Any], ...]


def read_view(book: xw.Book, blocks: int) -> SheetView:
    """One block read for each thing shown."""
    session = [_shown(row[0]) for row in _cells(book, layout.SESSION_BLOCK)]
    names = [field.name for field in layout.SESSION]
    shown = dict(zip(names, session, strict=True))
    return SheetView(
        environment=shown["Environment"],
        trading=shown["ArmState"],
        feed=shown["FeedState"],
        read_at=shown["ReadAt"],
        blocks=tuple(
            block
            for number in range(1, blocks + 1)
            if (block := _block(book.sheets[layout.BOARD], number)).market_id
        ),
        orders=_orders(book.sheets[layout.ORDERS]),
    )


def _block(sheet: xw.Sheet, number: int) -> BlockView:
    top = layout.block_row(number) + 1
    left = layout.FIRST_COLUMN + 1
    width = len(layout.BOOK_COLUMNS)
    title, *rows = sheet.range((top, left), (top + layout.BLOCK_ROWS, left + width - 1)).value
    return BlockView(
        _shown(title[layout.TITLE_MARKET_ID]),
        _shown(title[layout.TITLE_EVENT]),
        _shown(title[layout.TITLE_MARKET]),
        _shown(title[layout.TITLE_LINE]),
        tuple(tuple(_or_empty(cell) for cell in row) for row in rows if row[1] not in ("", None)),
    )


def _orders(sheet: xw.Sheet) -> tuple[dict[str, Any], ...]:
    table = layout.ORDER_TABLE
    top, left = layout.FIRST_TABLE_ROW + 1, layout.FIRST_COLUMN + 1
    area = sheet.range((top, left), (top + table.rows - 1, left + len(table.columns) - 1))
    keys = [column.key for column in table.columns]
    rows = (dict(zip(keys, map(_or_empty, row), strict=True)) for row in area.value)
    return tuple({**row, "row": top + n} for n, row in enumerate(rows) if row["market"] != "")


def _cells(book: xw.Book, name: str) -> list[list[Any]]:
    area: list[list[Any]] = book.names[name].refers_to_range.options(ndim=2).value
    return area


def _or_empty(value: Any) -> Any:
    return "" if value is None else value


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
