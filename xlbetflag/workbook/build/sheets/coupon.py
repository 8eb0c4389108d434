"""The Coupon: a line a watched market, as many as a Saturday has."""

from functools import partial
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from xlbetflag.functions.coupon import AS_WATCHED, BY_EVENT, BY_START
from xlbetflag.workbook.build.sheets.arrays import plain_look, write_array
from xlbetflag.workbook.build.sheets.band import write_band
from xlbetflag.workbook.build.sheets.guard import explain, hint
from xlbetflag.workbook.build.sheets.page import set_page
from xlbetflag.workbook.build.sheets.rules import add_rules
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.sheets.states import STALE_FILL
from xlbetflag.workbook.build.style import (
    BACK,
    FAINT,
    HEADER,
    INPUT,
    INPUT_LINE,
    LAY,
    LINE,
    MUTED,
    RED,
    RED_FILL,
    TITLE,
    WHITE,
    Styles,
)
from xlbetflag.workbook.layout.columns import CellKind, Column, Writer
from xlbetflag.workbook.layout.coupon import (
    CHOICE_ROW,
    CHOICES,
    COUPON_COLUMNS,
    FIRST_LINE_ROW,
    FIRST_LISTED,
    HEADER_ROW,
    LAST_COLUMN,
    LAST_LINE_ROW,
    LINES,
    LISTED,
    LISTED_ROWS,
    LISTED_WIDTH,
    PLACES,
)
from xlbetflag.workbook.layout.sheets import COUPON, FIRST_COLUMN

ROW_HEIGHT = 16
SORTS = (BY_START, BY_EVENT, AS_WATCHED)
SORT, COMPETITION, WATCH = PLACES["event"], PLACES["back_1_size"], PLACES["lay_2_size"]
WIDE = {COMPETITION: PLACES["lay_1_size"]}  # the last column of a cell that is merged
CHOICE_HELP = (
    (SORT, "Sort by", "TIME, EVENT, or WATCH: as they are watched."),
    (COMPETITION, "Competition", "Words of the competition's name; empty for all."),
    (WATCH, "Row of Watch", "Only what that row of Watch found; YES: what you marked."),
)


def write_coupon(sheet: SpokenSheet, styles: Styles, environment: str) -> dict[str, str]:
    """The whole sheet; gives the names it defines."""
    set_page(sheet, styles, row_height=ROW_HEIGHT, last_header_row=HEADER_ROW)
    sheet.freeze_panes(HEADER_ROW + 1, PLACES["selection_1"])
    for place, column in enumerate(COUPON_COLUMNS, start=FIRST_COLUMN):
        sheet.set_column(place, place, column.width, styles.cell(), _hidden(not column.width))
    last = FIRST_LISTED + LISTED_WIDTH - 1
    sheet.set_column(PLACES["state"] + 1, last, None, styles.cell(), _hidden(True))
    parts = (
        (PLACES["market"], PLACES["line"]),
        (PLACES["selection_1"], PLACES["lay_1"]),
        (PLACES["selection_2"], PLACES["lay_2"]),
        (PLACES["selection_3"], PLACES["lay_3"]),
    )
    write_band(
        sheet,
        styles,
        environment,
        product=(PLACES["start"], PLACES["event"]),
        parts=parts,
        last=LAST_COLUMN,
    )
    cells = _write_choices(sheet, styles)
    sheet.set_row(HEADER_ROW, 20)
    for place, column in enumerate(COUPON_COLUMNS, start=FIRST_COLUMN):
        sheet.write_string(HEADER_ROW, place, column.header, _header(styles, column))
    listed = xl_range_abs(FIRST_LINE_ROW, FIRST_LISTED, FIRST_LINE_ROW + LISTED_ROWS - 1, last)
    formula = f"=BF_COUPON({listed},{','.join(cells)},{LINES})"
    look = partial(_look, styles)
    write_array(sheet, FIRST_LINE_ROW, FIRST_COLUMN, COUPON_COLUMNS, formula, look, LINES)
    _colours(sheet, styles)
    return {
        LISTED: f"={COUPON}!{listed}",
        CHOICES: f"={COUPON}!{xl_range_abs(CHOICE_ROW, SORT, CHOICE_ROW, WATCH)}",
    }


def _hidden(is_hidden: bool) -> dict[str, bool]:
    return {"hidden": is_hidden}


def _write_choices(sheet: SpokenSheet, styles: Styles) -> list[str]:
    """The yellow cells, each after its label; gives their addresses."""
    sheet.set_row(CHOICE_ROW, 20)
    label = styles.cell(font_color=MUTED, align="right", indent=1)
    entry = styles.cell(
        bg_color=INPUT, border=1, border_color=INPUT_LINE, indent=1, num_format="@", align="left"
    )
    for place, name, text in CHOICE_HELP:
        sheet.write_string(CHOICE_ROW, place - 1, name, label)
        if place in WIDE:
            sheet.merge_range(CHOICE_ROW, place, CHOICE_ROW, WIDE[place], "", entry)
        else:
            sheet.write_blank(CHOICE_ROW, place, None, entry)
        area = (CHOICE_ROW, place, CHOICE_ROW, place)
        if place == SORT:
            hint(sheet, area, kind=CellKind.CHOICE, text=text, choices=SORTS)
        else:
            explain(sheet, CHOICE_ROW, place, name, text, Writer.USER)
    sheet.write_key(CHOICE_ROW, SORT, BY_START, entry)
    return [
        str(xl_rowcol_to_cell(CHOICE_ROW, place, row_abs=True, col_abs=True))
        for place, _, _ in CHOICE_HELP
    ]


def _look(styles: Styles, column: Column) -> Any:
    look = plain_look(column) | {"bottom": 1, "bottom_color": LINE, "indent": _indent(column)}
    fill = _fill(column)
    if fill:
        look |= {"bg_color": fill, "bottom_color": WHITE}
    if column.key.endswith("_size"):
        look |= {"font_size": 8, "font_color": "#4B5563"}
    if column.key in ("event", "start") or column.kind is CellKind.PRICE:
        look |= {"bold": True}
    if column.key.startswith("selection"):
        look |= {"align": "right", "indent": 1, "font_color": MUTED}
    if column.key in ("market_id", "more"):
        look |= {"font_color": FAINT, "font_size": 9}
    return styles.cell(**look)


def _indent(column: Column) -> int:
    return int(column.key in ("more", "market_id"))  # each after a number


def _fill(column: Column) -> str:
    if column.key.startswith("back"):
        return BACK[2]
    return LAY[2] if column.key.startswith("lay") else ""


def _header(styles: Styles, column: Column) -> Any:
    is_price = column.kind is CellKind.PRICE
    return styles.cell(
        bold=True,
        bg_color=(BACK[1] if column.key.startswith("back") else LAY[1]) if is_price else HEADER,
        font_color=MUTED if column.key.endswith("_size") else TITLE,
        align="right" if column.kind.is_number else "left",
        indent=_indent(column),
        bottom=1,
        bottom_color="#94A3B8",
    )


def _colours(sheet: SpokenSheet, styles: Styles) -> None:
    """By a number of one column, in three rules over all lines: what is not live keeps no colour
    that invites a bet, nor has an empty line one. N() of an empty text is 0."""
    state = f"N({xl_rowcol_to_cell(FIRST_LINE_ROW, PLACES['state'], col_abs=True)})"
    area = (FIRST_LINE_ROW, FIRST_COLUMN, LAST_LINE_ROW, LAST_COLUMN)
    line = {"bottom": 1, "bottom_color": LINE}
    grey = styles.when(**line, bg_color=STALE_FILL, font_color=FAINT)
    no_feed = styles.when(**line, bg_color=RED_FILL, font_color=RED)
    empty = styles.when(bg_color=WHITE, bottom=0)
    rules = [(f"{state}=0", empty), (f"{state}=5", no_feed), (f"{state}>1", grey)]
    add_rules(sheet, [area], rules)
