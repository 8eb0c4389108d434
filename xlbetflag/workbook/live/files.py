"""Which file an open workbook is: the one whose keys it has, that one moved, or a copy of it."""

import os
import zipfile
import zlib
from enum import Enum, auto
from pathlib import Path

_PIECE = 1 << 20  # bytes read at a time
_MOST = 1 << 28  # bytes of a file that are looked at, unpacked
_KNOWN = frozenset(("xl/workbook.xml", "content.xml"))  # of files whose cells stand as text


class Whereabouts(Enum):
    OWN = auto()  # where it was last open, or never open before
    MOVED = auto()  # what it was last open as is gone, or another file by now
    COPY = auto()  # that one is still there
    UNCLEAR = auto()  # nobody can say: its folder is not there, or cannot be read


def whereabouts(file_id: str, here: str, home: str | None) -> Whereabouts:
    """Of the workbook named `file_id` that is open at the path `here`; `home`: the path at which it
    was last open, None where it never was."""
    if home is None or is_same_file(here, home):
        return Whereabouts.OWN
    holds = _holds(Path(home), file_id)
    if holds is None:
        return Whereabouts.UNCLEAR
    return Whereabouts.COPY if holds else Whereabouts.MOVED


def is_same_file(one: str, other: str) -> bool:
    """Links and, where the disk does not tell them apart, other cases lead to the same file."""
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return _plain(one) == _plain(other)


def _plain(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def _holds(path: Path, file_id: str) -> bool | None:
    """Whether that file's keys are those of `file_id`; None where it cannot be told."""
    try:
        if not path.exists():
            return False if path.parent.is_dir() else None
        with zipfile.ZipFile(path) as package:
            parts = [part for part in package.infolist() if part.filename.endswith(".xml")]
            is_known = _KNOWN.intersection(package.namelist())
            if not is_known or sum(part.file_size for part in parts) > _MOST:
                return None
            return any(_mentions(package, part, file_id.encode()) for part in parts)
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return None


def _mentions(package: zipfile.ZipFile, part: zipfile.ZipInfo, word: bytes) -> bool:
    """Keys begin with the file's name, so it stands wherever they do."""
    tail = b""
    with package.open(part) as content:
        while piece := content.read(_PIECE):
            if word in tail + piece:
                return True
            tail = piece[-len(word) :]
    return False
