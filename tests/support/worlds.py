"""An order path against the practice exchange over a real socket, with a proxy that can fail."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support import exchange
from tests.support.clocks import LocalMoment, Shifted
from tests.support.conditions import wait_until
from tests.support.exchange import API_KEY, NAMES, PASSWORD, exchange_with
from tests.support.faulty import FaultyProxy
from tests.support.views import NOTHING
from xlbetflag.api import translate
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, Environment, VenueConfig
from xlbetflag.market.account import Balance
from xlbetflag.market.book import Book, PricePoint
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import Bet, MarketOffers, Match
from xlbetflag.market.reading import FeedStatus, Health, Reading, View
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.options import parse_options
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.path import OrderPath
from xlbetflag.orders.rows.draft import Draft, Row, RowResult
from xlbetflag.orders.rows.limits import Ceiling, Limits
from xlbetflag.orders.status import Status
from xlbetflag.orders.venue import Venue
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.server import PracticeServer
from xlbetflag.practice.venue import ledger
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.wire import answers
from xlbetflag.scheduling import THREADS, Scheduler

FIRST_MARKET = exchange.MARKET
MARKET = str(FIRST_MARKET)
OTHER_MARKET = str(FIRST_MARKET + 1)
WIDE = Limits(
    stake_per_bet=100_000,
    liability_per_market=10_000_000,
    stake_per_day=10_000_000,
    loss_per_day=10_000_000,
    rows_per_batch=5_000,
    price_distance_ticks=400,
    price_age_seconds=10.0,
)
NO_CEILING = Ceiling(
    liability_per_market=10_000_000, stake_per_day=10_000_000, loss_per_day=10_000_000
)
QUICK = Pace(
    watch=0.02, slow=0.05, cancel=0.02, slowest=0.1, patience=0.0, pause=0.01, baseline=1.0
)


class ExchangeView:
    """What the feed would know, always fresh, straight from the exchange's memory."""

    def __init__(self, exchange: Exchange, now: Callable[[], datetime]) -> None:
        self._exchange = exchange
        self._now = now
        self.age = 0.1
        self.health: Health | None = None
        self.balance_health = Health.LIVE

    def book(self, market_id: str, depth: int = 3) -> Reading[Book]:
        if int(market_id) not in self._exchange.markets:
            return NOTHING
        with self._exchange.lock:
            message = answers.book(self._exchange.market(int(market_id)), 3)
        return self._reading(translate.book(market_id, message), self.health or Health.LIVE)

    def menu(self) -> Reading[tuple[Event, ...]]:
        message = answers.menu(
            self._exchange.events.values(), with_markets=True, wanted=answers.any_event
        )
        return self._reading(translate.menu(message))

    def balance(self) -> Reading[Balance]:
        with self._exchange.lock:
            value = translate.balance(answers.balance(self._account()))
        return self._reading(value, self.balance_health)

    def commission(self) -> Reading[int]:
        return self._reading(251)

    def exposure(self, market_id: str) -> Reading[dict[str, int]]:
        with self._exchange.lock:
            market = self._exchange.market(int(market_id))
            value = translate.exposure(answers.exposure(market, self._account()))
        return self._reading(value)

    def offers(self, market_id: str) -> Reading[MarketOffers]:
        return NOTHING

    def matches(self, market_id: str) -> Reading[tuple[Match, ...]]:
        return NOTHING

    def history(self, market_id: str, selection_id: str) -> tuple[PricePoint, ...]:
        return ()

    def status(self) -> FeedStatus:
        return FeedStatus(True, 1, 1, "", self._now())

    def is_live(self, market_id: str) -> bool:
        return False

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        return listed(market_id) if self._lists(market_id) else None

    def _account(self) -> Account:
        return self._exchange.account("demo")

    def _lists(self, market_id: str) -> bool:
        return market_id.isdigit() and int(market_id) in self._exchange.markets

    def _reading(self, value: Any, health: Health = Health.LIVE) -> Reading[Any]:
        return Reading(value, health, self.age, self._now())


class LiveView(ExchangeView):
    """And our offers, with whether a market is live."""

    def offers(self, market_id: str) -> Reading[MarketOffers]:
        if not self._lists(market_id):  # a row may say anything
            return NOTHING
        with self._exchange.lock:
            message = answers.my_offers(self._exchange.market(int(market_id)), self._account())
        return self._reading(translate.my_offers(market_id, message))


def listed(market_id: str) -> tuple[Event, Market]:
    """A market of `exchange_with` as the menu has it."""
    selections = tuple(Selection(str(place), name) for place, name in enumerate(NAMES, 1))
    market = Market(market_id, "Esito Finale 1x2", "", selections)
    start = datetime(2026, 5, 3, 15, 0, tzinfo=ROME)
    event = Event("411222", "Lazio - Verona", "CALCIO", "Italia", "Serie A", start, (market,))
    return event, market


def make_orders(
    client: Venue,
    view: View,
    journal: Journal,
    *,
    rules: VenueRules | None = None,
    limits: Callable[[], Limits] = lambda: WIDE,
    environment: Environment = Environment.PRACTICE,
    language: Callable[[], str] = lambda: "en",
    scheduler: Scheduler = THREADS,
    ceiling: Ceiling = NO_CEILING,
    winners: Callable[[str], int | None] = lambda market_id: 1,
    pace: Pace = QUICK,
    tables: str | None = None,
) -> Orders:
    """An order path as the desk wires it, not started: limits that nothing reaches, no waiting."""
    path = OrderPath(
        client,
        view,
        journal,
        rules or VenueRules(),
        limits,
        environment,
        language,
        scheduler,
        ceiling=ceiling,
        winners=winners,
        pace=pace,
        tables=tables,
    )
    return Orders(path)


def armed(orders: Orders, *, seconds: float = 10.0) -> Orders:
    """The same, as soon as it has read back what the journal holds, and armed."""
    wait_until(lambda: orders.is_reconciled, seconds=seconds)
    assert orders.arm() is None
    return orders


class World:
    """The exchange, a proxy before it, and one order path through both. `path`: the journal."""

    def __init__(self, folder: Path, *, rules: VenueRules | None = None, markets: int = 2) -> None:
        self._stack = contextlib.ExitStack()
        self.rules = rules or VenueRules()
        self.exchange = exchange_with(markets, rules=self.rules)
        self.server = self._stack.enter_context(PracticeServer(self.exchange, api_key=API_KEY))
        self.proxy = self._stack.enter_context(FaultyProxy(self.server.url))
        self.clock = Shifted()
        self.view = ExchangeView(self.exchange, self.now)
        self.path = folder / "journal.sqlite"
        self.limits = WIDE
        self.ceiling = NO_CEILING
        self.language = "en"
        self.environment = Environment.PRACTICE
        self.config = VenueConfig(base_url=self.proxy.url)
        self.winners: int | None = 1
        self.client: Client
        self.journal: Journal
        self.orders: Orders
        self._is_open = False

    def now(self) -> datetime:
        return LocalMoment.of(self.clock.now())

    def open(self, *, arm: bool = True, pace: Pace = QUICK) -> Orders:
        """A fresh order path over the same journal, as after a restart."""
        self.client = Client(self.config, lambda: Credentials("demo", PASSWORD, API_KEY))
        self.journal = Journal(self.path)
        self.orders = make_orders(
            self.client,
            self.view,
            self.journal,
            rules=self.rules,
            limits=lambda: self.limits,
            environment=self.environment,
            language=lambda: self.language,
            scheduler=self.clock,
            ceiling=self.ceiling,
            winners=lambda market_id: self.winners,
            pace=pace,
            tables="tables",
        )
        self._is_open = True
        self.orders.start()
        if arm:
            armed(self.orders)
        return self.orders

    def shut(self) -> None:
        if self._is_open:
            self._is_open = False
            self.orders.stop()
            self.journal.close()
            self.client.close()

    def close(self) -> None:
        self.shut()
        self._stack.close()

    # --- looking ----------------------------------------------------------------------------

    def result(self, key: str) -> RowResult:
        return self.orders.results()[key]

    def status(self, key: str) -> Status:
        return self.result(key).status

    def wait_for(self, key: str, *statuses: Status) -> RowResult:
        wait_until(lambda: self.status(key) in statuses)
        return self.result(key)

    def wait_at_rest(self) -> dict[str, RowResult]:
        """Every order in a state that a read-back gave, or refused."""
        moving = (Status.CHECKED, Status.SENDING, Status.ACCEPTED)
        wait_until(lambda: all(r.status not in moving for r in self.orders.results().values()))
        return self.orders.results()

    @property
    def at_venue(self) -> dict[str, dict[str, object]]:
        """The account's offers by id, as the exchange's own ledger has them."""
        accounts = ledger.ledger(self.exchange)["accounts"]
        mine = next(each for each in accounts if each["username"] == "demo")
        return {offer["id"]: offer for offer in mine["offers"]}

    @property
    def posts(self) -> int:
        return self.proxy.count("POST /offers")


def row(
    key: str,
    *,
    selection: str = "1 · 1",
    side: Side = Side.BACK,
    price: int = 350,
    size: int = 200,
    market: str = MARKET,
    shown: str = "",
    position: int | None = None,
    at_live: bool = False,
    suspended: bool = False,
    options: str = "",
) -> Row:
    """A back of 2.00 on the first selection at 3.50, where nothing takes it, unless told."""
    draft = Draft(
        key=key,
        market_id=market,
        selection=selection,
        side=side,
        price=price,
        size=size,
        cancel_at_live=at_live,
        keep_when_suspended=suspended,
    )
    where = position or int("".join(c for c in key if c.isdigit()) or 1)
    asked = parse_options(options)
    return Row(key=key, position=where, draft=draft, options=asked, shown_status=shown)


def hand_places(world: World, bets: Sequence[Bet], market: str = MARKET) -> list[str]:
    """Somebody with the same account at the venue's own site; the offers' ids."""
    account = world.exchange.account("demo")
    placed = world.exchange.place(account, translate.placement(market, bets))
    return [order.offer_id for order in placed]


@contextlib.contextmanager
def opened(folder: Path, **options: object) -> Iterator[World]:
    world = World(folder, **options)  # type: ignore[arg-type]
    try:
        world.open()
        yield world
    finally:
        world.close()
