"""Our modules in an interpreter of VBA, with the rest of the world stood in for."""

from collections.abc import Sequence
from typing import Any

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import VBAArray

from tests.vba.sources import STILL, stand_in, twin_modules

STILL_MODULES = {path.stem: stand_in(path) for path in STILL.iterdir()}


class Vba:
    """`vba["expression"]` evaluates; `vba("Macro", 1)` runs. Time is in seconds."""

    def __init__(self) -> None:
        self._app = ExcelApplication()
        self._app.add_workbook()
        for module in twin_modules():
            used = STILL_MODULES.get(module.name, module)
            kind = "class" if used.is_class else "standard"
            self._app.add_module(used.source, name=used.name, kind=kind)

    def __getitem__(self, expression: str) -> Any:
        return self._app.evaluate(expression)

    def __call__(self, macro: str, *arguments: object) -> Any:
        return self._app.run(macro, *arguments)

    @property
    def timers(self) -> list[str]:
        """macro@seconds of each timer that is set."""
        return self["Pending"].split(";")[:-1]

    @property
    def log(self) -> list[str]:
        """The calls into Python since last asked, as "word [flags]"."""
        return self("TakeLog").split(";")[:-1]

    def at(self, seconds: float) -> None:
        """The time comes, and with it the timers that are due fire."""
        self("SetTime", seconds)
        for timer in self.timers:
            macro, _, due = timer.partition("@")
            if float(due) <= seconds:
                self._app.run("DoNotRunAt", 46000 + float(due) / 86400, macro)
                self._app.run(macro)


@pytest.fixture
def vba() -> Vba:
    return Vba()


@pytest.fixture(scope="session")
def stateless() -> Vba:
    """One for all tests that only ask for what depends on nothing but its arguments."""
    return Vba()


def block(rows: Sequence[Sequence[object]]) -> VBAArray:
    """Rows as the array that crosses from Python: counted from 0, kept by columns."""
    height, width = len(rows), len(rows[0])
    items = [_plain(rows[row][column]) for column in range(width) for row in range(height)]
    return VBAArray([(0, height - 1), (0, width - 1)], items=items)


def line(items: Sequence[object]) -> VBAArray:
    return VBAArray([(0, len(items) - 1)], items=[_plain(item) for item in items])


def _plain(value: object) -> object:
    """pywin32 hands numbers over as doubles."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
