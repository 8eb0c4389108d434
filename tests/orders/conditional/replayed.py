"""A recorded market lived through by a whole order path: prices and orders over HTTP, with faults.

The recording moves a stride of updates at a time; between two strides everything asked of the desk
comes to rest as far as the faults allow.
"""

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support.conditions import wait_until
from tests.support.worlds import armed, make_orders
from xlbetflag.api.client import Client
from xlbetflag.api.config import VenueConfig
from xlbetflag.credentials import PRACTICE
from xlbetflag.feed import Cadence, Feed, Topic
from xlbetflag.market.book import SelectionBook
from xlbetflag.market.ladder import CLASSIC
from xlbetflag.market.naming import label
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.conditional_order import Role
from xlbetflag.orders.conditional.terms.options import parse_options
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.rows.draft import Draft, Row, Wanted
from xlbetflag.orders.status import Status
from xlbetflag.practice.faults.plan import FaultRule as Fault
from xlbetflag.practice.faults.plan import Plan
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.server import Options, PracticeServer, build
from xlbetflag.practice.venue import ledger
from xlbetflag.practice.wire.limits import RateLimit

MOVING = (Status.CHECKED, Status.SENDING)
UNDECIDED = (Status.UNKNOWN, Status.NOT_FOUND)
BY_HAND = Cadence(
    book=3_600.0, live_book=3_600.0, mine=3_600.0, balance=3_600.0, requests_per_second=10_000
)
BAD_DAY = Plan(
    seed=7,
    scale=0.02,
    rules=(
        Fault(kind="drop", operations=("place",), probability=0.15),
        Fault(kind="drop", operations=("cancel",), when="before", probability=0.2),
        Fault(kind="status", operations=("cancel",), probability=0.2),
        Fault(kind="html", operations=("my_offers",), probability=0.05),
        Fault(kind="reset", operations=("matches",), probability=0.1),
        Fault(kind="slow_acceptance", probability=0.3),
        Fault(kind="shuffled_rows", operations=("my_offers",), probability=0.3),
        Fault(kind="vanish", probability=0.2),
    ),
)


class Life:
    """One market from its first update to its result."""

    def __init__(self, path: Path, folder: Path, stride: int) -> None:
        self._stack = contextlib.ExitStack()
        self._stride = stride
        exchange = build(Options(replays=(path,), live_delay=False, forget_settled_after=None))
        self.exchange = exchange
        self._replay = next(each for each in exchange.drivers if isinstance(each, Replay))
        self.market_id = str(self._replay.market.market_id)
        self.server = PracticeServer(exchange, faults=BAD_DAY, rate_limit=RateLimit(10**9, 10**9))
        self._stack.enter_context(self.server)
        config = VenueConfig(
            base_url=self.server.url, read_timeout=0.5, write_margin=0.5, read_attempts=3
        )
        self._client = Client(config, lambda: PRACTICE)
        self.feed = Feed(self._client, BY_HAND)
        self.journal = Journal(folder / "journal.sqlite")
        self.orders = make_orders(
            self._client,
            self.feed,
            self.journal,
            winners=lambda market_id: self._replay.market.winners,
        )
        self.feed.start()
        self.orders.start()
        armed(self.orders)

    def close(self) -> None:
        self.orders.stop()
        self.feed.stop()
        self.journal.close()
        self._client.close()
        self._stack.close()

    # --- time -----------------------------------------------------------------------------------

    @property
    def part(self) -> float:
        """How much of the recording is played, from 0 to 1."""
        return self._replay.position / len(self._replay.recording.lines)

    def strides(self) -> Iterator[float]:
        """Play the recording to its end; after each stride prices are read and rules look."""
        while not self._replay.is_over:
            with self.exchange.lock:
                for _ in range(self._stride):
                    self.exchange.step()
            self._look()
            yield self.part
        with contextlib.suppress(AssertionError):  # what is left is then told by `left_behind`
            wait_until(self._has_nothing_left, seconds=30)

    def _look(self) -> None:
        kinds = ("book", "offers", "matches", "exposure")
        topics = [Topic(kind, self.market_id) for kind in kinds]
        assert self.feed.refresh([*topics, Topic("balance"), Topic("menu")], timeout=30)
        self.orders._conditional.step()
        wait_until(self._is_still, seconds=30)

    def _has_nothing_left(self) -> bool:
        self._look()
        return not self.left_behind()

    def _is_still(self) -> bool:
        return all(r.status not in MOVING for r in self.orders.results().values())

    # --- the trader -----------------------------------------------------------------------------

    def selections(self) -> list[SelectionBook]:
        """Those with prices on both sides, shortest first; none while the market does not trade."""
        book = self.feed.book(self.market_id).value
        if book is None or self._replay.market.state != MarketState.OPEN:
            return []
        found = [each for each in book.selections if each.back and each.lay]
        return sorted(found, key=lambda each: each.back[0].price)

    def bet(
        self,
        key: str,
        selection: SelectionBook,
        side: Side,
        options: str = "",
        *,
        away: int = 0,
        size: int = 400,
    ) -> Row:
        """At the best price, or so many ticks where it has to wait."""
        best = selection.levels(side)[0].price
        draft = Draft(
            key=key,
            market_id=self.market_id,
            selection=label(selection),
            side=side,
            price=CLASSIC.move(best, away if side is Side.BACK else -away),
            size=size,
            keep_when_suspended=True,
        )
        asked = parse_options(options)
        return Row(key=key, position=len(key), draft=draft, options=asked)

    def command(self, key: str, word: Command, selection: str = "", options: str = "") -> Row:
        wanted = Wanted(command=word, market_id=self.market_id, selection=selection)
        asked = parse_options(options)
        return Row(key=key, position=len(key), draft=None, wanted=wanted, options=asked)

    # --- what is left ---------------------------------------------------------------------------

    def fired(self) -> Counter[Role]:
        """How many orders rules have set off, by what they are."""
        query = "SELECT json_extract(firing, '$.role') AS role FROM firings"
        return Counter(Role(row["role"]) for row in self.journal.read(query, []))

    def left_behind(self) -> list[str]:
        """What should not be there once the market is over, by the exchange's own ledger."""
        accounts = ledger.ledger(self.exchange)["accounts"]
        mine = next(each for each in accounts if each["username"] == PRACTICE.username)
        offers = {offer["id"]: offer for offer in mine["offers"]}
        orders = self.journal.orders()
        linked = Counter(o.state.offer_id for o in orders if o.state.offer_id is not None)
        lost = Counter(_group(each) for id_, each in offers.items() if id_ not in linked)
        waiting = Counter(_asked(o) for o in orders if o.status in UNDECIDED)
        results = self.orders.results()
        return [
            *(f"a rule goes on: {asked.key}" for asked in self.orders.rules()),
            *(f"an offer works: {each}" for each in offers.values() if each["remaining"]),
            *(f"{id_} belongs to {n} rows" for id_, n in linked.items() if n > 1),
            *(f"not at the venue: {id_}" for id_ in linked if id_ not in offers),
            *(f"{n} offers of no row: {group}" for group, n in (lost - waiting).items()),
            *(f"{key}: {r.status}" for key, r in results.items() if r.status is Status.WAITING),
            *(
                f"{o.key}: {o.matched} is not {offers[o.state.offer_id]['matched']}"
                for o in orders
                if o.state.offer_id in offers
                and o.status not in UNDECIDED
                and o.matched != offers[o.state.offer_id]["matched"]
            ),
        ]


def _group(offer: dict[str, object]) -> tuple[object, ...]:
    return str(offer["selection"]), offer["side"], offer["price"], offer["size"]


def _asked(order) -> tuple[object, ...]:
    bet = order.intent.bet
    return bet.selection_id, bet.side.value, bet.price, bet.size
