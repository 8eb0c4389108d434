"""How every sheet looks and prints."""

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlbetflag.workbook.build.style import Styles

MARGIN_WIDTH = 1.7
A4 = 9
WHOLE_SHEET = "A1:XFD1048576"
STYLED_COLUMNS = 64  # XlsxWriter visits each of them in every row


def set_page(sheet: Worksheet, styles: Styles, *, row_height: float, last_header_row: int) -> None:
    """No gridlines, one font in every cell, the head frozen; prints landscape, one page wide."""
    sheet.hide_gridlines(2)
    sheet.set_default_row(row_height)
    sheet.set_column(0, STYLED_COLUMNS - 1, None, styles.cell())
    sheet.set_column(0, 0, MARGIN_WIDTH, styles.cell())
    sheet.freeze_panes(last_header_row + 1, 0)
    # Ids are text on purpose: no green corner in every cell.
    sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, last_header_row)
    sheet.set_footer("&L&8xlbetflag  &A&R&8&P / &N")


def fill_row(sheet: Worksheet, row: int, height: float, last: int, look: Format) -> None:
    """One look up to the `last` column.

    A look of the whole row would make LibreOffice visit 16,384 columns whenever a cell changes.
    """
    sheet.set_row(row, height)
    for column in range(last + 1):
        sheet.write_blank(row, column, None, look)
