"""The trading workbooks of the machine: built once, copied to a trader's folder for each run."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import xlwings as xw

from xlbetflag.api.config import Environment
from xlbetflag.engines import headless
from xlbetflag.workbook.build.builder import build

ROWS = 14  # of the table of orders that the trader uses
SHEETS = ("main", "other")
NARROW = 1_000  # cents a bet: the limit of the other sheet


def fast_folder(prefix: str) -> Path:
    """A folder in memory where there is such a place: nobody pulls a plug here."""
    memory = Path("/dev/shm")  # noqa: S108 - private: mkdtemp
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if memory.is_dir() else None))


class Books:
    """Short workbooks, as they are read at every step."""

    def __init__(self, folder: Path) -> None:
        headless.activate()
        self._folder = folder
        size: dict[str, Any] = {"blocks": 1, "order_rows": ROWS + 4, "market_rows": 3}
        for name in SHEETS:
            build(self._fresh(name), file_id=name, environment=Environment.PRACTICE, **size)
        self._app = xw.App(add_book=False)

    def hand_out(self, name: str, folder: Path) -> Path:
        """A fresh file of that name in a trader's folder."""
        return Path(shutil.copyfile(self._fresh(name), folder / f"{name}.xlsx"))

    def open(self, path: Path) -> xw.Book:
        return self._app.books.open(str(path))

    def close(self) -> None:
        self._app.quit()

    def _fresh(self, name: str) -> Path:
        return self._folder / f"{name}.xlsx"
