"""A user's own macro, in the user's Calc: it keeps Calc to itself for a while."""

import time

CELLS, SECONDS = 100, 4.0


def fill(*_):
    """Number cells of column AD of a document's first sheet, in no hurry; calculate everything."""
    desktop = XSCRIPTCONTEXT.getDesktop()  # noqa: F821 - the office puts it there
    document = next(each for each in desktop.Components if hasattr(each, "Sheets"))
    sheet = document.Sheets.getByIndex(0)
    for row in range(CELLS):
        sheet.getCellByPosition(29, row).Value = row + 1
        time.sleep(SECONDS / CELLS)
    document.calculateAll()
