"""Lock files beside documents, left behind by an office that was killed.

``.~lock.NAME#`` holds ``,user,host,time,profile;``. It is stale where its office is known to be
gone: another run of our own profile, or a profile on this machine that no process holds.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

from . import rendezvous


def path_of(document: Path) -> Path:
    return document.with_name(f".~lock.{document.name}#")


def remove_stale(document: Path, own_profile: Path) -> bool:
    """Remove the lock of a document that this office does not have open, if it is stale."""
    lock = path_of(document)
    try:
        entry = lock.read_text(encoding="utf-8").split(";")[0].split(",")
    except OSError:
        return False
    if len(entry) < 5 or entry[2] not in ("", socket.gethostname()):
        return False
    profile = Path(url2pathname(urlparse(unquote(entry[4])).path))
    if not _is_same(profile, own_profile) and _is_in_use(profile):
        return False
    lock.unlink()
    return True


def _is_same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _is_in_use(profile: Path) -> bool:
    """A profile of ours says which process serves it; of any other, its lock must do."""
    meeting = rendezvous.find(profile)
    if meeting is not None and os.name != "nt":
        try:
            os.kill(meeting.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True
    return (profile / ".lock").exists()
