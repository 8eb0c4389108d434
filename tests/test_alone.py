"""What failed among workers has one more chance, alone, unless it must not have one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.alone import why_not_again
from tests.needs import ROOT

pytestmark = pytest.mark.process


def run(folder: Path, test: str) -> "subprocess.CompletedProcess[str]":
    (folder / "test_it.py").write_text(test, "utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", "tests.alone", "-p", "no:cacheprovider", str(folder / "test_it.py")],
        cwd=ROOT,
        env=kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # it does without
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_who_passes_alone_is_named(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        "from pathlib import Path\n"
        "MARK = Path(__file__).with_name('mark')\n"
        "def test_it():\n"
        "    before, _ = MARK.exists(), MARK.touch()\n"
        "    assert before\n",
    )
    assert done.returncode == 0, done.stdout
    assert "passed alone: " in done.stdout.splitlines()[-1]
    assert "test_it.py::test_it" in done.stdout.splitlines()[-1]


def test_who_fails_alone_has_failed(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_it():\n    assert False\n")
    assert done.returncode == 1
    assert "passed alone" not in done.stdout


def test_what_the_oracle_saw_gets_no_second_run(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        "from tests.safety.machine import Violation\n"
        "def test_it():\n"
        "    raise Violation('a bet was sent twice')\n",
    )
    assert done.returncode == 1
    assert "No second run: a rule of money was broken in " in done.stdout


@pytest.mark.parametrize(
    ("status", "failed", "final", "why"),
    [
        (1, ["a"], [], ""),
        (1, ["a", "b"], ["b"], "a rule of money was broken in b"),
        (1, [str(n) for n in range(11)], [], "11 failed"),
        (1, [], [], "0 failed"),
        (2, ["a"], [], "pytest ended with status 2"),
        (3, [], [], "pytest ended with status 3"),
    ],
)
def test_when_there_is_a_second_run(
    status: int, failed: list[str], final: list[str], why: str
) -> None:
    assert why_not_again(status, failed, final) == why
