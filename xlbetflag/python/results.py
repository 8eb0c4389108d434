"""What Python is given: frozen, typed, money in euros and prices in decimal odds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from xlbetflag.market.account import Balance as InCents
from xlbetflag.market.moments import rome
from xlbetflag.market.money import as_float
from xlbetflag.market.printable import printable
from xlbetflag.market.reading import Health, Reading
from xlbetflag.orders.rows import preview
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.status import Status
from xlbetflag.python.display import Shown, as_html


class Order(Shown, frozen=True, kw_only=True):
    """What became of an order.

    `matched` and `remaining` in euros; `price_matched`: the average in decimal odds, None where
    nothing was read back. `message` says why, in the user's language; `updated`: when it last
    changed (Europe/Rome).
    """

    key: str
    status: Status
    offer_id: str
    matched: float
    remaining: float
    price_matched: float | None
    message: str
    updated: datetime

    def __repr__(self) -> str:
        price = "" if self.price_matched is None else f" at {self.price_matched:.2f}"
        told = f"{self.key} {self.status}, matched {self.matched:.2f}{price}"
        said = f": {self.message!r}" if self.message else ""
        return f"<xlbetflag.Order {told}, remaining {self.remaining:.2f}{said}>"


class Balance(Shown, frozen=True, kw_only=True):
    """The account, in euros: `free` can be staked, `locked` is blocked by offers, `fun` is play
    money. `status` and `read_at` say how fresh it is."""

    total: float
    free: float
    locked: float
    fun: float
    status: Health
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What `place_all` would do with a batch. Hand it to `place_all` to place just that.

    `keys`: of the orders that would leave, or begin to wait; `stake`: theirs together, in euros;
    `worst`: the worst result of their markets with them and all that stands there. `refused`: why
    each other one would stay, by key; `equal`: those that only wait for `again`. `trouble`: why the
    whole batch is kept back, empty where it is not.
    """

    keys: tuple[str, ...]
    stake: float
    worst: float
    refused: Mapping[str, str]
    equal: tuple[str, ...]
    trouble: str
    rows: tuple[Row, ...] = field(repr=False)
    confirmed: frozenset[str] = field(repr=False)
    token: str = field(repr=False)

    def _repr_html_(self) -> str:
        shown = {each.name: getattr(self, each.name) for each in fields(self) if each.repr}
        return as_html("Preview", shown.items())


def order(result: RowResult) -> Order:
    price = result.price_matched
    return Order(
        key=result.key,
        status=result.status,
        offer_id=result.offer_id,
        matched=as_float(result.matched),
        remaining=as_float(result.remaining),
        price_matched=None if price is None else price / 100,
        message=printable(result.message),
        updated=rome(result.updated),
    )


def balance(reading: Reading[InCents]) -> Balance | None:
    """None where none was ever read."""
    value = reading.value
    if value is None:
        return None
    return Balance(
        total=as_float(value.total),
        free=as_float(value.free),
        locked=as_float(value.locked),
        fun=as_float(value.fun),
        status=reading.health,
        read_at=reading.read_at,
    )


def previewed(seen: preview.Preview, rows: tuple[Row, ...], confirmed: frozenset[str]) -> Preview:
    return Preview(
        keys=seen.rows,
        stake=as_float(seen.stake),
        worst=as_float(seen.worst),
        refused=seen.refused,
        equal=seen.twins,
        trouble=seen.trouble,
        rows=rows,
        confirmed=confirmed,
        token=seen.token,
    )
