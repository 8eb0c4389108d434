"""Signs of life of a desk and its sheet: two small files beside the journal, for the watchdog."""

import contextlib
import threading
from pathlib import Path

DESK, SHEET = "desk", "sheet"
SECONDS = 1.0  # between two beats of the desk


def beat_file(journal: Path, who: str) -> Path:
    """The file whose time of change is the last beat of `who`; the same by whatever link."""
    real = journal.resolve()
    return real.with_name(f"{real.name}.{who}")


class Heartbeat:
    """Beats for a desk from `start` to `stop`, and for a sheet whenever told.

    One that stops in order takes its beats away: what stands at the venue then stands on purpose.
    """

    def __init__(self, journal: Path) -> None:
        self.journal = journal
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        self.beat(DESK)
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()
        for who in (DESK, SHEET):
            with contextlib.suppress(OSError):
                beat_file(self.journal, who).unlink(missing_ok=True)

    def beat(self, who: str) -> None:
        """A disk that cannot be written shows as silence, which is what it should be taken for."""
        if not self._end.is_set():
            with contextlib.suppress(OSError):
                beat_file(self.journal, who).touch(mode=0o600)

    def _run(self) -> None:
        while not self._end.wait(SECONDS):
            self.beat(DESK)


class NoHeartbeat(Heartbeat):
    """Of a desk that only looks: the beats beside the journal are another desk's."""

    def start(self) -> None:
        """Silent."""

    def stop(self) -> None:
        """Leaves the other desk's beats alone."""

    def beat(self, who: str) -> None:
        """Silent."""
