"""The built file holds what the layout declares; openpyxl reads it independently."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbook.conftest import BLOCKS, FILE_ID, MARKET_ROWS, ORDER_ROWS
from xlbetflag.functions.account import bf_matches, bf_orders  # noqa: F401 - declare themselves
from xlbetflag.functions.declare import FUNCTIONS
from xlbetflag.functions.prices import book_columns
from xlbetflag.orders.status import Status
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.build.sheets.page import STYLED_COLUMNS
from xlbetflag.workbook.build.sheets.tables import STATUS_LOOKS
from xlbetflag.workbook.build.style import ENVIRONMENTS
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.columns import CellKind, Table, Writer
from xlbetflag.workbook.layout.desk import (
    BALANCE,
    COMMAND,
    COMMANDS,
    KEYS_USED,
    LIMITS,
    SESSION,
    SETTINGS,
    SETTINGS_BLOCK,
)
from xlbetflag.workbook.layout.desk import (
    FILE_ID as FILE_CELL,
)
from xlbetflag.workbook.layout.keys import new_file_id
from xlbetflag.workbook.layout.ladder import CHOICE_COLUMNS, RUNG_COLUMNS
from xlbetflag.workbook.layout.marks import Mark
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import BOARD, DESK, LADDER, ORDERS, POSITIONS, SHEETS, SUMMARY
from xlbetflag.workbook.layout.tables import LOG_TABLE, TABLES, WATCH_TABLE

ROWS = {
    "Orders": ORDER_ROWS,
    "Markets": MARKET_ROWS,
    "Watches": WATCH_TABLE.rows,
    "LogLines": LOG_TABLE.rows,
}


@pytest.fixture(scope="module")
def book(built: Path) -> Workbook:
    return openpyxl.load_workbook(built)


def test_the_same_arguments_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again.xlsx", tmp_path / "other.xlsx"
    sizes: dict[str, Any] = {"blocks": BLOCKS, "order_rows": ORDER_ROWS, "market_rows": MARKET_ROWS}
    build(again, file_id=FILE_ID, **sizes)
    build(other, file_id="f00000002", **sizes)
    assert again.read_bytes() == built.read_bytes()
    assert other.read_bytes() != built.read_bytes()


def test_file_ids_differ() -> None:
    assert len({new_file_id() for _ in range(100)}) == 100


def test_an_unknown_environment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        build(tmp_path / "x.xlsx", file_id=FILE_ID, environment="real")


@pytest.mark.parametrize("environment", ["practice", "staging", "production"])
def test_the_environment_stands_in_its_cell(environment: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    build(path, file_id=FILE_ID, environment=environment, order_rows=1, market_rows=1)
    book = openpyxl.load_workbook(path)
    assert _named(book, "Environment") == environment.upper()


def test_the_sheets_are_in_order(book: Workbook) -> None:
    assert tuple(book.sheetnames) == SHEETS


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_are_as_declared(book: Workbook, table: Table) -> None:
    sheet = book[table.sheet]
    made = sheet.tables[table.name]
    block = sheet[made.ref]
    assert [cell.value for cell in block[0]] == [column.header for column in table.columns]
    assert [column.name for column in made.tableColumns] == [c.header for c in table.columns]
    assert len(block) == ROWS[table.name] + 1
    for cell, column in zip(block[1], table.columns, strict=True):
        assert cell.number_format == column.kind.number_format
        yellow = cell.fill.start_color.rgb == "FFFFF9DB"
        assert yellow == (column.writer is Writer.USER)
    assert (made.autoFilter is not None) == table.has_filter


def test_every_order_row_has_its_key_and_liability(book: Workbook) -> None:
    rows = list(book[ORDERS].iter_rows(min_row=5, max_row=4 + ORDER_ROWS))
    keys = [row[1].value for row in rows]
    assert keys == [f"{FILE_ID}-{number:04d}" for number in range(1, ORDER_ROWS + 1)]
    liability = 1 + ORDER_TABLE.index("liability")
    assert all(str(row[liability].value).startswith("=IFERROR(") for row in rows)


def test_fields_have_names_and_defaults(book: Workbook) -> None:
    for field in (*SESSION, *SETTINGS, *BALANCE):
        assert _named(book, field.name) == field.default, field.name
    assert _named(book, COMMAND.name) is None
    assert _named(book, FILE_CELL.name) == FILE_ID
    assert _named(book, KEYS_USED.name) == ORDER_ROWS


def test_limits_ship_finite() -> None:
    assert all(isinstance(field.default, int | float) for field in LIMITS.values())


def test_settings_block_holds_labels_and_values(book: Workbook) -> None:
    labels = [row[0].value for row in _area(book, SETTINGS_BLOCK)]
    assert labels == [field.label for field in SETTINGS]


def test_panes_are_frozen_and_gridlines_hidden(book: Workbook) -> None:
    frozen = {name: book[name].freeze_panes for name in SHEETS}
    assert frozen == {
        "Desk": "A3",
        "Markets": "A5",
        "Watch": "A5",
        "Coupon": "F5",
        "Board": "A4",
        "Ladder": "A5",
        "Orders": "A5",
        "Positions": "A4",
        "Summary": "A5",
        "Log": "A5",
        "Help": "A3",
    }
    for sheet in book:
        assert not sheet.sheet_view.showGridLines
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0


def test_board_blocks_are_arrays_of_the_books_own_shape(book: Workbook) -> None:
    assert len(market_blocks.BOOK_COLUMNS) == len(book_columns(market_blocks.BOOK_DEPTH))
    for block in range(1, BLOCKS + 1):
        row = market_blocks.block_row(block) + 1
        cell = book[BOARD].cell(row + 1, 2).value
        assert isinstance(cell, ArrayFormula)
        assert cell.ref == f"B{row + 1}:R{row + market_blocks.BLOCK_ROWS}"
        assert cell.text == f"=BF_BOOK($B${row},3,10)"
        assert book.defined_names[market_blocks.market_name(block)].attr_text == f"Board!$B${row}"


def test_arrays_have_the_functions_columns() -> None:
    for name, columns in (
        ("BF_ORDERS", market_blocks.OFFER_COLUMNS),
        ("BF_MATCHES", market_blocks.MATCH_COLUMNS),
        ("BF_PNL", market_blocks.MATCHED_COLUMNS),
        ("BF_PNL", market_blocks.FILLED_COLUMNS),
        ("BF_GREENUP", market_blocks.GREEN_COLUMNS),
        ("BF_TREND", (market_blocks.TREND_COLUMN,)),
        ("BF_LADDER", RUNG_COLUMNS),
    ):
        declared = FUNCTIONS[name].columns
        assert declared is not None
        assert len(columns) == len(declared), name
    assert len(CHOICE_COLUMNS) == len(book_columns(1))


def test_nothing_shows_zero_before_the_first_calculation(built: Path) -> None:
    values = openpyxl.load_workbook(built, data_only=True)
    for name in (BOARD, LADDER, POSITIONS, SUMMARY):
        cells = [c.value for row in values[name].iter_rows(min_row=4) for c in row]
        assert 0 not in cells


def test_user_cells_hint_and_desk_cells_refuse(book: Workbook) -> None:
    sheet = book[ORDERS]
    for place, column in enumerate(ORDER_TABLE.columns, start=2):
        cell = sheet.cell(5, place).coordinate
        rules = [v for v in sheet.data_validations.dataValidation if cell in v.sqref]
        if column.writer is not Writer.USER:
            assert [rule.errorStyle or "stop" for rule in rules] == ["stop"], column.key
        elif column.choices:
            assert [rule.formula1 for rule in rules] == [f'"{",".join(column.choices)}"']
        if column.writer is Writer.USER:
            assert all(rule.errorStyle == "warning" for rule in rules), column.key
            assert bool(rules) == (column.kind not in (CellKind.TEXT, CellKind.ID)), column.key


def test_the_command_cell_offers_every_command(book: Workbook) -> None:
    lists = [v.formula1 for v in book[DESK].data_validations.dataValidation]
    assert f'"{",".join(COMMANDS)}"' in lists


def test_every_status_has_a_look_but_the_first_two(book: Workbook) -> None:
    shown = {word for words, _ in STATUS_LOOKS for word in words}
    assert {str(status) for status in Status} - shown == {"DRAFT", "CHECKED"}
    assert set(Mark) <= shown
    formulas = [
        formula
        for rules in book[ORDERS].conditional_formatting
        for rule in rules.rules
        for formula in rule.formula
    ]
    for word in shown:
        assert any(f'="{word}"' in formula for formula in formulas), word


def test_no_cell_belongs_to_two_groups_of_rules(book: Workbook) -> None:
    """LibreOffice would show one of them only."""
    for sheet in book:
        seen: set[tuple[int, int]] = set()
        for rules in sheet.conditional_formatting:
            for area in rules.sqref.ranges:
                cells = set(area.rows and [cell for row in area.rows for cell in row])
                assert not cells & seen, (sheet.title, str(area))
                seen |= cells


def test_nothing_reaches_beyond_the_styled_columns(book: Workbook) -> None:
    """LibreOffice would visit all 16,384 of them at every change of a cell."""
    for sheet in book:
        assert not [row for row, shown in sheet.row_dimensions.items() if shown.customFormat]
        assert sheet.max_column <= STYLED_COLUMNS
        for rules in sheet.conditional_formatting:
            assert all(area.max_col <= STYLED_COLUMNS for area in rules.sqref.ranges), sheet.title


def test_an_unknown_environment_looks_like_production(book: Workbook) -> None:
    red = ENVIRONMENTS["PRODUCTION"].removeprefix("#")
    for sheet in book:
        fills = [
            rule.dxf.fill.bgColor.rgb
            for rules in sheet.conditional_formatting
            for rule in rules.rules
            if rule.formula[0].endswith('<>"PRACTICE"')
        ]
        assert fills
        assert all(fill.endswith(red) for fill in fills)


COMPARED = re.compile(
    r"(?:(\w+)!)?(\$?[A-Z]{1,3}\$?\d+)(?:=|<>)|(?:=|<>)(?:(\w+)!)?(\$?[A-Z]{1,3}\$?\d+)(?![\d&])"
)


def test_a_text_of_an_array_is_made_anew_before_it_is_compared(tmp_path: Path) -> None:
    """LibreOffice finds it equal to nothing otherwise, see `text_of`."""
    build(tmp_path / "book.xlsx", file_id=FILE_ID, examples=True)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    arrays = {sheet.title: set(_in_arrays(sheet)) for sheet in book}
    formulas = [(sheet.title, formula) for sheet in book for formula in _formulas(sheet)]
    assert sum('&""=' in formula for _, formula in formulas) > 20
    for title, formula in formulas:
        for found in COMPARED.finditer(formula):
            sheet, cell = found[1] or found[3] or title, found[2] or found[4]
            assert cell.replace("$", "") not in arrays.get(sheet, ()), (title, formula)


def _in_arrays(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, ArrayFormula):
                yield from (each.coordinate for line in sheet[cell.value.ref] for each in line)


def _formulas(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            formula = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
            if isinstance(formula, str) and formula.startswith("="):
                yield formula.removeprefix("=")
    for rules in sheet.conditional_formatting:
        yield from (formula for rule in rules.rules for formula in rule.formula)


def test_names_and_tables_are_told_apart(book: Workbook) -> None:
    names = [name.upper() for name in book.defined_names]
    names += [table.upper() for sheet in book for table in sheet.tables]
    assert len(names) == len(set(names))


def test_formulas_carry_no_prefix(built: Path) -> None:
    with zipfile.ZipFile(built) as package:
        for name in package.namelist():
            assert b"_xlfn" not in package.read(name), name


def _named(book: Workbook, name: str) -> object:
    return _area(book, name)[0][0].value


def _area(book: Workbook, name: str) -> list[list[Any]]:
    sheet, address = book.defined_names[name].attr_text.split("!")
    cells = book[sheet][address.replace("$", "")]
    return [list(row) for row in cells] if isinstance(cells, tuple) else [[cells]]
