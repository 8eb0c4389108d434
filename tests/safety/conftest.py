"""What these tests share with those of the hosts."""

from tests.hosts.conftest import fresh_workbook

__all__ = ["fresh_workbook"]
