"""Saving a workbook: what another program saved meanwhile is never written over, and what cannot be
written now is tried again."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from xlbetflag.texts import say

AGAIN_AFTER = 30  # ticks
_LOCKS = ("~${name}", ".~lock.{name}#")  # of Excel, of LibreOffice and its like

Stamp = tuple[int, int] | None  # when a file was written last, and its size; None without a file


class WorkbookFile:
    """Where a workbook is kept. `write` writes it; `now` and `language` are asked each time;
    `shelter`: a folder where it is put in the end if nothing can be written at its place;
    `has_a_window`: the program whose window shows it saves it too, by its user's hand."""

    def __init__(
        self,
        path: Path,
        write: Callable[[Path], None],
        *,
        now: Callable[[], datetime],
        language: Callable[[], str],
        shelter: Path,
        has_a_window: bool,
    ) -> None:
        self.path = path
        self._write = write
        self._now = now
        self._language = language
        self._shelter = shelter
        self._has_a_window = has_a_window
        self._seen = _stamp(path)
        self._wait = 0

    def elsewhere(self) -> str:
        """The sentence that another program has it open, by the lock that it left; else empty."""
        for pattern in () if self._has_a_window else _LOCKS:
            lock = self.path.with_name(pattern.format(name=self.path.name))
            if lock.exists():
                return self._say("file.open_elsewhere", file=self.path.name, lock=lock.name)
        return ""

    def save(self) -> str:
        """Write it; the sentence that says what was done, or that it is tried again."""
        try:
            said = self._save()
        except Exception as error:  # noqa: BLE001 - whatever a host raises, the desk goes on
            self._wait = AGAIN_AFTER
            return self._say("file.not_saved", file=self.path, reason=_reason(error))
        self._wait = 0
        return said

    def tick(self) -> str:
        """Try again what could not be written, now and then; the sentence where it was."""
        if self._wait:
            self._wait -= 1
            if not self._wait:
                said = self.save()
                return "" if self._wait else said
        return ""

    def save_at_last(self) -> str:
        """As `save`; where its place cannot be written, to the shelter."""
        said = self.save()
        if not self._wait:
            return said
        try:
            self._shelter.mkdir(parents=True, exist_ok=True)
            beside = self._beside(self._shelter)
            self._write(beside)
        except Exception as error:  # noqa: BLE001
            return self._say("file.lost", file=self.path, reason=_reason(error))
        return f"{said} {self._say('file.sheltered', beside=beside)}"

    def _save(self) -> str:
        if self._has_a_window or _stamp(self.path) in (self._seen, None):
            self._write(self.path)
            said = self._say("file.saved", file=self.path.name)
        else:
            theirs, self.path = self.path, self._beside(self.path.parent)
            self._write(self.path)
            said = self._say("file.saved_beside", file=theirs.name, beside=self.path.name)
        self._seen = _stamp(self.path)
        return said

    def _beside(self, folder: Path) -> Path:
        """A name that says whose it is and when."""
        at = f"{self._now():%Y-%m-%d %H.%M.%S}"
        return folder / f"{self.path.stem} (xlbetflag {at}){self.path.suffix}"

    def _say(self, code: str, **values: object) -> str:
        return say(code, self._language(), **values)


def _stamp(path: Path) -> Stamp:
    with contextlib.suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    return None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
