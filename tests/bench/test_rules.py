"""A thousand armed rules over fifty markets, beside a whole tick of the sheet."""

import shutil
import time
from pathlib import Path
from statistics import median

import msgspec
import pytest

from tests.support.conditions import wait_until
from tests.support.sheet import fresh_workbook  # noqa: F401 - a fixture
from tests.support.worlds import WIDE
from xlbetflag.api.config import Environment
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.market.naming import label
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.options import parse_options
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.rows.draft import Draft, Row
from xlbetflag.orders.rows.limits import Ceiling
from xlbetflag.orders.status import Status
from xlbetflag.practice.server import Options, PracticeServer, build
from xlbetflag.settings import Settings, VenueSettings

pytestmark = pytest.mark.bench

MARKETS, RULES = 50, 1_000
ROUNDS, TICKS, COMPARISONS = 8, 6, 4
MOST = 1.10  # of a tick without them
UNREACHABLE = 50_000  # odds of 500


def rows_for(desk: Desk, markets: list[str]) -> list[Row]:
    """Backs that wait for a price: each is looked at whenever its market's book is read."""
    books = {each: desk.feed.book(each).value for each in markets}
    rows = []
    for number in range(RULES):
        market_id = markets[number % MARKETS]
        book = books[market_id]
        assert book is not None
        selection = book.selections[number // MARKETS % len(book.selections)]
        draft = Draft(
            key=f"k{number}",
            market_id=market_id,
            selection=label(selection),
            side=Side.BACK,
            price=UNREACHABLE,
            size=200 + 50 * (number // MARKETS),
        )
        options = parse_options("BEST; OFFSET 3; STOP 5 TICKS TRAILING")
        rows.append(Row(key=draft.key, position=number, draft=draft, options=options))
    return rows


def test_a_thousand_rules_beside_a_tick(tmp_path: Path, fresh_workbook: Path) -> None:  # noqa: F811
    file = tmp_path / "trader.xlsx"
    shutil.copyfile(fresh_workbook, file)
    exchange = build(Options(seed=7, events=24, balance=100_000_000))
    with PracticeServer(exchange, ticks_per_second=2.0) as server:
        venues = {Environment.PRACTICE: VenueSettings(base_url=server.url)}
        high = dict.fromkeys(Ceiling.__struct_fields__, 100_000)
        settings = Settings(venues=venues, ceiling=high)
        with (
            Desk(settings, PRACTICE, tmp_path / "journal.sqlite") as desk,
            HeadlessHost(desk, file) as host,
        ):
            markets = trading(desk)
            wait_until(lambda: desk.orders.is_reconciled)
            assert desk.orders.arm() is None
            desk.limits = msgspec.structs.replace(WIDE)
            placed = desk.orders.place(rows_for(desk, markets))
            assert {result.status for result in placed.values()} == {Status.WAITING}
            compare(desk, host)


def trading(desk: Desk) -> list[str]:
    """The first markets of which everything has a price."""

    def found() -> list[str]:
        events = desk.feed.menu().value or ()
        ids = [market.market_id for event in events for market in event.markets]
        books = {each: desk.feed.book(each).value for each in ids}
        return [
            each
            for each, book in books.items()
            if book is not None and book.state == "OPEN" and all(s.back for s in book.selections)
        ]

    wait_until(lambda: len(found()) >= MARKETS, seconds=60)
    return found()[:MARKETS]


def compare(desk: Desk, host: HeadlessHost) -> None:
    """The least of a few comparisons: what else the machine does only adds to one side."""
    host.tick()
    ratios = []
    for _ in range(COMPARISONS):
        with_rules, without = ticks(desk, host)
        ratios.append(with_rules / without)
        print(
            f"\n{RULES} armed rules over {MARKETS} markets: a tick takes {ratios[-1]:.3f} of one "
            f"without them ({with_rules * 1e3:.0f} ms against {without * 1e3:.0f} ms)",
            end="",
        )
        if ratios[-1] <= MOST:
            break
    print(f"; a look at all of them after every book has changed: {looking(desk) * 1e3:.1f} ms")
    assert len(desk.orders.rules()) == RULES
    assert min(ratios) <= MOST


def ticks(desk: Desk, host: HeadlessHost) -> tuple[float, float]:
    """The median seconds of a tick with the rules armed, and with them standing still."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for round_ in range(2 * ROUNDS):
        are_armed = round_ % 2 == 0
        if are_armed:
            assert desk.orders.arm() is None
            desk.orders.rearm_rules()
        else:
            desk.orders.disarm()
        wait_until(lambda are=are_armed: ("Stands still" in said(desk)) is not are)
        host.tick()  # what the change itself has to tell
        host.tick()
        for _ in range(TICKS):
            started = time.perf_counter()
            host.tick()
            taken[are_armed].append(time.perf_counter() - started)
    return median(taken[True]), median(taken[False])


def said(desk: Desk) -> str:
    """By the last of the rules."""
    return desk.orders.results()[f"k{RULES - 1}"].message


def looking(desk: Desk) -> float:
    """Seconds of one look at every rule, as after every book has changed."""
    assert desk.orders.arm() is None
    desk.orders.rearm_rules()
    assert isinstance(desk.orders, Orders)
    conditional = desk.orders._conditional
    started = time.perf_counter()
    conditional._seen.clear()
    conditional.step()
    return time.perf_counter() - started
