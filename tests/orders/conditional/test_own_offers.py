"""Our own resting offers are no price to what rules do, and nothing that rules place meets them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.conditions import wait_until
from tests.support.hall import Hall, command, row
from tests.support.views import book_of, offered
from tests.support.worlds import MARKET, LiveView
from xlbetflag.api import translate
from xlbetflag.market.book import Book
from xlbetflag.market.offer import MarketOffers, Offer
from xlbetflag.market.reading import Health, Reading
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.journal.own_offers import OwnOffers
from xlbetflag.orders.status import Status

EVERY = 0.15  # seconds between two reads of a book


class FedView(LiveView):
    """Shows the book that was last read until it is read again, as the feed does. `is_held`: it
    stays the last one."""

    def __init__(self, *of: Any) -> None:
        super().__init__(*of)
        self.is_held = False
        self.reads = 0
        self._kept: dict[str, tuple[Reading[Book], float]] = {}

    def book(self, market_id: str, depth: int = 3) -> Reading[Book]:
        kept = self._kept.get(market_id)
        if kept is None or (not self.is_held and monotonic() - kept[1] > EVERY):
            kept = (super().book(market_id), monotonic())
            self._kept[market_id] = kept
            self.reads += 1
        reading, sent = kept
        return Reading(reading.value, reading.health, monotonic() - sent, reading.read_at)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    hall.view = FedView(hall.exchange, hall.now)
    try:
        hall.open()
        with never_meeting(hall):
            yield hall
    finally:
        hall.close()


@contextmanager
def never_meeting(world: Hall) -> Iterator[None]:
    """As a request for a lay leaves, no back of ours stands there that it would take."""
    place, met = world.client.place, []

    def leaving(request: Any, **options: Any) -> Any:
        for offer in request.offerta:
            if offer.tipo == translate.TIPI[Side.LAY]:
                met.extend(o for o in world.offers(Side.BACK) if o["remaining"])
        return place(request, **options)

    world.client.place = leaving  # type: ignore[method-assign]
    yield
    assert met == []


def books(world: Hall, count: int = 4) -> None:
    """So many books from now on, each looked at by the rules, and my offers with it."""
    view = world.view
    assert isinstance(view, FedView)
    last = view.reads + count
    wait_until(lambda: bool(view.book(MARKET).value) and view.reads >= last)


def half_matched(world: Hall, options: str = "", matched: int = 500, rest: int = 400) -> str:
    """A back at 3.00, the rest of which stands on top of its list; others are at 3.10."""
    world.quote(back=200, lay=310)
    world.orders.place([row("k1", price=300, size=matched + rest, options=options)])
    world.wait_for("k1", Status.WORKING)
    world.house(Side.LAY, 300, matched)
    wait_until(lambda: world.result("k1").matched == matched)
    return world.result("k1").offer_id


# --- what rules see -----------------------------------------------------------------------------


@pytest.mark.parametrize(("matched", "rest"), [(500, 400), (50, 850), (850, 50), (500, 20_000)])
def test_a_stop_sees_the_price_of_others_behind_what_is_left_of_its_own_bet(
    world: Hall, matched: int, rest: int
) -> None:
    half_matched(world, "STOP 4 TICKS WORST 8 TICKS", matched, rest)
    books(world)
    assert world.offers(Side.LAY) == []
    world.quote(back=200, lay=350)
    world.wait_for("k1.c1", Status.MATCHED)
    assert world.result("k1").status is Status.PART_CANCELLED
    assert "would have met it" not in world.result("k1").message
    assert [offer["matched"] for offer in world.offers(Side.LAY)] == [matched]
    world.wait_no_rules()
    assert world.open_sizes() == []


def test_what_others_offer_beside_ours_holds_the_stop(world: Hall) -> None:
    half_matched(world, "STOP 4 TICKS")
    world.quote(back=200, lay=300, size=200)
    books(world)
    assert world.offers(Side.LAY) == []
    assert world.status("k1") is Status.PART_MATCHED
    world.quote(back=200, lay=350)
    world.wait_for("k1.c1", Status.WORKING, Status.MATCHED)


def test_an_equal_offer_of_another_account_in_place_of_ours_holds_the_stop(world: Hall) -> None:
    offer = half_matched(world, "STOP 4 TICKS")
    books(world)
    with world.exchange.lock:
        world.quote(back=200, lay=300, size=400)
        world.take_back(offer)
    world.wait_for("k1", Status.PART_CANCELLED)
    books(world)
    assert world.offers(Side.LAY) == []


def test_a_trailing_stop_does_not_follow_a_price_of_ours(world: Hall) -> None:
    """A back of another row stands at 2.80, where nobody else offers."""
    world.quote(back=300, lay=310)
    world.orders.place([row("k1", price=300, size=400, options="STOP 5 TICKS TRAILING")])
    world.wait_for("k1", Status.MATCHED)
    world.quote(back=200, lay=300)
    world.orders.place([row("k2", price=280)])
    world.wait_for("k2", Status.WORKING)
    books(world)
    world.orders.cancel(["k2"])
    world.wait_for("k2", Status.CANCELLED)
    books(world)
    assert world.offers(Side.LAY) == []
    assert "Stop at 3.25" in world.result("k1").message


# --- what rules place ---------------------------------------------------------------------------


@pytest.mark.parametrize("word", [Command.GREEN, Command.CLOSE_MARKET])
def test_levelling_takes_back_what_it_would_meet_and_goes_to_the_price_of_others(
    world: Hall, word: Command
) -> None:
    half_matched(world)
    world.quote(back=200, lay=350)
    world.orders.place([command("k9", word, selection="1 · 1" if word is Command.GREEN else "")])
    world.wait_for("k9", Status.ENDED)
    world.wait_at_rest()
    assert world.status("k1") is Status.PART_CANCELLED
    assert [(o["price"], o["remaining"]) for o in world.offers(Side.LAY)] == [(350, 0)]


def test_a_row_that_makes_way_says_so(world: Hall) -> None:
    half_matched(world)
    world.quote(back=200, lay=350)
    world.orders.place([command("k9", Command.GREEN, selection="1 · 1")])
    world.wait_for("k9.g1", Status.MATCHED)
    assert "what k9 places to close or level" in world.result("k1").message


def test_levelling_waits_for_prices_read_since_ours_was_cancelled(world: Hall) -> None:
    """The last book still shows our offer, and nobody else there."""
    offer = half_matched(world)
    world.quote(back=200, lay=350)
    books(world)
    assert isinstance(world.view, FedView)
    world.view.is_held = True
    world.take_back(offer)
    world.wait_for("k1", Status.PART_CANCELLED)
    world.orders.place([command("k9", Command.GREEN, selection="1 · 1")])
    world.wait_said("k9", "since the last match or cancel")
    world.looks()
    assert world.offers(Side.LAY) == []
    world.view.is_held = False
    world.wait_for("k9.g1", Status.MATCHED)
    assert [offer["price"] for offer in world.offers(Side.LAY)] == [350]


def test_a_closing_takes_back_the_offer_of_another_row_that_it_would_meet(world: Hall) -> None:
    world.quote(back=300, lay=310)
    world.orders.place([row("k1", price=300, size=400, options="STOP 4 TICKS")])
    world.wait_for("k1", Status.MATCHED)
    world.quote(back=200, lay=310)
    world.orders.place([row("k2", price=330)])
    world.wait_for("k2", Status.WORKING)
    world.quote(back=320, lay=340)
    world.wait_for("k1.c1", Status.MATCHED)
    assert world.status("k2") is Status.CANCELLED
    assert "what k1 places to close or level" in world.result("k2").message


def test_a_row_that_waits_to_be_sent_waits_for_ours_that_it_would_meet(world: Hall) -> None:
    world.quote(back=200, lay=400)
    world.orders.place([row("k1", price=300)])
    world.wait_for("k1", Status.WORKING)
    world.orders.place([row("k2", side=Side.LAY, price=310, options="BEFORE LIVE")])
    world.wait_said("k2", "would meet an open offer of ours")
    books(world)
    assert world.offers(Side.LAY) == []
    world.orders.cancel(["k1"])
    world.wait_for("k2", Status.WORKING)


def test_an_offset_waits_for_ours_that_it_would_meet(world: Hall) -> None:
    world.quote(back=200, lay=310)
    world.orders.place([row("k1", price=300, size=400, options="OFFSET 5")])
    world.wait_for("k1", Status.WORKING)
    world.orders.disarm()
    world.house(Side.LAY, 300, 400)
    world.wait_for("k1", Status.MATCHED)
    assert world.orders.arm() is None
    world.orders.place([row("k2", price=280)])
    world.wait_for("k2", Status.WORKING)
    world.orders.rearm_rules()
    world.wait_said("k1", "would meet an open offer of ours")
    books(world)
    assert world.offers(Side.LAY) == []
    world.orders.cancel(["k2"])
    world.wait_for("k1.o1", Status.WORKING)


# --- whatever the moments -----------------------------------------------------------------------

STEPS = ("place", "match", "cancel", "others", "ask", "answer", "show", "begin", "look", "note")


class Moments:
    """A venue with one price, at which we and others offer; a book and a look at my offers, each
    asked for, answered and taken note of at moments of their own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.own = OwnOffers(lambda: self.now)
        self.ours: dict[str, int] = {}
        self.others = 0
        self._asked = self._began = 0.0
        self._answer: tuple[Book, int] | None = None
        self._shown: tuple[Book, int, float] | None = None
        self._books: dict[int, tuple[Book, int]] = {}
        self._listed: tuple[Offer, ...] | None = None

    def step(self, step: str, size: int) -> None:
        self.now += 1.0
        getattr(self, step)(size)
        self.is_as_others_make_it()

    def place(self, size: int) -> None:
        self.ours[str(len(self.ours))] = size

    def match(self, size: int) -> None:
        for key, left in self.ours.items():
            taken = min(size, left)
            self.ours[key], size = left - taken, size - taken

    def cancel(self, size: int) -> None:
        self.ours = dict.fromkeys(self.ours, 0)

    def others_offer(self, size: int) -> None:
        self.others = size

    def ask(self, size: int) -> None:
        self._asked, self._answer = self.now, None

    def answer(self, size: int) -> None:
        total = self.others + sum(self.ours.values())
        levels = [(300, total)] if total else []
        number = len(self._books)
        book = book_of("1", offered("1", "1", lay=levels), version=number)
        self._answer = self._books[number] = (book, self.others)

    def show(self, size: int) -> None:
        if self._answer is not None:
            self._shown = (*self._answer, self._asked)

    def begin(self, size: int) -> None:
        self._began, self._listed = self.now, None

    def look(self, size: int) -> None:
        self._listed = tuple(
            Offer(key, "1", Side.BACK, 300, 100, 100 - left, left > 0, 1)
            for key, left in self.ours.items()
        )

    def note(self, size: int) -> None:
        if self._listed is not None:
            state = (1, MarketState.OPEN, False, 0, None)
            seen = MarketOffers("1", self._listed, *state)
            self.own.note(self._began, seen, set(self.ours))
            self._listed = None

    def seen(self) -> Book | None:
        if self._shown is None:
            return None
        book, _, asked = self._shown
        reading = Reading(book, Health.LIVE, self.now - asked, None)
        return self.own.without_ours("1", lambda: reading)[0].value

    def is_as_others_make_it(self) -> None:
        found = self.seen()
        if found is not None:
            venues, others = self._books[found.version]
            assert not others or found.selections == venues.selections


def live_through(steps: list[tuple[str, int]]) -> Moments:
    moments = Moments()
    for step, size in steps:
        moments.step({"others": "others_offer"}.get(step, step), size)
    return moments


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([50, 100])), max_size=60))
def test_no_price_of_others_is_ever_taken_for_ours(steps: list[tuple[str, int]]) -> None:
    """Whatever was asked, answered and noted when."""
    live_through(steps)


READ = ["ask", "answer", "show"]
LOOK = ["begin", "look", "note"]


@pytest.mark.parametrize(
    ("steps", "is_there"),
    [
        (["place", *LOOK, *READ, *LOOK], False),
        (["place", *LOOK, *READ], True),  # no look since
        (["place", *LOOK, *READ, "begin", *READ, "look", "note"], False),  # it tells of the first
        (["place", *LOOK, *READ, "begin", "others", *READ, "look", "note"], True),
        (["place", *READ, *LOOK, *LOOK], True),  # asked for before it was known to stand
        (["place", *LOOK, *READ, "match", *LOOK], True),
        (["place", *LOOK, *READ, "cancel", *LOOK], True),
        (["place", *LOOK, "others", *READ, *LOOK], True),
        (["place", *LOOK, "ask", "answer", "begin", "show", "look", "note"], True),
        (["place", "cancel", "others", *LOOK, *READ, *LOOK], True),
        (["others", *READ, "place", *LOOK, *LOOK], True),
        (["others", "ask", "answer", "place", *LOOK, "show", *LOOK], True),
    ],
)
def test_a_level_is_not_there_where_it_is_certainly_ours(steps: list[str], is_there: bool) -> None:
    seen = live_through([(step, 100) for step in steps]).seen()
    assert seen is not None
    assert bool(seen.selections[0].lay) is is_there


def test_what_a_cell_shows_stays_the_venues_book(world: Hall) -> None:
    half_matched(world)
    world.quote(back=200, lay=350)
    books(world)
    book = world.view.book(MARKET).value
    assert book is not None
    assert [level.price for level in book.selections[0].lay] == [300, 350]


@pytest.mark.parametrize(("now", "is_there"), [(350, False), (360, False), (310, True)])
def test_a_book_that_no_look_tells_of_yet_holds_what_the_last_told_of_would_set_off(
    now: int, is_there: bool
) -> None:
    """Where others have come to a better price behind ours, ours stays the price till a look."""
    moments = Moments()
    offer = MarketOffers(
        "1",
        (Offer("0", "1", Side.BACK, 300, 100, 0, True, 1),),
        1,
        MarketState.OPEN,
        False,
        0,
        None,
    )

    def seen(best: int, age: float) -> Book | None:
        book = book_of("1", offered("1", "1", lay=[(300, 100), (best, 500)]), version=best)
        reading = Reading(book, Health.LIVE, age, None)
        return moments.own.without_ours("1", lambda: reading)[0].value

    moments.own.note(moments.now, offer, {"0"})
    moments.now += 2
    seen(350, 1.0)
    began = moments.now = moments.now + 1
    moments.now += 1
    seen(now, 0.5)
    moments.own.note(began, offer, {"0"})
    found = seen(now, 0.5)
    assert found is not None
    assert (found.selections[0].lay[0].price == 300) is is_there
