# ruff: noqa: N802, N803 - the names are Excel's
"""An Excel of our own below xlwings: workbooks, names, tables, ranges; it can refuse calls.

It keeps to what Excel does where our code depends on it: what is written as text with an
apostrophe stays that text, other text is parsed as typing would be, a busy Excel rejects calls.
"""

import io
import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MethodType
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import range_boundaries

from tests.hosts.excel.pywin32 import EDITING, EXCEPTION, REJECTED, CDispatch, ComError

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_DATE = re.compile(r"\d{1,4}[-/]\d{1,2}([-/]\d{1,4})?")
Area = tuple[int, int, int, int]  # top, left, bottom, right, from 1


class FakeExcel:
    """`calls`: every access, as ("get", "Range.Value"). `rejects`: asked at each, a kind of
    refusal or None. `thread`: the only one that may call."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.writes: list[tuple[str, Area]] = []
        self.rejects: Callable[[str, str], int | None] = lambda kind, name: None
        self.watch: Callable[[], None] = lambda: None
        self.thread = threading.current_thread()
        self.copying = 0
        self.books: list[Workbook] = []
        self.app = Application(self)
        self.wrap: Callable[[Any], Any] = lambda value: value

    def application(self) -> "Application":
        return self.app

    def applications(self) -> Iterator["Application"]:
        yield self.app

    def wrapped(self) -> Iterator[Any]:
        if self.books:
            yield self.wrap(self.app)

    def called(self, kind: str, name: str) -> None:
        assert threading.current_thread() is self.thread, f"{name} in another thread"
        self.watch()
        self.calls.append((kind, name))
        refusal = self.rejects(kind, name)
        if refusal == EDITING and kind == "put":
            raise ComError(EXCEPTION, EDITING)
        if refusal is not None:
            raise ComError(refusal)

    def open(self, path: Path) -> "Workbook":
        book = Workbook(self, path)
        self.books.append(book)
        return book


class Com(CDispatch):
    """An object of Excel's: `get_X` are its properties, `do_X` its methods, `put_X` setters."""

    def __init__(self, excel: FakeExcel) -> None:
        self.__dict__["_excel"] = excel

    def __getattr__(self, name: str) -> Any:
        if name == "_oleobj_":
            return self
        if name.startswith(("_", "get_", "do_", "put_")):
            raise AttributeError(name)
        label = f"{type(self).__name__}.{name}"
        method = getattr(type(self), f"do_{name}", None)
        if method is not None:

            def invoke(this: Com, *args: Any, **named: Any) -> Any:
                this._excel.called("do", label)
                return method(this, *args, **named)

            return MethodType(invoke, self)
        getter = getattr(type(self), f"get_{name}", None)
        if getter is None:
            raise ComError(-2147352570)  # no such member
        self._excel.called("get", label)
        return getter(self)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            self.__dict__[name] = value
            return
        self._excel.called("put", f"{type(self).__name__}.{name}")
        getattr(self, f"_put_{name}")(value)

    def GetTypeInfo(self) -> Any:
        class Info:
            def GetTypeAttr(self) -> Any:
                return type("Attributes", (), {"iid": ""})

        return Info()


class Application(Com):
    def get_Workbooks(self) -> "Workbooks":
        return Workbooks(self._excel)

    def get_Hwnd(self) -> int:
        return 4_242

    def get_Ready(self) -> bool:
        return True

    def get_CutCopyMode(self) -> int:
        return self._excel.copying

    def get_Visible(self) -> bool:
        return True

    def _put_Visible(self, value: bool) -> None:
        pass

    def get_ActiveWorkbook(self) -> Any:
        return self._excel.books[-1]

    def do_Calculate(self) -> None:
        pass

    def do_Quit(self) -> None:
        pass


class Workbooks(Com):
    def __call__(self, name: Any) -> "Workbook":
        self._excel.called("do", "Workbooks.Item")
        if isinstance(name, int):
            return self._excel.books[name - 1]
        for book in self._excel.books:
            if book._path.name == name:
                return book
        raise ComError(EXCEPTION, -2146827284)

    def __iter__(self) -> Iterator["Workbook"]:
        self._excel.called("get", "Workbooks._NewEnum")
        return iter(list(self._excel.books))

    def get_Count(self) -> int:
        return len(self._excel.books)

    def do_Open(self, path: str, *_: Any) -> "Workbook":
        return self._excel.open(Path(path))


class Workbook(Com):
    def __init__(self, excel: FakeExcel, path: Path) -> None:
        super().__init__(excel)
        self._path = path
        self._front = "Board"
        self._sheets: dict[str, Worksheet] = {}
        self._areas: dict[str, tuple[str, Area]] = {}
        content = _read(path.read_bytes())
        for title, (cells, tables) in content.sheets.items():
            made = self._sheets[title] = Worksheet(excel, self, title)
            made._cells, made._tables = dict(cells), dict(tables)
        self._areas.update(content.names)

    def get_Name(self) -> str:
        return self._path.name

    def get_FullName(self) -> str:
        return str(self._path)

    def get_Path(self) -> str:
        return str(self._path.parent)

    def get_FileFormat(self) -> int:
        return 51

    def get_Application(self) -> Application:
        return self._excel.app

    def get_Worksheets(self) -> "Worksheets":
        return Worksheets(self._excel, self)

    def get_ActiveSheet(self) -> "Worksheet":
        return self._sheets[self._front]

    def get_Names(self) -> "Names":
        return Names(self._excel, self)

    def do_Save(self) -> None:
        pass

    def do_Close(self, SaveChanges: bool = True) -> None:
        self._excel.books.remove(self)

    def value(self, sheet: str, row: int, column: int) -> Any:
        """What a test sees, without a call."""
        return self._sheets[sheet]._cells.get((row, column))


class Content(NamedTuple):
    sheets: dict[str, tuple[dict[tuple[int, int], Any], dict[str, Area]]]
    names: dict[str, tuple[str, Area]]


@cache
def _read(file: bytes) -> Content:
    """A file as it is opened: constants, tables, names. Formulas are empty cells here."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    sheets = {}
    for sheet in book.worksheets:
        cells = {
            (cell.row, cell.column): float(cell.value) if type(cell.value) is int else cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None and cell.data_type != "f"
        }
        tables = {table.name: _area(table.ref) for table in sheet.tables.values()}
        sheets[sheet.title] = (cells, tables)
    names = {}
    for name, defined in book.defined_names.items():
        (title, ref), *_ = defined.destinations
        names[name] = (title, _area(ref.replace("$", "")))
    return Content(sheets, names)


class Worksheets(Com):
    def __init__(self, excel: FakeExcel, book: Workbook) -> None:
        super().__init__(excel)
        self._book = book

    def __call__(self, name: Any) -> "Worksheet":
        self._excel.called("do", "Worksheets.Item")
        sheets = list(self._book._sheets.values())
        if isinstance(name, int):
            return sheets[name - 1]
        if name not in self._book._sheets:
            raise ComError(EXCEPTION, -2147352565)
        return self._book._sheets[name]

    def __iter__(self) -> Iterator["Worksheet"]:
        self._excel.called("get", "Worksheets._NewEnum")
        return iter(list(self._book._sheets.values()))

    def get_Count(self) -> int:
        return len(self._book._sheets)

    def get_Parent(self) -> Workbook:
        return self._book


class Worksheet(Com):
    def __init__(self, excel: FakeExcel, book: Workbook, name: str) -> None:
        super().__init__(excel)
        self._book, self._title = book, name
        self._cells: dict[tuple[int, int], Any] = {}
        self._tables: dict[str, Area] = {}

    def get_Name(self) -> str:
        return self._title

    def get_Parent(self) -> Workbook:
        return self._book

    def get_ListObjects(self) -> "ListObjects":
        return ListObjects(self._excel, self)

    def get_Cells(self) -> "Range":
        return Range(self._excel, self, (1, 1, 1_048_576, 16_384))

    def do_Range(self, first: Any, last: Any = None) -> "Range":
        one = self._meant(first)
        other = one if last is None else self._meant(last)
        return Range(self._excel, self, (one[0], one[1], other[2], other[3]))

    def _meant(self, what: Any) -> Area:
        if isinstance(what, str):
            return _area(what.replace("$", ""))
        return getattr(what, "_inner", what)._area


class Range(Com):
    def __init__(self, excel: FakeExcel, sheet: Worksheet, area: Area) -> None:
        super().__init__(excel)
        self._sheet, self._area = sheet, area

    def __call__(self, row: int, column: int) -> "Range":
        self._excel.called("do", "Range.Item")
        top, left = self._area[0] + row - 1, self._area[1] + column - 1
        return Range(self._excel, self._sheet, (top, left, top, left))

    def get_Worksheet(self) -> Worksheet:
        return self._sheet

    def get_Application(self) -> Application:
        return self._excel.app

    def get_Row(self) -> int:
        return self._area[0]

    def get_Column(self) -> int:
        return self._area[1]

    def get_Rows(self) -> "Count":
        return Count(self._excel, self._area[2] - self._area[0] + 1)

    def get_EntireRow(self) -> "Range":
        return self

    def get_Columns(self) -> "Count":
        return Count(self._excel, self._area[3] - self._area[1] + 1)

    def get_Count(self) -> int:
        top, left, bottom, right = self._area
        return (bottom - top + 1) * (right - left + 1)

    def get_Value(self) -> Any:
        top, left, bottom, right = self._area
        cells = self._sheet._cells
        rows = tuple(
            tuple(cells.get((row, column)) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
        return rows[0][0] if self.get_Count() == 1 else rows

    get_Value2 = get_Value  # noqa: N815

    def get_Formula(self) -> Any:
        """Constants as text: formulas are empty cells here."""
        shown = self.get_Value()
        if not isinstance(shown, tuple):
            return "" if shown is None else str(shown)
        return tuple(tuple("" if cell is None else str(cell) for cell in row) for row in shown)

    def _put_Value(self, value: Any) -> None:
        top, left, bottom, right = self._area
        self._excel.writes.append((self._sheet._title, self._area))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                given = value
                if isinstance(value, list | tuple):
                    given = value[row - top][column - left]
                self._sheet._cells[row, column] = typed(given)

    _put_Value2 = _put_Value  # noqa: N815


class Count(Com):
    def __init__(self, excel: FakeExcel, count: int) -> None:
        super().__init__(excel)
        self._count = count

    def get_Count(self) -> int:
        return self._count

    def do_Item(self, number: int) -> "Line":
        return Line(self._excel)


class Line(Com):
    """A row: none is hidden here."""

    def get_Hidden(self) -> bool:
        return False


class Names(Com):
    def __init__(self, excel: FakeExcel, book: Workbook) -> None:
        super().__init__(excel)
        self._book = book

    def __call__(self, name: Any) -> "Name":
        self._excel.called("do", "Names.Item")
        names = list(self._book._areas)
        if isinstance(name, int):
            return Name(self._excel, self._book, names[name - 1])
        if name not in names:
            raise ComError(EXCEPTION, -2146827284)
        return Name(self._excel, self._book, name)

    def get_Count(self) -> int:
        return len(self._book._areas)


class Name(Com):
    def __init__(self, excel: FakeExcel, book: Workbook, name: str) -> None:
        super().__init__(excel)
        self._book, self._title = book, name

    def get_Name(self) -> str:
        return self._title

    def get_RefersToRange(self) -> Range:
        sheet, area = self._book._areas[self._title]
        return Range(self._excel, self._book._sheets[sheet], area)


class ListObjects(Com):
    def __init__(self, excel: FakeExcel, sheet: Worksheet) -> None:
        super().__init__(excel)
        self._sheet = sheet

    def do_Item(self, name: Any) -> "ListObject":
        if name not in self._sheet._tables:
            raise ComError(EXCEPTION, -2147352565)
        return ListObject(self._excel, self._sheet, name)

    def __iter__(self) -> Iterator["ListObject"]:
        self._excel.called("get", "ListObjects._NewEnum")
        return iter([ListObject(self._excel, self._sheet, each) for each in self._sheet._tables])

    def get_Count(self) -> int:
        return len(self._sheet._tables)


class ListObject(Com):
    def __init__(self, excel: FakeExcel, sheet: Worksheet, name: str) -> None:
        super().__init__(excel)
        self._sheet, self._title = sheet, name

    def get_Name(self) -> str:
        return self._title

    def get_Range(self) -> Range:
        return Range(self._excel, self._sheet, self._sheet._tables[self._title])

    def get_DataBodyRange(self) -> Range:
        top, left, bottom, right = self._sheet._tables[self._title]
        return Range(self._excel, self._sheet, (top + 1, left, bottom, right))


def typed(value: Any) -> Any:
    """What a cell holds after a value was written: text is taken as if a person typed it."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if type(value) is int:
        return float(value)
    if not isinstance(value, str):
        return value
    if value.startswith("'"):
        return value[1:]
    assert not value.startswith("="), f"a formula was written: {value}"
    assert not _DATE.fullmatch(value), f"a date was written: {value}"
    if _NUMBER.fullmatch(value):
        return float(value)
    return value or None


def _area(ref: str) -> Area:
    left, top, right, bottom = range_boundaries(ref)
    return int(top or 1), int(left or 1), int(bottom or 1), int(right or 1)


def for_a_while(
    count: int, refusal: int = REJECTED, *, after: int = 0
) -> Callable[[str, str], int | None]:
    """Refuses so many calls, after so many that it lets through."""
    left = [after, count]

    def refuse(kind: str, name: str) -> int | None:
        if left[0] > 0:
            left[0] -= 1
            return None
        left[1] -= 1
        return refusal if left[1] >= 0 else None

    return refuse
