"""Where a server listens: a file in LibreOffice's user profile that only its owner can read."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, NamedTuple

from . import wire


class Rendezvous(NamedTuple):
    """`family` is "unix" (`address` a path) or "tcp" (`address` is `127.0.0.1:port`)."""

    family: str
    address: str
    token: str
    pid: int
    protocol: int = wire.PROTOCOL


def path(profile: Path) -> Path:
    """The file, in a profile folder (the one that holds `user`)."""
    return profile / "user" / "xlbetflag" / "server.json"


def publish(profile: Path, meeting: Rendezvous) -> None:
    """Write the file in one step, readable by its owner alone."""
    target = path(profile)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}")
    if draft.exists():
        draft.unlink()
    handle = os.open(str(draft), os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(meeting._asdict(), file)
    os.replace(str(draft), str(target))  # noqa: PTH105  Path.replace of Python 3.8 is the same


def find(profile: Path) -> Rendezvous | None:
    """What the file says, whether or not that server still lives; None without a usable file."""
    try:
        found: Any = json.loads(path(profile).read_text(encoding="utf-8"))
        return Rendezvous(**found)
    except (OSError, ValueError, TypeError):
        return None


def withdraw(profile: Path, meeting: Rendezvous) -> None:
    """Remove the file, unless another server has taken it over."""
    if find(profile) == meeting:
        path(profile).unlink()
