"""The long recording: at every depth over HTTP, and lived five times over while somebody trades."""

import random
import time
from itertools import count

import msgspec
import pytest

from tests.practice.replay.exactness import compare
from tests.support.exchange import OPENED
from tests.support.recordings import HORSE, recording
from tests.torture.memory import MEGABYTE, resident
from xlbetflag.api.messages import CancelRequest, OfferReference, PlaceRequest
from xlbetflag.api.translate import placement
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.replay.recording import Recording, read_recording
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market
from xlbetflag.practice.venue.refusals import Refused

pytestmark = pytest.mark.torture

LIVES, OFFERS = 5, 25_000  # the first life warms up: 4 x 22 hours and 100,000 offers are measured
FLAT = 8 * MEGABYTE
FORGETTING = 3_700  # ticks: settled offers are shown for an hour


def test_every_update_at_every_depth() -> None:
    started = time.perf_counter()
    updates, books = compare(recording(HORSE), (1, 2, 3))
    taken = time.perf_counter() - started
    print(f"\nreplay over HTTP: {updates:,} updates, {books:,} books equal in {taken:.0f} s")
    assert (updates, books) == (21_922, 3 * 21_922)


def test_days_of_replay_and_100_000_offers_leave_memory_flat() -> None:
    read = read_recording(recording(HORSE))
    exchange = Exchange(OPENED)
    trader = exchange.open_account("anna", "", 10**11)
    rng = random.Random(1)
    memory, kept = [], []
    hours = 0.0
    for life in range(LIVES):
        replay = Replay(exchange, another(read, life + 1))
        began, started = replay.now, time.perf_counter()
        placed = lived(exchange, replay, trader, rng)
        hours = (replay.now - began).total_seconds() / 3600
        speed = hours * 3600 / (time.perf_counter() - started)
        exchange.tick(FORGETTING)
        memory.append(resident())
        kept.append(sum(len(market.orders.get(trader, ())) for market in exchange.markets.values()))
        print(
            f"\n{hours:.1f} h of replay, {placed:,} offers, {speed:,.0f} x real time;"
            f" {memory[-1] / MEGABYTE:.1f} MB, {kept[-1]:,} offers still shown"
        )
        assert placed == OFFERS
    assert hours * (LIVES - 1) >= 24
    assert kept == [0] * LIVES
    assert memory[-1] - memory[0] <= FLAT


def another(read: Recording, number: int) -> Recording:
    """The same recording as a market and an event of its own."""
    first = msgspec.structs.replace(read.first, event_id=number)
    return msgspec.structs.replace(read, market_id=f"1.{number}", first=first)


def lived(exchange: Exchange, replay: Replay, trader: Account, rng: random.Random) -> int:
    """Play the recording to its end, trading beside it; how many offers were accepted."""
    market, placed = replay.market, 0
    for tick in count():
        exchange.tick()
        if replay.is_over:
            return placed
        if placed < OFFERS and market.is_trading and tick % 2:
            placed += offered(exchange, market, trader, rng)
    raise AssertionError


def offered(exchange: Exchange, market: Market, trader: Account, rng: random.Random) -> int:
    """Place at a price that is there, or a tick beside; take every third back."""
    place = rng.randrange(len(market.outcomes))
    side = rng.choice((Side.BACK, Side.LAY))
    levels = market.available(place, side, 3) or [(1_000, 0)]
    price = rng.choice(levels)[0]
    selection = str(market.outcomes[place].selection_id)
    try:
        [order] = exchange.place(trader, request(market, Bet(selection, side, price, 200)))
        if order.remaining and rng.random() < 0.4:
            exchange.cancel(
                trader, CancelRequest(market.market_id, (OfferReference(order.offer_id),))
            )
    except Refused as refused:
        if refused.refusal is not refusals.MAXIMUM_WIN:
            raise
        return 0
    return 1


def request(market: Market, bet: Bet) -> PlaceRequest:
    return placement(str(market.market_id), [bet])
