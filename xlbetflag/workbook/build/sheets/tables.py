"""The sheets that are one table: Orders, Markets, Log."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from xlbetflag.workbook.build.sheets.band import Span, write_band
from xlbetflag.workbook.build.sheets.guard import explain, guard, hint
from xlbetflag.workbook.build.sheets.page import set_page
from xlbetflag.workbook.build.sheets.rules import add_rules
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import (
    AMBER,
    AMBER_FILL,
    BACK,
    FAINT,
    GREEN,
    GREEN_FILL,
    GREY_FILL,
    HEADER,
    INK,
    INPUT,
    INPUT_LINE,
    LIGHT_GREEN_FILL,
    LINE,
    MAGENTA,
    MAGENTA_FILL,
    MUTED,
    RED,
    TITLE,
    Styles,
)
from xlbetflag.workbook.layout.columns import Column, Table, Writer
from xlbetflag.workbook.layout.marks import Mark
from xlbetflag.workbook.layout.orders import ORDER_TABLE, YES_WORDS
from xlbetflag.workbook.layout.sheets import (
    FIRST_COLUMN,
    FIRST_TABLE_ROW,
    MARKETS,
    TABLE_HEADER_ROW,
)
from xlbetflag.workbook.layout.tables import LOG_TABLE, MARKET_TABLE

ROW_HEIGHT = 17
HEADER_HEIGHT = 32
LOG_OVERFLOW = 5  # columns

# Under the first matching status a row is shown so. The words: orders.status, layout.marks.
STATUS_LOOKS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (
        ("UNKNOWN", "NOT FOUND", *map(str, Mark)),
        {"bg_color": MAGENTA_FILL, "font_color": MAGENTA, "bold": True},
    ),
    (("REFUSED",), {"font_color": RED, "bold": True}),
    (("MATCHED",), {"bg_color": GREEN_FILL, "font_color": GREEN, "bold": True}),
    (("PART-MATCHED",), {"bg_color": LIGHT_GREEN_FILL, "font_color": GREEN}),
    (
        ("WORKING", "DELAYED", "ACCEPTED", "SENDING", "WAITING"),
        {"bg_color": AMBER_FILL, "font_color": AMBER},
    ),
    (
        ("CANCELLED", "PART-CANCELLED", "LAPSED", "VOID", "SETTLED", "ENDED"),
        {"bg_color": GREY_FILL, "font_color": MUTED},
    ),
)


def write_table_sheet(
    sheet: SpokenSheet,
    styles: Styles,
    table: Table,
    rows: int,
    environment: str,
    *,
    product: Span,
    parts: Sequence[Span],
) -> None:
    """The whole sheet of a table: band, caption, header, empty rows, lists and guards."""
    set_page(sheet, styles, row_height=ROW_HEIGHT, last_header_row=TABLE_HEADER_ROW)
    last_column = FIRST_COLUMN + len(table.columns) - 1
    band_ends = last_column + (LOG_OVERFLOW if table is LOG_TABLE else 0)
    write_band(sheet, styles, environment, product=product, parts=parts, last=band_ends)
    sheet.set_row(TABLE_HEADER_ROW - 1, 20)
    sheet.write_string(
        TABLE_HEADER_ROW - 1, FIRST_COLUMN, table.caption, styles.cell(font_color=MUTED)
    )
    last_row = TABLE_HEADER_ROW + rows
    sheet.set_row(TABLE_HEADER_ROW, HEADER_HEIGHT if table.has_filter else ROW_HEIGHT + 3)
    sheet.add_table(
        TABLE_HEADER_ROW,
        FIRST_COLUMN,
        last_row,
        last_column,
        {
            "name": table.name,
            "style": None,
            "autofilter": table.has_filter,
            "columns": [
                {"header": column.header, "header_format": _header_look(styles, table, column)}
                for column in table.columns
            ],
        },
    )
    for place, column in enumerate(table.columns, start=FIRST_COLUMN):
        look = cell_look(styles, column)
        sheet.set_column(place, place, column.width, styles.cell())
        for row in range(FIRST_TABLE_ROW, last_row + 1):
            sheet.write_blank(row, place, None, look)
        area = (FIRST_TABLE_ROW, place, last_row, place)
        if column.writer is Writer.USER:
            hint(sheet, area, kind=column.kind, text=column.help, choices=column.choices)
        else:
            guard(sheet, area)
        explain(sheet, TABLE_HEADER_ROW, place, column.header, column.help, column.writer)


def write_order_rows(sheet: SpokenSheet, styles: Styles, keys: Sequence[str]) -> None:
    """Each row's key and liability formula, and the colours of the statuses."""
    places = {column.key: FIRST_COLUMN + i for i, column in enumerate(ORDER_TABLE.columns)}
    key_look = cell_look(styles, ORDER_TABLE.column("key"), font_color=FAINT, font_size=9)
    liability_look = cell_look(styles, ORDER_TABLE.column("liability"), font_color=MUTED)
    for row, key in enumerate(keys, start=FIRST_TABLE_ROW):
        sheet.write_string(row, places["key"], key, key_look)
        formula = liability_formula(
            *(xl_rowcol_to_cell(row, places[name]) for name in ("side", "price", "stake"))
        )
        sheet.write_formula(row, places["liability"], formula, liability_look, "")
    _status_colours(sheet, styles, places, len(keys))


def widen_log(sheet: SpokenSheet, styles: Styles) -> None:
    """Empty cells beside the table, for long texts to run over."""
    first = FIRST_COLUMN + len(LOG_TABLE.columns)
    for place in range(first, first + LOG_OVERFLOW):
        sheet.set_column(place, place, LOG_TABLE.column("text").width, styles.cell())
        head = _header_look(styles, LOG_TABLE, LOG_TABLE.column("text"))
        sheet.write_blank(TABLE_HEADER_ROW, place, None, head)
        line = styles.cell(bottom=1, bottom_color=LINE)
        for row in range(FIRST_TABLE_ROW, FIRST_TABLE_ROW + LOG_TABLE.rows):
            sheet.write_blank(row, place, None, line)


def liability_formula(side: str, price: str, stake: str) -> str:
    """What a row can lose, from the cells of its side, price and stake; "" while incomplete.

    Plain references rather than [@Stake]: formualizer does not know this-row references.
    """
    is_back = f'OR(TRIM({side})="BACK",TRIM({side})="PUNTA")'
    is_lay = f'AND(OR(TRIM({side})="LAY",TRIM({side})="BANCA"),ISNUMBER({price}))'
    lay = f"ROUND({stake}*({price}-1),2)"
    return f'=IFERROR(IF(NOT(ISNUMBER({stake})),"",IF({is_back},{stake},IF({is_lay},{lay},""))),"")'


def of_market(key: str, market: str, rows: int) -> str:
    """Looks a market up on the Markets sheet by the cell of its id; "" where it is not there.

    Plain ranges: a copied sheet goes on to work, and so it does outside Excel.
    """

    def column(name: str) -> str:
        place = FIRST_COLUMN + MARKET_TABLE.index(name)
        area = xl_range_abs(FIRST_TABLE_ROW, place, FIRST_TABLE_ROW + rows - 1, place)
        return f"{MARKETS}!{area}"

    found = f'INDEX({column(key)},MATCH({market}&"",{column("market_id")},0))'
    return f'IFERROR({found}&"","")'


def cell_look(styles: Styles, column: Column, **more: Any) -> Any:
    """The format of a column's cells."""
    look: dict[str, Any] = {
        "num_format": column.kind.number_format,
        "bottom": 1,
        "bottom_color": LINE,
        "align": "right" if column.kind.is_number else "left",
        "indent": 1,
    }
    if column.writer is Writer.USER:
        look |= {"bg_color": INPUT, "bottom_color": INPUT_LINE}
    return styles.cell(**look | more)


def _header_look(styles: Styles, table: Table, column: Column) -> Any:
    look: dict[str, Any] = {
        "bold": True,
        "bg_color": HEADER,
        "font_color": TITLE if column.writer is not Writer.USER else INK,
        "bottom": 1,
        "bottom_color": "#94A3B8",
        "text_wrap": True,
        "valign": "top" if table.has_filter else "vcenter",  # the button sits at the bottom
        "align": "right" if column.kind.is_number else "left",
        "indent": 1,
    }
    return styles.cell(**look)


def _status_colours(sheet: SpokenSheet, styles: Styles, places: dict[str, int], rows: int) -> None:
    last_row = FIRST_TABLE_ROW + rows - 1
    status = xl_rowcol_to_cell(FIRST_TABLE_ROW, places["status"], col_abs=True)
    rules = [
        ("OR(" + ",".join(f'{status}="{word}"' for word in words) + ")", styles.when(**look))
        for words, look in STATUS_LOOKS
    ]
    column = (FIRST_TABLE_ROW, places["status"], last_row, places["status"])
    add_rules(sheet, [column], rules)
    in_red = f'OR({status}="REFUSED",{status}="DRAFT")'
    column = (FIRST_TABLE_ROW, places["message"], last_row, places["message"])
    add_rules(sheet, [column], [(in_red, styles.when(font_color=RED))])


def write_watch_marks(sheet: SpokenSheet, styles: Styles, rows: int) -> None:
    """Make the rows of watched markets stand out."""
    first, last = FIRST_COLUMN, FIRST_COLUMN + len(MARKET_TABLE.columns) - 1
    watch = xl_rowcol_to_cell(FIRST_TABLE_ROW, first, col_abs=True)
    area = (FIRST_TABLE_ROW, first, FIRST_TABLE_ROW + rows - 1, last)
    look = styles.when(bg_color=BACK[3])
    words = ",".join(f'{watch}="{word}"' for word in YES_WORDS)
    add_rules(sheet, [area], [(f"OR({words})", look)])
