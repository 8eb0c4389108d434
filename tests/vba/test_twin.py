"""A twin of trader.xlsm in LibreOffice, with real formulas, a real timer and real buttons.

Only what LibreOffice or this machine lacks is stood in for (tests/vba/twin): Excel's own members
that it does not know, and Python behind xlwings' DLL, which counts its calls. One module that
does not compile would make every macro return 0 there, so known values are asserted.
"""

import json
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.programs import running
from tests.vba.sources import VBA, twin_modules
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.build.macros.buttons import BUTTONS
from xlbetflag.workbook.build.macros.project import build_project
from xlbetflag.workbook.build.macros.sources import workbook_module
from xlbetflag.workbook.build.macros.variant import add_macros
from xlbetflag.workbook.layout.desk import ANSWER, INTERVAL
from xlbetflag.workbook.layout.sheets import LOG

FORMULAS = 500
COLUMN = 30
PROBED = [0, 1, FORMULAS - 1]
OFFICE_PYTHON = "/usr/bin/python3"


class Twin:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert self.read() == "ready"

    def read(self) -> Any:
        return json.loads(self._process.stdout.readline())

    def ask(self, *what: object) -> Any:
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self.read()

    def run(self, macro: str, *arguments: object) -> Any:
        return self.ask("run", macro, *arguments)

    @property
    def calls(self) -> int:
        """Into Python, since the file was opened."""
        return self.run("xlwings.CountCalls")

    @property
    def log(self) -> list[str]:
        return self.run("xlwings.TakeLog").split(";")[:-1]

    @property
    def shown(self) -> list[str]:
        """The prices in the first two cells and the last one."""
        return self.ask("cells", LOG, COLUMN, PROBED)


@pytest.fixture(scope="module")
def twin(libreoffice: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    folder = tmp_path_factory.mktemp("twin")
    path = folder / "twin.xlsm"
    project = build_project(workbook_module(VBA), twin_modules())
    finish = partial(with_formulas, project=project)
    build(path, file_id="f00000001", blocks=1, order_rows=5, market_rows=5, finish=finish)
    driver = Path(__file__).with_name("drive_office.py")
    with running(
        [OFFICE_PYTHON, driver, folder / "profile", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Twin(process)
        process.stdin.close()


def with_formulas(workbook: Any, sheets: Any, styles: Any, *, project: bytes) -> None:
    add_macros(workbook, sheets, styles, project)
    sheet = sheets[LOG]
    for row in range(FORMULAS):
        sheet.write_formula(row, COLUMN, f'=BF_PRICE("813016",{row + 1},"BACK")', None, "")
    for row, formula in enumerate(("=BF_PRICE(NA(),1)", f"=2*{cell_name(0)}")):
        sheet.write_formula(row, COLUMN + 1, formula, None, "")


def cell_name(row: int) -> str:
    return f"$AE${row + 1}"


def test_calls_into_python_are_counted_and_values_seen(twin: Twin) -> None:
    """Opening, the first tick, no change, one change, Refresh."""
    assert twin.calls == 0
    assert twin.shown == ["NO FEED"] * 3
    assert twin.run("Feed.IntervalSeconds") == 1  # the modules compile
    twin.run("Feed.Tick")
    assert twin.calls == 1
    assert twin.shown == ["1.5", "2.5", "500.5"]
    assert twin.ask("cells", LOG, COLUMN + 1, [0, 1]) == ["#N/A", "3"]
    twin.run("Feed.Tick")
    assert twin.calls == 2
    assert twin.shown == ["1.5", "2.5", "500.5"]
    twin.run("xlwings.MovePrice")
    twin.run("Feed.Tick")
    assert twin.calls == 3
    assert twin.shown == ["2.5", "2.5", "500.5"]
    assert twin.log == ["TICK [FRESH]", "TICK []", "TICK []"]
    twin.run("Buttons.RefreshAll")
    assert twin.log[0] == "REFRESH []"


def test_every_button_calls_its_entry(twin: Twin) -> None:
    twin.ask("set", INTERVAL.name, 60)  # no tick in between
    twin.run("Feed.StopTimer")
    twin.run("Answers.SetAgrees", True)
    twin.run("Answers.SetChosen", " 5 7")
    twin.log  # noqa: B018  taken
    for caption, macro in BUTTONS:
        twin.run(f"Buttons.{macro}")
        word = "CANCEL 5 7" if caption == "Cancel" else caption.upper()
        assert twin.log == [f"{word} []"]
        assert twin.ask("named", ANSWER.name) == f"Did {word}"


def test_the_timer_fires_and_a_dead_desk_is_no_feed(twin: Twin) -> None:
    twin.run("Buttons.StopFeed")
    twin.ask("set", INTERVAL.name, 1)
    before = twin.calls
    twin.run("Feed.StartTimer")
    assert twin.ask("wait", "xlwings.CountCalls", before + 2, 60) >= before + 2
    twin.ask("set", INTERVAL.name, 60)
    twin.run("Feed.Tick")
    assert twin.shown == ["2.5", "2.5", "500.5"]
    twin.run("xlwings.SetDead", True)
    for _ in range(3):
        twin.run("Feed.Tick")
    assert twin.shown == ["NO FEED"] * 3
    assert twin.ask("named", "FeedState") == "NO FEED"
