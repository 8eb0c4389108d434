"""The desk, exchange and workbook that tests of sheets share."""

from tests.support.sheet import fresh_workbook, open_sheet, server, sheet, small_workbook

__all__ = ["fresh_workbook", "open_sheet", "server", "sheet", "small_workbook"]
