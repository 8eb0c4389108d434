"""What people type into cells, read strictly: what could be read two ways is refused, not guessed.

Each reader takes a cell's value (None, bool, float, str, datetime ...) and returns the domain's
form, or raises Problem with the field's name in `values["field"]`.
"""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.market.words import plain

_EURO = re.compile(r"^€\s*|\s*€$")
_ID = re.compile(r"[0-9]{1,30}")
_PLAIN = re.compile(r"[+-]?\d+([.,]\d{1,2})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}((\.\d{3})+,\d{1,2}|(,\d{3})+\.\d{1,2})", re.ASCII)
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+", re.ASCII)
_TOO_MUCH = 10**9  # as euros or odds
_BEYOND_AN_ID = 2**63
_NO_DAY = (date(1899, 12, 30), date(1899, 12, 31), date(1904, 1, 1))  # a time of day, as read

_SIDES = {
    "BACK": Side.BACK,
    "PUNTA": Side.BACK,
    "LAY": Side.LAY,
    "BANCA": Side.LAY,
}
_YES = {"YES", "Y", "TRUE", "SI", "SÌ", "VERO", "X", "1"}
_NO = {"", "NO", "N", "FALSE", "FALSO", "0"}


def is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not plain(value))


def parse_price(value: object) -> Hundredths:
    """Decimal odds (2.5, "2,50") as hundredths; at least 1.01."""
    price = _hundredths(value, "price")
    if price <= 100:
        raise Problem("price.too_low", field="price", value=shown(value))
    return price


def parse_money(value: object, field: str) -> Cents:
    """Euros (12.5, "12,50", "1.234,50") as cents; more than nothing."""
    amount = _hundredths(value, field)
    if amount <= 0:
        raise Problem("money.not_positive", field=field, value=shown(value))
    return amount


def parse_side(value: object) -> Side:
    """BACK or LAY, PUNTA or BANCA; a single letter means opposite things to different traders."""
    if is_blank(value):
        raise Problem("field.empty", field="side")
    word = plain(str(value)).upper()
    if word in _SIDES:
        return _SIDES[word]
    code = "side.single_letter" if len(word) == 1 else "side.unknown"
    raise Problem(code, field="side", value=shown(value))


def parse_id(value: object, field: str) -> str:
    """An id of the venue as text; a cell may hold it as a whole number."""
    if is_blank(value):
        raise Problem("field.empty", field=field)
    number = -1
    if isinstance(value, float) and value.is_integer() and value < 2**53:
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str) and _ID.fullmatch(text := plain(value)):
        number = int(text)
    if not 0 <= number < _BEYOND_AN_ID:
        raise Problem("id.not_an_id", field=field, value=shown(value))
    return str(number)


def parse_flag(value: object, field: str) -> bool:
    """Yes or no, in Italian or English; an empty cell is no."""
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    word = plain(str(value)).upper()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Problem("flag.unknown", field=field, value=shown(value))


def shown(value: object) -> str:
    """A cell's value as a message may quote it: short, on one line."""
    if isinstance(value, datetime) and value.date() in _NO_DAY:
        value = value.time()
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else text[:39] + "…"


def _hundredths(value: object, field: str) -> int:
    if is_blank(value):
        raise Problem("field.empty", field=field)
    if isinstance(value, date | datetime | time | timedelta):
        raise Problem("number.is_a_date", field=field, value=shown(value))
    if isinstance(value, bool):
        raise Problem("number.not_a_number", field=field, value=shown(value))
    if isinstance(value, int | float | Decimal):
        return _from_number(value, field)
    return _from_text(str(value), field)


def _from_number(value: int | float | Decimal, field: str) -> int:
    try:
        number = float(value)
    except (OverflowError, ValueError):  # an endless integer, a signalling NaN
        number = math.inf
    if not abs(number) < _TOO_MUCH:  # NaN neither
        raise Problem("number.not_a_number", field=field, value=shown(value))
    scaled = round(number * 100)
    if not math.isclose(number * 100, scaled, rel_tol=1e-12, abs_tol=1e-6):
        raise Problem("number.too_precise", field=field, value=shown(value))
    return scaled


def _from_text(value: str, field: str) -> int:
    text = _EURO.sub("", plain(value))
    if _PLAIN.fullmatch(text):
        return _from_number(Decimal(text.replace(",", ".")), field)
    if _THOUSANDS.fullmatch(text):
        whole, decimals = re.split(r"[.,](?=\d{1,2}$)", text)
        return _from_number(Decimal(f"{re.sub('[.,]', '', whole)}.{decimals}"), field)
    if _AMBIGUOUS.fullmatch(text):
        raise Problem("number.ambiguous", field=field, value=shown(value))
    raise Problem("number.not_a_number", field=field, value=shown(value))
