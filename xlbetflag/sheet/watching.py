"""What a workbook watches: the markets marked by hand, and those that the rows of Watch find."""

from collections.abc import Mapping, Sequence

import msgspec

from xlbetflag.desk import Desk
from xlbetflag.market.book import BEST_ALONE
from xlbetflag.market.menu import Event
from xlbetflag.market.reading import Health
from xlbetflag.market.search import Listed, Search
from xlbetflag.sheet.choosing import Choice, choose
from xlbetflag.sheet.mine import Mine
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.coupon import CouponMarket
from xlbetflag.workbook.live.watches import WatchResult, WatchRow


class Watching:
    """Of one workbook. Asks the feed for no more than what it has: its menu, and watched books."""

    def __init__(self, desk: Desk, binding: Binding) -> None:
        self._desk = desk
        self._binding = binding
        self._mine = Mine(desk)
        self._events: Sequence[Event] | None = None
        self._fitting: dict[Search, tuple[Listed, ...]] = {}
        self._menu: dict[str, Listed] = {}
        self._known: dict[str, Listed] = {}  # watched markets, as the menu last had them
        self._over: set[str] = set()
        self._next: set[int] = set()  # rows that the user told to go on
        self._without_room = 0
        self.room = ""
        self.shown: Sequence[str] = ()  # the market of each block, "" for none

    def tick(self) -> None:
        """Resolve the rows against the menu, give the Board its markets, write what became."""
        rows = self._binding.searches()
        self._read_menu()
        held = self._desk.orders.open_markets()
        choices = {row.position: self._choose(row, held) for row in rows}
        searched = [market for choice in choices.values() for market in choice.markets]
        by_hand = self._binding.watched()
        shown = self.shown = self._binding.assign_blocks(by_hand, searched, held)
        self._count(by_hand, searched, shown)
        self._show_coupon(by_hand, choices)
        self._binding.show_searches(
            {row.position: self._result(row, choices[row.position], shown) for row in rows}
        )
        self._next.clear()

    def next(self, positions: Sequence[int]) -> str:
        """NEXT [rows of Watch]: let rows go on to what comes next; the sentence that says so.

        Nothing is let go where an order of ours is open.
        """
        rows = {row.position: row for row in self._binding.searches()}
        wanted = positions or [row.position for row in rows.values() if _is_in_turn(row)]
        if (
            not wanted
            or not all(position in rows for position in wanted)
            or (not positions and len(wanted) > 1)
        ):
            return self._desk.say("watch.which")
        held = self._desk.orders.open_markets()
        for position in wanted:
            if staying := [market for market in rows[position].taken if market in held]:
                return self._desk.say("watch.held", row=position, market=self._name(staying[0]))
        self._next |= set(wanted)
        self.tick()
        after = {row.position: row for row in self._binding.searches()}
        return " ".join(self._moved(rows[each], after[each]) for each in wanted)

    def _read_menu(self) -> None:
        events = self._desk.feed.menu().value
        if events is not None and events is not self._events:
            self._events = events
            self._fitting = {}
            self._menu = {m.market_id: (event, m) for event in events for m in event.markets}

    def _choose(self, row: WatchRow, held: frozenset[str]) -> Choice:
        for market in row.taken:
            if market in self._menu:
                self._known[market] = self._menu[market]
            if self._is_over(market):
                self._over.add(market)
        if row.search is None or self._events is None:
            return Choice(0, row.taken)
        search = msgspec.structs.replace(row.search, start=None, most=1, in_turn=False)
        if search not in self._fitting:
            self._fitting[search] = search.fitting(self._events)
        choice = choose(
            row.search,
            row.search.matches(self._fitting[search], self._desk.now()),
            self._known,
            row.taken,
            over=self._over,
            held=held,
            let_go=row.position in self._next,
        )
        if fresh := [market for market in choice.markets if market not in row.taken]:
            names = ", ".join(self._name(market) for market in fresh)
            self._desk.note("watch", self._desk.say("watch.took", row=row.position, markets=names))
        return choice

    def _is_over(self, market: str) -> bool:
        """Closed, or gone: a menu that is fresh does not name it and no book of it can be read."""
        book = self._desk.feed.book(market, BEST_ALONE)
        if book.health is Health.CLOSED:
            return True
        menu = self._desk.feed.menu()
        is_gone = menu.health is Health.LIVE and market not in self._menu
        return is_gone and bool(book.trouble) and book.health is Health.NO_FEED

    def _show_coupon(self, by_hand: Sequence[str], choices: Mapping[int, Choice]) -> None:
        """Every watched market, also those that found no block of the Board."""
        rows: dict[str, tuple[int, ...]] = dict.fromkeys(by_hand, ())
        for row, choice in choices.items():
            for market in choice.markets:
                rows[market] = (*rows.get(market, ()), row)
        mine = self._mine.markets()
        self._binding.show_coupon(
            [
                CouponMarket(market, market in by_hand, found, market in mine)
                for market, found in rows.items()
            ]
        )

    def _count(self, by_hand: Sequence[str], searched: Sequence[str], shown: Sequence[str]) -> None:
        without = len(set(by_hand) | set(searched)) - sum(map(bool, shown))
        used = {"used": sum(map(bool, shown)), "blocks": len(shown)}
        if without:
            self.room = self._desk.say("watch.full", count=without, **used)
        else:
            self.room = self._desk.say("watch.room", **used)
        if without > self._without_room:
            self._desk.note("markets", self.room)
        self._without_room = without

    def _result(self, row: WatchRow, choice: Choice, shown: Sequence[str]) -> WatchResult:
        on_board = sum(market in shown for market in choice.markets)
        return WatchResult(
            choice.found if row.search else None,
            on_board,
            len(choice.markets) - on_board,
            self._message(row, choice),
            choice.markets,
        )

    def _message(self, row: WatchRow, choice: Choice) -> str:
        if row.problem is not None:
            return self._desk.say(row.problem)
        if self._events is None:
            return self._desk.say("watch.no_menu")
        if choice.markets:
            return ", ".join(dict.fromkeys(self._name(market) for market in choice.markets))
        return self._desk.say("watch.waiting" if choice.found else "watch.nothing")

    def _moved(self, before: WatchRow, after: WatchRow) -> str:
        row, names = before.position, ", ".join(self._name(market) for market in after.taken)
        if after.taken and after.taken != before.taken:
            return self._desk.say("watch.took", row=row, markets=names)
        return self._desk.say("watch.stays" if after.taken else "watch.none_left", row=row)

    def _name(self, market_id: str) -> str:
        """The event and market as people call them; the id where the menu never named it."""
        listed = self._menu.get(market_id) or self._known.get(market_id)
        if listed is None:
            return market_id
        event, market = listed
        return f"{event.name}, {market.name} {market.line}".rstrip()


def _is_in_turn(row: WatchRow) -> bool:
    return row.search is not None and row.search.in_turn
