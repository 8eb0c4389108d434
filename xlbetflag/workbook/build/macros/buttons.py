"""The bar of buttons under the band, and beside it what the desk last said."""

from collections.abc import Sequence

from xlbetflag.texts.buttons import button_text
from xlbetflag.workbook.build.sheets.desk import BEGIN_ROW, LEFT
from xlbetflag.workbook.build.sheets.page import fill_row
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import LINE, TITLE, Styles
from xlbetflag.workbook.layout.desk import ANSWER
from xlbetflag.workbook.layout.sheets import BAND_ROW, FIRST_COLUMN

BUTTONS = (
    ("Start", "StartFeed"),
    ("Stop", "StopFeed"),
    ("Refresh", "RefreshAll"),
    ("Arm", "ArmDesk"),
    ("Place", "PlaceOrders"),
    ("Cancel", "CancelSelected"),
    ("Cancel all", "CancelAll"),
    ("Halt", "HaltDesk"),
)
BEGINNING = {  # lines of the Desk's "How to begin" that are others where there are buttons
    1: "Press Start: the desk starts, markets and balance appear.",
    4: "Press Arm, then Place, here or on Orders. Bad rows say why and stay; the good ones go.",
}
GROUPS = (3, 4, 7)  # a wider gap before arming, orders, the emergency
BAR_ROW = BAND_ROW + 1
BAR_HEIGHT = 33  # points
BAR_FILL = "#F1F5F9"
WIDTH, HEIGHT, GAP, GROUP_GAP = 92, 28, 6, 16  # pixels


def write_buttons(
    sheet: SpokenSheet, styles: Styles, widths: Sequence[float], *, says_answer: bool
) -> None:
    """The bar. `widths`: in characters, of the sheet's columns from the second on."""
    look = styles.cell(bg_color=BAR_FILL, bottom=1, bottom_color=LINE)
    fill_row(sheet, BAR_ROW, BAR_HEIGHT, FIRST_COLUMN + len(widths) - 1, look)
    offset = 0
    for place, (caption, macro) in enumerate(BUTTONS):
        offset += GROUP_GAP if place in GROUPS else 0
        shown = button_text(caption, sheet.language)
        sheet.insert_button(
            BAR_ROW,
            FIRST_COLUMN,
            {
                "caption": shown,
                "macro": macro,
                "width": WIDTH,
                "height": HEIGHT,
                "x_offset": offset,
                "y_offset": (BAR_HEIGHT * 4 // 3 - HEIGHT) // 2,
                "description": shown,
            },
        )
        offset += WIDTH + GAP
    if says_answer:
        look = styles.cell(
            bg_color=BAR_FILL, bottom=1, bottom_color=LINE, bold=True, font_color=TITLE, indent=1
        )
        sheet.write_formula(BAR_ROW, _column_after(offset, widths), f"={ANSWER.name}", look, "")


def write_beginning(desk: SpokenSheet, styles: Styles) -> None:
    """How to begin with buttons."""
    for number, text in BEGINNING.items():
        said = f"{number}.  {button_text(text, desk.language)}"
        desk.write_string(BEGIN_ROW + number - 1, LEFT, said, styles.cell())


def _column_after(pixels: int, widths: Sequence[float]) -> int:
    for place, width in enumerate(widths, start=FIRST_COLUMN):
        if pixels <= 0:
            return place
        pixels -= int(width * 7 + 5)  # as spreadsheets draw the one font
    raise ValueError("the sheet is narrower than its buttons")
