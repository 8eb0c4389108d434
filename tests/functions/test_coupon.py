"""BF_COUPON: a line a market, sorted and filtered; what is mine only where it is asked for."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.views import BOOK, EVENT, MARKET, NOTHING, LaidDownView, book_of, fresh, offered
from xlbetflag.functions import Cells
from xlbetflag.functions.coupon import STATES, coupon_columns, shortest
from xlbetflag.market.exposure import best_result, worst_result
from xlbetflag.market.reading import Health, Reading

COLUMNS = coupon_columns()
OURS = "813016"


@pytest.fixture
def view() -> LaidDownView:
    """Three events of a market each: ours at 20:45, one before it and one a day later."""
    view = LaidDownView()
    others = [
        ("901", "Torino - Genoa", "Serie A", timedelta(hours=-3)),
        ("902", "Ascoli - Bari", "Serie B", timedelta(days=1)),
    ]
    events = [EVENT]
    for market_id, name, competition, later in others:
        market = msgspec.structs.replace(MARKET, market_id=market_id)
        events.append(
            msgspec.structs.replace(
                EVENT,
                event_id=f"4{market_id}",
                name=name,
                competition=competition,
                start=EVENT.start + later,
                markets=(market,),
            )
        )
        view.books[market_id] = fresh(msgspec.structs.replace(BOOK, market_id=market_id))
    view.events = fresh(tuple(events))
    return view


def lines(view: LaidDownView, markets: object, *more: object) -> list[dict[str, Any]]:
    cells = Cells(view, lambda: "en", winners=lambda market_id: 1)
    table: Any = cells.call("BF_COUPON", (markets, *more))
    return [dict(zip(COLUMNS, row, strict=True)) for row in table]


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [line["Market id"] for line in found if line["Market id"]]


ALL = [[OURS, 5.0, "YES"], ["902", "YES 5", ""], [None, "", ""], ["901", 7.0, ""]]


def test_a_line_tells_start_names_prices_and_state(view: LaidDownView) -> None:
    (line,) = lines(view, [[OURS]])
    assert [line[head] for head in COLUMNS[:4]] == [
        "20:45", "Lazio - Hellas Verona", "Esito finale 1X2", "",
    ]  # fmt: skip
    assert [line[head] for head in COLUMNS[4:9]] == ["1", 2.1, 150, 2.14, 90]
    assert [line[head] for head in COLUMNS[14:19]] == ["2", "", "", 4.1, 5]
    assert (line["More"], line["Status"], line["Age"], line["State"]) == ("", "LIVE", 1, 1)
    view.live.add(OURS)
    assert lines(view, [[OURS]])[0]["Start"] == "LIVE"


def test_lines_are_sorted_by_time_by_event_or_as_watched(view: LaidDownView) -> None:
    assert ids(lines(view, ALL)) == ["901", OURS, "902"]
    assert ids(lines(view, ALL, "event")) == ["902", OURS, "901"]
    assert ids(lines(view, ALL, "WATCH")) == [OURS, "902", "901"]
    assert lines(view, ALL)[2]["Start"] == "04/05 20:45"
    assert str(lines(view, ALL, "PRICE")[0]["Start"]).startswith("? ")


def test_lines_are_filtered_by_competition_and_by_row_of_watch(view: LaidDownView) -> None:
    assert ids(lines(view, ALL, None, "serie a")) == ["901", OURS]
    assert ids(lines(view, ALL, None, "", 5.0)) == [OURS, "902"]
    assert ids(lines(view, ALL, None, "", "yes")) == ["902"]
    assert ids(lines(view, ALL, None, "Premier")) == []


def test_a_market_that_the_menu_has_no_more_stands_last_with_its_id(view: LaidDownView) -> None:
    view.books["700"] = fresh(msgspec.structs.replace(BOOK, market_id="700"))
    found = lines(view, [["700"], *ALL])
    assert ids(found)[-1] == "700"
    assert (found[-1]["Event"], found[-1]["Start"], found[-1]["Back 1"]) == ("700", "", 2.1)


@pytest.mark.parametrize("health", list(Health))
def test_each_state_has_its_number_and_without_a_feed_no_price_stands(
    view: LaidDownView, health: Health
) -> None:
    view.books[OURS] = fresh(BOOK, health)
    (line,) = lines(view, [[OURS]])
    assert (line["Status"], line["State"]) == (str(health), STATES[health])
    assert (line["Back 1"] == "") is (health is Health.NO_FEED)
    assert (line["Age"] == "") is (health is Health.NO_FEED)


def test_before_the_first_answer_a_line_says_no_feed(view: LaidDownView) -> None:
    view.books.clear()
    view.events = NOTHING
    (line,) = lines(view, [[OURS]])
    assert (line["Event"], line["Status"], line["Selection 1"]) == (OURS, "NO FEED", "")


def test_what_is_mine_is_asked_for_only_where_the_list_says_so(view: LaidDownView) -> None:
    asked: list[str] = []

    class Counted(LaidDownView):
        def offers(self, market_id: str) -> Reading[Any]:
            asked.append(market_id)
            return super().offers(market_id)

    counted = Counted()
    (line,) = lines(counted, [[OURS, "", ""]])
    assert (line["Worst"], line["Best"], line["Open"], asked) == ("", "", "", [])
    (line,) = lines(counted, [[OURS, "", "YES"]])
    # A back of "1" for 4.00 at 2.12 and a lay of "2" for 5.00 at 4.10 are matched: "2" brings
    # -4.00 - 15.50, "1" 4.48 + 5.00 less 2.51 %; 6.00 of the back are still open.
    assert (line["Worst"], line["Best"], line["Open"]) == (-19.5, 9.24, 1)
    counted.mine[OURS] = fresh(counted.mine[OURS].value, Health.STALE)
    (line,) = lines(counted, [[OURS, "", "YES"]])
    assert (line["Worst"], line["Best"], line["Open"]) == ("?", "?", "?")


def test_a_table_is_as_long_as_asked_and_says_what_it_leaves_out(view: LaidDownView) -> None:
    assert [row["Market id"] for row in lines(view, ALL, None, None, None, 5.0)][3:] == ["", ""]
    short = lines(view, ALL, None, None, None, 2.0)
    assert (short[0]["Market id"], short[1]["Start"]) == ("901", "+2")


def test_of_a_long_field_the_shortest_three_are_shown(view: LaidDownView) -> None:
    prices = {"Aldo": 900, "Bruno": 210, "Carlo": 350, "Dino": 500}
    runners = [offered(str(n), name, [(p, 100)]) for n, (name, p) in enumerate(prices.items())]
    view.books[OURS] = fresh(book_of(OURS, *runners, offered("9", "Ezio")))
    (line,) = lines(view, [[OURS]])
    shown = [line[f"Selection {n}"] for n in (1, 2, 3)]
    assert (shown, line["More"]) == (["Bruno", "Carlo", "Dino"], "+2")
    assert [each.name for each in shortest(runners[:2])] == ["Aldo", "Bruno"]


RESULTS = st.dictionaries(
    st.sampled_from("123456"), st.tuples(st.integers(-900, 900), st.integers(-900, 900))
)


@given(RESULTS, st.sampled_from([None, 1, 2, 3]))
def test_the_best_result_is_the_worst_of_who_took_the_other_side(
    held: dict[str, tuple[int, int]], winners: int | None
) -> None:
    other = {each: (-wins, -loses) for each, (wins, loses) in held.items()}
    best = best_result("123456", held, winners)
    assert best == -worst_result("123456", other, winners)
    assert best >= worst_result("123456", held, winners)
