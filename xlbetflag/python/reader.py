"""What the desk knows, asked from Python: each answer a frame, waited for where it is the first."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from xlbetflag.desk import Desk
from xlbetflag.feed.topics import BALANCE, COMMISSION, LIVE_MENU, MENU, Topic
from xlbetflag.functions.known import CellContext, NotCurrentError
from xlbetflag.market.book import Book
from xlbetflag.market.exposure import results
from xlbetflag.market.inputs import parse_id, shown
from xlbetflag.market.menu import Event
from xlbetflag.market.moments import rome
from xlbetflag.market.offer import Bet
from xlbetflag.market.pnl import Profit, profits
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Reading, View
from xlbetflag.market.search import place
from xlbetflag.market.selections import selections_of
from xlbetflag.orders.conditional.rulebook import waiting
from xlbetflag.orders.journal.reader import History
from xlbetflag.python import frames
from xlbetflag.python.refusal import Refusal
from xlbetflag.python.results import Balance, balance
from xlbetflag.python.scalars import python_value, selection_words
from xlbetflag.reports.summary import Summary
from xlbetflag.sheet.delivery import Delivery
from xlbetflag.texts import say
from xlbetflag.workbook.live.cells import as_text

if TYPE_CHECKING:
    import pandas as pd

Value = TypeVar("Value")


class Reader:
    """Of one desk; used from one thread.

    Money is in euros and prices in decimal odds, both floats. Every frame of prices or offers says
    how fresh it is: `status` as on the Board, `read_at` the time. The first question about a market
    waits up to `patience` seconds for its answer; later ones are answered at once.
    """

    def __init__(self, desk: Desk, journal: Path, *, patience: float = 15.0) -> None:
        self.patience = patience
        self._session = desk
        self._ended: str | None = None  # why nothing can be asked any more
        self._journal = journal
        self._books: dict[str, tuple[Reading[Book], pd.DataFrame]] = {}  # the last frame of each
        self._delivery = Delivery(desk.scheduler)
        self._known = CellContext(
            desk.feed, desk.settings.venue_rules, self._winners, desk.language, self._delivery
        )

    def markets(self, text: str = "") -> "pd.DataFrame":
        """The markets that can be traded, by start: those with this text in their sport,
        competition, event or name. `selections` is a dict of id to name; `live`: being played."""
        found = self._menu().value or ()
        wanted = text.casefold()

        def is_meant(event: Event, name: str) -> bool:
            words = (event.sport, event.competition, event.name, name)
            return wanted in " ".join(words).casefold()

        return frames.markets(
            [
                (event, market, self._desk.feed.is_live(market.market_id))
                for event in sorted(found, key=place)
                for market in event.markets
                if is_meant(event, market.name)
            ]
        )

    def book(self, market: str) -> "pd.DataFrame":
        """A row per price on offer: side BACK is what a back bet can take, level 1 the best.

        Only a `status` of LIVE may be traded on.
        """
        reading, market = self._book(market), self._id(market)
        told = msgspec.structs.replace(reading, age=0.0)  # what a frame is made of
        known = self._books.get(market)
        if known is None or known[0].value is not told.value or known[0] != told:
            known = self._books[market] = (told, frames.book(reading))
        return known[1].copy()

    def balance(self) -> Balance:
        """The account's money, in euros. Raises Refusal where it was never read."""
        reading = self._read([BALANCE], self._view.balance)
        found = balance(reading)
        if found is None:
            raise self._said(Problem("python.no_balance", reason=_why(reading)))
        return found

    def offers(self, market: str) -> "pd.DataFrame":
        """My offers on a market as the venue lists them, hand-placed ones too."""
        market = self._id(market)
        reading = self._read([Topic("offers", market)], lambda: self._view.offers(market))
        return frames.offers(reading, self._names(market))

    def matches(self, market: str) -> "pd.DataFrame":
        """What was matched of my offers, each part at its own price."""
        market = self._id(market)
        reading = self._read([Topic("matches", market)], lambda: self._view.matches(market))
        return frames.matches(reading, self._names(market))

    def orders(self, day: date | str | None = None) -> "pd.DataFrame":
        """The journal's orders issued on a day of Italian time (a date, or a text as 2026-05-03);
        today where none is named. Those that wait for their options, and commands that do, are
        WAITING; `options`: which of an order's still go on."""
        wanted = self._day(day)
        with History(self._journal) as history:
            found, waits = history.orders(day=wanted), waiting(history, day=wanted)
        told = self._desk.orders.results()
        return frames.orders(found, waits, {key: each.message for key, each in told.items()})

    def positions(self, *markets: str, winners: int | None = None) -> "pd.DataFrame":
        """My profit or loss after commission, a row per selection: if it wins and if it loses, of
        what is matched, and as if every open offer were filled. As BF_PNL.

        Of these markets; without any, of every market with an order that is not settled. `winners`:
        how many of their selections win; without, as the settings say, and 1 of two selections or
        of a 1X2. `bound` is EXACT where that is known; where nobody knows it, CAUTIOUS: no result
        of the market is worse. Raises Refusal where my offers there are not fresh.
        """
        if not markets:
            self._check_open()
            with History(self._journal) as history:
                standing = history.unfinished()
            markets = tuple(dict.fromkeys(order.intent.market_id for order in standing))
        markets = tuple(self._id(market) for market in markets)
        self._read([COMMISSION], self._view.commission)
        return frames.positions([(market, *self._profits(market, winners)) for market in markets])

    def history(self, market: str, selection: str) -> "pd.DataFrame":
        """The best prices of a selection each time one of them changed, since this desk watches."""
        reading = self._book(market)
        market = self._id(market)
        if reading.value is None:
            raise self._said(Problem("python.no_book", market=market, reason=_why(reading)))
        try:
            found = reading.value.find(
                as_text(selection_words(selection)), self._known.line(market)
            )
        except Problem as problem:
            raise self._said(problem) from None
        return frames.history(self._view.history(market, found.selection_id))

    def summary(self, day: date | str | None = None) -> "pd.DataFrame":
        """What a day of Italian time came to, a row per market; today where none is named."""
        return frames.summary(self.day(day))

    def day(self, day: date | str | None = None) -> Summary:
        """The summary with its totals, in cents."""
        return self._desk.summary(self._day(day))

    # --------------------------------------------------------------------------------------------

    @property
    def _desk(self) -> Desk:
        self._check_open()
        return self._session

    @property
    def _view(self) -> View:
        self._check_open()
        return self._session.feed

    def _check_open(self) -> None:
        """Raises Refusal once the desk is closed: nothing that it would say is true any more."""
        if self._ended is not None:
            raise Refusal(say(self._ended, self._session.language()))

    def _read(self, topics: Iterable[Topic], ask: Callable[[], Reading[Value]]) -> Reading[Value]:
        """The reading, waited for where there is none yet; it stays without a value where the
        venue gives none, and says NO FEED."""
        reading = ask()
        if reading.value is None:
            self._desk.feed.refresh(topics, timeout=self.patience)
            reading = ask()
        return reading

    def _menu(self) -> Reading[tuple[Event, ...]]:
        return self._read([MENU, LIVE_MENU], self._view.menu)

    def _book(self, market: object) -> Reading[Book]:
        market = self._id(market)
        self._check_open()
        return self._read([Topic("book", market)], lambda: self._known.book(market))

    def _id(self, market: object) -> str:
        """A market's id, given as text or as any whole number. Raises Refusal for anything else."""
        try:
            return parse_id(python_value(market), "market")
        except Problem as problem:
            raise self._said(problem) from None

    def _names(self, market: str) -> dict[str, str]:
        self._menu()
        return {each.selection_id: each.name for each in selections_of(self._view, market)}

    def _winners(self, market: str) -> int | None:
        """As the desk knows it, else by kind: of a 1X2 exactly one wins."""
        known = self._session.winners(market)
        if known is not None:
            return known
        found = self._session.feed.find(market)
        names = sorted(each.name.strip().upper() for each in found[1].selections) if found else []
        return 1 if names == ["1", "2", "X"] else None

    def _profits(
        self, market: str, given: int | None
    ) -> tuple[dict[str, str], dict[str, Profit], dict[str, Profit], int | None]:
        """Names, profits of what is matched and of everything by selection, and how many win."""
        self.offers(market)
        self.matches(market)
        self._book(market)
        try:
            held = self._known.position(market)
            commission = self._known.current(self._view.commission())
            selections = self._known.selections(market)
        except NotCurrentError as reason:
            raise Refusal(f"{market}: {reason.word}") from None
        ids = [each.selection_id for each in selections]
        try:
            winners = self._known.winners_of(market, given)
        except Problem as problem:
            raise self._said(problem) from None
        rounding = self._known.rules.liability_rounding.value

        def of(bets: tuple[Bet, ...]) -> dict[str, Profit]:
            return profits(ids, results(bets, rounding), winners, commission)

        names = {each.selection_id: each.name for each in selections}
        return names, of(held.matched), of(held.filled), winners

    def _day(self, day: object) -> date:
        """Today where none is named. Raises Refusal for what is no day."""
        if day is None:
            return rome(self._desk.now()).date()
        try:
            if isinstance(day, datetime):
                return rome(day).date() if day.tzinfo else day.date()
            return day if isinstance(day, date) else date.fromisoformat(str(day))
        except ValueError:
            raise self._said(Problem("python.no_day", value=shown(day))) from None

    def _said(self, problem: Problem) -> Refusal:
        return Refusal(say(problem, self._session.language()))


def _why(reading: Reading[Value]) -> str:
    return reading.trouble or str(reading.health)
