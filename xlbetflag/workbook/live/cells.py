"""Values on their way into cells and back."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
LONGEST_TEXT = 1_000
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's time has no zone


def text_cell(text: str) -> str | None:
    """Text as it must be written so that the sheet keeps it as that very text.

    The apostrophe makes a spreadsheet take the rest as text, whatever it looks like: "=1+1" would
    be a formula, "2-1" a date, "0012" a number. Control characters become spaces. None for none.
    """
    clean = "".join(c if c.isprintable() else " " for c in text).strip()[:LONGEST_TEXT]
    return f"'{clean}" if clean else None


def time_cell(moment: datetime) -> datetime:
    """An aware moment as a cell shows it: the clock in Rome, to the second, without a zone."""
    return moment.astimezone(ROME).replace(tzinfo=None, microsecond=0)


def clock(moment: datetime | None) -> str:
    """An aware moment as HH:MM:SS in Rome."""
    return f"{moment.astimezone(ROME):%H:%M:%S}" if moment else "--:--:--"


def as_text(value: object) -> str:
    """What a cell holds, as text: "" for an empty one, "7" for 7.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def written_again(value: object) -> object:
    """A value just read, in the form that writes it back unchanged."""
    return text_cell(value) if isinstance(value, str) else value


def is_shown(value: object, shown: object) -> bool:
    """Whether writing `value` would change nothing in a cell that reads as `shown`."""
    written = value.removeprefix("'") or None if isinstance(value, str) else value
    first, second = _comparable(written), _comparable(shown)
    if isinstance(first, float) and isinstance(second, float):
        return abs(first - second) < 1e-6  # days: under a tenth of a second; money: under a cent
    return first == second


def _comparable(value: object) -> object:
    """Dates as serial numbers: a cell with a plain number format gives them so."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - _DAY_ZERO).total_seconds() / 86_400
    if isinstance(value, date):
        return float((value - _DAY_ZERO.date()).days)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return float(value)
    return value
