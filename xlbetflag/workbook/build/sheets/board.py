"""The Board: one block a watched market, as the exchange shows it."""

from functools import partial
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbetflag.workbook.build.sheets.arrays import plain_look, text_of, write_array
from xlbetflag.workbook.build.sheets.band import write_band
from xlbetflag.workbook.build.sheets.guard import guard
from xlbetflag.workbook.build.sheets.page import set_page
from xlbetflag.workbook.build.sheets.rules import FormatRule, add_rules
from xlbetflag.workbook.build.sheets.states import rows_not_live, title_states
from xlbetflag.workbook.build.style import (
    BACK,
    FAINT,
    GREEN,
    HEADER,
    LAY,
    LINE,
    MUTED,
    RED,
    TITLE,
    TREND_COLOUR,
    WHITE,
    Styles,
)
from xlbetflag.workbook.layout.columns import Column
from xlbetflag.workbook.layout.market_blocks import (
    BLOCK_ROWS,
    BOARD_HEADER_ROW,
    BOOK_COLUMNS,
    BOOK_DEPTH,
    EMPTY_BLOCK,
    TITLE_EVENT,
    TITLE_LINE,
    TITLE_MARKET,
    TITLE_MARKET_ID,
    TITLE_START,
    TITLE_WIDTH,
    TREND_COLUMN,
    block_row,
)
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN

ROW_HEIGHT = 18
TITLE_HEIGHT = 21
PLACES = {column.key: FIRST_COLUMN + i for i, column in enumerate(BOOK_COLUMNS)}
TREND = FIRST_COLUMN + len(BOOK_COLUMNS)
LAST_COLUMN = TREND
TREND_POINTS = 24


def write_board(sheet: Worksheet, styles: Styles, environment: str, blocks: int) -> None:
    """The whole sheet: band, one frozen header for all blocks, and the blocks."""
    set_page(sheet, styles, row_height=ROW_HEIGHT, last_header_row=BOARD_HEADER_ROW)
    write_band(
        sheet,
        styles,
        environment,
        product=(1, 1),
        parts=((2, 2), (4, 6), (8, 10), (12, 14)),
        last=LAST_COLUMN,
    )
    sheet.set_row(BOARD_HEADER_ROW, 20)
    for place, column in enumerate((*BOOK_COLUMNS, TREND_COLUMN), start=FIRST_COLUMN):
        sheet.set_column(place, place, column.width, styles.cell())
        sheet.write_string(BOARD_HEADER_ROW, place, column.header, _header_look(styles, column))
    for block in range(1, blocks + 1):
        _write_block(sheet, styles, block_row(block))
    _colours(sheet, styles, blocks)


def _write_block(sheet: Worksheet, styles: Styles, row: int) -> None:
    bar: dict[str, Any] = {"bg_color": TITLE, "font_color": WHITE}
    sheet.set_row(row, TITLE_HEIGHT)
    for place in range(FIRST_COLUMN, LAST_COLUMN + 1):
        sheet.write_blank(row, place, None, styles.cell(**bar))
    market = xl_rowcol_to_cell(row, FIRST_COLUMN, row_abs=True, col_abs=True)
    looks = {
        TITLE_MARKET_ID: styles.cell(**bar, font_size=9, indent=1),
        TITLE_EVENT: styles.cell(**bar, bold=True, font_size=11, indent=1),
        TITLE_MARKET: styles.cell(**bar, bold=True),
        TITLE_LINE: styles.cell(**bar, bold=True),
        TITLE_START: styles.cell(**bar),
    }
    for offset, look in looks.items():
        sheet.write_blank(row, FIRST_COLUMN + offset, None, look)
    sheet.write_string(row, FIRST_COLUMN + TITLE_EVENT, EMPTY_BLOCK, looks[TITLE_EVENT])
    guard(sheet, (row, FIRST_COLUMN, row, FIRST_COLUMN + TITLE_WIDTH - 1))
    state = styles.cell(**bar, bold=True, align="center")
    age = styles.cell(**bar, align="center", num_format='0.0" s"')
    sheet.write_formula(row, PLACES["status"], f"=BF_STATUS({market})", state, "")
    sheet.write_formula(row, PLACES["read_at"], f"=BF_AGE({market})", age, "")
    book = f"=BF_BOOK({market},{BOOK_DEPTH},{BLOCK_ROWS})"
    look = partial(_look, styles)
    write_array(sheet, row + 1, FIRST_COLUMN, BOOK_COLUMNS, book, look)
    trend = f"=BF_TREND({market},{TREND_POINTS},{BLOCK_ROWS})"
    write_array(sheet, row + 1, TREND, (TREND_COLUMN,), trend, look)


def _look(styles: Styles, column: Column) -> Any:
    look = plain_look(column)
    if column.key in ("selection_id", "read_at"):
        look |= {"font_color": FAINT, "font_size": 9}
    if column.key == "trend":
        look |= {"font_color": TREND_COLOUR}
    if column.key in ("move", "status", "read_at"):
        look |= {"align": "center", "indent": 0}
    if column.key.endswith("_size"):
        look |= {"font_size": 9, "font_color": "#4B5563"}
    if column.key in ("back_1", "lay_1", "selection"):
        look |= {"bold": True}
    return styles.cell(**look)


def _header_look(styles: Styles, column: Column) -> Any:
    fill = HEADER
    if column.key in ("back_1", "back_1_size"):
        fill = BACK[1]
    elif column.key in ("lay_1", "lay_1_size"):
        fill = LAY[1]
    align = "right" if column.kind.is_number else "left"
    if column.key in ("status", "read_at"):
        align = "center"
    return styles.cell(
        bold=True,
        bg_color=fill,
        align=align,
        indent=0 if align == "center" else 1,
        bottom=1,
        bottom_color="#94A3B8",
        font_color=MUTED if column.key.endswith("_size") else TITLE,
    )


def _colours(sheet: Worksheet, styles: Styles, blocks: int) -> None:
    """Each row by its own status; what is not live keeps no colour that invites a bet.

    What most rows are comes first: each rule before it costs a spreadsheet time at every change.
    """
    titles = [block_row(block) for block in range(1, blocks + 1)]
    row = titles[0] + 1
    status, move = (
        text_of(xl_rowcol_to_cell(row, PLACES[key], col_abs=True)) for key in ("status", "move")
    )
    line = {"bottom": 1, "bottom_color": LINE}
    is_live, is_empty = f'{status}="LIVE"', f'{status}=""'
    not_live: list[FormatRule] = [
        (is_empty, styles.when()),
        *rows_not_live(status, styles, **line),
        (f"NOT({is_live})", styles.when(**line)),  # a sentence
    ]
    live: FormatRule = (is_live, styles.when(**line))
    up: FormatRule = (f'AND({is_live},{move}="▲")', styles.when(**line, font_color=GREEN))
    down: FormatRule = (f'AND({is_live},{move}="▼")', styles.when(**line, font_color=RED))
    groups: list[tuple[int, int, list[FormatRule]]] = [
        (PLACES["selection_id"], PLACES["selection"], [live]),
        (PLACES["move"], PLACES["move"], [up, down, live]),
        (PLACES["status"], PLACES["status"], [(is_live, styles.when(**line, font_color=GREEN))]),
        (PLACES["read_at"], PLACES["read_at"], [live]),
        (TREND, TREND, [live]),
    ]
    for side, fills in (("back", BACK), ("lay", LAY)):
        for level in range(1, BOOK_DEPTH + 1):
            look = styles.when(bottom=1, bottom_color=WHITE, bg_color=fills[level])
            left, right = PLACES[f"{side}_{level}"], PLACES[f"{side}_{level}_size"]
            groups.append((left, right, [(is_live, look)]))
    for left, right, rules in groups:
        areas = [(title + 1, left, title + BLOCK_ROWS, right) for title in titles]
        add_rules(sheet, areas, [*rules, *not_live])
    for title in titles:
        _title_colours(sheet, styles, title)


def _title_colours(sheet: Worksheet, styles: Styles, row: int) -> None:
    market = xl_rowcol_to_cell(row, FIRST_COLUMN, row_abs=True, col_abs=True)
    status = xl_rowcol_to_cell(row, PLACES["status"], row_abs=True, col_abs=True)
    empty: FormatRule = (f'{market}=""', styles.when(bg_color="#F1F5F9", font_color=FAINT))
    add_rules(sheet, [(row, FIRST_COLUMN, row, PLACES["status"] - 1)], [empty])
    add_rules(
        sheet,
        [(row, PLACES["status"], row, PLACES["read_at"])],
        [empty, *title_states(status, styles)],
    )
    add_rules(sheet, [(row, TREND, row, TREND)], [empty])
