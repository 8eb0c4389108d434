"""The Summary: what a day came to. A table, the day to show above it, its words explained below."""

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbetflag.reports.summary import Source
from xlbetflag.workbook.build.sheets.guard import guard
from xlbetflag.workbook.build.sheets.rules import FormatRule, add_rules
from xlbetflag.workbook.build.sheets.tables import cell_look, of_market, write_table_sheet
from xlbetflag.workbook.build.style import (
    FAINT,
    GREEN,
    HEADER,
    INPUT,
    INPUT_LINE,
    LINE,
    MAGENTA,
    MUTED,
    RED,
    TITLE,
    Styles,
)
from xlbetflag.workbook.layout.sheets import (
    FIRST_COLUMN,
    FIRST_TABLE_ROW,
    SUMMARY,
    TABLE_HEADER_ROW,
)
from xlbetflag.workbook.layout.summary import DAY, SHOWN_DAY, SUMMARY_TABLE, TOTAL

TOP = TABLE_HEADER_ROW - 1
DAY_FORMAT = "dd/mm/yyyy"
WORDS = (
    f"Commission is estimated, and so is a result {Source.BALANCE}. "
    f"{Source.NOT_TOLD}: between worst and best, see the venue's statement."
)


def write_summary(
    sheet: Worksheet, styles: Styles, environment: str, market_rows: int
) -> dict[str, str]:
    """The whole sheet; gives the names it defines."""
    write_table_sheet(
        sheet,
        styles,
        SUMMARY_TABLE,
        SUMMARY_TABLE.rows,
        environment,
        product=(1, 1),
        parts=((2, 2), (3, 3), (5, 7), (8, 9)),
    )
    names = _write_day(sheet, styles)
    _write_names(sheet, styles, market_rows)
    _colours(sheet, styles)
    return names


def _write_day(sheet: Worksheet, styles: Styles) -> dict[str, str]:
    sheet.set_row(TOP, 22)
    label = styles.cell(bold=True, font_color=TITLE, indent=1)
    entry = styles.cell(
        bg_color=INPUT, border=1, border_color=INPUT_LINE, num_format=DAY_FORMAT, align="left",
        indent=1,
    )  # fmt: skip
    shown = styles.cell(bold=True, font_size=12, font_color=TITLE, indent=1)
    note = styles.cell(font_color=MUTED, font_size=9, indent=1)
    sheet.write_string(TOP, FIRST_COLUMN, "Day", label)
    sheet.write_blank(TOP, FIRST_COLUMN + 1, None, entry)
    sheet.write_string(TOP, FIRST_COLUMN + 2, "", shown)
    sheet.write_string(TOP, FIRST_COLUMN + SUMMARY_TABLE.index("result"), WORDS, note)
    day, seen = (TOP, FIRST_COLUMN + 1) * 2, (TOP, FIRST_COLUMN + 2) * 2
    sheet.data_validation(
        *day,
        {
            "validate": "any",
            "input_title": "Day",
            "input_message": "A day of Italian time. Empty: today.",
        },
    )
    guard(sheet, seen)
    return {
        DAY: f"={SUMMARY}!{xl_rowcol_to_cell(*day[:2], row_abs=True, col_abs=True)}",
        SHOWN_DAY: f"={SUMMARY}!{xl_rowcol_to_cell(*seen[:2], row_abs=True, col_abs=True)}",
    }


def _write_names(sheet: Worksheet, styles: Styles, market_rows: int) -> None:
    """Event and market of each id."""
    place = FIRST_COLUMN + SUMMARY_TABLE.index("market_id")
    for row in range(FIRST_TABLE_ROW, FIRST_TABLE_ROW + SUMMARY_TABLE.rows):
        market = str(xl_rowcol_to_cell(row, place))
        for key, keys in (("event", ("event",)), ("market", ("market", "line"))):
            found = '&" "&'.join(of_market(each, market, market_rows) for each in keys)
            look = cell_look(styles, SUMMARY_TABLE.column(key))
            formula = f'=IF({market}="","",TRIM({found}))'
            sheet.write_formula(row, FIRST_COLUMN + SUMMARY_TABLE.index(key), formula, look, "")


def _colours(sheet: Worksheet, styles: Styles) -> None:
    """The day's row stands out; profit and loss by sign; what is not known in magenta."""
    last_row = FIRST_TABLE_ROW + SUMMARY_TABLE.rows - 1
    places = {c.key: FIRST_COLUMN + i for i, c in enumerate(SUMMARY_TABLE.columns)}
    first = xl_rowcol_to_cell(FIRST_TABLE_ROW, places["market_id"], col_abs=True)
    line = {"bottom": 1, "bottom_color": LINE}
    is_total = f'{first}="{TOTAL}"'
    total: FormatRule = (is_total, styles.when(bold=True, bg_color=HEADER))

    def paint(start: str, end: str, *rules: FormatRule) -> None:
        area = (FIRST_TABLE_ROW, places[start], last_row, places[end])
        add_rules(sheet, [area], [*rules, total])

    paint("event", "matched")
    result = xl_rowcol_to_cell(FIRST_TABLE_ROW, places["result"], col_abs=True)
    doubt = f'OR({result}="{Source.NOT_TOLD}",{result}="NOT COMPLETE")'
    unknown: FormatRule = (doubt, styles.when(**line, font_color=MAGENTA, bold=True))
    paint("result", "result", unknown)
    for key in ("profit", "net"):
        cell = xl_rowcol_to_cell(FIRST_TABLE_ROW, places[key], col_abs=True)
        signs = []
        for sign, colour in ((">", GREEN), ("<", RED)):
            is_so = f"AND(ISNUMBER({cell}),{cell}{sign}0)"
            day = styles.when(bold=True, bg_color=HEADER, font_color=colour)
            signs += [(f"AND({is_total},{is_so})", day)]
            signs += [(is_so, styles.when(**line, font_color=colour, bold=key == "net"))]
        paint(key, key, *signs)
    paint("commission", "commission")
    paint("worst", "best", (f"NOT({is_total})", styles.when(**line, font_color=FAINT)))
