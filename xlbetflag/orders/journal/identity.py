"""Which files a journal is: one that was moved, replaced or deleted meanwhile is not written on."""

import os
from pathlib import Path


class Identity:
    """Of the files that paths name at this moment, followed through links.

    A file with a second name (a hard link) is reached past its lock, and would have two logs.
    """

    def __init__(self, *paths: Path) -> None:
        self._known = {path: _named(path) for path in paths}

    @property
    def is_single(self) -> bool:
        """No file has a second name."""
        return all(links == 1 for _, _, links in self._known.values())

    def is_kept(self) -> bool:
        """Every path still names the same file, under no other name."""
        try:
            return all(_named(path) == known for path, known in self._known.items())
        except OSError:
            return False


def private_folder(folder: Path) -> None:
    """Made where it is missing, and open to its owner alone. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _close_to_others(folder, 0o700)


def private_files(*paths: Path) -> None:
    """Those that are there are open to their owner alone from now on."""
    for path in paths:
        if path.exists():
            _close_to_others(path, 0o600)


def _close_to_others(path: Path, mode: int) -> None:
    """Where permissions are kept in a mode: on Windows a user's folders are private as they are."""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(mode)


def _named(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_nlink
