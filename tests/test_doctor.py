"""Each finding of the doctor, on facts made up for it."""

import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.test_install import FakeRegistry
from xlbetflag import credentials, doctor
from xlbetflag.doctor import Verdict, excel
from xlbetflag.doctor.excel import Facts
from xlbetflag.hosts.excel import configuration

PYTHON = r"C:\venv\Scripts\python.exe"
WELL = Facts(
    python=PYTHON,
    python_bits=64,
    xlwings="0.37.8",
    bas="0.37.8",
    dlls=("xlwings32-0.37.8.dll", "xlwings64-0.37.8.dll"),
    excel=r"C:\Office\EXCEL.EXE",
    excel_bits=64,
    interpreter=PYTHON,
    is_interpreter_there=True,
    warnings=2,
    decimal=",",
    file="trader.xlsm",
)


def test_where_all_is_well_nothing_is_to_do() -> None:
    found = list(excel.findings(WELL))
    assert {each.verdict for each in found} == {Verdict.GOOD}
    assert not any(each.remedy for each in found)
    assert len(found) == 7


@pytest.mark.parametrize(
    ("changed", "subject", "verdict", "says", "remedy"),
    [
        ({"excel": None}, "Excel", "note", "not found", "Install Microsoft Excel"),
        ({"excel_bits": 32, "dlls": ("xlwings64-0.37.8.dll",)}, "bitness", "bad", "32", "32-bit"),
        ({"excel_bits": None}, "bitness", "note", "unknown", ""),
        ({"xlwings": "0.36.0"}, "xlwings versions", "bad", "package 0.36.0", "xlwings==0.37.8"),
        ({"dlls": ()}, "xlwings versions", "bad", "DLL not found", "force-reinstall"),
        (
            {"dlls": ("xlwings64-0.36.0.dll",)},
            "xlwings versions",
            "bad",
            "DLL 0.36.0",
            "xlwings==0.37.8",
        ),
        ({"interpreter": None}, "Excel's Python", "bad", "not configured", "xlbetflag install"),
        (
            {"is_interpreter_there": False},
            "Excel's Python",
            "bad",
            "is not there",
            "xlbetflag install",
        ),
        (
            {"interpreter": r"D:\python.exe"},
            "Excel's Python",
            "note",
            "not this one",
            "xlbetflag install",
        ),
        ({"warnings": 4}, "macros", "bad", "disabled in Excel", "Change it there"),
        ({"warnings": 3}, "macros", "bad", "only signed", "Change it there"),
        ({"warnings": 1}, "macros", "note", "strangers", "notification"),
        ({"warnings_by_policy": 4}, "macros", "bad", "policy", "--values"),
        ({"blocks_internet": 1}, "macros", "good", "never in files from the internet", ""),
        ({"zone": 3}, "mark of the web", "bad", "came from the internet", "Unblock"),
        ({"zone": 1}, "mark of the web", "good", "none", ""),
        ({"children": 1}, "child processes", "note", "keeps Office", "xlbetflag serve"),
        ({"children": "6"}, "child processes", "note", "keeps Office", "xlbetflag serve"),
        ({"children": 2}, "child processes", "good", "may start", ""),
        ({"decimal": None}, "decimal separator", "note", "does not say", ""),
        ({"decimal": ","}, "decimal separator", "good", "','", ""),
    ],
)
def test_each_finding(
    changed: dict[str, Any], subject: str, verdict: str, says: str, remedy: str
) -> None:
    found = excel.findings(msgspec.structs.replace(WELL, **changed))
    finding = next(each for each in found if each.subject == subject)
    assert finding.verdict == verdict
    assert says in finding.says
    assert remedy in finding.remedy
    assert bool(finding.remedy) == bool(remedy)


def test_facts_come_from_the_registry_and_the_files(tmp_path: Path) -> None:
    scripts = tmp_path / "venv" / "Scripts"
    scripts.mkdir(parents=True)
    python = scripts / "python.exe"
    python.touch()
    (tmp_path / "venv" / "xlwings64-0.37.8.dll").touch()
    configured = tmp_path / "xlwings.conf"
    configuration.write(configured, configuration.INTERPRETER, str(python), "cp1252")
    file = tmp_path / "trader.xlsm"
    Path(f"{file}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="ascii")
    registry = FakeRegistry(
        {
            ("HKCR", r"Excel.Application\CLSID", ""): "{1}",
            ("HKCR", r"CLSID\{1}\LocalServer32", ""): "EXCEL.EXE",
            ("HKLM", excel.CLICK_TO_RUN, "Platform"): "x86",
            ("HKCU", excel.OFFICE, "VBAWarnings"): 3,
            ("HKCU", excel.POLICY, "blockcontentexecutionfrominternet"): 1,
            ("HKLM", excel.ATTACK_SURFACE[1], excel.NO_CHILDREN): 1,
            ("HKCU", r"Control Panel\International", "sDecimal"): ",",
        }
    )
    facts = excel.gather(
        registry, file, python=str(python), configured=configured, code_page="cp1252"
    )
    assert facts == Facts(
        python=str(python),
        python_bits=64 if sys.maxsize > 2**32 else 32,
        xlwings="0.37.8",
        bas="0.37.8",
        dlls=("xlwings64-0.37.8.dll",),
        excel="EXCEL.EXE",
        excel_bits=32,
        interpreter=str(python),
        is_interpreter_there=True,
        warnings=3,
        blocks_internet=1,
        file=str(file),
        zone=3,
        children=1,
        decimal=",",
    )


def test_an_empty_machine_has_no_facts(tmp_path: Path) -> None:
    facts = excel.gather(
        FakeRegistry(), configured=tmp_path / "none.conf", python=str(tmp_path / "a" / "python")
    )
    assert facts.excel is None
    assert facts.interpreter is None
    assert excel.zone_of(tmp_path / "none.xlsm") is None
    assert next(excel.findings(facts)).subject == "Excel"


@pytest.mark.posix("there it is checked")
def test_elsewhere_nothing_is_said_of_excel_which_cannot_be_used_there() -> None:
    assert list(excel.examine()) == []
    assert "Excel" not in {finding.subject for finding in doctor._hosts()}


def test_the_keyring_that_is_used_or_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "backend_name", lambda: None)
    assert doctor._keyring().verdict is Verdict.NOTE
    assert doctor._keyring().remedy
    monkeypatch.setattr(credentials, "backend_name", lambda: "keyring.backends.Windows")
    assert doctor._keyring() == doctor.Finding("keyring", Verdict.GOOD, "keyring.backends.Windows")


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(0, Verdict.GOOD), (30, Verdict.BAD), (-30, Verdict.BAD)]
)
def test_the_clock_beside_the_venues(seconds: float, verdict: Verdict) -> None:
    date = format_datetime(datetime.now(UTC) - timedelta(seconds=seconds), usegmt=True)
    assert doctor._clock(date).verdict is verdict
    assert bool(doctor._clock(date).remedy) == (verdict is Verdict.BAD)
    assert doctor._clock(None).verdict is Verdict.NOTE
