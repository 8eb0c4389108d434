"""The Help sheet: what the statuses and states mean, and what each function shows."""

from collections.abc import Iterable

from xlbetflag.functions import FUNCTIONS
from xlbetflag.orders.status import Status
from xlbetflag.workbook.build.sheets.band import write_band
from xlbetflag.workbook.build.sheets.page import set_page
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import LINE, MUTED, TITLE, Styles
from xlbetflag.workbook.layout.marks import MEANINGS

WORD, MEANING = 1, 2  # columns
WIDTHS = {WORD: 62, MEANING: 118}
HEADER_ROW = 2
ROW_HEIGHT = 17

STATUSES: dict[Status, str] = {
    Status.DRAFT: "Not sent; nothing of it stands anywhere.",
    Status.WAITING: "Journaled; it is sent when its options or its command say so.",
    Status.CHECKED: "Journaled and about to leave.",
    Status.SENDING: "On its way; the answer is not here yet.",
    Status.ACCEPTED: "The venue gave an id; not read back yet.",
    Status.WORKING: "On offer at the venue, nothing matched yet.",
    Status.DELAYED: "Accepted: a live market's delay still runs, or it waits for the regulator.",
    Status.PART_MATCHED: "Some of it is matched, the rest is on offer.",
    Status.MATCHED: "All of it is matched.",
    Status.PART_CANCELLED: "Some of it is matched, the rest was cancelled.",
    Status.CANCELLED: "Cancelled; nothing of it was matched.",
    Status.LAPSED: "The venue withdrew it; nothing of it was matched.",
    Status.VOID: "The venue voided it.",
    Status.SETTLED: "The market is settled.",
    Status.ENDED: "A command that was done, or a row that waited and was never sent.",
    Status.REFUSED: "Not placed: the message says why.",
    Status.UNKNOWN: "No answer that proves anything: it may stand at the venue. It is looked for.",
    Status.NOT_FOUND: "Looked for and not seen: look at the venue and decide.",
}
STATES = {
    "LIVE": "Prices are fresh: only these can be traded on.",
    "SUSPENDED": "The market takes no bets at this moment.",
    "CLOSED": "The market is over.",
    "STALE": "The prices are old: orders on them are refused.",
    "NO FEED": "No prices: never read, too old, or the desk is not running.",
    "ARMED": "PLACE sends orders.",
    "DISARMED": "Nothing is sent.",
    "HALTED": "Nothing is sent, and our unmatched offers are cancelled.",
}


def write_help(sheet: SpokenSheet, styles: Styles, environment: str) -> None:
    """The whole sheet, from the declarations."""
    set_page(sheet, styles, row_height=ROW_HEIGHT, last_header_row=1)
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width, styles.cell())
    parts = ((2, 2), (3, 4), (5, 6), (7, 8))
    write_band(sheet, styles, environment, product=(1, 1), parts=parts, last=8)
    row = _write_part(
        sheet,
        styles,
        HEADER_ROW,
        "Statuses of an order",
        [(str(word), text) for word, text in (*STATUSES.items(), *MEANINGS.items())],
    )
    row = _write_part(sheet, styles, row + 1, "States of prices and desk", STATES.items())
    _write_functions(sheet, styles, row + 1)


def _write_part(
    sheet: SpokenSheet, styles: Styles, row: int, title: str, lines: Iterable[tuple[str, str]]
) -> int:
    """A heading and its lines; gives the row after them."""
    head = styles.cell(bold=True, font_size=11, font_color=TITLE, bottom=2, bottom_color=TITLE)
    sheet.write_string(row, WORD, title, head)
    sheet.write_blank(row, MEANING, None, head)
    word = styles.cell(bold=True, bottom=1, bottom_color=LINE)
    meaning = styles.cell(bottom=1, bottom_color=LINE)
    row += 1
    for key, text in lines:
        sheet.write_key(row, WORD, key, word)
        sheet.write_string(row, MEANING, text, meaning)
        row += 1
    return row


def _write_functions(sheet: SpokenSheet, styles: Styles, row: int) -> None:
    """Each function as it is typed and what it shows; below it its details and arguments."""
    row = _write_part(sheet, styles, row, "Functions", [])
    small = styles.cell(font_color=MUTED, indent=2)
    for function in sorted(FUNCTIONS.values(), key=lambda each: each.name):
        sheet.write_key(row, WORD, function.signature, styles.cell(bold=True))
        sheet.write_string(row, MEANING, function.summary, styles.cell(bold=True))
        row += 1
        if function.details:
            sheet.set_row(row, ROW_HEIGHT * (1 + len(function.details) // 130))
            wrapped = styles.cell(font_color=MUTED, text_wrap=True)
            sheet.write_string(row, MEANING, function.details, wrapped)
            row += 1
        for argument in function.arguments:
            sheet.write_key(row, WORD, argument.name, small)
            sheet.write_string(row, MEANING, argument.kind.help, small)
            row += 1
