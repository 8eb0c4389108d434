"""On a bare machine the suite is collected, and what cannot run there is skipped by name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import ROOT

SAMPLE = [
    "tests/practice/test_operator_browser.py",
    "tests/hosts/calc/test_survival.py",
    "tests/bench/test_practice_http.py",
    "tests/market/test_money.py",
]
RUN = ["-m", "pytest", "-p", "no:cacheprovider", "-q", "-m", ""]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder that is the whole PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def program(path: Path, name: str, script: str = "") -> None:
    file = path / name
    file.write_text(f"#!/bin/sh\n{script}\n", "ascii")
    file.chmod(0o755)


def bare(path: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """This Python, where the path has none of the programs that tests drive."""
    kept = {k: v for k, v in os.environ.items() if k not in ("CI", "SOFFICE", "PYTEST_ADDOPTS")}
    environment = {**kept, "PATH": str(path), **variables}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_whole_suite_is_collected_without_the_programs(path: Path) -> None:
    done = bare(path, *RUN, "--collect-only")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "error" not in done.stdout.splitlines()[-1]


def test_what_needs_them_is_skipped_and_the_last_line_says_how_to_get_them(path: Path) -> None:
    program(path, "apt-get")
    done = bare(path, *RUN, *SAMPLE)
    assert done.returncode == 0, done.stdout[-2000:]
    counts, _, how = done.stdout.splitlines()[-1].partition(" (")
    passed, skipped = counts.split(", ")
    assert passed.endswith(" passed")
    assert skipped.endswith(" skipped")
    for name in ("a screen", "Chromium", "wrk"):
        assert name in how
    command = how.partition(": ")[2].removesuffix(")")
    assert command.startswith("apt-get install ")
    assert {"xvfb", "chromium", "chromium-driver", "wrk"} <= set(command.split())


def test_without_apt_the_packages_are_named_all_the_same(path: Path) -> None:
    done = bare(path, *RUN, SAMPLE[0])
    last = done.stdout.splitlines()[-1]
    assert last.endswith("(Chromium: Debian's packages are chromium chromium-driver)")


def test_in_ci_such_a_skip_is_a_failure(path: Path) -> None:
    done = bare(path, *RUN, SAMPLE[0], CI="true")
    assert done.returncode == 1
    assert "skipped in CI, where nothing may be" in done.stdout
    assert "chromium-driver" in done.stdout
    assert "skipped" not in done.stdout.splitlines()[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no make")
@pytest.mark.parametrize("who", ["root", "somebody", "root who says APT=no"])
def test_make_installs_as_root_says_so_first_and_installs_nothing_elsewhere(
    path: Path, who: str
) -> None:
    make = shutil.which("make")
    assert make
    said = path.parent / "said"
    program(path, "apt-get", f'echo "$*" >> "{said}"')
    program(path, "id", "echo 0" if "root" in who else "echo 1000")
    options = ["-o", ".venv/.ready-for-development", f"BIN={Path(sys.executable).parent}"]
    done = bare(
        path,
        "-c",
        "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))",
        *(make, "--no-print-directory", *options, "system"),
        APT="no" if "no" in who else "",
    )
    assert done.returncode == 0, done.stderr
    if who == "root":
        assert done.stdout.startswith("Programs that tests drive: apt-get install ")
        update, install = said.read_text("ascii").splitlines()
        assert update.startswith("update")
        assert {"xvfb", "chromium", "wrk"} <= set(install.split())
    else:
        assert not said.exists()
