"""The bar of buttons under the band, and beside it what the desk last said."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from xlbetflag.workbook.layout import ANSWER, BAND_ROW, FIRST_COLUMN
from xlbetflag.workbook.style import LINE, TITLE, Styles

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
GROUPS = (0, 3, 5, 7)  # a wider gap before each: the feed, arming, orders, the emergency
BAR_ROW = BAND_ROW + 1
BAR_HEIGHT = 33  # points
BAR_FILL = "#F1F5F9"
WIDTH, HEIGHT, GAP, GROUP_GAP = 92, 28, 6, 16  # pixels


def write_buttons(
    sheet: Worksheet, styles: Styles, widths: Sequence[float], *, says_answer: bool
) -> None:
    """The bar. `widths`: in characters, of the sheet's columns from the second on."""
    sheet.set_row(BAR_ROW, BAR_HEIGHT, styles.cell(bg_color=BAR_FILL, bottom=1, bottom_color=LINE))
    offset = 0
    for place, (caption, macro) in enumerate(BUTTONS):
        offset += GROUP_GAP if place in GROUPS and place else 0
        sheet.insert_button(
            BAR_ROW,
            FIRST_COLUMN,
            {
                "caption": caption,
                "macro": macro,
                "width": WIDTH,
                "height": HEIGHT,
                "x_offset": offset,
                "y_offset": (BAR_HEIGHT * 4 // 3 - HEIGHT) // 2,
                "description": f"{caption}: a command to the desk",
            },
        )
        offset += WIDTH + GAP
    if says_answer:
        look = styles.cell(
            bg_color=BAR_FILL, bottom=1, bottom_color=LINE, bold=True, font_color=TITLE, indent=1
        )
        sheet.write_formula(BAR_ROW, _column_after(offset, widths), f"={ANSWER.name}", look, "")


def _column_after(pixels: int, widths: Sequence[float]) -> int:
    for place, width in enumerate(widths, start=FIRST_COLUMN):
        if pixels <= 0:
            return place
        pixels -= int(width * 7 + 5)  # as spreadsheets draw the one font
    raise ValueError("the sheet is narrower than its buttons")
