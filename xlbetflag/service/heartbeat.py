"""Signs of life of a desk and its sheet: two small files beside the journal, for the watchdog."""

import contextlib
from pathlib import Path

from xlbetflag.scheduling import THREADS, Lane, Scheduler

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

    def __init__(self, journal: Path, scheduler: Scheduler = THREADS) -> None:
        self.journal = journal
        self._scheduler = scheduler
        self._is_over = False
        self._lane: Lane | None = None

    def start(self) -> None:
        self.beat(DESK)
        self._lane = self._scheduler.lane("heartbeat", self._step)

    def stop(self) -> None:
        self._is_over = True
        if self._lane is not None:
            self._lane.stop()
        for who in (DESK, SHEET):
            with contextlib.suppress(OSError):
                beat_file(self.journal, who).unlink(missing_ok=True)

    def beat(self, who: str) -> None:
        """A disk that cannot be written shows as silence, which is what it should be taken for."""
        if not self._is_over:
            with contextlib.suppress(OSError):
                beat_file(self.journal, who).touch(mode=0o600)

    def _step(self) -> float:
        self.beat(DESK)
        return SECONDS


class NoHeartbeat(Heartbeat):
    """Of a desk that only looks: the beats beside the journal are another desk's."""

    def start(self) -> None:
        """Silent."""

    def stop(self) -> None:
        """Leaves the other desk's beats alone."""

    def beat(self, who: str) -> None:
        """Silent."""
