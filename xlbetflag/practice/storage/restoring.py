"""An exchange as a store has kept it: it goes on where it was."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

import msgspec

from xlbetflag.market.moments import ROME
from xlbetflag.market.rules import VenueRules
from xlbetflag.practice.life.script import Script, StoredScript
from xlbetflag.practice.matching.accounts import Account, Entry
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.replay.recording import Recording
from xlbetflag.practice.replay.replay import Replay, StoredReplay
from xlbetflag.practice.storage.store import EventRow, MarketRow, OfferRow, Store, StoreError
from xlbetflag.practice.venue.behaviour import Behaviour
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Event, Market
from xlbetflag.practice.venue.settlement import Verdict


def restored(
    store: Store, recordings: Mapping[str, Recording], rules: VenueRules | None = None
) -> Exchange:
    """The stored exchange with its markets, offers, money and drivers; not yet kept again.

    `recordings` by market id: those that were being replayed. Raises StoreError where one is not
    there, or the file is damaged.
    """
    try:
        exchange = Exchange(
            datetime.fromisoformat(store.setting("opened_at") or "").astimezone(ROME),
            rules=rules,
            tick_seconds=float(store.setting("tick_seconds") or 1),
            behaviour=msgspec.json.decode(store.setting("behaviour") or "{}", type=Behaviour),
        )
        exchange.ticks = int(store.setting("ticks") or 0)
        exchange.offers_accepted = int(store.setting("offers_accepted") or 0)
        _accounts(store.database, exchange)
        _events(store.database, exchange)
        _offers(store.database, exchange)
        for (row,) in store.database.execute("select row from driver order by place"):
            stored = msgspec.json.decode(row, type=StoredScript | StoredReplay)
            if isinstance(stored, StoredScript):
                Script.resumed(exchange, stored)
            elif stored.market_id in recordings:
                Replay.resumed(exchange, stored, recordings[stored.market_id])
            else:
                raise StoreError(f"the recording of market {stored.market_id} is needed to go on")
    except (ValueError, KeyError, sqlite3.DatabaseError) as error:
        raise StoreError(f"damaged: {error}") from error
    return exchange


def _accounts(database: sqlite3.Connection, exchange: Exchange) -> None:
    exchange.accounts.clear()
    for number, row in database.execute("select number, row from account order by number"):
        username, password, key, balance, deposited, fun, commission, is_house = (
            msgspec.json.decode(row)
        )
        account = Account(
            number, username, password, commission=commission, is_house=is_house, api_key=key
        )
        account.balance, account.deposited, account.fun = balance, deposited, fun
        exchange.accounts.append(account)
    exchange.purse = exchange.accounts[0]
    for number, row in database.execute("select account, row from entry order by account, number"):
        exchange.accounts[number - 1].statement.append(msgspec.json.decode(row, type=Entry))


def _events(database: sqlite3.Connection, exchange: Exchange) -> None:
    for event_id, place, text in database.execute("select * from event order by place"):
        row = msgspec.json.decode(text, type=EventRow)
        now = row.now if row.has_own_clock else exchange.now
        event = Event(
            event_id, row.name, row.sport, row.nation, row.competition,
            row.start.astimezone(ROME), now.astimezone(ROME), has_own_clock=row.has_own_clock,
        )  # fmt: skip
        found = database.execute(
            "select market, row from market where event = ? order by place", (event_id,)
        )
        for market_id, market_text in found:
            _market(exchange, event, market_id, msgspec.json.decode(market_text, type=MarketRow))
        exchange.add_event(event)
        event.place = place
        exchange.events_listed = place + 1


def _market(exchange: Exchange, event: Event, market_id: int, row: MarketRow) -> None:
    market = Market(
        market_id, row.name, row.line, row.outcomes, event, winners=row.winners,
        live_delay=row.live_delay, is_managed=row.is_managed, state=row.state,
        rounding=exchange.rules.liability_rounding.value,
    )  # fmt: skip
    market.is_live, market.version = row.is_live, row.version
    market.result = {
        each: Verdict(Fraction(won), Fraction(lost)) for each, (won, lost) in row.result.items()
    }
    market.opens_at_regulator, market.over_at = row.opens_at_regulator, row.over_at
    market.next_number = row.next_number


def _offers(database: sqlite3.Connection, exchange: Exchange) -> None:
    """Positions first, then the offers: those that work add what they risk."""
    for market_id, number, row in database.execute("select market, account, row from position"):
        market = exchange.markets[market_id]
        position = market.position(exchange.accounts[number - 1])
        if market.over_at is None:
            for place, (loses, swing) in enumerate(zip(*msgspec.json.decode(row), strict=True)):
                position.add_match(place, loses + swing, loses)
    rows = [
        (market_id, offer_id, msgspec.json.decode(row, type=OfferRow))
        for market_id, offer_id, row in database.execute("select * from offer")
    ]
    orders = [
        (exchange.markets[market_id], _order(exchange, market_id, offer_id, row))
        for market_id, offer_id, row in sorted(rows, key=lambda each: (each[0], _age(each[1])))
    ]
    for market, order in sorted(orders, key=lambda each: each[1].number):
        if order.is_waiting:
            exchange.hold(market, order)
        elif order.remaining:
            market.engines[order.selection].restore(order)


def _order(exchange: Exchange, market_id: int, offer_id: str, row: OfferRow) -> Order:
    market = exchange.markets[market_id]
    account = exchange.accounts[row.account - 1]
    order = Order(
        row.number, offer_id, market.position(account), row.selection, row.is_back, row.price,
        row.size,
    )  # fmt: skip
    order.remaining, order.ending, order.matches = row.remaining, row.ending, row.matches
    order.cancel_at_live, order.keep_when_suspended = row.cancel_at_live, row.keep_when_suspended
    order.is_waiting = row.is_waiting
    market.orders[account][offer_id] = order
    market.engines[row.selection].count(order)
    return order


def _age(offer_id: str) -> int:
    """Ids are letters and a running number."""
    return int(offer_id.lstrip("BCH"))
