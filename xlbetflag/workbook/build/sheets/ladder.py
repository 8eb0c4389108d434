"""The Ladder: one selection, a rung for each price; beside it what else its market offers."""

from functools import partial
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbetflag.market.naming import SEPARATOR
from xlbetflag.workbook.build.sheets.arrays import plain_look, text_of, write_array
from xlbetflag.workbook.build.sheets.band import write_band
from xlbetflag.workbook.build.sheets.guard import guard, hint
from xlbetflag.workbook.build.sheets.ladder_colours import colour_rungs, colour_selections
from xlbetflag.workbook.build.sheets.page import set_page
from xlbetflag.workbook.build.sheets.tables import of_market
from xlbetflag.workbook.build.style import (
    BACK,
    FAINT,
    HEADER,
    INPUT,
    INPUT_LINE,
    LAY,
    LINE,
    MUTED,
    TITLE,
    TREND_COLOUR,
    WHITE,
    Styles,
)
from xlbetflag.workbook.layout.columns import CellKind, Column
from xlbetflag.workbook.layout.ladder import (
    CENTRE,
    CHOICE,
    CHOICE_COLUMNS,
    CHOICE_ROW,
    FIRST_RUNG_ROW,
    HEADER_ROW,
    LABEL,
    LABEL_COLUMN,
    LAST_RUNG_ROW,
    MARKET,
    PANEL,
    PLACES,
    PROFIT,
    PROFIT_COLUMN,
    RUNG_COLUMNS,
    RUNGS,
    SELECTION,
    SELECTIONS_ROW,
    SIDE_COLUMNS,
    TITLE_ROW,
    TREND,
)
from xlbetflag.workbook.layout.market_blocks import BLOCK_ROWS, TREND_COLUMN, block_row
from xlbetflag.workbook.layout.sheets import BOARD, FIRST_COLUMN, LADDER

ROW_HEIGHT = 17
DEPTH_NOTE = '"?" is deeper than the three prices that the venue shows: not known, not nothing.'


def write_ladder(
    sheet: Worksheet, styles: Styles, environment: str, market_rows: int
) -> dict[str, str]:
    """The whole sheet; gives the names it defines. It shows the Board's first market at first."""
    set_page(sheet, styles, row_height=ROW_HEIGHT, last_header_row=HEADER_ROW)
    for place, column in enumerate(RUNG_COLUMNS, start=FIRST_COLUMN):
        sheet.set_column(place, place, column.width, styles.cell())
    sheet.set_column(PANEL - 1, PANEL - 1, 3, styles.cell())
    for place, column in enumerate(CHOICE_COLUMNS, start=PANEL):
        sheet.set_column(place, place, column.width, styles.cell())
    for place, column in SIDE_COLUMNS.items():
        sheet.set_column(place, place, column.width, styles.cell())
    parts = ((3, 5), (6, 8), (PANEL, PANEL + 1), (PANEL + 3, PANEL + 6))
    write_band(sheet, styles, environment, product=(1, 2), parts=parts, last=LABEL)
    _write_title(sheet, styles, market_rows)
    _write_rungs(sheet, styles)
    _write_choice(sheet, styles)
    _write_selections(sheet, styles)
    colour_rungs(sheet, styles)
    colour_selections(sheet, styles)
    choice = xl_range_abs(CHOICE_ROW, PANEL + 1, CHOICE_ROW + 2, PANEL + 1)
    return {CHOICE: f"={LADDER}!{choice}"}


def _write_title(sheet: Worksheet, styles: Styles, market_rows: int) -> None:
    """Event, market and selection; then the state of the feed and the age, by themselves."""
    bar: dict[str, Any] = {"bg_color": TITLE, "font_color": WHITE, "bold": True}
    sheet.set_row(TITLE_ROW, 24)
    last_name, first_state = PLACES["lay"], PLACES["my_lay"]
    event, market, line = (
        of_market(key, MARKET, market_rows) for key in ("event", "market", "line")
    )
    problem = xl_rowcol_to_cell(FIRST_RUNG_ROW, FIRST_COLUMN, row_abs=True, col_abs=True)
    name = f'TRIM({event}&"  {SEPARATOR}  "&{market}&" "&{line})&"  {SEPARATOR}  "&{SELECTION}'
    title = (
        f'=IF({MARKET}="","Choose a market and a selection in the yellow cells",'
        f'IF(LEFT({problem},2)="? ",{problem},{name}))'
    )
    look = styles.cell(**bar, font_size=11, indent=1, shrink=True)
    sheet.merge_range(TITLE_ROW, FIRST_COLUMN, TITLE_ROW, last_name, "", look)
    sheet.write_formula(TITLE_ROW, FIRST_COLUMN, title, look, "")
    state = styles.cell(**bar, font_size=12, align="center")
    sheet.merge_range(TITLE_ROW, first_state, TITLE_ROW, first_state + 1, "", state)
    sheet.write_formula(TITLE_ROW, first_state, f"=BF_STATUS({MARKET})", state, "")
    age = styles.cell(**bar, align="center", num_format='0.0" s"')
    sheet.write_formula(TITLE_ROW, PLACES["status"], f"=BF_AGE({MARKET})", age, "")


def _write_rungs(sheet: Worksheet, styles: Styles) -> None:
    sheet.set_row(HEADER_ROW, 20)
    for place, column in enumerate(RUNG_COLUMNS, start=FIRST_COLUMN):
        sheet.write_string(HEADER_ROW, place, column.header, _header(styles, column))
    ladder = f"=BF_LADDER({MARKET},{SELECTION},{CENTRE},{RUNGS},{RUNGS})"
    look = partial(_rung_look, styles)
    write_array(sheet, FIRST_RUNG_ROW, FIRST_COLUMN, RUNG_COLUMNS, ladder, look, RUNGS)
    note = styles.cell(font_color=MUTED, italic=True, font_size=9)
    sheet.write_string(LAST_RUNG_ROW + 1, FIRST_COLUMN, DEPTH_NOTE, note)


def _write_choice(sheet: Worksheet, styles: Styles) -> None:
    last = LABEL
    _heading(sheet, styles, HEADER_ROW, PANEL, last, "This ladder")
    board = block_row(1)
    first_market = f"={BOARD}!{xl_rowcol_to_cell(board, FIRST_COLUMN, row_abs=True, col_abs=True)}"
    first_label = xl_rowcol_to_cell(SELECTIONS_ROW + 1, LABEL, row_abs=True, col_abs=True)
    label = styles.cell(bottom=1, bottom_color=LINE)
    own = {"bottom": 1, "border_color": INPUT_LINE, "bg_color": INPUT, "align": "left", "indent": 1}
    desk = {"bottom": 1, "bottom_color": LINE, "align": "left", "indent": 1, "bold": True}
    note = styles.cell(bottom=1, bottom_color=LINE, font_color=MUTED, indent=1)
    rows = (
        ("Market", f'{first_market}&""', own, "A market's id. At first the first of the Board."),
        ("Selection", f"={first_label}", own, "Id, name, or both: choose from the list."),
        ("Stands around", None, desk, "Moves when the market leaves its middle half."),
    )
    for row, (name, formula, look, text) in enumerate(rows, start=CHOICE_ROW):
        sheet.write_string(row, PANEL, name, label)
        target = row, PANEL + 1
        if formula is None:
            shape = styles.cell(**look, num_format=CellKind.PRICE.number_format)
            sheet.write_blank(*target, None, shape)
        else:
            sheet.write_formula(*target, formula, styles.cell(**look, num_format="@"), "")
        for place in range(PANEL + 2, last + 1):
            sheet.write_blank(row, place, None, note)
        sheet.write_string(row, PANEL + 2, text, note)
    labels = xl_range_abs(SELECTIONS_ROW + 1, LABEL, SELECTIONS_ROW + BLOCK_ROWS, LABEL)
    sheet.data_validation(
        CHOICE_ROW + 1,
        PANEL + 1,
        CHOICE_ROW + 1,
        PANEL + 1,
        {"validate": "list", "source": f"={labels}", "error_type": "information"},
    )
    hint(sheet, (CHOICE_ROW, PANEL + 1, CHOICE_ROW, PANEL + 1), kind=CellKind.ID, text=rows[0][3])
    guard(sheet, (CHOICE_ROW + 2, PANEL + 1, CHOICE_ROW + 2, PANEL + 1))


def _write_selections(sheet: Worksheet, styles: Styles) -> None:
    """The market's selections, as BF_BOOK, BF_EXPOSURE and BF_TREND give them."""
    _heading(sheet, styles, SELECTIONS_ROW - 1, PANEL, LABEL, "Selections of this market")
    for place, column in enumerate(CHOICE_COLUMNS, start=PANEL):
        sheet.write_string(SELECTIONS_ROW, place, column.header, _header(styles, column))
    for place, column in SIDE_COLUMNS.items():
        sheet.write_string(SELECTIONS_ROW, place, column.header, _header(styles, column))
    first = SELECTIONS_ROW + 1
    look = partial(_selection_look, styles)
    book = f"=BF_BOOK({MARKET},1,{BLOCK_ROWS})"
    write_array(sheet, first, PANEL, CHOICE_COLUMNS, book, look)
    trend = f"=BF_TREND({MARKET},24,{BLOCK_ROWS})"
    write_array(sheet, first, TREND, (TREND_COLUMN,), trend, look)
    for row in range(first, first + BLOCK_ROWS):
        own_id, name = (xl_rowcol_to_cell(row, place) for place in (PANEL, PANEL + 1))
        label = f'{own_id}&" {SEPARATOR} "&{name}'
        # Not by the cell of the label: a formula that hangs on the book alone is never a tick late.
        no_row = f'{text_of(own_id)}=""'
        profit = f'=IF({no_row},"",BF_EXPOSURE({MARKET},{label}))'
        sheet.write_formula(row, LABEL, f'=IF({no_row},"",{label})', look(LABEL_COLUMN), "")
        sheet.write_formula(row, PROFIT, profit, look(PROFIT_COLUMN), "")


def _heading(sheet: Worksheet, styles: Styles, row: int, first: int, last: int, text: str) -> None:
    look = styles.cell(bold=True, font_size=11, font_color=TITLE, bottom=2, bottom_color=TITLE)
    for place in range(first, last + 1):
        sheet.write_blank(row, place, None, look)
    sheet.write_string(row, first, text, look)


def _header(styles: Styles, column: Column) -> Any:
    fills = {"back": BACK[1], "back_1": BACK[1], "lay": LAY[1], "lay_1": LAY[1]}
    align = "right" if column.kind.is_number else "left"
    if column.key in ("price", "status", "read_at"):
        align = "center"
    return styles.cell(
        bold=True,
        bg_color=fills.get(column.key, HEADER),
        font_color=TITLE,
        align=align,
        indent=0 if align == "center" else 1,
        bottom=1,
        bottom_color="#94A3B8",
    )


def _rung_look(styles: Styles, column: Column) -> Any:
    look = plain_look(column)
    if column.key == "price":
        look |= {"bold": True, "font_size": 11, "align": "center", "indent": 0}
    if column.key in ("move", "status"):
        look |= {"align": "center", "indent": 0}
    if column.key == "status":
        look |= {"font_size": 9, "font_color": FAINT}
    return styles.cell(**look)


def _selection_look(styles: Styles, column: Column) -> Any:
    look = plain_look(column)
    if column.key in ("selection_id", "label", "read_at"):
        look |= {"font_color": FAINT, "font_size": 9}
    if column.key in ("move", "status", "read_at"):
        look |= {"align": "center", "indent": 0}
    if column.key in ("selection", "back_1", "lay_1"):
        look |= {"bold": True}
    if column.key.endswith("_size"):
        look |= {"font_size": 9, "font_color": "#4B5563"}
    if column.key == "trend":
        look |= {"font_color": TREND_COLOUR}
    return styles.cell(**look)
