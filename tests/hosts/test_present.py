"""Which host somebody gets who did not ask for one, and what is said where it cannot be."""

import sys
from collections.abc import Callable, Collection
from pathlib import Path

import msgspec
import pytest

from tests.cli.test_commands import run
from xlbetflag.cli import session
from xlbetflag.hosts import present
from xlbetflag.hosts.calc import setup
from xlbetflag.workbook.build.builder import build

Machine = Callable[..., None]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine that has these hosts, with a display or without one."""

    def have(*names: str, display: str = ":9", unsupported: Collection[str] = ()) -> None:
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setenv("DISPLAY", display)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        hosts = tuple(
            msgspec.structs.replace(
                host,
                is_present=lambda name=host.name: name in names,
                is_supported=host.name not in unsupported,
            )
            for host in present.HOSTS
        )
        monkeypatch.setattr(present, "HOSTS", hosts)

    return have


def test_the_best_host_is_taken(machine: Machine) -> None:
    machine("excel", "calc", "headless")
    assert present.choose("auto") == "excel"
    assert present.choose("auto", unfit={"excel"}) == "calc"
    machine("excel", "calc", "headless", unsupported={"excel"})
    assert present.choose("auto") == "calc"
    machine("calc", "headless")
    assert present.choose("auto") == "calc"
    machine("calc", "headless", display="")
    assert present.choose("auto") == "headless"
    machine("headless")
    assert present.choose("auto") == "headless"


def test_who_asks_for_a_host_gets_it_or_hears_why_not(machine: Machine) -> None:
    machine("calc", "headless", display="")
    assert present.choose("calc", unfit={"calc"}) == "calc"
    assert present.choose("headless") == "headless"
    with pytest.raises(present.NoHost, match="Install Microsoft Excel"):
        present.choose("excel")
    machine("headless")
    with pytest.raises(present.NoHost, match="LibreOffice"):
        present.choose("calc")
    machine()
    with pytest.raises(present.NoHost, match="No host"):
        present.choose("auto")


def test_run_installs_nothing_in_somebody_s_calc_unasked(
    machine: Machine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    machine("calc", "headless")
    opened: list[str] = []
    monkeypatch.setattr(session, "trade", lambda file, host, *rest: opened.append(host))
    build(tmp_path / "trader.xlsx", file_id="plain")
    for version in (None, "of some day"):
        monkeypatch.setattr(setup, "installed_version", lambda profile, found=version: found)
        run("run", str(tmp_path / "trader.xlsx"))
    assert opened == ["headless", "calc"]
    assert capsys.readouterr().out.splitlines() == [
        "Without a window. In Calc: 'xlbetflag calc install' once, or --host calc."
    ]


def test_who_gets_no_window_is_told_how_to_get_one(machine: Machine) -> None:
    machine("calc", "headless", display="")
    assert "no display" in present.how_to_get_a_window()
    machine("headless")
    assert present.how_to_get_a_window() == present.INSTALL_CALC
