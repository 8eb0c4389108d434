"""What went wrong, in a file of the profile; never an argument, a token or a document's content."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

_log = logging.getLogger("xlbetflag.calc")


def open_file(folder: Path) -> None:
    """Write to `addin.log` there, half a megabyte and one older file at most."""
    if not _log.handlers:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            str(folder / "addin.log"),
            maxBytes=512 * 1024,
            backupCount=1,
            encoding="utf-8",
            delay=True,
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        _log.addHandler(handler)
        _log.propagate = False


def exception(where: str) -> None:
    """The exception being handled."""
    _log.exception(where)
