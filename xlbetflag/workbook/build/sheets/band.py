"""The band across the top of every sheet: what this is, whether it trades, whether it lives."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from xlbetflag.workbook.build.sheets.page import fill_row
from xlbetflag.workbook.build.sheets.rules import add_rules
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import (
    ENVIRONMENTS,
    GREY_FILL,
    MAGENTA,
    MUTED,
    RED,
    SIGNAL,
    WHITE,
    Styles,
)
from xlbetflag.workbook.layout.sheets import BAND_ROW, SHEETS, sheet_mark

Span = tuple[int, int]  # first and last column

PRODUCT = "xlbetflag"
TEXT_ONLY = ";;;@"  # of the cell with the sheet's mark, where a copy is told that it is one
TEXTS = (
    "=Environment",
    '=IF(HaltState="HALTED","HALTED",ArmState)',
    '="Feed: "&FeedState',
    '="Read "&ReadAt',
)
SHOWN_UNTIL_CALCULATED = (  # a text, and the state behind it
    ("", "{environment}"),
    ("", "DISARMED"),
    ("Feed: ", "NO FEED"),
    ("Read ", "--:--:--"),
)


def write_band(
    sheet: SpokenSheet,
    styles: Styles,
    environment: str,
    *,
    product: Span,
    parts: Sequence[Span],
    last: int,
) -> None:
    """Write the band: the product's name, then environment, trading, feed and time read.

    `last`: the sheet's last column, where it ends.
    """
    fill = ENVIRONMENTS["PRACTICE"]
    base = {"bg_color": fill, "font_color": WHITE}
    fill_row(sheet, BAND_ROW, 27, last, styles.cell(**base))
    sheet.set_row(BAND_ROW + 1, 6)
    _write(sheet, product, PRODUCT, "", styles.cell(**base, bold=True, font_size=14))
    for place, (span, formula, (text, state)) in enumerate(
        zip(parts, TEXTS, SHOWN_UNTIL_CALCULATED, strict=True)
    ):
        shown = sheet.say(text) + state.format(environment=environment)
        look = styles.cell(**base, bold=True, align="center", font_size=12 if place == 0 else 11)
        _write(sheet, span, formula, shown, look)
    if sheet.get_name() in SHEETS:  # a copy of another one is as live as the sheet itself
        look = styles.cell(**base, bold=True, num_format=TEXT_ONLY)
        sheet.write_number(BAND_ROW, parts[-1][1] + 1, sheet_mark(sheet.get_name()), look)
    _colour(sheet, styles, parts, last)


def _write(sheet: SpokenSheet, span: Span, text: str, shown: str, look: object) -> None:
    first, last = span
    if last > first:
        sheet.merge_range(BAND_ROW, first, BAND_ROW, last, "", look)
    if text.startswith("="):
        sheet.write_formula(BAND_ROW, first, text, look, shown)
    else:
        sheet.write_string(BAND_ROW, first, text, look)


def _colour(sheet: SpokenSheet, styles: Styles, parts: Sequence[Span], last: int) -> None:
    environment = xl_rowcol_to_cell(BAND_ROW, parts[0][0], row_abs=True, col_abs=True)
    rest = [
        (f'{environment}="STAGING"', styles.when(bg_color=ENVIRONMENTS["STAGING"])),
        # A word that is not known counts as the one where real money is at stake.
        (f'{environment}<>"PRACTICE"', styles.when(bg_color=ENVIRONMENTS["PRODUCTION"])),
    ]
    armed = styles.when(bg_color=SIGNAL, font_color="#111827")
    halted = styles.when(bg_color=MAGENTA, font_color=WHITE)
    stale = styles.when(bg_color=GREY_FILL, font_color=MUTED, italic=True)
    no_feed = styles.when(bg_color=WHITE, font_color=RED)
    chips = {
        parts[1]: [('HaltState="HALTED"', halted), ('ArmState="ARMED"', armed)],
        parts[2]: [('FeedState="STALE"', stale), ('FeedState="NO FEED"', no_feed)],
    }
    for (first, last), rules in chips.items():
        add_rules(sheet, [(BAND_ROW, first, BAND_ROW, last)], [*rules, *rest])
    edges = [-1, *(column for span in chips for column in span), last + 1]
    gaps = [
        (BAND_ROW, before + 1, BAND_ROW, after - 1)
        for before, after in zip(edges[::2], edges[1::2], strict=True)
        if after - before > 1
    ]
    add_rules(sheet, gaps, rest)
