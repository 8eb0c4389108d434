"""The user's own limits: a sheet's, and the desk's ceiling over all of them.

They ship finite, and one that is missing or odd refuses every order.
"""

import math

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.market.problem import Problem


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts in cents. None, a negative or a fractional amount refuses; zero allows nothing.

    `stake_per_bet` and `stake_per_day` count sizes (the backer's stake, for a lay too);
    `liability_per_market` is the worst result of a market; `loss_per_day` what was settled
    today in Rome plus the worst result of every open market (docs/orders.md).
    `price_distance_ticks`: how far from the best price, either way. `price_age_seconds`: how old
    the price seen may be.
    """

    stake_per_bet: Cents | None = 1_000
    liability_per_market: Cents | None = 10_000
    stake_per_day: Cents | None = 50_000
    loss_per_day: Cents | None = 20_000
    rows_per_batch: int | None = 100
    price_distance_ticks: int | None = 30
    price_age_seconds: float | None = 10.0


class Ceiling(msgspec.Struct, frozen=True, kw_only=True):
    """What all sheets together may do, whatever each of them allows; in cents.

    As shipped it is what one sheet ships with.
    """

    liability_per_market: Cents = 10_000
    stake_per_day: Cents = 50_000
    loss_per_day: Cents = 20_000


class CheckedLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of which every one is present and makes sense."""

    stake_per_bet: Cents
    liability_per_market: Cents
    stake_per_day: Cents
    loss_per_day: Cents
    rows_per_batch: int
    price_distance_ticks: int
    price_age_seconds: float


def checked(limits: Limits) -> CheckedLimits:
    """The same limits, every one usable. Raises Problem naming the first that is not."""
    values = {name: getattr(limits, name) for name in Limits.__struct_fields__}
    for name, value in values.items():
        if not _makes_sense(name, value):
            raise Problem("limit.missing", limit=name)
    return CheckedLimits(**values)


def _makes_sense(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return False
    if name == "price_age_seconds" and isinstance(value, float):
        return math.isfinite(value) and value >= 0
    return isinstance(value, int) and value >= 0
