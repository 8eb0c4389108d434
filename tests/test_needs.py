"""On a bare machine the suite is collected, and what cannot run there is skipped by name."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import ROOT, office_version

pytestmark = pytest.mark.process

SAMPLE = [
    "tests/practice/operator/test_browser.py",
    "tests/hosts/calc/test_survival.py",
    "tests/bench/test_practice_http.py",
    "tests/market/test_money.py",
]
# Among them what a make that runs this suite hands on: `make test APT=no` is not meant for ours.
NOT_HANDED_ON = {"CI", "SOFFICE", "PYTEST_ADDOPTS", "BACKPORTS"}
NOT_HANDED_ON |= {"APT", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS"}
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
    kept = {k: v for k, v in os.environ.items() if k not in NOT_HANDED_ON}
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


@pytest.mark.posix("there is no make")
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
        said_to_apt = said.read_text("ascii").splitlines()
        update, install = said_to_apt[0], said_to_apt[-1]
        assert update.startswith("update")
        assert {"xvfb", "chromium", "wrk"} <= set(install.split())
    else:
        assert not said.exists()


APT = ["libreoffice-calc", "python3-uno", "xvfb"]
DEBIAN_12 = """
echo "$*" >> "$SAID"
case "$*" in
  *indextargets*"Codename: bookworm "*) echo "$ARCHIVE" ;;
  *update) for word; do case $word in *SourceList=*) cat "${word#*=}" >> "$SAID" ;; esac; done ;;
  *bookworm-backports*install* | *install*bookworm-backports*) exit "$BACKPORTS_STATUS" ;;
esac
"""


@pytest.mark.posix("there is no sh")
@pytest.mark.parametrize(
    ("archive", "status", "variables", "office_from"),
    [
        ("http://mirror.example/debian/", 0, {}, ["backports"]),
        ("http://mirror.example/debian/", 100, {}, ["backports", "release"]),
        ("http://mirror.example/debian/", 0, {"BACKPORTS": "no"}, ["release"]),
        ("", 0, {}, ["release"]),
    ],
    ids=["from backports", "backports unreachable", "told not to", "another release"],
)
def test_libreoffice_comes_from_the_backports_of_the_machines_own_archive(
    path: Path, archive: str, status: int, variables: dict[str, str], office_from: list[str]
) -> None:
    said = path.parent / "said"
    program(path, "apt-get", DEBIAN_12)
    for name in ("sh", "cat", "mktemp", "rm"):
        (path / name).symlink_to(shutil.which(name) or name)
    told = {
        "TMPDIR": str(path.parent),
        "SAID": str(said),
        "ARCHIVE": archive,
        "BACKPORTS_STATUS": str(status),
    }
    run = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
    done = bare(path, "-c", run, str(path / "sh"), "tests/apt.sh", *APT, **told, **variables)
    assert done.returncode == 0, done.stderr
    lines = said.read_text("ascii").splitlines()
    installs = [line for line in lines if "install" in line and "libreoffice-calc" in line]
    assert ["backports" if "backports" in line else "release" for line in installs] == office_from
    source = "deb http://mirror.example/debian/ bookworm-backports main"
    assert (source in lines) == ("backports" in office_from)
    assert "xvfb" in lines[-1]
    assert "backports" not in lines[-1]
    assert not list(path.parent.glob("tmp.*"))


def test_the_office_that_tests_drive_is_named(libreoffice: None) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\.\d+", office_version())
