"""Clocks for tests."""

from datetime import datetime, timedelta, tzinfo
from typing import Any, Self
from zoneinfo import ZoneInfo

from xlbetflag.scheduling import Threads

ROME = ZoneInfo("Europe/Rome")


class LocalMoment(datetime):
    """A moment in Rome. Comparing or subtracting two of them, which Python does by their clock
    faces and is an hour wrong twice a year, fails; turned into UTC it is a moment like any."""

    @classmethod
    def of(cls, moment: datetime) -> Self:
        local = moment.astimezone(ROME)
        return cls.combine(local.date(), local.timetz()).replace(fold=local.fold)

    def astimezone(self, tz: tzinfo | None = None) -> Any:
        plain = datetime.fromisoformat(self.isoformat()).astimezone(tz)
        return self.of(plain) if tz == ROME else plain

    def _refuse(self, other: object) -> None:
        if isinstance(other, datetime) and other.tzinfo is self.tzinfo:
            raise AssertionError("two moments of one zone were reckoned with by their clock faces")

    def __sub__(self, other: Any) -> Any:
        self._refuse(other)
        return super().__sub__(other)

    def __lt__(self, other: Any) -> bool:
        self._refuse(other)
        return super().__lt__(other)

    def __le__(self, other: Any) -> bool:
        self._refuse(other)
        return super().__le__(other)

    def __gt__(self, other: Any) -> bool:
        self._refuse(other)
        return super().__gt__(other)

    def __ge__(self, other: Any) -> bool:
        self._refuse(other)
        return super().__ge__(other)


class Hasty(Threads):
    """Time as it passes, for one who never pauses: what is tried again is tried at once."""

    def sleep(self, seconds: float) -> None: ...


class Shifted(Threads):
    """Time as it passes, and a machine whose wall clock is off by `skew`."""

    def __init__(self) -> None:
        self.skew = timedelta()

    def now(self) -> datetime:
        return super().now() + self.skew
