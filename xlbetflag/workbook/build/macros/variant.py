"""What the workbook with macros has beside the plain one: code names, a project, buttons."""

import io
from collections.abc import Mapping
from importlib.resources import files

from xlsxwriter import Workbook

from xlbetflag.workbook.build.macros.buttons import write_beginning, write_buttons
from xlbetflag.workbook.build.sheets.desk import WIDTHS
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import Styles
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import DESK, ORDERS, SHEETS

WORKBOOK_CODE_NAME = "ThisWorkbook"
CONFIG = "xlwings.conf"  # where xlwings' VBA looks first
CODE_NAMES = {**{name: f"Sheet{name}" for name in SHEETS}, CONFIG: "SheetConfig"}
# One desk process for all workbooks: attach to the server that runs, never start one a workbook.
SETTINGS = (("DEBUG UDFS", "True"), ("USE UDF SERVER", "True"))
TIMER_STATE = "TimerState"
TIMER_CELL = (0, 3)


def packaged_project() -> bytes:
    """vbaProject.bin as `make workbooks` built it."""
    return files("xlbetflag.workbook.build.macros").joinpath("vbaProject.bin").read_bytes()


def add_macros(
    workbook: Workbook, sheets: Mapping[str, SpokenSheet], styles: Styles, project: bytes
) -> None:
    """Add the VBA project, the buttons, and the hidden sheet with what xlwings' VBA reads."""
    config = workbook.add_worksheet(CONFIG)
    for row, setting in enumerate(SETTINGS):
        config.write_row(row, 0, setting)
    config.write_string(*TIMER_CELL, "OFF")
    config.very_hidden()
    workbook.define_name(TIMER_STATE, f"='{CONFIG}'!$D$1")
    config.set_vba_name(CODE_NAMES[CONFIG])
    for name, sheet in sheets.items():
        sheet.set_vba_name(CODE_NAMES[name])
    workbook.set_vba_name(WORKBOOK_CODE_NAME)
    workbook.add_vba_project(io.BytesIO(project), is_stream=True)
    write_buttons(sheets[DESK], styles, list(WIDTHS.values()), says_answer=False)
    write_beginning(sheets[DESK], styles)
    order_widths = [column.width for column in ORDER_TABLE.columns]
    write_buttons(sheets[ORDERS], styles, order_widths, says_answer=True)
