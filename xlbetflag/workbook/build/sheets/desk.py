"""The Desk: what is going on, what is asked for, and what may be lost at most."""

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from xlbetflag.workbook.build.sheets.band import write_band
from xlbetflag.workbook.build.sheets.guard import guard, hint
from xlbetflag.workbook.build.sheets.page import set_page
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import (
    ENVIRONMENTS,
    FAINT,
    GREEN,
    INPUT,
    INPUT_LINE,
    LINE,
    MAGENTA,
    MUTED,
    RED,
    SIGNAL,
    TITLE,
    WHITE,
    Styles,
)
from xlbetflag.workbook.layout.columns import CellKind, Field, Writer
from xlbetflag.workbook.layout.desk import (
    ANSWER,
    BALANCE,
    COMMAND,
    FEED_COLUMNS,
    FEED_LINE,
    FEED_ROWS,
    FEED_TABLE,
    FILE_ID,
    HOW_TO_BEGIN,
    KEYS_USED,
    LANGUAGE,
    SESSION,
    SESSION_BLOCK,
    SETTINGS,
    SETTINGS_BLOCK,
)
from xlbetflag.workbook.layout.sheets import DESK

ROW_HEIGHT = 20
LEFT, RIGHT = 1, 5  # the first columns of the two halves
WIDTHS = {1: 20, 2: 24, 3: 30, 4: 4, 5: 24, 6: 16, 7: 9, 8: 36}
LAST_COLUMN = 8
COMMAND_ROW = 3
SESSION_ROW = 7
BALANCE_ROW = SESSION_ROW + len(SESSION) + 2
SETTINGS_ROW = SESSION_ROW
FILE_ROW = SETTINGS_ROW + len(SETTINGS) + 2
BEGIN_ROW = FILE_ROW + 5
FEED_ROW = BEGIN_ROW + len(HOW_TO_BEGIN) + 4  # two are left to notes of the macros

Names = dict[str, str]  # defined name -> what it refers to


def write_desk(
    sheet: SpokenSheet, styles: Styles, environment: str, *, file_id: str, keys: int
) -> Names:
    """The whole sheet; gives the names it defines."""
    set_page(sheet, styles, row_height=ROW_HEIGHT, last_header_row=1)
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width, styles.cell())
    parts = ((2, 2), (3, 4), (5, 5), (6, 7))
    write_band(sheet, styles, environment, product=(1, 1), parts=parts, last=LAST_COLUMN)
    names: Names = {}
    _write_command(sheet, styles, names)
    _heading(sheet, styles, SESSION_ROW - 1, LEFT, LEFT + 2, "Session")
    for row, field in enumerate(SESSION, start=SESSION_ROW):
        value = environment if field.name == "Environment" else field.default
        names[field.name] = _write_field(sheet, styles, row, LEFT, field, value)
    first, last = SESSION_ROW, SESSION_ROW + len(SESSION) - 1
    names[SESSION_BLOCK] = _range(first, LEFT + 1, last, LEFT + 1)
    _session_colours(sheet, styles)
    _heading(sheet, styles, BALANCE_ROW - 1, LEFT, LEFT + 2, "Balance")
    for row, field in enumerate(BALANCE, start=BALANCE_ROW):
        names[field.name] = _write_field(sheet, styles, row, LEFT, field, field.default)
    _heading(sheet, styles, SETTINGS_ROW - 1, RIGHT, LAST_COLUMN, "Settings and limits")
    for row, field in enumerate(SETTINGS, start=SETTINGS_ROW):
        names[field.name] = _write_field(sheet, styles, row, RIGHT, field, field.default)
    first, last = SETTINGS_ROW, SETTINGS_ROW + len(SETTINGS) - 1
    names[SETTINGS_BLOCK] = _range(first, RIGHT, last, RIGHT + 1)
    _heading(sheet, styles, FILE_ROW - 1, RIGHT, LAST_COLUMN, "This file")
    names[FILE_ID.name] = _write_field(sheet, styles, FILE_ROW, RIGHT, FILE_ID, file_id)
    names[KEYS_USED.name] = _write_field(sheet, styles, FILE_ROW + 1, RIGHT, KEYS_USED, keys)
    spoken = sheet.language
    names[LANGUAGE.name] = _write_field(sheet, styles, FILE_ROW + 2, RIGHT, LANGUAGE, spoken)
    _write_beginning(sheet, styles)
    _write_feed(sheet, styles, names)
    return names


def _write_command(sheet: SpokenSheet, styles: Styles, names: Names) -> None:
    label = styles.cell(bold=True, font_size=11, font_color=TITLE)
    entry = styles.cell(
        bold=True, font_size=13, bg_color=INPUT, border=1, border_color=INPUT_LINE, align="center"
    )
    answer = styles.cell(font_size=11, bottom=1, bottom_color=LINE, indent=1)
    sheet.set_row(COMMAND_ROW, 26)
    sheet.write_string(COMMAND_ROW, LEFT, COMMAND.label, label)
    sheet.write_blank(COMMAND_ROW, LEFT + 1, None, entry)
    sheet.write_string(COMMAND_ROW, LEFT + 2, str(ANSWER.default), answer)
    for column in range(LEFT + 3, LAST_COLUMN + 1):
        sheet.write_blank(COMMAND_ROW, column, None, answer)
    area = (COMMAND_ROW, LEFT + 1, COMMAND_ROW, LEFT + 1)
    hint(sheet, area, kind=COMMAND.kind, text=COMMAND.help, choices=COMMAND.choices)
    guard(sheet, (COMMAND_ROW, LEFT + 2, COMMAND_ROW, LAST_COLUMN))
    sheet.write_string(COMMAND_ROW + 1, LEFT + 1, COMMAND.help, styles.cell(font_color=MUTED))
    names[COMMAND.name] = _range(*area)
    names[ANSWER.name] = _range(COMMAND_ROW, LEFT + 2, COMMAND_ROW, LEFT + 2)


def _heading(
    sheet: SpokenSheet, styles: Styles, row: int, first: int, last: int, text: str
) -> None:
    look = styles.cell(bold=True, font_size=11, font_color=TITLE, bottom=2, bottom_color=TITLE)
    for column in range(first, last + 1):
        sheet.write_blank(row, column, None, look)
    sheet.write_string(row, first, text, look)


def _write_field(
    sheet: SpokenSheet,
    styles: Styles,
    row: int,
    column: int,
    field: Field,
    value: str | float | None,
) -> str:
    line: dict[str, Any] = {"bottom": 1, "bottom_color": LINE}
    look = {**line, "align": "right", "num_format": field.kind.number_format, "bold": True}
    area = (row, column + 1, row, column + 1)
    if field.writer is Writer.USER:
        look |= {"bg_color": INPUT, "bottom_color": INPUT_LINE, "bold": False}
        hint(
            sheet, area, kind=field.kind, text=f"{sheet.say(field.label)}: {sheet.say(field.help)}"
        )
    else:
        guard(sheet, area)
    if field.kind is CellKind.TEXT:
        look |= {"align": "center", "shrink": True}  # an address is longer than a word
    else:
        look["indent"] = 1
    sheet.write_string(row, column, field.label, styles.cell(**line))
    note = "  ".join(sheet.say(part) for part in (field.unit, field.help) if part)
    muted = styles.cell(**line, font_color=MUTED, indent=1)
    last = LEFT + 2 if column == LEFT else LAST_COLUMN
    for place in range(column + 2, last + 1):
        sheet.write_blank(row, place, None, muted)
    if column == LEFT:
        sheet.write_string(row, column + 2, note, muted)
    else:
        sheet.write_string(row, column + 2, field.unit, muted)
        sheet.write_string(row, column + 3, field.help, muted)
    target, shape = (row, column + 1), styles.cell(**look)
    if isinstance(value, str) and value.startswith("="):
        sheet.write_formula(*target, value, shape, "")
    elif isinstance(value, str):
        sheet.write_string(*target, value, shape)
    elif value is None:
        sheet.write_blank(*target, None, shape)
    else:
        sheet.write_number(*target, value, shape)
    return _range(*area)


def _write_beginning(sheet: SpokenSheet, styles: Styles) -> None:
    _heading(sheet, styles, BEGIN_ROW - 1, LEFT, LAST_COLUMN, "How to begin")
    for number, text in enumerate(HOW_TO_BEGIN, start=1):
        row = BEGIN_ROW + number - 1
        sheet.write_string(row, LEFT, f"{number}.  {sheet.say(text)}", styles.cell())
    sheet.write_string(
        BEGIN_ROW + len(HOW_TO_BEGIN),
        LEFT,
        "Yellow cells are yours; white ones are written by the desk.",
        styles.cell(font_color=FAINT, italic=True),
    )


def _write_feed(sheet: SpokenSheet, styles: Styles, names: Names) -> None:
    """Where the desk tells how fresh its prices are: the line, then the table's heads and rows."""
    _heading(sheet, styles, FEED_ROW - 1, LEFT, LAST_COLUMN, "How fresh prices are")
    sheet.write_blank(FEED_ROW, LEFT, None, styles.cell(bold=True))
    last = FEED_ROW + FEED_ROWS
    for row in range(FEED_ROW + 1, last + 1):
        line: dict[str, Any] = {"bottom": 1, "bottom_color": LINE}
        look = {"font_color": MUTED} if row == FEED_ROW + 1 else {}
        sheet.write_blank(row, LEFT, None, styles.cell(**line, **look))
        for column in range(LEFT + 1, LEFT + FEED_COLUMNS):
            shape = styles.cell(**line, **look, align="right", indent=1)
            sheet.write_blank(row, column, None, shape)
    area = (FEED_ROW, LEFT, last, LEFT + FEED_COLUMNS - 1)
    guard(sheet, area)
    names[FEED_LINE] = _range(FEED_ROW, LEFT, FEED_ROW, LEFT)
    names[FEED_TABLE] = _range(FEED_ROW + 1, LEFT, last, LEFT + FEED_COLUMNS - 1)


def _session_colours(sheet: SpokenSheet, styles: Styles) -> None:
    def when(name: str, word: str, look: Any) -> None:
        row = SESSION_ROW + next(i for i, field in enumerate(SESSION) if field.name == name)
        sheet.conditional_format(
            row,
            LEFT + 1,
            row,
            LEFT + 1,
            {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look},
        )

    for word, fill in ENVIRONMENTS.items():
        when("Environment", word, styles.when(bg_color=fill, font_color=WHITE))
    when("FeedState", "LIVE", styles.when(font_color=GREEN))
    when("FeedState", "STALE", styles.when(font_color=MUTED, italic=True))
    when("FeedState", "NO FEED", styles.when(font_color=RED))
    when("Connection", "NOT CONNECTED", styles.when(font_color=RED))
    when("Connection", "CONNECTED", styles.when(font_color=GREEN))
    when("ArmState", "ARMED", styles.when(bg_color=SIGNAL, font_color="#111827"))
    when("ArmState", "DISARMED", styles.when(font_color=MUTED))
    when("HaltState", "HALTED", styles.when(bg_color=MAGENTA, font_color=WHITE))


def _range(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    first = xl_rowcol_to_cell(first_row, first_column, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(last_row, last_column, row_abs=True, col_abs=True)
    return f"={DESK}!{first}" if first == last else f"={DESK}!{first}:{last}"
