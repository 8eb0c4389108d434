"""What tests need that pip does not bring, and what becomes of them where it is not there.

A test says it by a mark, `@pytest.mark.libreoffice`, or uses a fixture that says it by using the
fixture of that name, which marks the test too. Where it is missing the test is skipped with the
packages' names, and the run's last line says how many were and how to get them; in CI it fails.
A line of tests/apt.txt has Debian's packages of one need.

    python -m tests.needs [NAME ...]    prints the packages that are missing here
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from xlbetflag.engines.calc.process import find_soffice

ROOT = Path(__file__).parents[1]
NODE = ROOT / ".cache" / "node" / "node_modules"
VALIDATOR = NODE / "@xarsh"
EXCELJS = NODE / "exceljs"
AXE = NODE / "axe-core" / "axe.min.js"
LINES = [line.split() for line in (ROOT / "tests" / "apt.txt").read_text("ascii").splitlines()]


class Need(NamedTuple):
    """`package` is the first of its line in tests/apt.txt."""

    mark: str
    name: str
    package: str
    is_here: Callable[[], bool]

    @property
    def packages(self) -> list[str]:
        """Of Debian; npm only where nothing else brought it."""
        line = next(line for line in LINES if line[0] == self.package)
        return [each for each in line if each != "npm" or not shutil.which("npm")]


def _programs(*names: str) -> Callable[[], bool]:
    return lambda: all(map(shutil.which, names))


def _has_libreoffice() -> bool:
    """With its Python, which Debian packs apart."""
    try:
        folder = find_soffice().resolve().parent
    except FileNotFoundError:
        return False
    parts = ("pyuno.so", "pythonscript.py") if sys.platform == "linux" else ()
    return all((folder / part).is_file() for part in parts)


def office_version() -> str:
    """Of the LibreOffice that tests drive, as it says itself; empty without one."""
    if not _has_libreoffice():
        return ""
    asked = [str(find_soffice()), "--version"]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False).stdout
    return said.removeprefix("LibreOffice ").partition(" ")[0]


def validator() -> Path | None:
    """The program of Microsoft's Open XML SDK that says whether Excel would open a file."""
    return next(iter(sorted(VALIDATOR.glob("ooxml-validator-*/ooxml-validator*"))), None)


NEEDS = {
    need.mark: need
    for need in (
        Need("libreoffice", "LibreOffice", "libreoffice-calc", cache(_has_libreoffice)),
        Need("screen", "a screen", "xvfb", _programs("Xvfb", "openbox", "xdotool", "import")),
        Need("chromium", "Chromium", "chromium", _programs("chromium", "chromedriver")),
        Need("wrk", "wrk", "wrk", _programs("wrk")),
        Need("validator", "Excel's validator", "npm", lambda: validator() is not None),
        Need("axe", "axe-core", "npm", AXE.is_file),
        Need(
            "javascript",
            "ExcelJS and SheetJS",
            "npm",
            lambda: _programs("node")() and EXCELJS.is_dir(),
        ),
    )
}


def how(names: Iterable[str]) -> str:
    """How somebody gets what is missing here of these needs, as one command."""
    packages = " ".join(missing(names))
    then = "make test" if {"validator", "javascript", "axe"}.intersection(names) else ""
    if not packages or shutil.which("apt-get"):
        return " && ".join(filter(None, [packages and f"apt-get install {packages}", then]))
    return f"Debian's packages are {packages}"


def missing(names: Iterable[str] = NEEDS) -> list[str]:
    """The packages of Debian that these needs lack here."""
    return [
        package
        for name, need in NEEDS.items()
        if name in names and not need.is_here()
        for package in need.packages
    ]


# --- in pytest: tests/conftest.py takes these over ------------------------------------------------


@pytest.fixture(scope="session")
def libreoffice() -> None:
    """Who uses this starts LibreOffice."""


@pytest.fixture(scope="session")
def screen() -> None:
    """Who uses this opens windows on a screen of its own."""


@pytest.fixture(scope="session")
def chromium() -> None:
    """Who uses this drives a browser."""


def pytest_configure(config: pytest.Config) -> None:
    for need in NEEDS.values():
        config.addinivalue_line("markers", f"{need.mark}: needs {need.name}")


def pytest_report_header() -> str:
    return f"LibreOffice: {office_version() or 'none'}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in NEEDS.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(name)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    absent = [name for name, need in NEEDS.items() if _needs(item, name) and not need.is_here()]
    if absent:
        item.user_properties.extend(("missing", name) for name in absent)
        pytest.skip(f"needs {_named(absent)} ({how(absent)})")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """In CI a skipped test has not done its job: it fails."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session):
    """The last line: how many tests ran, how many could not, and how they could."""
    yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or session.config.option.collectonly:
        return
    counts = [(word, reporter.stats.get(word, ())) for word in ("failed", "error", "passed")]
    told = [f"{len(found):,} {word}" for word, found in counts if found]
    if skipped := reporter.stats.get("skipped", ()):
        absent = Counter(
            name for report in skipped for key, name in report.user_properties if key == "missing"
        )
        why = f" ({_named(absent)}: {how(absent)})" if absent else ""
        told.append(f"{len(skipped):,} skipped{why}")
    reporter.write_line(", ".join(told))


def _needs(item: pytest.Item, name: str) -> bool:
    return item.get_closest_marker(name) is not None


def _named(names: Iterable[str]) -> str:
    return ", ".join(need.name for name, need in NEEDS.items() if name in names)


if __name__ == "__main__":
    print(*missing(sys.argv[1:] or NEEDS))
