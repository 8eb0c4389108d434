"""A release's files: the wheel alone, in a bare environment and an empty folder, does its work."""

import os
import re
import subprocess
import tarfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

import xlbetflag
from tests.support.programs import running

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[1]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What `make dist` makes: the wheel and the source."""
    folder = str(tmp_path_factory.mktemp("dist"))
    wheel, source = (
        next(builder(str(ROOT)).build(directory=folder)) for builder in (WheelBuilder, SdistBuilder)
    )
    return Path(wheel), Path(source)


@pytest.fixture(scope="module")
def command(release: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it was installed from the wheel."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=True, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    install = [str(scripts / "python"), "-m", "pip", "install", "-q", f"{release[0]}[demo]"]
    done = subprocess.run(install, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode and "No matching distribution" not in done.stderr:
        pytest.skip(f"pip reaches no index here: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return scripts / "xlbetflag"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder, which is the user's home too."""
    return tmp_path


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA"), str(folder))
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, **homes}


@pytest.fixture
def run(command: Path, folder: Path, environment: dict[str, str]) -> Run:
    def run(*arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [command, *arguments],
            cwd=folder,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@contextmanager
def practice(command: Path, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    with running(
        [command, "practice", "--port", "0", "--seed", "3"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/api/rest", process.stdout.readline())
        assert found
        yield found[0]


def test_the_wheel_does_its_work_in_an_empty_folder(
    run: Run, command: Path, folder: Path, environment: dict[str, str]
) -> None:
    assert run("--version").stdout.strip() == xlbetflag.__version__
    assert run("new", "trader.xlsx").returncode == 0
    with practice(command, folder, environment) as url:
        settings = folder / "settings.toml"
        settings.write_text(f"[venues.practice]\nbase_url = '{url}'\n", "utf-8")
        chosen = ("--settings", str(settings))
        demo = run("demo", "--host", "headless", "--seconds", "4", "--exchange", url)
        assert demo.returncode == 0, demo.stdout + demo.stderr
        session = run("run", "trader.xlsx", "--host", "headless", *chosen, typed="quit\n")
        assert session.returncode == 0, session.stdout + session.stderr
        doctor = run("doctor", *chosen)
        assert "session opened and closed" in doctor.stdout
        assert run("summary").returncode == 0


def test_the_source_has_what_a_reader_of_it_needs_and_nothing_of_a_machine(
    release: tuple[Path, Path],
) -> None:
    wheel, source = release
    assert wheel.name.startswith(f"xlbetflag-{xlbetflag.__version__}-")
    with tarfile.open(source) as package:
        names = {name.partition("/")[2] for name in package.getnames()}
    for name in ("README.md", "LICENSE", "CHANGELOG.md", "Makefile", "docs/first-hour.md"):
        assert name in names
    assert not [name for name in names if name.startswith((".venv", ".cache", "build", ".ci"))]


def test_the_changelog_begins_with_this_version() -> None:
    headings = re.findall(r"^## (\S+?),? ", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert headings[0] == xlbetflag.__version__
