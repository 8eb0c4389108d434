"""A LibreOffice with our extension, in a profile of its own whose path is no plain one."""

import contextlib
import json
import shutil
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.calc.window import give_macros
from tests.support.conditions import wait_until
from xlbetflag.engines.calc.connection import Connection
from xlbetflag.engines.calc.errors import CalcError
from xlbetflag.engines.calc.process import Office
from xlbetflag.hosts.calc import setup

HAND_URL = "vnd.sun.star.script:hand.py$start?language=Python&location=user"


class Calc:
    """A headless office, a test's hands in it, and a desk's side of the add-in.

    Once a test has pushed, a thread goes on pushing, so that a slow machine is no silent desk.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self.desk = "a test"
        self.sequence = 0
        self._heard: dict[str, list[Any]] = {}
        self._beating = threading.Event()
        self._lock = threading.Lock()
        self._pushing = Connection.to_profile(office.profile)
        threading.Thread(target=self._beat, daemon=True).start()

    def call(self, operation: str, *arguments: Any) -> Any:
        return self.office.connection.call(operation, *arguments)

    def run(self, code: str, **values: Any) -> Any:
        """Python code in soffice; `values` are its variables, `answer` is what comes back."""
        given = "".join(f"{name} = {value!r}\n" for name, value in values.items())
        return self.call("test.run", given + textwrap.dedent(code))

    def new(self, **formulas: str) -> str:
        """A document with these formulas, by cell; its id."""
        return str(
            self.run(
                """
                document = new()
                sheet = document.Sheets.getByIndex(0)
                for cell, formula in formulas.items():
                    sheet.getCellRangeByName(cell).setFormula(formula)
                answer = document.RuntimeUID
                """,
                formulas=formulas,
            )
        )

    def array(self, document: str, area: str, formula: str) -> None:
        """Enter a formula for all the cells of an area together."""
        self.run(
            """
            sheet = find(document).Sheets.getByIndex(0)
            sheet.getCellRangeByName(area).setArrayFormula(formula)
            """,
            document=document,
            area=area,
            formula=formula,
        )

    def close(self, document: str) -> None:
        self.run("find(document).close(True)", document=document)

    def shown(self, document: str, area: str = "A1") -> Any:
        """What a cell shows, or the rows of an area."""
        rows = self.run(
            """
            area = find(document).Sheets.getByIndex(0).getCellRangeByName(area)
            answer = [list(row) for row in area.getDataArray()]
            """,
            document=document,
            area=area,
        )
        return rows if ":" in area else rows[0][0]

    def push(self, *changes: list[Any]) -> dict[str, list[Any]]:
        """What was heard since the last time, this push's answer included."""
        with self._lock:
            self._beating.set()
            self._exchange(list(changes))
            heard, self._heard = self._heard, {}
        return heard

    def fall_silent(self) -> None:
        with self._lock:
            self._beating.clear()

    def leave(self) -> None:
        with self._lock:
            self._beating.clear()
            self.call("betflag.leave", self.desk)
            self.sequence = 0
            self._heard = {}

    def _beat(self) -> None:
        while self._beating.wait():
            with self._lock, contextlib.suppress(CalcError):
                if self._beating.is_set():
                    self._exchange([])
            time.sleep(0.25)

    def _exchange(self, changes: list[list[Any]]) -> None:
        self.sequence += 1
        answer = self._pushing.call("betflag.push", self.desk, self.sequence, changes)
        for name, found in answer.items():
            self._heard.setdefault(name, []).extend(found)


def key(name: str, *arguments: Any) -> str:
    return json.dumps([name, *arguments], separators=(",", ":"))


@pytest.fixture(scope="session")
def installed_profile(libreoffice: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Never started; to be copied."""
    profile = tmp_path_factory.mktemp("calc") / "profile of Niccolò"
    setup.install(profile)
    return profile


@pytest.fixture(scope="session")
def start_calc(installed_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Starts an office on a copy of the installed profile; each is stopped at the end."""
    offices: list[Office] = []

    def start(*, headless: bool = True) -> Calc:
        profile = tmp_path_factory.mktemp("calc") / "profilo di Niccolò"
        shutil.copytree(installed_profile, profile)
        keep_format(profile)
        give_macros(profile, "hand.py")
        office = Office.start(profile, headless=headless, script=False, arguments=[HAND_URL])
        offices.append(office)
        calc = Calc(office)
        wait_until(lambda: _has_hand(calc), seconds=60)
        return calc

    yield start
    for office in offices:
        office.stop()


@pytest.fixture(scope="session")
def shared_calc(start_calc: Callable[..., Calc]) -> Calc:
    return start_calc()


@pytest.fixture
def calc(shared_calc: Calc) -> Iterator[Calc]:
    """One office for all tests; no desk is connected and no document open when a test begins."""
    yield shared_calc
    shared_calc.leave()
    shared_calc.run("for each in list(desktop.Components): each.close(True)")


def keep_format(profile: Path) -> None:
    """As somebody does who has ticked "do not ask again" about the format of Excel files."""
    settings = profile / "user" / "registrymodifications.xcu"
    item = (
        '<item oor:path="/org.openoffice.Office.Common/Save/Document"><prop '
        'oor:name="WarnAlienFormat" oor:op="fuse"><value>false</value></prop></item></oor:items>'
    )
    settings.write_text(settings.read_text("utf-8").replace("</oor:items>", item), "utf-8")


def _has_hand(calc: Calc) -> bool:
    try:
        calc.run("")
    except (CalcError, NotImplementedError):
        return False
    return True
