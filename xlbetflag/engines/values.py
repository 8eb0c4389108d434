"""What a cell can hold, and how Python values become that."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import fractions
import math
from collections.abc import Callable, Sequence

MAX_TEXT = 32_767
"""Characters in one cell; Excel's own limit."""


class CellError(enum.Enum):
    """An error value in a cell, by Excel's spelling."""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"
    SPILL = "#SPILL!"
    CALC = "#CALC!"
    GETTING_DATA = "#GETTING_DATA"

    def __str__(self) -> str:
        return self.value

    @classmethod
    def parse(cls, text: str) -> CellError:
        """From Excel's spelling; one not listed here counts as `#VALUE!`."""
        try:
            return cls(text)
        except ValueError:
            return cls.VALUE


Value = str | float | bool | CellError | None
"""None is an empty cell. Dates are serial numbers; the number format tells them apart."""

_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a serial number has no time zone
_DAY = dt.timedelta(days=1)


def serial_from_date(moment: dt.datetime | dt.date | dt.time | dt.timedelta) -> float:
    """Days since 30 December 1899; the wall clock of an aware datetime is kept as it is."""
    if isinstance(moment, dt.timedelta):
        return moment / _DAY
    if isinstance(moment, dt.time):
        seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
        return (seconds + moment.microsecond / 1e6) / 86_400
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    return (moment.replace(tzinfo=None) - _EPOCH) / _DAY


def date_from_serial(serial: float) -> dt.datetime | None:
    """To the millisecond, as a serial can carry no more; None outside the years 1900-9999."""
    if not 0 <= serial < 2_958_466:
        return None
    milliseconds = round(serial * 86_400_000)
    return _EPOCH + dt.timedelta(milliseconds=milliseconds)


class DateSerial(float):
    """A number from, or for, a cell whose format shows a date or a time."""

    __slots__ = ()


def cell_data(value: object) -> object:
    """A Python value on its way into a cell; dates and times stay known as such."""
    plain = cell_value(value)
    if type(plain) is float and _is_moment(value):
        return DateSerial(plain)
    return plain


def moment_format(serial: float) -> str:
    """How a cell without a format shows a date or a time."""
    if 0 <= serial < 1:
        return "hh:mm:ss"
    return "yyyy-mm-dd" if serial == int(serial) else "yyyy-mm-dd hh:mm:ss"


def _is_moment(value: object) -> bool:
    kind = type(value)
    if kind is float or kind is int:
        return False
    moments = (dt.date, dt.time, dt.timedelta)
    return isinstance(value, moments) or kind.__name__ in ("datetime64", "timedelta64")


class ReadBlock(tuple[tuple[Value, ...], ...]):
    """Rows as they were read, of a sheet that can tell whether it has changed since: whoever gets
    the same block again need not clean it again."""

    cleaned: tuple[object, list[list[object]]] | None = None


def clean_value_data(
    data: Sequence[Sequence[object]],
    datetime_builder: Callable[..., object],
    empty_as: object,
    number_builder: Callable[[float], object] | None,
    err_to_str: bool,
) -> list[list[object]]:
    """Raw values of cells as xlwings' options want them; errors are None unless asked for."""
    options = datetime_builder, empty_as, number_builder, err_to_str
    if not isinstance(data, ReadBlock):
        return _cleaned(data, *options)
    if data.cleaned is None or data.cleaned[0] != options:
        data.cleaned = options, _cleaned(data, *options)
    return [row.copy() for row in data.cleaned[1]]


def _cleaned(
    data: Sequence[Sequence[object]],
    datetime_builder: Callable[..., object],
    empty_as: object,
    number_builder: Callable[[float], object] | None,
    err_to_str: bool,
) -> list[list[object]]:
    def clean(value: object) -> object:
        kind = type(value)
        if kind is float:
            return value if number_builder is None else number_builder(value)  # type: ignore[arg-type]
        if value is None or value == "":
            return empty_as
        if kind is CellError:
            return str(value) if err_to_str else None
        if kind is DateSerial:
            return _date(value, datetime_builder)  # type: ignore[arg-type]
        return value

    return [[clean(value) for value in row] for row in data]


def _date(serial: float, datetime_builder: Callable[..., object]) -> object:
    moment = date_from_serial(serial)
    if moment is None:
        return float(serial)
    return datetime_builder(
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        microsecond=moment.microsecond,
        tzinfo=None,
    )


def clean_text(text: str) -> str:
    """Lone surrogates, which no file can hold, become U+FFFD. Raises ValueError over 32,767."""
    if len(text) > MAX_TEXT:
        raise ValueError(f"a cell holds {MAX_TEXT} characters, this text has {len(text)}")
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def cell_value(value: object) -> Value:
    """A Python value as a cell holds it.

    None, "", NaN, NaT and NA are empty; numbers are floats; dates are serial numbers; numpy and
    pandas scalars count as their Python twins. Raises TypeError for what no cell can hold.
    """
    kind = type(value)
    if kind is str:
        return clean_text(value) or None  # type: ignore[arg-type]
    if kind is float:
        return None if value != value else value  # type: ignore[return-value]
    if value is None or kind is bool or kind is CellError:
        return value  # type: ignore[return-value]
    return _unusual(value)


def _unusual(value: object) -> Value:
    if isinstance(value, int | decimal.Decimal | fractions.Fraction):
        number = float(value)
        return None if math.isnan(number) else number
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return serial_from_date(value)
    if isinstance(value, str):
        return clean_text(str(value)) or None
    if type(value).__name__ == "datetime64":
        value = value.astype("datetime64[us]")  # type: ignore[attr-defined]
    item = getattr(value, "item", None)
    if callable(item):
        plain = item()
        if type(plain) is not type(value):
            return cell_value(plain)
    if isinstance(value, float):
        return cell_value(float(value))
    raise TypeError(f"a cell cannot hold a {type(value).__name__}")


def display_number(number: float) -> str:
    """A number as Excel's General format spells it in a formula: `3`, not `3.0`."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number).replace("e", "E")


def display(value: Value) -> str:
    """A constant as the formula bar shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return display_number(value)
    return str(value)
