"""The proof without which production is not armed: that a back is a back and a price a price.

One minimum offer on each side, strictly inside the spread where nobody takes it, through the same
journal and the same sender as every order; read back, looked for in the book, cancelled by id.
"""

import logging
from collections.abc import Callable, Iterable

import msgspec

from xlbetflag.market.book import Book, SelectionBook
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import View
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.orders.conditional.terms.options import Phase
from xlbetflag.orders.evidence.watcher import Watcher
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal, JournalBroken
from xlbetflag.orders.lowering.afterwards import Afterwards
from xlbetflag.orders.lowering.canceller import Canceller
from xlbetflag.orders.lowering.cancels import Cancels
from xlbetflag.orders.lowering.generations import Generations
from xlbetflag.orders.lowering.switch import PROVED, lost_part
from xlbetflag.orders.order import Intent
from xlbetflag.orders.pace import LONGEST_REST, Pace, rest
from xlbetflag.orders.rows.basis import Basis, Confirmed, Origin
from xlbetflag.orders.rows.limits import Limits, checked
from xlbetflag.orders.sending.batches import Queued
from xlbetflag.orders.sending.sender import Sender
from xlbetflag.orders.sending.worker import Worker
from xlbetflag.orders.status import Status
from xlbetflag.orders.venue import Venue
from xlbetflag.scheduling import Scheduler

PATIENCE = 60.0  # seconds for each step: a slow venue proves as much as a quick one
LOOK = 0.05  # between two looks
SPREAD = 1_000  # ticks: the plan has chosen the price, however wide its spread

log = logging.getLogger(__name__)

Books = Callable[[str], Book]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is going to be done, for the user to consent to."""

    market_id: str
    event: str
    market: str
    selection_id: str
    selection: str
    price: Hundredths
    below: Hundredths  # the best price a back could take
    above: Hundredths  # the best price a lay could take
    stakes: dict[Side, Cents]


def make_plan(
    events: Iterable[Event],
    books: Books,
    rules: VenueRules,
    is_live: Callable[[str], bool],
    market_id: str | None = None,
) -> Plan:
    """The first open market (or that one) with a legal price strictly inside a spread.

    One that is played at this moment moves too fast: it is taken only when asked for by its id.
    Raises Problem where there is none, or where a book has its two sides the wrong way round.
    """
    for event in events:
        for market in event.markets:
            if market_id not in (None, market.market_id):
                continue
            book = books(market.market_id)
            if book.state is MarketState.OPEN:
                for selection in book.selections:
                    plan = _inside(event, market, selection, rules)
                    if plan is not None and (market_id or not is_live(market.market_id)):
                        return plan
    raise Problem("prove.no_market", market=market_id or "*")


def _inside(
    event: Event, market: Market, selection: SelectionBook, rules: VenueRules
) -> Plan | None:
    back, lay = selection.best(Side.BACK), selection.best(Side.LAY)
    if back is None or lay is None:
        return None
    if back.price >= lay.price:
        raise Problem("prove.crossed", market=market.market_id, back=back.price, lay=lay.price)
    inside = [price for price in rules.ladder.value.prices if back.price < price < lay.price]
    if not inside:
        return None
    return Plan(
        market_id=market.market_id,
        event=event.name,
        market=f"{market.name} {market.line}".strip(),
        selection_id=selection.selection_id,
        selection=selection.name,
        price=inside[0],
        below=back.price,
        above=lay.price,
        stakes={Side.BACK: rules.minimum_back.value, Side.LAY: rules.minimum_lay.value},
    )


class Prover:
    """Does a plan, and journals that `tables` were proved. Holds the journal's only writer."""

    def __init__(
        self,
        client: Venue,
        books: Books,
        view: View,
        journal: Journal,
        rules: VenueRules,
        tables: str,
        language: Callable[[], str],
        scheduler: Scheduler,
        *,
        pace: Pace = Pace(),  # noqa: B008 - frozen
        patience: float = PATIENCE,
    ) -> None:
        self._books = books
        self._scheduler = scheduler
        self._journal = journal
        self._tables = tables
        self._patience = patience
        self._ledger = Ledger(journal, scheduler, language)
        self._generations = Generations()
        self._afterwards = Afterwards(self._ledger, scheduler)
        self._canceller = Canceller(client, self._ledger, self._afterwards, rules, pace)
        watcher = Watcher(client, view, self._ledger, self._canceller, rules, pace)
        self._sender = Sender(client, self._ledger, self._generations, view, rules, pace, scheduler)
        self._worker = Worker(self._ledger, watcher, self._sender, rules)

    def prove(self, plan: Plan) -> None:
        """Raises Problem with what was not as it must be; what was placed is cancelled all the
        same."""
        if problem := lost_part(self._journal):
            raise problem
        self._ledger.load()
        self._ledger.act("prove", f"market {plan.market_id}")
        self._worker.take_up()
        cancels = Cancels(self._canceller, self._scheduler)
        cancels.start()
        lane = self._scheduler.lane("proof", self._work, self._worker.refuse_waiting)
        try:
            with self._canceller.bell.heard(cancels.wake), self._worker.bell.heard(lane.wake):
                for side in (Side.BACK, Side.LAY):
                    self._prove_side(plan, side)
        finally:
            self._sender.hurry()
            cancels.stop()
            lane.stop()
            self._sender.close()
            self._afterwards.close()
        words = f"{self._tables} market {plan.market_id}, {plan.selection} at {plan.price / 100}"
        self._journal.add_action(PROVED, words, self._ledger.now())

    def _work(self) -> float:
        try:
            is_busy = self._worker.step()
        except JournalBroken as problem:
            self._ledger.trouble, is_busy = problem, False
        except Exception:
            log.exception("the proof was interrupted")
            return LONGEST_REST
        return 0.0 if is_busy else rest(self._worker.next_due(), self._scheduler.monotonic())

    def _prove_side(self, plan: Plan, side: Side) -> None:
        at = self._ledger.now()
        intent = Intent(
            key=f"proof-{at:%Y%m%d%H%M%S%f}-{side.value.lower()}",
            position=0,
            market_id=plan.market_id,
            bet=Bet(plan.selection_id, side, plan.price, plan.stakes[side]),
            selection_name=plan.selection,
            cancel_at_live=True,
            keep_when_suspended=False,
            note="xlbetflag api prove",
            warnings=(),
            created=at,
            event_name=plan.event,
            market_name=plan.market,
        )
        (order,) = self._ledger.add_batch([intent], [])
        self._worker.queue([Queued(order, self._basis(intent))])
        try:
            self._wait_for(intent, Status.WORKING)
            self._wait_until_listed(intent)
        finally:
            self._canceller.cancel([intent.key])
            self._settle(intent)
        self._wait_for(intent, Status.CANCELLED)

    def _basis(self, intent: Intent) -> Basis:
        """It waits for nobody, and holds as long as its market is open and before its start."""
        bet = intent.bet
        return Basis(
            origin=Origin(at=self._ledger.clocks.stamp(), number=0),
            generation=self._generations.of_bet(0, intent.market_id, bet.selection_id),
            age=0.0,
            phase=Phase.BEFORE_LIVE,
            limits=checked(Limits(price_age_seconds=PATIENCE, price_distance_ticks=SPREAD)),
            confirmed=Confirmed({intent.key: bet}, lambda bets: 0),
        )

    def _wait_for(self, intent: Intent, wanted: Status) -> None:
        """A read-back has shown it so, with its selection, side, price and size."""
        end = self._scheduler.monotonic() + self._patience
        while (result := self._ledger.results.of(intent.key)).status is not wanted:
            is_over = not result.status.is_open or result.status.is_uncertain
            is_late = self._scheduler.monotonic() > end
            if (is_over and result.status is not Status.SENDING) or is_late:
                raise Problem(
                    "prove.not_shown",
                    side=intent.bet.side.value,
                    wanted=wanted.value,
                    status=result.status.value,
                    why=result.message,
                )
            self._scheduler.sleep(LOOK)

    def _wait_until_listed(self, intent: Intent) -> None:
        """A back of ours is what a lay can take, and the other way round: not in the other list."""
        bet, end = intent.bet, self._scheduler.monotonic() + self._patience
        while True:
            book = self._books(intent.market_id).selection(bet.selection_id)
            if book is not None:
                if any(level.price == bet.price for level in book.levels(bet.side)):
                    raise Problem("prove.wrong_list", side=bet.side.value, price=bet.price)
                taken = [x for x in book.levels(bet.side.opposite) if x.price == bet.price]
                if taken and taken[0].size >= bet.size:
                    return
            if self._scheduler.monotonic() > end:
                raise Problem("prove.not_listed", side=bet.side.value, price=bet.price)
            self._scheduler.sleep(LOOK)

    def _settle(self, intent: Intent) -> None:
        """Until nothing of it stands, as far as can be told; whatever else went wrong."""
        end = self._scheduler.monotonic() + self._patience
        while (
            self._ledger.results.of(intent.key).status.is_open and self._scheduler.monotonic() < end
        ):
            self._scheduler.sleep(LOOK)
