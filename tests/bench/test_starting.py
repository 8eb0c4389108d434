"""What a command takes before it does anything: beside a bare interpreter."""

import subprocess
import sys
from statistics import median

import pytest

pytestmark = [pytest.mark.bench, pytest.mark.process]

ROUNDS = 7


def taken(*arguments: str) -> float:
    """The median milliseconds of a Python program's processor time."""
    resource = pytest.importorskip("resource")
    each = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        each.append(used * 1000)
    return median(each)


def test_help_beside_a_bare_interpreter() -> None:
    bare, ours = taken("-c", "pass"), taken("-m", "xlbetflag", "--help")
    everything = taken("-c", "import xlbetflag.cli, httpx, keyring, pandas, xlwings")
    print(
        f"\n--help {ours:.0f} ms of processor time; a bare interpreter {bare:.0f}, with httpx, "
        f"keyring, pandas and xlwings imported {everything:.0f}"
    )
    assert ours < everything
