"""Finding, starting and stopping soffice.

    office = Office.start()                    a fresh profile of its own, removed at the end
    office = Office.start(profile=folder)      a profile that is kept; with an extension or not
    office = Office.attach(profile)            a Calc that runs already, by its server's file
    office.connection.call(...)                see `connection`
    office.stop()

`Office.start(..., script=True)` makes our server start by a user script in the profile; where an
extension starts it, `script=False`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from .connection import DEFAULT_TIMEOUT, Connection
from .errors import CalcError, CalcGone
from .inside import rendezvous

START_SECONDS = 90.0
_STOP_SECONDS = 15.0
# How long a launcher that does not wait for soffice may be gone before soffice holds its profile.
_LEAVES_SECONDS = 0.0 if sys.platform.startswith("linux") else 3.0
_MOST_SAID = 500  # characters of what soffice wrote before it ended
_OF_OUR_PYTHON = {"VIRTUAL_ENV", "PYTHONHOME"}
_PACKAGE = "calc_server"
_SCRIPT = f"""\
# Starts the server that Python talks to. Written at each start.
from {_PACKAGE} import lifetime


def start(*_):
    lifetime.start(XSCRIPTCONTEXT.getComponentContext(), stays=STAYS)


g_exportedScripts = (start,)
"""
_NEW_BOOK = "private:factory/scalc"
_START_URL = "vnd.sun.star.script:calc_start.py$start?language=Python&location=user"
# A fresh profile without the tips and questions of a first start.
_QUIET = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" \
oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" \
oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


class Office:
    """A soffice that our server runs in, and a connection to it."""

    def __init__(
        self,
        profile: Path,
        connection: Connection,
        *,
        process: subprocess.Popen[bytes] | None = None,
        headless: bool = False,
        is_temporary: bool = False,
    ) -> None:
        self.profile = profile
        self.connection = connection
        self.pid = connection.pid
        self.headless = headless
        self._process = process
        self._is_temporary = is_temporary

    @classmethod
    def start(
        cls,
        profile: Path | None = None,
        *,
        headless: bool = True,
        script: bool = True,
        arguments: Sequence[str] = (),
        timeout: float = DEFAULT_TIMEOUT,
    ) -> Office:
        """Start soffice and wait until it answers.

        `profile`: a LibreOffice profile folder, made if need be; None for one that goes away with
        the office. `arguments`: for soffice's command line, such as a file to open; where there
        are none, one with windows opens a new book, as without a document it would end at once.
        `timeout`: of a call, in seconds. Raises CalcGone, with what soffice said, where it does
        not start; FileNotFoundError where it is not installed.
        """
        program = find_soffice()
        is_temporary = profile is None
        folder = Path(tempfile.mkdtemp(prefix="calc-")) if profile is None else profile.absolute()
        _prepare(folder, script, headless)
        command = [
            *(str(program), "--norestore", "--nologo", "--nofirststartwizard"),
            *(["--headless"] if headless else []),
            f"-env:UserInstallation={folder.as_uri()}",
            *(arguments or ([] if headless else [_NEW_BOOK])),
            *([_START_URL] if script else []),
        ]
        with _words(folder).open("wb") as words:
            process = subprocess.Popen(  # noqa: S603  the program that find_soffice found
                command,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=os.name != "nt",
            )
        try:
            connection = _wait_for_server(process, folder, timeout)
        except BaseException:
            _kill(process)
            if is_temporary:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        return cls(
            folder,
            connection,
            process=process,
            headless=headless,
            is_temporary=is_temporary,
        )

    @classmethod
    def attach(cls, profile: Path | None = None, *, timeout: float = DEFAULT_TIMEOUT) -> Office:
        """The Calc that runs on a profile (None: the user's own). Raises CalcGone without one."""
        folder = default_profile() if profile is None else profile.absolute()
        return cls(folder, Connection.to_profile(folder, timeout=timeout))

    @property
    def is_alive(self) -> bool:
        if self._process is not None and self._process.poll() is None:
            return True
        return is_running(self.pid)

    def stop(self) -> None:
        """End the office, documents unsaved, and wait until it has gone; by force if need be."""
        if self.connection.is_open:
            with contextlib.suppress(CalcError):
                self.connection.call("app.quit", timeout=_STOP_SECONDS)
        self.connection.close()
        end = time.monotonic() + _STOP_SECONDS
        while self.is_alive and time.monotonic() < end:
            time.sleep(0.02)
        self.kill()

    def kill(self) -> None:
        """End it at once. Nothing is saved; files it had open stay locked until opened again."""
        self.connection.close()
        if is_running(self.pid):
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        if self._process is not None:
            _kill(self._process)
        meeting = rendezvous.find(self.profile)
        if meeting is not None and meeting.pid == self.pid and meeting.family == "unix":
            shutil.rmtree(Path(meeting.address).parent, ignore_errors=True)
        if self._is_temporary:
            shutil.rmtree(self.profile, ignore_errors=True)


def environment() -> dict[str, str]:
    """For LibreOffice: ours without the virtual environments that are active.

    Its own Python looks for itself on the path, and would take an environment's for its home: then
    it finds neither its own modules nor ours.
    """
    ours = {key: value for key, value in os.environ.items() if key not in _OF_OUR_PYTHON}
    homes = [os.environ.get("VIRTUAL_ENV"), sys.prefix if sys.prefix != sys.base_prefix else None]
    folders = {Path(home) / name for home in homes if home for name in ("bin", "Scripts")}
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    ours["PATH"] = os.pathsep.join(each for each in path if Path(each) not in folders)
    return ours


def find_soffice() -> Path:
    """The program: `$SOFFICE`, then the path, then where installers put it.

    Raises FileNotFoundError where there is none.
    """
    for candidate in _candidates():
        if candidate.is_file():
            return candidate
    raise FileNotFoundError("LibreOffice is not installed, or the variable SOFFICE is needed")


def default_profile() -> Path:
    """The user's own LibreOffice profile, by platform."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LibreOffice" / "4"
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "libreoffice" / "4"


def is_running(pid: int) -> bool:
    """Whether a process of this number lives (one that nobody has waited for counts as ended)."""
    if os.name == "nt":
        listed = subprocess.run(  # noqa: S603
            ["tasklist", "/NH", "/FI", f"PID eq {pid}"],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        return str(pid) in listed.stdout
    with contextlib.suppress(OSError):
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return state.rpartition(")")[2].split()[0] not in ("Z", "X")
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not Path("/proc/self").exists()


def _candidates() -> Iterator[Path]:
    if given := os.environ.get("SOFFICE"):
        yield Path(given)
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            yield Path(found)
    if sys.platform == "darwin":
        for base in (Path("/Applications"), Path.home() / "Applications"):
            yield base / "LibreOffice.app" / "Contents" / "MacOS" / "soffice"
    elif sys.platform == "win32":
        for variable in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"):
            if base_folder := os.environ.get(variable):
                yield Path(base_folder) / "LibreOffice" / "program" / "soffice.exe"
    else:
        yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)


def _prepare(profile: Path, script: bool, stays: bool) -> None:
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_QUIET, encoding="utf-8")
    stale = rendezvous.path(profile)
    stale.parent.mkdir(parents=True, exist_ok=True)
    if (found := rendezvous.find(profile)) and not is_running(found.pid):
        stale.unlink(missing_ok=True)
    if script:
        scripts = profile / "user" / "Scripts" / "python"
        package = scripts / "pythonpath" / _PACKAGE
        package.mkdir(parents=True, exist_ok=True)
        for source in Path(rendezvous.__file__).parent.glob("*.py"):
            shutil.copyfile(source, package / source.name)
        text = _SCRIPT.replace("STAYS", str(stays))
        (scripts / "calc_start.py").write_text(text, encoding="utf-8")


def _wait_for_server(process: subprocess.Popen[bytes], profile: Path, timeout: float) -> Connection:
    end, patience = time.monotonic() + START_SECONDS, time.monotonic() + _LEAVES_SECONDS
    while time.monotonic() < end:
        if meeting := rendezvous.find(profile):
            with contextlib.suppress(CalcGone):
                return Connection(meeting, timeout=timeout)
        # A launcher may end with 0 while soffice goes on, or after handing over to one that runs:
        # that one holds the profile, where the launcher did not wait for it a moment later.
        status = process.poll()
        if status is None or (status == 0 and _is_held(profile)):
            patience = time.monotonic() + _LEAVES_SECONDS
        elif status or time.monotonic() > patience:
            raise CalcGone(f"soffice ended at its start (status {status}){_said(profile)}")
        time.sleep(0.02)
    raise CalcGone(f"soffice did not answer within {START_SECONDS:g} s{_said(profile)}")


def _is_held(profile: Path) -> bool:
    """Whether a soffice holds the profile: while it runs, its lock file is there."""
    return (profile / ".lock").exists()


def _words(profile: Path) -> Path:
    """The file that takes what soffice writes to its console, made anew at each start."""
    return rendezvous.path(profile).with_name("soffice.txt")


def _said(profile: Path) -> str:
    """The last of it, as the end of a sentence; nothing where it said nothing."""
    with contextlib.suppress(OSError):
        if words := _words(profile).read_text(encoding="utf-8", errors="replace").split():
            return f": {' '.join(words)[-_MOST_SAID:]}"
    return ""


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The launcher and, where a session of its own holds them, what it started."""
    if os.name != "nt":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
    process.wait()
