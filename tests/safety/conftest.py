"""What these tests share with those of the hosts."""

from tests.support.sheet import fresh_workbook

__all__ = ["fresh_workbook"]
