"""Both commands on a bare Debian 12: a chroot by debootstrap with make and Python alone in it.

Needs root, debootstrap and a way to Debian's archive; pip goes by the host's own settings.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.torture

ROOT = Path(__file__).parents[2]
SUITE = "bookworm"
HOURS = 3_600.0
SHARED = ["/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"]
Make = Callable[..., str]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Runs make in the chroot as root; what it printed."""
    if os.name == "nt" or os.geteuid() or not shutil.which("debootstrap"):
        pytest.skip("a bare machine is made by root with debootstrap: apt-get install debootstrap")
    folder = tmp_path_factory.mktemp("bare") / "debian"
    include = "--include=ca-certificates,make,python3"
    run("debootstrap", "--variant=minbase", include, SUITE, str(folder))
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
    mounted = [folder / "proc", folder / "dev" / "shm", folder / "dev" / "pts"]
    (folder / "dev" / "shm").mkdir(exist_ok=True)
    run("mount", "-t", "proc", "proc", str(mounted[0]))
    run("mount", "-t", "tmpfs", "tmpfs", str(mounted[1]))
    run("mount", "-t", "devpts", "devpts", str(mounted[2]))
    for local in filter(Path.is_dir, map(Path, of_pip())):
        target = folder / str(local)[1:]
        target.mkdir(parents=True, exist_ok=True)
        run("mount", "--bind", str(local), str(target))
        mounted.append(target)
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}

    def make(*arguments: str) -> str:
        path = "/usr/sbin:/usr/bin:/sbin:/bin"
        command = ["chroot", str(folder), "make", "-C", "/work", *arguments]
        done = subprocess.run(
            command,
            env={**kept, "PATH": path, "HOME": "/root"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=2 * HOURS,
            check=False,
        )
        print(done.stdout[-3_000:])
        assert done.returncode == 0, done.stdout[-6_000:]
        return done.stdout

    yield make
    for place in reversed(mounted):
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


def test_what_cannot_run_is_skipped_by_name_and_the_rest_passes(make: Make) -> None:
    last = make("test", "APT=no").strip().splitlines()[-1]
    assert " passed, " in last
    assert "failed" not in last
    assert "LibreOffice, a screen, Chromium" in last
    assert "apt-get install libreoffice-calc" in last
    assert "wrk" in make("bench", "APT=no").strip().splitlines()[-1]


def test_as_root_what_tests_drive_is_installed_first(make: Make) -> None:
    printed = make("test")
    assert "Programs that tests drive: apt-get install libreoffice-calc" in printed
    assert "skipped" not in printed.strip().splitlines()[-1]
    assert "failed" not in make("bench").strip().splitlines()[-1]
