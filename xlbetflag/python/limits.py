"""The limits of orders placed from Python, in euros as everything there."""

from decimal import Decimal

import msgspec

from xlbetflag.market.inputs import parse_money
from xlbetflag.market.money import as_float
from xlbetflag.orders.rows import limits
from xlbetflag.python.display import Shown

_IN_CENTS = ("stake_per_bet", "liability_per_market", "stake_per_day", "loss_per_day")
Euros = float | int | Decimal | str | None


class Limits(Shown, frozen=True, kw_only=True):
    """What orders of this desk may do, in euros, until others are set.

    `stake_per_bet` and `stake_per_day` count the backer's stake, of a lay too;
    `liability_per_market` is the worst result of a market, `loss_per_day` what was lost today plus
    the worst result of every open market. `price_distance_ticks`: how far from the best price,
    either way; `price_age_seconds`: how old the price last seen here may be. None allows no order,
    zero nothing.
    """

    stake_per_bet: Euros = 10.0
    liability_per_market: Euros = 100.0
    stake_per_day: Euros = 500.0
    loss_per_day: Euros = 200.0
    rows_per_batch: int | None = 100
    price_distance_ticks: int | None = 30
    price_age_seconds: float | None = 10.0


def in_cents(given: Limits) -> limits.Limits:
    """Raises Problem for an amount that cannot be read as euros."""
    values = msgspec.structs.asdict(given)
    for name in _IN_CENTS:
        values[name] = _cents(values[name], name)
    return limits.Limits(**values)


def in_euros(held: limits.Limits) -> Limits:
    values = msgspec.structs.asdict(held)
    for name in _IN_CENTS:
        values[name] = None if values[name] is None else as_float(values[name])
    return Limits(**values)


def _cents(value: Euros, name: str) -> int | None:
    if value is None or (isinstance(value, int | float | Decimal) and value == 0):
        return None if value is None else 0
    return parse_money(value, name)
