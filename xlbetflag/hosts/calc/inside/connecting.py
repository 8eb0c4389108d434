"""Starting a desk, with the command line that was written at install time."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path
from typing import Any, Callable  # noqa: UP035  as Python 3.8 wants it

COMMAND_FILE = "connect.json"  # the words of the command; {profile} is filled in
DESK_LOG = "desk.log"
# What soffice set for its own Python would mislead another one.
NOT_FOR_OTHERS = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "UNO_PATH", "URE_BOOTSTRAP")


class NotInstalled(Exception):  # noqa: N818 - what is wrong
    """Nobody wrote how to start a desk."""


def start(folder: Path, profile: Path, failed: Callable[[str], Any]) -> None:
    """Start a desk, hidden. `failed` hears its last line, in another thread, if it ends badly.

    `folder`: ours in the profile. Raises NotInstalled, OSError where it cannot be started.
    """
    try:
        words = json.loads((folder / COMMAND_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NotInstalled from None
    command = [word.format(profile=str(profile)) for word in words]
    environment = {k: v for k, v in os.environ.items() if k not in NOT_FOR_OTHERS}
    said = folder / DESK_LOG
    with said.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  written by `xlbetflag calc install`
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=str(Path.home()),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=os.name != "nt",
        )
    threading.Thread(target=_follow, args=(process, said, failed), daemon=True).start()


def _follow(process: Any, said: Path, failed: Callable[[str], Any]) -> None:
    if process.wait() != 0:
        lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        failed(lines[-1] if lines else f"status {process.returncode}")
