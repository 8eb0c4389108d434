"""Positions: for each block of the Board what each outcome brings, the way out, what I have."""

from functools import partial
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from xlbetflag.market.naming import SEPARATOR
from xlbetflag.workbook.build.sheets.arrays import plain_look, text_of, write_array
from xlbetflag.workbook.build.sheets.band import write_band
from xlbetflag.workbook.build.sheets.page import set_page
from xlbetflag.workbook.build.sheets.rules import FormatRule, add_rules
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import (
    AMBER,
    BACK,
    FAINT,
    GREEN,
    HEADER,
    LAY,
    LINE,
    MUTED,
    RED,
    TITLE,
    WHITE,
    Styles,
)
from xlbetflag.workbook.layout.columns import Column
from xlbetflag.workbook.layout.market_blocks import (
    BLOCK_ROWS,
    BOARD_HEADER_ROW,
    FILLED_COLUMNS,
    GREEN_COLUMNS,
    MATCH_COLUMNS,
    MATCHED_COLUMNS,
    OFFER_COLUMNS,
    TITLE_EVENT,
    TITLE_LINE,
    TITLE_MARKET,
    VENUE_COLUMN,
    block_row,
)
from xlbetflag.workbook.layout.sheets import BOARD, FIRST_COLUMN

ROW_HEIGHT = 17
TITLE_HEIGHT = 21
GUTTER_WIDTH = 2
FIRST_MATCHED = FIRST_COLUMN
FIRST_FILLED = FIRST_MATCHED + len(MATCHED_COLUMNS)
VENUE = FIRST_FILLED + len(FILLED_COLUMNS)
FIRST_GREEN = VENUE + 2
FIRST_OFFER = FIRST_GREEN + len(GREEN_COLUMNS) + 1
FIRST_MATCH = FIRST_OFFER + len(OFFER_COLUMNS) + 1
LAST_COLUMN = FIRST_MATCH + len(MATCH_COLUMNS) - 1
PROFIT = 2  # its place among the columns of BF_PNL
Group = tuple[int, tuple[Column, ...]]
GROUPS: tuple[Group, ...] = (
    (FIRST_MATCHED, MATCHED_COLUMNS),
    (FIRST_FILLED, FILLED_COLUMNS),
    (VENUE, (VENUE_COLUMN,)),
    (FIRST_GREEN, GREEN_COLUMNS),
    (FIRST_OFFER, OFFER_COLUMNS),
    (FIRST_MATCH, MATCH_COLUMNS),
)
GUTTERS = (FIRST_GREEN - 1, FIRST_OFFER - 1, FIRST_MATCH - 1)
WORST = '"worst "#,##0.00;"worst "-#,##0.00'


def write_positions(sheet: SpokenSheet, styles: Styles, environment: str, blocks: int) -> None:
    """The whole sheet; its blocks stand on the same rows as those of the Board."""
    set_page(sheet, styles, row_height=ROW_HEIGHT, last_header_row=BOARD_HEADER_ROW)
    write_band(
        sheet,
        styles,
        environment,
        product=(1, 1),
        parts=((2, 2), (3, 5), (8, 11), (15, 17)),
        last=LAST_COLUMN,
    )
    sheet.set_row(BOARD_HEADER_ROW, 20)
    for first, columns in GROUPS:
        for place, column in enumerate(columns, start=first):
            hidden = {} if column.header else {"hidden": True}
            sheet.set_column(place, place, column.width, styles.cell(), hidden)
            sheet.write_string(BOARD_HEADER_ROW, place, column.header, _header(styles, column))
    for gutter in GUTTERS:
        sheet.set_column(gutter, gutter, GUTTER_WIDTH, styles.cell())
        sheet.write_blank(
            BOARD_HEADER_ROW,
            gutter,
            None,
            styles.cell(bg_color=HEADER, bottom=1, bottom_color="#94A3B8"),
        )
    for block in range(1, blocks + 1):
        _write_block(sheet, styles, block_row(block))
    _colours(sheet, styles, blocks)


def _write_block(sheet: SpokenSheet, styles: Styles, row: int) -> None:
    market = _write_title(sheet, styles, row)
    for first, columns, call in (
        (FIRST_MATCHED, MATCHED_COLUMNS, f"BF_PNL({market},,,,{BLOCK_ROWS})"),
        (FIRST_FILLED, FILLED_COLUMNS, f'BF_PNL({market},"ALL",,,{BLOCK_ROWS})'),
        (FIRST_GREEN, GREEN_COLUMNS, f"BF_GREENUP({market},,,,,{BLOCK_ROWS})"),
        (FIRST_OFFER, OFFER_COLUMNS, f"BF_ORDERS({market},{BLOCK_ROWS})"),
        (FIRST_MATCH, MATCH_COLUMNS, f"BF_MATCHES({market},{BLOCK_ROWS})"),
    ):
        write_array(sheet, row + 1, first, columns, f"={call}", partial(_look, styles))
    for line in range(row + 1, row + 1 + BLOCK_ROWS):
        mine = xl_rowcol_to_cell(line, FIRST_MATCHED)
        name = xl_rowcol_to_cell(line, FIRST_MATCHED + 1)
        # By id and name: in a 1X2 market "2" is the id of X and the name of another selection.
        at_venue = f'=IF({text_of(name)}="","",BF_EXPOSURE({market},{mine}&"{SEPARATOR}"&{name}))'
        sheet.write_formula(line, VENUE, at_venue, _look(styles, VENUE_COLUMN), "")


def _write_title(sheet: SpokenSheet, styles: Styles, row: int) -> str:
    bar: dict[str, Any] = {"bg_color": TITLE, "font_color": WHITE, "indent": 1}
    sheet.set_row(row, TITLE_HEIGHT)
    for place in range(FIRST_COLUMN, LAST_COLUMN + 1):
        sheet.write_blank(row, place, None, styles.cell(**bar))

    def board(offset: int) -> str:
        cell = xl_rowcol_to_cell(row, FIRST_COLUMN + offset, row_abs=True, col_abs=True)
        return f"{BOARD}!{cell}"

    market = board(0)
    is_empty = f'{market}=""'
    event = f'=IF({is_empty},"",{board(TITLE_EVENT)})'
    name = f'=IF({is_empty},"",TRIM({board(TITLE_MARKET)}&" "&{board(TITLE_LINE)}))'
    worst = styles.cell(
        **bar, bold=True, align="right", num_format=WORST.replace("worst", sheet.say("worst"))
    )
    bold = styles.cell(**bar, bold=True)
    small = styles.cell(**bar, font_size=9)
    texts = (
        (FIRST_MATCHED, f'=IF({is_empty},"",{market})', small),
        (FIRST_MATCHED + 1, event, styles.cell(**bar, bold=True, font_size=11)),
        (FIRST_MATCHED + PROFIT, _worst(row, FIRST_MATCHED + PROFIT), worst),
        (FIRST_FILLED + PROFIT, _worst(row, FIRST_FILLED + PROFIT), worst),
        (VENUE, f"=BF_EXPOSURE({market})", worst),
        (FIRST_GREEN, f'=IF({is_empty},"","Green up now")', bold),
        (FIRST_OFFER, name, bold),
        (FIRST_MATCH, f'=IF({is_empty},"","Matched")', bold),
    )
    for place, formula, look in texts:
        sheet.write_formula(row, place, formula, look, "")
    return market


def _worst(row: int, place: int) -> str:
    """The least of a block's column, while it holds numbers."""
    first, last = xl_rowcol_to_cell(row + 1, place), xl_rowcol_to_cell(row + BLOCK_ROWS, place)
    return f'=IF(COUNT({first}:{last})=0,"",MIN({first}:{last}))'


def _look(styles: Styles, column: Column) -> Any:
    look = plain_look(column)
    if column.key in ("selection_id", "offer_id"):
        look |= {"font_color": FAINT, "font_size": 9}
    if column.key == "profit":
        look |= {"bold": True}
    if column.key == "winners":
        look |= {"font_color": FAINT, "align": "right"}
    return styles.cell(**look)


def _header(styles: Styles, column: Column) -> Any:
    return styles.cell(
        bold=True,
        bg_color=HEADER,
        font_color=TITLE,
        align="right" if column.kind.is_number else "left",
        indent=1,
        bottom=1,
        bottom_color="#94A3B8",
    )


def _colours(sheet: SpokenSheet, styles: Styles, blocks: int) -> None:
    titles = [block_row(block) for block in range(1, blocks + 1)]
    for first, columns in GROUPS:
        start = text_of(_first(titles, first))
        words = f'OR({start}="NO FEED",{start}="STALE",LEFT({start},2)="? ")'
        trouble: FormatRule = (words, styles.when(font_color=RED, bold=True))
        line: FormatRule = (f'{start}<>""', styles.when(bottom=1, bottom_color=LINE))
        for place, column in enumerate(columns, start=first):
            own = _first(titles, place)
            areas = [(title + 1, place, title + BLOCK_ROWS, place) for title in titles]
            add_rules(sheet, areas, [trouble, *_own_rules(styles, column, own), line])
    for title in titles:
        market = xl_rowcol_to_cell(title, FIRST_MATCHED, row_abs=True, col_abs=True)
        empty = styles.when(bg_color="#F1F5F9", font_color=MUTED)
        add_rules(sheet, [(title, FIRST_COLUMN, title, LAST_COLUMN)], [(f'{market}=""', empty)])


def _own_rules(styles: Styles, column: Column, cell: str) -> list[FormatRule]:
    line = {"bottom": 1, "bottom_color": LINE}
    if column.key in ("profit", "uneven"):
        return [
            (f"AND(ISNUMBER({cell}),{cell}>0)", styles.when(**line, font_color=GREEN)),
            (f"AND(ISNUMBER({cell}),{cell}<0)", styles.when(**line, font_color=RED)),
        ]
    if column.key == "side":
        return [
            (f'{text_of(cell)}="BACK"', styles.when(**line, bg_color=BACK[2])),
            (f'{text_of(cell)}="LAY"', styles.when(**line, bg_color=LAY[2])),
        ]
    if column.key == "status":
        return [(f'{text_of(cell)}="WORKING"', styles.when(**line, font_color=AMBER, bold=True))]
    return []


def _first(titles: list[int], place: int) -> str:
    return str(xl_rowcol_to_cell(titles[0] + 1, place, col_abs=True))
