"""Moments are kept, compared and subtracted in UTC; Rome's clock is for reading and typing.

Python compares and subtracts two datetimes of one zone by their clock faces: twice a year that is
an hour wrong. So what is shown in Rome's time is turned there at the very end.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def utc(moment: datetime) -> datetime:
    """An aware moment, to be reckoned with."""
    return moment.astimezone(UTC)


def rome(moment: datetime) -> datetime:
    """An aware moment, to be shown: never to be compared with another."""
    return moment.astimezone(ROME)


def rome_day(moment: datetime) -> date:
    """The day that an aware moment falls on in Rome."""
    return moment.astimezone(ROME).date()


def beginning_of(day: date) -> datetime:
    """The moment, in UTC, at which a day begins in Rome."""
    return utc(datetime.combine(day, time(), ROME))


def seconds_between(earlier: datetime, later: datetime) -> float:
    """Of two aware moments, whatever their zones; negative where a clock was set back."""
    return (utc(later) - utc(earlier)).total_seconds()
