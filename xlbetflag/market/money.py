"""Integer euro cents and hundredths of odds inside; euros and decimal odds outside."""

from decimal import Decimal
from enum import StrEnum

Cents = int
Hundredths = int


class Rounding(StrEnum):
    """How a product of a stake and odds becomes whole cents."""

    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"


def as_decimal(amount: int) -> Decimal:
    """Cents as euros, or hundredths as decimal odds, exactly: 1250 -> Decimal('12.50')."""
    return Decimal(amount).scaleb(-2)


def as_float(amount: int) -> float:
    """Cents as euros, or hundredths as decimal odds, for a cell: 1250 -> 12.5."""
    return amount / 100


def winnings(size: Cents, price: Hundredths, rounding: Rounding = Rounding.HALF_UP) -> Cents:
    """What a back of `size` at `price` wins and a lay of it may lose: size x (odds - 1)."""
    whole, rest = divmod(size * (price - 100), 100)
    if rounding is Rounding.HALF_UP:
        return whole + (rest >= 50)
    if rounding is Rounding.UP:
        return whole + (rest > 0)
    return whole
