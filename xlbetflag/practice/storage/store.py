"""Where an exchange is kept between two runs of the program: an SQLite file.

Everything a request or a tick changed is written in one transaction before the exchange's lock is
let go, so before anybody is answered. A killed process loses nothing that was answered; placements
that were still waiting for a live market's delay are gone, as are sessions. A power cut may take
the last moments with it (synchronous=NORMAL): the file stays whole.
"""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Ending, Order
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Changes, Event, Market, Named, Runner

SCHEMA = """
create table if not exists exchange (key text primary key, value text) without rowid;
create table if not exists account (number integer primary key, row text);
create table if not exists entry (account integer, number integer, row text,
    primary key (account, number)) without rowid;
create table if not exists event (event integer primary key, place integer, row text);
create table if not exists market (market integer primary key, event integer, place integer,
    row text);
create table if not exists position (market integer, account integer, row text,
    primary key (market, account)) without rowid;
create table if not exists offer (market integer, offer text, row text,
    primary key (market, offer)) without rowid;
create table if not exists driver (place integer primary key, row text);
"""
VERSION = 1


class EventRow(msgspec.Struct, array_like=True):
    name: str
    sport: Named
    nation: Named
    competition: Named
    start: datetime
    now: datetime
    has_own_clock: bool


class MarketRow(msgspec.Struct):
    name: str
    line: str
    outcomes: tuple[Runner, ...]
    winners: int
    live_delay: int
    is_managed: bool
    state: MarketState
    is_live: bool
    version: int
    result: dict[int, tuple[str, str]]
    opens_at_regulator: datetime
    over_at: datetime | None
    next_number: int


class OfferRow(msgspec.Struct, array_like=True):
    account: int
    number: int
    selection: int
    is_back: bool
    price: int
    size: int
    remaining: int
    ending: Ending | None
    cancel_at_live: bool
    keep_when_suspended: bool
    is_waiting: bool
    matches: list[tuple[int, int]]


class StoreError(Exception):
    """The file is not one of ours; says why."""


class Store:
    """Writes what changes in one exchange; `restoring` reads it."""

    def __init__(self, path: Path) -> None:
        try:
            self.database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{path}: {error}") from None
        try:
            self.database.execute("pragma journal_mode = wal")
            self.database.execute("pragma synchronous = normal")
            self.database.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            self.database.close()
            raise StoreError(f"{path}: {error}") from None
        found = self.setting("version")
        if found not in (None, str(VERSION)):
            self.database.close()
            raise StoreError(f"{path}: written by another version ({found}, not {VERSION})")
        self._accounts: dict[int, bytes] = {}
        self._entries: dict[int, int] = {}
        self._ticks = -1
        self._exchange: Exchange | None = None

    @property
    def is_empty(self) -> bool:
        return self.setting("version") is None

    def setting(self, key: str) -> str | None:
        row = self.database.execute("select value from exchange where key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def attach(self, exchange: Exchange, *, is_stored: bool) -> None:
        """Keep this exchange from now on; `is_stored`: as it stands it is in the file already."""
        self._exchange = exchange
        exchange.store = self
        changes = exchange.changes = Changes()
        if is_stored:
            for account in exchange.accounts:
                self._entries[account.number] = len(account.statement)
                self._accounts[account.number] = account_row(account)
        for market in exchange.markets.values():
            market.keep(changes, is_stored=is_stored)
        exchange.lock.leaving = self.save
        self.save()

    def close(self) -> None:
        if self._exchange is not None:
            self._exchange.lock.leaving = None
        self.database.close()

    def save(self) -> None:
        """One transaction of everything that changed; none where nothing did."""
        exchange = self._exchange
        if exchange is None or exchange.changes is None:
            return
        changes = exchange.changes
        accounts = self._changed_accounts(exchange)
        has_moved = exchange.ticks != self._ticks or exchange.has_moved
        if not (accounts or has_moved or changes):
            return
        run = self.database.execute
        run("begin immediate")
        try:
            for account in accounts:
                self._account(account)
            if has_moved:
                self._drivers(exchange)
            self._events(changes)
            for market in changes.markets:
                self._market(market)
            self._offers(changes)
            settings = {
                "version": VERSION,
                "opened_at": exchange.opened_at.isoformat(),
                "tick_seconds": exchange.tick_seconds,
                "ticks": exchange.ticks,
                "offers_accepted": exchange.offers_accepted,
                "behaviour": _json(exchange.behaviour),
            }
            self.database.executemany("insert or replace into exchange values (?, ?)", [
                (key, str(value)) for key, value in settings.items()
            ])  # fmt: skip
            run("commit")
        except BaseException:
            run("rollback")
            raise
        self._ticks, exchange.has_moved = exchange.ticks, False
        changes.clear()

    def _changed_accounts(self, exchange: Exchange) -> list[Account]:
        found = []
        for account in exchange.accounts:
            row = account_row(account)
            if self._accounts.get(account.number) != row:
                self._accounts[account.number] = row
                found.append(account)
        return found

    def _account(self, account: Account) -> None:
        self.database.execute(
            "insert or replace into account values (?, ?)",
            (account.number, account_row(account).decode()),
        )
        known = self._entries.get(account.number, 0)
        new = account.statement[known:]
        self.database.executemany(
            "insert into entry values (?, ?, ?)",
            [(account.number, known + n, _json(entry)) for n, entry in enumerate(new)],
        )
        self._entries[account.number] = known + len(new)

    def _drivers(self, exchange: Exchange) -> None:
        self.database.executemany(
            "insert or replace into driver values (?, ?)",
            [(place, each.stored().decode()) for place, each in enumerate(exchange.drivers)],
        )

    def _events(self, changes: Changes) -> None:
        run = self.database.execute
        for event in {market.event for market in changes.markets}:
            run("insert or replace into event values (?, ?, ?)",
                (event.event_id, event.place, _json(event_row(event))),
            )  # fmt: skip
        for event_id in changes.dropped:
            for table in ("offer", "position"):
                run(f"delete from {table} where market in "  # noqa: S608 - our own names
                    "(select market from market where event = ?)", (event_id,))  # fmt: skip
            run("delete from market where event = ?", (event_id,))
            run("delete from event where event = ?", (event_id,))

    def _market(self, market: Market) -> None:
        self.database.execute(
            "insert or replace into market values (?, ?, ?, ?)",
            (
                market.market_id,
                market.event.event_id,
                market.event.markets.index(market),
                _json(market_row(market)),
            ),
        )

    def _offers(self, changes: Changes) -> None:
        run, many = self.database.execute, self.database.executemany
        for market in changes.forgotten:
            run("delete from offer where market = ?", (market.market_id,))
            run("delete from position where market = ?", (market.market_id,))
        kept: list[tuple[Any, ...]] = []
        gone: list[tuple[Any, ...]] = []
        for order in changes.orders:
            market_id = order.position.market_id
            if order.account.is_house and not order.remaining:
                gone.append((market_id, order.offer_id))
            else:
                kept.append((market_id, order.offer_id, order_row(order)))
        many("delete from offer where market = ? and offer = ?", gone)
        many("insert or replace into offer values (?, ?, ?)", kept)
        positions = {order.position for order in changes.orders}
        many("insert or replace into position values (?, ?, ?)", [
            (each.market_id, each.account.number, _json([each.matched.loses, each.matched.swings]))
            for each in positions
        ])  # fmt: skip


def account_row(account: Account) -> bytes:
    return msgspec.json.encode([
        account.username, account.password, account.api_key, account.balance, account.deposited,
        account.fun, account.commission, account.is_house,
    ])  # fmt: skip


def event_row(event: Event) -> EventRow:
    return EventRow(
        event.name, event.sport, event.nation, event.competition, event.start, event.now,
        event.has_own_clock,
    )  # fmt: skip


def market_row(market: Market) -> MarketRow:
    return MarketRow(
        name=market.name,
        line=market.line,
        outcomes=market.outcomes,
        winners=market.winners,
        live_delay=market.live_delay,
        is_managed=market.is_managed,
        state=market.state,
        is_live=market.is_live,
        version=market.version,
        result={
            each: (str(verdict.won), str(verdict.lost)) for each, verdict in market.result.items()
        },
        opens_at_regulator=market.opens_at_regulator,
        over_at=market.over_at,
        next_number=market.next_number,
    )


def order_row(order: Order) -> str:
    row = OfferRow(
        order.account.number, order.number, order.selection, order.is_back, order.price,
        order.size, order.remaining, order.ending, order.cancel_at_live,
        order.keep_when_suspended, order.is_waiting, order.matches,
    )  # fmt: skip
    return _json(row)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
