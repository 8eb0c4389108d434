"""Positions, sizes and prices in cells: when they are numbers, when words, and what is refused."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.functions.examples import MATCH_ODDS, WINNERS, example_view
from tests.support.views import READ_AT, LaidDownView, book_of, fresh
from xlbetflag.functions import Cells
from xlbetflag.market.book import PricePoint
from xlbetflag.market.reading import FeedStatus, Health
from xlbetflag.market.rules import VenueRules, assumed
from xlbetflag.market.state import MarketState

ROWS: list[list[Any]] = [["1", "LAY", 5.0, 12.5], ["3 · 2", "BANCA", "15", "5,00"]]


@pytest.fixture
def view() -> LaidDownView:
    return example_view()


@pytest.fixture
def cells(view: LaidDownView) -> Cells:
    return Cells(view, lambda: "en", winners=WINNERS.get)


def first(shown: Any) -> Any:
    return shown[0][0] if isinstance(shown, list) else shown


# Each function with what it needs to be fresh, and a call that gives a number.
NEEDS = {
    ("BF_PNL", ("4001",)): {"offers", "matches", "commission"},
    ("BF_PNL", ("4001", "ALL", "GROSS")): {"offers", "matches"},
    ("BF_GREENUP", ("4001",)): {"offers", "matches", "commission", "book"},
    ("BF_GREENUP", ("4001", "1", 2.2)): {"offers", "matches", "commission"},
    ("BF_WHATIF", ("4001", (tuple(ROWS[0]),))): {"offers", "matches"},
    ("BF_DUTCH", ("4001", (("1",), ("X",)), 50.0)): {"book", "commission"},
    ("BF_DUTCH", ("4001", (("1", 2.6), ("X", 3.5)), 50.0)): {"commission"},
    ("BF_WEIGHTED", ("4001", "1", "BACK", 60.0)): {"book"},
    ("BF_BOOKPCT", ("4001",)): {"book"},
    ("BF_EQUIVALENT", ("4002", "Over", "BACK", 1.5, 1.0)): set(),
}
READINGS = ("offers", "matches", "commission", "book")


def worsen(view: LaidDownView, reading: str, health: Health) -> None:
    if reading == "commission":
        view.tax = fresh(view.tax.value, health)
        return
    readings = {"offers": view.mine, "matches": view.matched, "book": view.books}[reading]
    for market, known in readings.items():
        readings[market] = fresh(known.value, health)


def tables(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Ranges as hosts hand them over: lists of rows."""
    return tuple(
        [list(row) for row in value] if isinstance(value, tuple) else value for value in values
    )


@pytest.mark.parametrize("health", [Health.STALE, Health.NO_FEED])
@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(("name", "values"), NEEDS)
def test_what_is_not_fresh_gives_no_number(
    view: LaidDownView,
    cells: Any,
    name: str,
    values: tuple[Any, ...],
    reading: str,
    health: Health,
) -> None:
    worsen(view, reading, health)
    shown = first(cells.call(name, tables(values)))
    if reading in NEEDS[name, values]:
        assert shown == str(health)
    else:
        assert shown != str(health)
        assert not str(shown).startswith("?")


@pytest.mark.parametrize("health", [Health.SUSPENDED, Health.CLOSED])
@pytest.mark.parametrize(
    ("name", "values"), [call for call, needs in NEEDS.items() if "book" in needs]
)
def test_a_price_that_cannot_be_taken_gives_no_number(
    view: LaidDownView, cells: Any, name: str, values: tuple[Any, ...], health: Health
) -> None:
    worsen(view, "book", health)
    assert first(cells.call(name, tables(values))) == str(health)


def test_a_market_that_is_over_has_no_position(view: LaidDownView, cells: Any) -> None:
    mine = view.mine["4001"].value
    assert mine is not None
    view.mine["4001"] = fresh(msgspec.structs.replace(mine, state=MarketState.SETTLED))
    for name in ("BF_PNL", "BF_GREENUP"):
        assert first(cells.call(name, ("4001",))) == "CLOSED"
    assert cells.call("BF_WHATIF", ("4001", [ROWS[0]]))[0][0] == "CLOSED"


def test_a_word_fills_the_rows_that_were_asked_for(view: LaidDownView, cells: Any) -> None:
    worsen(view, "offers", Health.STALE)
    shown = cells.call("BF_PNL", ("4001", None, None, None, 3.0))
    assert shown == [["STALE", "", "", "", ""], [""] * 5, [""] * 5]


def test_a_match_that_only_one_list_shows_counts_once(view: LaidDownView, cells: Any) -> None:
    """The matches were read before the last 4.00 were matched: they count at the offer's price."""
    view.matched["4001"] = fresh(view.matched["4001"].value[:1])
    [row, *_] = cells.call("BF_PNL", ("4001", None, "GROSS"))
    assert row[2:4] == [6 * 2.0 + 4 * 2.0, -10.0]


def test_rules_and_winners_are_the_users(view: LaidDownView) -> None:
    fine = VenueRules(stake_step=assumed(1, "cents"), minimum_lay=assumed(1, "cents"))
    cells = Cells(view, lambda: "en", fine, {"4003": 1}.get)
    assert cells.call("BF_HEDGE", ("LAY", 2.5, 10.0, 3.0)) == 8.33
    assert cells.call("BF_HEDGE", ("BACK", 3.0, 1.0, 100.0)) == 0.03
    assert cells.call("BF_WHATIF", ("4003", ROWS))[0] == [-57.5, -70.0, 57.5, 1.0]
    assert cells.call("BF_PNL", ("4001",))[0][4] == "unknown"
    assert cells.call("BF_PNL", ("4001", None, None, 2.0))[0][4] == 2.0


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        tuple(tuple(row) for row in ROWS),
        [ROWS[0], [None] * 4, ["", "", "", ""], ROWS[1]],
    ],
)
def test_a_range_is_its_rows_however_it_is_handed_over(cells: Any, rows: Any) -> None:
    assert cells.call("BF_WHATIF", ("4003", rows, 1.0)) == [[-57.5, -70.0, 57.5, 1.0]]


def test_one_row_and_one_cell_are_ranges_too(cells: Any) -> None:
    assert cells.call("BF_WHATIF", ("4003", ROWS[0], 1.0))[0][0] == -50.0
    assert cells.call("BF_DUTCH", ("4001", "1", 10.0)) == [["1", "1", 2.5, 10.0, 25.0, 14.62, ""]]
    assert cells.call("BF_DUTCH", ("4001", None, 10.0)) == [[""] * 7]
    assert cells.call("BF_GREENUP", ("4001", "1", [[2.2]])) == cells.call(
        "BF_GREENUP", ("4001", "1", [["1", 2.2]])
    )


@pytest.mark.parametrize(
    ("name", "values", "part"),
    [
        ("BF_WHATIF", ("4003", [ROWS[0], [], ["1", "LAY", 5.0, 0.0]]), "Row 3 of the range: Stake"),
        ("BF_WHATIF", ("4003", [["1", "LAY", None, 5.0]]), "Row 1 of the range: Price"),
        ("BF_WHATIF", ("4003", [ROWS[0], ["Roma", "LAY", 5.0, 5.0]]), "Row 2 of the range"),
        ("BF_WHATIF", ("4003", [[*ROWS[0], "WORKING"]]), "at most 4 columns"),
        ("BF_WHATIF", ("4003", [[None] * 4] * 1_001), "at most 1000"),
        ("BF_WHATIF", ("4003", []), "only the rows in use"),  # a host would not carry it
        ("BF_WHATIF", ("4003", ROWS, 3.0), "fewer must win"),
        ("BF_WHATIF", ("4003", ROWS, 1.5), "whole number"),
        ("BF_DUTCH", ("4001", [["1"], ["1 · 1"]], 50.0), "Row 2 of the range: 1 is there twice"),
        ("BF_DUTCH", ("4006", [["Aldo"], ["Dino"]], 50.0), "Dino"),
        ("BF_DUTCH", ("4001", [["1"]], 50.0, "MOST"), "TOTAL, PROFIT, RETURN"),
        ("BF_GREENUP", ("4001", None, 2.2), "needs a selection"),
        ("BF_GREENUP", ("4001", "1", [[2.2], [3.0]]), "two columns"),
        ("BF_EQUIVALENT", ("4001", "1", "BACK", 2.0, 5.0), "two selections"),
        ("BF_PNL", ("4001", [["ALL"]]), "one cell, not a range"),
        ("BF_TICKS", (2.0, 3.0, 4.0), "one of the two"),
        ("BF_LIABILITY", ("L", 3.0, 4.0), "BACK or LAY"),
        ("BF_HEALTH", ("ALL",), "STATE"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_where(
    cells: Any, name: str, values: tuple[Any, ...], part: str
) -> None:
    shown = first(cells.call(name, values))
    assert shown.startswith("? ")
    assert part in shown


def test_a_whole_market_at_prices_given_and_at_the_best(cells: Any) -> None:
    given = cells.call("BF_GREENUP", ("4004", None, [["2", 3.5], ["3 · 2", None]]))
    assert first(given).startswith("? Row 1 of the range")  # "2" means two selections
    given = cells.call("BF_GREENUP", ("4004", None, [["3 · 2", 3.5]]))
    assert given[2][2:7] == ["BACK", 3.5, 21.5, 0.0, 0.25]  # 75.00 / 3.50 = 21.43
    best = cells.call("BF_GREENUP", ("4004",))
    assert best[2][2:6] == ["BACK", 3.2, 23.5, 23.5]


def test_no_price_to_level_at_is_said(view: LaidDownView, cells: Any) -> None:
    one = msgspec.structs.replace(MATCH_ODDS[0], lay=())
    view.books["4001"] = fresh(book_of("4001", one, *MATCH_ODDS[1:]))
    [row] = cells.call("BF_GREENUP", ("4001", "1"))
    assert row[2:7] == ["", "", "", "", 30.2]
    assert row[9] == "No price for a LAY: it stays uneven."


def test_history_gives_the_latest_points_and_ends_with_now(view: LaidDownView, cells: Any) -> None:
    view.past["4001", "1"] = tuple(
        PricePoint(READ_AT - timedelta(seconds=100 - n), 250 + 2 * n, 300) for n in range(90)
    )
    shown = cells.call("BF_HISTORY", ("4001", "1", "BACK", 5.0, 5.0))
    assert [row[1] for row in shown] == [4.22, 4.24, 4.26, 4.28, 2.5]
    assert shown[-1][0] == "15:04:05"
    lay = cells.call("BF_HISTORY", ("4001", "1", "LAY"))
    assert [row[1] for row in lay] == [3.0, 2.52]  # it never moved
    assert len(cells.call("BF_HISTORY", ("4001", "1"))) == 60
    for health in (Health.STALE, Health.SUSPENDED, Health.CLOSED, Health.NO_FEED):
        worsen(view, "book", health)
        assert cells.call("BF_HISTORY", ("4001", "1"))[-1] == ["15:04:05", str(health)]
    assert cells.call("BF_HISTORY", ("7", "1")) == [["NO FEED", ""]]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (FeedStatus(True, 7, 12, "", READ_AT), "LIVE"),
        (FeedStatus(True, 7, 12, "HTTP 503", READ_AT), "TROUBLE"),
        (FeedStatus(False, 7, 12, "", READ_AT), "NO FEED"),
        (FeedStatus(True, 7, 12, "", None), "NO FEED"),
    ],
)
def test_health(view: LaidDownView, cells: Any, status: FeedStatus, shown: str) -> None:
    view.feed = status
    assert cells.call("BF_HEALTH", ()) == shown
    assert cells.call("BF_HEALTH", ("TROUBLE",)) == status.trouble
    assert cells.call("BF_HEALTH", ("READ",)) == ("15:04:05" if status.read_at else "NO FEED")
    assert cells.call("BF_HEALTH", ("TOPICS",)) == 7.0
