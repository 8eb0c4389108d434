"""Both commands on a bare Debian 12: a chroot by debootstrap with make and Python alone in it.

There everything runs with LibreOffice 25.2, of Debian's backports, and what drives an office with
the release's own 7.4 too. Needs root, debootstrap and a way to Debian's archive; pip goes by the
host's own settings.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.torture

ROOT = Path(__file__).parents[2]
SUITE = "bookworm"
HOURS = 3_600.0
MARKETS = ROOT.parent / "shared" / "markets"
SHARED = ["/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"]
PYTHON = ".venv/bin/python"
OFFICE = (PYTHON, "-c", "from tests.needs import office_version; print(office_version())")
Within = Callable[..., str]


@pytest.fixture
def within(tmp_path: Path) -> Iterator[Within]:
    """Runs a command in a chroot of its own, as root, where the tree is; what it printed."""
    if os.name == "nt" or os.geteuid() or not shutil.which("debootstrap"):
        pytest.skip("a bare machine is made by root with debootstrap: apt-get install debootstrap")
    folder = tmp_path / "debian"
    run(
        "debootstrap",
        "--variant=minbase",
        "--include=ca-certificates,make,python3",
        SUITE,
        str(folder),
    )
    for file in SHARED:
        if Path(file).exists():
            (folder / file[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / file[1:])
    tree = folder / "work"
    tree.mkdir()
    listed = run("git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard").splitlines()
    for name in filter(lambda name: (ROOT / name).is_file(), listed):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tree / name)
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}

    def within(*words: str) -> str:
        command = ["chroot", str(folder), "env", "-C", "/work", *words]
        done = subprocess.run(
            command,
            env={**kept, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=2 * HOURS,
            check=False,
        )
        print(done.stdout[-3_000:])
        assert done.returncode == 0, done.stdout[-6_000:]
        return done.stdout

    with ExitStack() as stack:
        for name, kind in (("proc", "proc"), ("dev/shm", "tmpfs"), ("dev/pts", "devpts")):
            stack.enter_context(mounted(folder / name, "-t", kind, kind))
        for local in filter(Path.is_dir, map(Path, of_pip())):
            stack.enter_context(mounted(folder / str(local)[1:], "--bind", str(local)))
        if MARKETS.is_dir():  # beside the tree here as there
            stack.enter_context(mounted(folder / "shared" / "markets", "--bind", str(MARKETS)))
        yield within


@contextmanager
def mounted(place: Path, *what: str) -> Iterator[None]:
    place.mkdir(parents=True, exist_ok=True)
    run("mount", *what, str(place))
    try:
        yield
    finally:
        run("umount", "-l", str(place))


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=HOURS, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr[-2_000:]}"
    return done.stdout


def of_pip() -> list[str]:
    """Folders of this machine from which pip installs here."""
    found = run("python3", "-m", "pip", "config", "list") + os.environ.get("PIP_FIND_LINKS", "")
    words = found.replace("'", " ").replace("file://", "").replace("\\n", " ").split()
    folders = {word.rstrip("/").removesuffix("/simple") for word in words if word.startswith("/")}
    return sorted(each for each in folders if each.count("/") >= 2)


def last_line(printed: str) -> str:
    return printed.strip().splitlines()[-1]


def test_both_commands_pass_without_what_tests_drive_and_with_it(within: Within) -> None:
    """What cannot run is skipped by name; then as root all is installed first, and nothing is."""
    within("apt-get", "update", "-qq")
    within("apt-get", "install", "-qqy", "python3-venv")  # without it there is no .venv to test in
    last = last_line(within("make", "test", "APT=no"))
    assert " passed, " in last
    assert "failed" not in last
    assert "LibreOffice, a screen, Chromium" in last
    assert "apt-get install libreoffice-calc" in last
    assert "wrk" in last_line(within("make", "bench", "APT=no"))
    printed = within("make", "test")
    assert "Programs that tests drive: apt-get install libreoffice-calc" in printed
    assert within(*OFFICE).startswith("25.2")
    assert "skipped" not in last_line(printed)
    assert "failed" not in last_line(within("make", "bench"))


def test_what_drives_an_office_passes_with_the_releases_own(within: Within) -> None:
    printed = within("make", "validator", "BACKPORTS=no")
    assert "What makes .venv: apt-get install python3-venv" in printed
    assert "Programs that tests drive: apt-get install libreoffice-calc" in printed
    assert within(*OFFICE).startswith("7.4")
    assert "skipped" not in last_line(within(PYTHON, "-m", "pytest", "-q", "-m", "libreoffice"))
