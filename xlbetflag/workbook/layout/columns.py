"""A column of a sheet, declared once: what it holds, who writes it, how it looks."""

from enum import StrEnum

import msgspec


class Writer(StrEnum):
    """Who fills a column."""

    USER = "user"
    DESK = "desk"
    SHEET = "sheet"  # a formula of the workbook itself


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    ID = "id"
    CHOICE = "choice"
    FLAG = "flag"
    PRICE = "price"
    MONEY = "money"
    WHOLE = "whole"
    SECONDS = "seconds"
    MOMENT = "moment"
    START = "start"

    @property
    def number_format(self) -> str:
        return _NUMBER_FORMATS.get(self, "General")

    @property
    def is_number(self) -> bool:
        return self in (CellKind.PRICE, CellKind.MONEY, CellKind.WHOLE, CellKind.SECONDS)


_NUMBER_FORMATS = {
    CellKind.ID: "0",  # a long id typed as a number must not turn into 1.2E+11
    CellKind.PRICE: "0.00",
    CellKind.MONEY: "#,##0.00",
    CellKind.WHOLE: "#,##0",
    CellKind.SECONDS: "0.0",
    CellKind.MOMENT: "dd/mm hh:mm:ss",
    CellKind.START: "ddd dd mmm  hh:mm",
}


class Column(msgspec.Struct, frozen=True):
    """`key` is the name in code and in messages, `header` the one in the sheet.

    `width` in characters. `choices` are offered as a list; other spellings may be accepted too.
    """

    key: str
    header: str
    kind: CellKind
    writer: Writer
    width: float
    help: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False


def shown(key: str, header: str, kind: CellKind, width: float) -> Column:
    """A column that the sheet itself computes."""
    return Column(key, header, kind, Writer.SHEET, width)


class Table(msgspec.Struct, frozen=True):
    """A table of a sheet. Its name in the workbook is `name`, its columns stand in this order."""

    name: str
    sheet: str
    columns: tuple[Column, ...]
    rows: int
    caption: str
    has_filter: bool = True

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def index(self, key: str) -> int:
        """The place of a column, from 0."""
        return self.columns.index(self.column(key))

    def written_by(self, writer: Writer) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.writer is writer)


class Field(msgspec.Struct, frozen=True):
    """A single named cell with its label. `name` is its defined name in the workbook."""

    name: str
    label: str
    kind: CellKind
    writer: Writer
    default: str | float | None = None
    help: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
