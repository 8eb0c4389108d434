"""A desk that serves whatever trading workbook the user opens in Calc."""

import threading
from pathlib import Path
from typing import Self

from xlbetflag.desk import Desk
from xlbetflag.hosts.calc.workbooks import Workbooks
from xlbetflag.sheet.unforeseen import Unforeseen


class Following:
    """Ticks the workbooks of one LibreOffice profile in a thread of its own, while it is entered.

    Calc may be started before or after, or never.
    """

    def __init__(self, desk: Desk, profile: Path) -> None:
        self._workbooks = Workbooks(desk, profile)
        self._unforeseen = Unforeseen(desk)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="calc", daemon=True)

    def __enter__(self) -> Self:
        self._workbooks.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        self._workbooks.stop()

    @property
    def is_needed(self) -> bool:
        """A workbook is open."""
        return bool(self._workbooks.open)

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                self._workbooks.tick()
                self._unforeseen.passed()
                self._workbooks.wait()
            except Exception as error:  # noqa: BLE001 - orders may stand: the desk goes on
                self._unforeseen.happened(error)
                self._end.wait(1.0)
