"""What a journal holds of one day, for its summary."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from xlbetflag.market.moments import rome_day
from xlbetflag.market.money import Cents, Rounding
from xlbetflag.market.offer import Match
from xlbetflag.orders.journal.reader import History, moment
from xlbetflag.orders.order import Order
from xlbetflag.orders.status import Status
from xlbetflag.reports.summary import Record, Summary, summarise

_matches = msgspec.json.Decoder(tuple[Match, ...])


class Daily:
    """The summaries of days, read again only when the journal was written since. Used from one
    thread.

    `winners`: how many selections win, by market id, where the user said.
    """

    def __init__(self, journal: Path, winners: Mapping[str, int], rounding: Rounding) -> None:
        self._path = journal
        self._winners = winners
        self._rounding = rounding
        self._history: History | None = None
        self._known: tuple[date, int, Summary] | None = None

    def summary(self, day: date) -> Summary:
        """`day` in Rome. Raises JournalBroken."""
        if self._history is None:
            self._history = History(self._path)
        version = self._history.version()
        if self._known is None or self._known[:2] != (day, version):
            found = summarise(read_record(self._history, day), self._winners.get, self._rounding)
            self._known = (day, version, found)
        return self._known[2]

    def close(self) -> None:
        if self._history is not None:
            self._history.close()
            self._history = None


def read_record(history: History, day: date, *, markets: Iterable[str] | None = None) -> Record:
    """`day` in Rome; of these markets, or of all with something on it. Raises JournalBroken."""
    markets = markets_of(history, day) if markets is None else list(markets)
    orders = [order for market in markets for order in history.orders(market_id=market)]
    orders.sort(key=lambda order: order.number)
    return Record(
        day=day,
        orders=tuple(orders),
        matches=_matches_of(history, markets, orders),
        selections=_selections(history, markets),
        balances=_balances(history, day),
        commission=_commission(history, day),
    )


def markets_of(history: History, day: date) -> list[str]:
    """Where an order was issued, or ended with the market, on that day. Raises JournalBroken."""
    issued = history.read("SELECT DISTINCT market_id FROM intents WHERE day = ?", [day.isoformat()])
    found = [row["market_id"] for row in issued]
    return list(dict.fromkeys([*found, *settled_markets(history, day)]))


def settled_markets(history: History, day: date) -> list[str]:
    """Where an order of ours ended with the market on that day of Rome. Raises JournalBroken."""
    ended = history.read(
        "SELECT i.market_id, s.at FROM states s JOIN intents i ON i.key = s.key"
        " WHERE s.status IN (?, ?) AND s.at BETWEEN ? AND ?",
        [Status.SETTLED.value, Status.VOID.value, *_around(day)],
    )
    found = [row["market_id"] for row in ended if rome_day(moment(row["at"])) == day]
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
    return tuple((moment(row["at"]), int(row["total"])) for row in [*before, *rows])


def _commission(history: History, day: date) -> int | None:
    """The rate as last read on that day or before; an older journal has none."""
    if not history.read("SELECT 1 FROM sqlite_master WHERE name = 'commissions'", []):
        return None
    rows = history.read(
        "SELECT at, rate FROM commissions WHERE at < ? ORDER BY id", [_around(day)[1]]
    )
    rates = [int(row["rate"]) for row in rows if rome_day(moment(row["at"])) <= day]
    return rates[-1] if rates else None
