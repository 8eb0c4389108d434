"""Putting the extension into a LibreOffice profile, and taking it out again."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from xlbetflag.engines.calc.inside import rendezvous
from xlbetflag.engines.calc.process import environment, find_soffice, is_running
from xlbetflag.hosts.calc import extension, registry
from xlbetflag.hosts.calc.names import IDENTIFIER

FILE = "xlbetflag.oxt"
DECLARED = f"pythonpath/calc_addin/{registry.DECLARED}"
TASK = "XLBETFLAG_CALC_SETUP"  # as in inside/setting_up.py
SCRIPT = "xlbetflag_setting_up.py"
ADDRESS = f"vnd.sun.star.script:{SCRIPT}$set_up?language=Python&location=user"
SECONDS = 120.0
# How the menu's Connect starts a desk; {profile} is filled in there.
CONNECT = ("-m", "xlbetflag", "serve", "--calc-profile", "{profile}")


class CannotInstall(Exception):  # noqa: N818 - what is wrong
    """A sentence that says why, and what to do."""


def install(profile: Path) -> bool:
    """Make the extension of this version the profile's own; False where it was already.

    Writes which Python starts a desk in any case. Raises CannotInstall, and FileNotFoundError
    without LibreOffice.
    """
    soffice = find_soffice()
    built = extension.build()
    is_new = installed_version(profile) != built.version
    if is_new:
        with tempfile.TemporaryDirectory(prefix="xlbetflag-") as folder:
            file = Path(folder) / FILE
            file.write_bytes(built.content)
            _let_libreoffice(soffice, profile, {"add": file.as_uri()})
        if installed_version(profile) != built.version:
            raise CannotInstall("LibreOffice has not taken the extension; no reason was given.")
    connect = profile / "user" / "xlbetflag" / "connect.json"
    connect.parent.mkdir(parents=True, exist_ok=True)
    python = sys.executable.replace("{", "{{").replace("}", "}}")
    connect.write_text(json.dumps([python, *CONNECT], ensure_ascii=False), encoding="utf-8")
    return is_new


def uninstall(profile: Path) -> bool:
    """Take the extension out; False where there was none. Raises as `install` does."""
    if installed_version(profile) is None:
        return False
    _let_libreoffice(find_soffice(), profile, {"remove": IDENTIFIER, "file": FILE})
    (profile / "user" / "xlbetflag" / "connect.json").unlink(missing_ok=True)
    return True


def installed_version(profile: Path) -> str | None:
    """The hash of the extension in the profile, to compare with `extension.version()`."""
    cache = profile / "user" / "uno_packages" / "cache"
    try:
        listed = (cache / "uno_packages.pmap").read_bytes()
        # An entry: the identifier, a line's end, the name of its folder, 0xFF and more.
        entry = re.search(re.escape(IDENTIFIER.encode()) + rb"\n([^\xff]+)\xff", listed)
        if entry is None:
            return None
        folder = cache / "uno_packages" / f"{entry[1].decode()}_" / FILE
        declared = json.loads((folder / DECLARED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(declared["version"])


def _let_libreoffice(soffice: Path, profile: Path, task: Mapping[str, str]) -> None:
    """Start it for this task alone, and wait for its end."""
    running = rendezvous.find(profile)
    if running is not None and is_running(running.pid):
        raise CannotInstall("LibreOffice is running: close it, then do this again.")
    with _script(profile) as outcome:
        command = [
            *(str(soffice), "--headless", "--norestore", "--nologo", "--nofirststartwizard"),
            *(f"-env:UserInstallation={profile.absolute().as_uri()}", ADDRESS),
        ]
        surroundings = {**environment(), TASK: json.dumps({**task, "outcome": str(outcome)})}
        try:
            subprocess.run(  # noqa: S603  the program that find_soffice found
                command, env=surroundings, timeout=SECONDS, check=False, capture_output=True
            )
        except subprocess.TimeoutExpired:
            raise CannotInstall(f"LibreOffice did not end within {SECONDS:g} s.") from None
        if not outcome.exists():
            raise CannotInstall(
                "LibreOffice is running on this profile, or it has no Python: close it, or "
                "install its Python (Debian, Ubuntu: apt install libreoffice-script-provider-python"
                " python3-uno), then do this again."
            )
        if problem := json.loads(outcome.read_text(encoding="utf-8")):
            raise CannotInstall(f"LibreOffice refused the extension: {problem.splitlines()[-1]}")


@contextmanager
def _script(profile: Path) -> Iterator[Path]:
    """Our script in the profile, for as long as it is needed; where it writes its outcome."""
    script = profile / "user" / "Scripts" / "python" / SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(extension.INSIDE / "setting_up.py", script)
    with tempfile.TemporaryDirectory(prefix="xlbetflag-") as folder:
        try:
            yield Path(folder) / "outcome.json"
        finally:
            script.unlink(missing_ok=True)
