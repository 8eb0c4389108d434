"""What a journal holds of one day, for its summary."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.market.offer import Match
from xlbetflag.orders.history import History, rome
from xlbetflag.orders.records import Order
from xlbetflag.orders.status import Status
from xlbetflag.orders.summary import Record

_matches = msgspec.json.Decoder(tuple[Match, ...])


def read_record(history: History, day: date) -> Record:
    """`day` in Rome. Raises JournalBroken."""
    markets = _markets(history, day)
    orders = [order for market in markets for order in history.orders(market_id=market)]
    orders.sort(key=lambda order: order.intent.created)
    return Record(
        day=day,
        orders=tuple(orders),
        matches=_matches_of(history, markets, orders),
        selections=_selections(history, markets),
        balances=_balances(history, day),
        commission=_commission(history, day),
    )


def _markets(history: History, day: date) -> list[str]:
    """Where an order was issued, or ended with the market, on that day."""
    issued = history.read("SELECT DISTINCT market_id FROM intents WHERE day = ?", [day.isoformat()])
    ended = history.read(
        "SELECT i.market_id, s.at FROM states s JOIN intents i ON i.key = s.key"
        " WHERE s.status IN (?, ?) AND s.at BETWEEN ? AND ?",
        [Status.SETTLED.value, Status.VOID.value, *_around(day)],
    )
    found = [row["market_id"] for row in issued]
    found += [row["market_id"] for row in ended if rome(row["at"]).date() == day]
    return list(dict.fromkeys(found))


def _around(day: date) -> tuple[str, str]:
    """Bounds for a moment's text that hold whatever zone it was written in."""
    return (day - timedelta(days=1)).isoformat(), (day + timedelta(days=2)).isoformat()


def _matches_of(
    history: History, markets: Iterable[str], orders: Iterable[Order]
) -> dict[str, tuple[Match, ...]]:
    """The last read-back of each offer's matches."""
    wanted = {order.state.offer_id for order in orders if order.matched}
    found: dict[str, tuple[Match, ...]] = {}
    for market in markets:
        rows = history.read(
            "SELECT matches FROM readings WHERE market_id = ? ORDER BY id", [market]
        )
        for row in rows:
            by_offer: dict[str, tuple[Match, ...]] = {}
            for match in _matches.decode(row["matches"]):
                by_offer[match.offer_id] = (*by_offer.get(match.offer_id, ()), match)
            found.update((o, matches) for o, matches in by_offer.items() if o in wanted)
    return found


def _selections(history: History, markets: Iterable[str]) -> dict[str, frozenset[str]]:
    """The selections that the venue named when it told the exposure before a POST."""
    found = {}
    for market in markets:
        rows = history.read(
            "SELECT exposure FROM baselines WHERE market_id = ? AND exposure IS NOT NULL"
            " ORDER BY id DESC LIMIT 1",
            [market],
        )
        for row in rows:
            found[market] = frozenset(msgspec.json.decode(row["exposure"], type=dict[str, Cents]))
    return found


def _balances(history: History, day: date) -> tuple[tuple[datetime, Cents], ...]:
    before = history.read(
        "SELECT at, total FROM balances WHERE day < ? ORDER BY id DESC LIMIT 1", [day.isoformat()]
    )
    rows = history.read(
        "SELECT at, total FROM balances WHERE day = ? ORDER BY id", [day.isoformat()]
    )
    return tuple((rome(row["at"]), int(row["total"])) for row in [*before, *rows])


def _commission(history: History, day: date) -> int | None:
    """The rate as last read on that day or before; an older journal has none."""
    if not history.read("SELECT 1 FROM sqlite_master WHERE name = 'commissions'", []):
        return None
    rows = history.read(
        "SELECT at, rate FROM commissions WHERE at < ? ORDER BY id", [_around(day)[1]]
    )
    rates = [int(row["rate"]) for row in rows if rome(row["at"]).date() <= day]
    return rates[-1] if rates else None
