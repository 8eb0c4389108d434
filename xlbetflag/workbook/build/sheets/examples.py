"""The Examples: every function of a cell once, live, over a few cells that the user may change.

Made from the declarations. An argument is one of the yellow cells, by its name; a new function
whose arguments have these names stands here by itself.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from xlbetflag.functions import FUNCTIONS, Function
from xlbetflag.market.naming import SEPARATOR
from xlbetflag.market.side import Side
from xlbetflag.texts.spoken import choice_in
from xlbetflag.workbook.build.sheets.arrays import text_of, write_array
from xlbetflag.workbook.build.sheets.band import write_band
from xlbetflag.workbook.build.sheets.guard import Area, guard, hint
from xlbetflag.workbook.build.sheets.order_words import write_order_words
from xlbetflag.workbook.build.sheets.page import set_page
from xlbetflag.workbook.build.sheets.rules import add_rules
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import (
    FAINT,
    HEADER,
    INPUT,
    INPUT_LINE,
    LINE,
    MUTED,
    RED,
    TITLE,
    Styles,
)
from xlbetflag.workbook.layout.columns import CellKind, Column, Writer
from xlbetflag.workbook.layout.market_blocks import block_row
from xlbetflag.workbook.layout.sheets import BAND_ROW, BOARD, FIRST_COLUMN

ROW_HEIGHT = 17
TYPED, SHOWN = FIRST_COLUMN, FIRST_COLUMN + 1  # what to type, and what it then shows
WIDTHS = (44, 18, 22, 20, 20, 14, 14, 14, 13, 13, 13, 34)
LAST_COLUMN = FIRST_COLUMN + len(WIDTHS) - 1

# The yellow cells. The two bets are order rows: selection, side, price, stake.
INPUT_ROW = BAND_ROW + 2
MARKET_ROW = INPUT_ROW + 1
BET_HEADER_ROW = MARKET_ROW + 1
BET_ROW, OTHER_BET_ROW = BET_HEADER_ROW + 1, BET_HEADER_ROW + 2
NOW_ROW, ANY_PRICE_ROW = OTHER_BET_ROW + 1, OTHER_BET_ROW + 2
FIRST_GROUP_ROW = ANY_PRICE_ROW + 2
BET_HEADS = ("Selection", "Side", "Price", "Stake")
BETS: tuple[tuple[str, float, float], ...] = ((Side.BACK, 3.0, 10.0), (Side.LAY, 4.0, 5.0))

# Functions by the module that declares them, in the order of the sheet.
GROUPS = {
    "prices": "Prices",
    "coupon": "Many markets",
    "ladder": "Ladder and trend",
    "calculators": "Odds and stakes",
    "staking": "Sizing bets",
    "positions": "What I hold",
    "account": "Account and offers",
    "navigation": "Events and markets",
    "health": "The desk itself",
}

_ORDER = (SHOWN, SHOWN + 1, SHOWN + 2, SHOWN + 3)
ARGUMENTS = {
    "market": xl_rowcol_to_cell(MARKET_ROW, SHOWN),
    "markets": xl_rowcol_to_cell(MARKET_ROW, SHOWN),
    **{
        name: xl_rowcol_to_cell(BET_ROW, place)
        for name, place in zip(("selection", "side", "price", "stake"), _ORDER, strict=True)
    },
    "amount": xl_rowcol_to_cell(BET_ROW, _ORDER[-1]),
    "now": xl_rowcol_to_cell(NOW_ROW, SHOWN),
    "selections": xl_range(BET_ROW, SHOWN, OTHER_BET_ROW, SHOWN),
    "orders": xl_range(BET_ROW, _ORDER[0], OTHER_BET_ROW, _ORDER[-1]),
}
# Where a function is better shown with more than it needs, or with another cell.
OWN_ARGUMENTS = {
    "BF_BOOK": {"depth": "1"},
    "BF_HISTORY": {"points": "3"},
    "BF_LADDER": {"prices": "5"},
    "BF_ROUND": {"price": xl_rowcol_to_cell(ANY_PRICE_ROW, SHOWN)},
    "BF_TICKS": {"to": ARGUMENTS["now"]},
}
OWN_WIDTHS = {"BF_COUPON": 9}  # its first selection: the rest goes on like that
TABLE_ROWS = 3
OWN_ROWS = {"BF_LADDER": 5, "BF_DUTCH": 2, "BF_EQUIVALENT": 1, "BF_WHATIF": 1, "BF_COUPON": 1}

NUMBER = "#,##0.00##"
COUNTS = {"BF_TICKS", "Winners"}
MOST_LOOKED_AT = 20  # blocks: a spreadsheet takes no formula that is 64 deep
TEXT_HEADS = frozenset(
    {
        "Id", "Selection id", "Selection", "Offer id", "Side", "Status", "Move", "Read at", "Note",
        "Time", "Prices", "Event id", "Start", "Sport", "Competition", "Event", "Market id",
        "Market", "Line", "Selections", "Selection 1",
    }
)  # fmt: skip


def write_examples(sheet: SpokenSheet, styles: Styles, environment: str, blocks: int) -> None:
    """The whole sheet. It is about the first market of two selections on the Board."""
    set_page(sheet, styles, row_height=ROW_HEIGHT, last_header_row=BAND_ROW + 1)
    for place, width in enumerate(WIDTHS, start=FIRST_COLUMN):
        sheet.set_column(place, place, width, styles.cell())
    parts = ((2, 2), (3, 3), (4, 5), (6, 7))
    write_band(sheet, styles, environment, product=(1, 1), parts=parts, last=LAST_COLUMN)
    row = FIRST_GROUP_ROW
    tops: dict[str, int] = {}
    for module, title in GROUPS.items():
        _heading(sheet, styles, row, title)
        row += 1
        for function in functions_of(module):
            tops[function.name] = row
            row = _write_function(sheet, styles, row, function)
        row += 1
    _heading(sheet, styles, row, "Words of an order row")
    write_order_words(sheet, styles, row + 1, TYPED)
    _write_inputs(sheet, styles, blocks, book_row=tops["BF_BOOK"] + 2)


def functions_of(module: str) -> list[Function]:
    """As they are declared there, those of one value first."""
    path = f"{Function.__module__.rpartition('.')[0]}.{module}"
    declared = [each for each in FUNCTIONS.values() if each.answer.__module__ == path]
    return sorted(declared, key=lambda each: each.columns is not None)


def formula_of(function: Function) -> str:
    """The example: what it needs, taken from the yellow cells."""
    given = {**OWN_ARGUMENTS.get(function.name, {}), "rows": str(rows_of(function))}
    words = [
        given.get(argument.name) or ("" if argument.is_optional else ARGUMENTS[argument.name])
        for argument in function.arguments
    ]
    while words and not words[-1]:
        words.pop()
    return f"={function.name}({','.join(words)})"


def rows_of(function: Function) -> int:
    return OWN_ROWS.get(function.name, TABLE_ROWS) if function.columns else 1


def _write_function(sheet: SpokenSheet, styles: Styles, row: int, function: Function) -> int:
    """Its formula as text and live, and what it says; gives the row after it."""
    line = {"bottom": 1, "bottom_color": LINE}
    typed = styles.cell(bold=True, font_color=TITLE, indent=1, quote_prefix=True)
    told = styles.cell(font_color=MUTED, indent=1)
    formula = formula_of(function)
    sheet.write_key(row, TYPED, formula, typed)
    if function.columns is None:
        number = _number(function.name)
        look = styles.cell(**line, bold=True, align="right", indent=1, num_format=number)
        sheet.write_formula(row, SHOWN, formula, look, "")
        sheet.write_string(row, SHOWN + 1, function.summary, told)
        area = (row, SHOWN, row, SHOWN)
    else:
        sheet.write_string(row, SHOWN, function.summary, told)
        columns = _columns(function)
        for place, column in enumerate(columns, start=SHOWN):
            sheet.write_string(row + 1, place, column.header, _header(styles, column))
        rows = rows_of(function)
        write_array(sheet, row + 2, SHOWN, columns, formula, partial(_look, styles), rows)
        area = (row + 2, SHOWN, row + 1 + rows, SHOWN + len(columns) - 1)
    guard(sheet, area)
    _colour(sheet, styles, area)
    return area[2] + (1 if function.columns is None else 2)


def _columns(function: Function) -> list[Column]:
    """The heads of the example's table: a book of one price a side has fewer than declared."""
    heads: Sequence[str] = (function.columns or ())[: OWN_WIDTHS.get(function.name)]
    if function.name == "BF_BOOK":
        heads = [head for head in heads if not head.endswith(("2", "3", "2 size", "3 size"))]
    return [Column(head, head, CellKind.TEXT, Writer.SHEET, 0) for head in heads]


def _write_inputs(sheet: SpokenSheet, styles: Styles, blocks: int, book_row: int) -> None:
    _heading(sheet, styles, INPUT_ROW, "Change the yellow cells: every example follows")
    label = styles.cell(bold=True, indent=1)
    note = styles.cell(font_color=MUTED, indent=1)
    head = partial(_header, styles)

    def put(row: int, place: int, value: str | float, kind: CellKind) -> None:
        look = styles.cell(
            bg_color=INPUT, border=1, border_color=INPUT_LINE, indent=1,
            align="right" if kind.is_number else "left",
            num_format=kind.number_format if kind.is_number else "@",
        )  # fmt: skip
        if isinstance(value, str) and value.startswith("="):
            sheet.write_formula(row, place, value, look, "")
        elif isinstance(value, str):
            sheet.write_key(row, place, value, look)
        else:
            sheet.write_number(row, place, value, look)

    sheet.write_string(MARKET_ROW, TYPED, "Market", label)
    put(MARKET_ROW, SHOWN, _first_market(blocks), CellKind.ID)
    about = "A market's id. At first the first on the Board that has two selections."
    sheet.write_string(MARKET_ROW, SHOWN + 1, about, note)
    sheet.write_string(BET_HEADER_ROW, TYPED, "", label)
    for place, text in zip(_ORDER, BET_HEADS, strict=True):
        sheet.write_string(
            BET_HEADER_ROW, place, text, head(Column(text, text, CellKind.TEXT, Writer.USER, 0))
        )
    for number, (side, price, stake) in enumerate(BETS):
        row = BET_ROW + number
        sheet.write_string(row, TYPED, ("A bet", "Another bet")[number], label)
        own_id, name = (xl_rowcol_to_cell(book_row + number, SHOWN + n) for n in (0, 1))
        chosen = f'=IF({text_of(own_id)}="","",{own_id}&" {SEPARATOR} "&{name})'
        put(row, _ORDER[0], chosen, CellKind.TEXT)
        put(row, _ORDER[1], choice_in(side, sheet.language), CellKind.CHOICE)
        put(row, _ORDER[2], price, CellKind.PRICE)
        put(row, _ORDER[3], stake, CellKind.MONEY)
    hint(
        sheet, (BET_ROW, _ORDER[1], OTHER_BET_ROW, _ORDER[1]), kind=CellKind.CHOICE,
        text="BACK or LAY.", choices=(str(Side.BACK), str(Side.LAY)),
    )  # fmt: skip
    sheet.write_string(BET_ROW, _ORDER[-1] + 1, "As order rows; nothing here is ever sent.", note)
    for row, text, price, why in (
        (NOW_ROW, "Price now", 2.5, "To close at, or to count ticks to."),
        (ANY_PRICE_ROW, "Any price", 2.51, "It need not stand on the ladder."),
    ):
        sheet.write_string(row, TYPED, text, label)
        put(row, SHOWN, price, CellKind.PRICE)
        sheet.write_string(row, SHOWN + 1, why, note)


def _first_market(blocks: int) -> str:
    """Of the first blocks the first market with two selections, else the first block's."""

    def cell(row: int, place: int) -> str:
        return f"{BOARD}!{xl_rowcol_to_cell(row, place, row_abs=True, col_abs=True)}"

    found = cell(block_row(1), FIRST_COLUMN)
    for block in range(min(blocks, MOST_LOOKED_AT), 0, -1):
        row = block_row(block)
        second, third = (text_of(cell(row + n, FIRST_COLUMN)) for n in (2, 3))
        is_two_way = f'AND({second}<>"",{third}="")'
        found = f"IF({is_two_way},{cell(row, FIRST_COLUMN)},{found})"
    return f'={found}&""'


def _heading(sheet: SpokenSheet, styles: Styles, row: int, text: str) -> None:
    look = styles.cell(bold=True, font_size=11, font_color=TITLE, bottom=2, bottom_color=TITLE)
    sheet.set_row(row, ROW_HEIGHT + 5)
    for place in range(FIRST_COLUMN, LAST_COLUMN + 1):
        sheet.write_blank(row, place, None, look)
    sheet.write_string(row, FIRST_COLUMN, text, look)


def _header(styles: Styles, column: Column) -> Any:
    return styles.cell(
        bold=True,
        bg_color=HEADER,
        font_color=TITLE,
        align="left" if column.header in TEXT_HEADS else "right",
        indent=1,
        bottom=1,
        bottom_color="#94A3B8",
    )


def _look(styles: Styles, column: Column) -> Any:
    is_text = column.header in TEXT_HEADS
    return styles.cell(
        align="left" if is_text else "right",
        indent=1,
        num_format=_number(column.header),
        bottom=1,
        bottom_color=LINE,
        **({"font_color": FAINT, "font_size": 9} if column.header.lower().endswith("id") else {}),
    )


def _number(name: str) -> str:
    return "0" if name in COUNTS else NUMBER


def _colour(sheet: SpokenSheet, styles: Styles, area: Area) -> None:
    first = text_of(xl_rowcol_to_cell(area[0], area[1]))
    words = ("STALE", "NO FEED", "SUSPENDED", "CLOSED")
    trouble = ",".join([f'LEFT({first},2)="? "', *(f'{first}="{word}"' for word in words)])
    add_rules(sheet, [area], [(f"OR({trouble})", styles.when(font_color=RED, bold=True))])
