"""What a trader is asked before something is done: twins, previews, the venue's own cancel."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from tests.support.clocks import Shifted
from tests.support.sheet import TradingSheet, first_markets, offers_of
from xlbetflag.api import translate
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.practice.server import PracticeServer
from xlbetflag.sheet.confirming import before_placing
from xlbetflag.sheet.delivery import Delivery
from xlbetflag.workbook.layout.orders import ORDER_TABLE


@pytest.fixture
def far(server: PracticeServer, sheet: TradingSheet) -> Callable[[int], float]:
    """A price that nobody takes, some ticks beyond the best."""
    return partial(sheet.far, first_markets(server)[0])


def test_twins_are_counted_named_and_placed_when_confirmed(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float]
) -> None:
    market = first_markets(server)[0]
    order = (market, sheet.label(market, 0), "BACK", far(10), 5)
    sheet.type_order(0, *order)
    twin = sheet.type_order(1, *order)
    sheet.arm()
    answer = sheet.host.sheet.command("PLACE")
    assert answer.startswith("1 rows are on their way, 1 were refused")
    assert answer.endswith(f"give PLACE TWINS {twin}.")
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING", "REFUSED"])
    sheet.host.sheet.command("PLACE")
    assert sheet.host.sheet.command("place twins") == "Say which rows you confirm, as in " + (
        "PLACE TWINS 5 7."
    )
    assert len(offers_of(server)) == 1
    answer = sheet.host.sheet.command(f"place twins {twin}")
    assert answer == "1 rows are on their way, 0 were refused: see their messages."
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING", "WORKING"])
    sheet.host.sheet.command(f"place twins {twin}")
    sheet.host.tick()
    assert len(offers_of(server)) == 2


@pytest.mark.parametrize("typed", ["place?", "PREVIEW"])
def test_a_preview_is_a_sentence_and_sends_nothing(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], typed: str
) -> None:
    market = first_markets(server)[0]
    sheet.type_order(0, market, sheet.label(market, 0), "BACK", far(10), 5)
    sheet.type_order(1, market, sheet.label(market, 1), "BACK", "due", 5)
    assert "not armed" in sheet.host.sheet.command(typed)
    sheet.arm()
    answer = sheet.host.sheet.command(typed)
    assert answer == (
        "PLACE would send 1 rows, 5.00 € of stakes; worst outcome of their markets -5.00 €, with "
        "what stands there already. 1 rows would stay."
    )
    assert sheet.statuses() == ["", ""]
    assert not offers_of(server)


def test_the_question_lists_what_leaves_and_what_stays_with_why(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float]
) -> None:
    market = first_markets(server)[0]
    goes = sheet.type_order(0, market, sheet.label(market, 0), "BACK", far(10), 5)
    stays = sheet.type_order(1, market, sheet.label(market, 1), "BACK", "due", 5)
    sheet.arm()
    asked = before_placing(sheet.host.sheet, "en")
    found = sheet.desk.feed.find(market)
    assert found is not None
    event, listed = found
    now = f"{sheet.best(market, 0, 'BACK'):.2f}"
    name = listed.selections[0].name
    assert asked.token
    assert asked.words.splitlines()[2:4] == [
        f"Row {goes} goes: {event.name}, {listed.name}, {name}: BACK 5.00\u00a0€ @ {far(10):.2f}, "
        f"now {now}.",
        f"Row {stays} stays. " + asked.words.splitlines()[3].partition("stays. ")[2],
    ]
    assert "'due'" in asked.words
    assert "\u22125.00\u00a0€" in asked.words  # no line ends after a minus
    assert asked.words.endswith("Send them?")
    sheet.host.sheet.place_confirmed(asked.token)
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING", "REFUSED"])
    sheet.type_order(2, market, sheet.label(market, 2), "BACK", far(11), 4)
    again = before_placing(sheet.host.sheet, "en").words
    assert f"Row {stays}" not in again  # refused before, and not changed
    assert "0 rows would stay" in again


def test_a_long_list_says_how_many_more_there_are(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float]
) -> None:
    market = first_markets(server)[0]
    for place in range(18):
        sheet.type_order(place, market, sheet.label(market, 0), "BACK", far(10 + place), 5)
    sheet.arm()
    words = before_placing(sheet.host.sheet, "en").words
    lines = [line for line in words.splitlines() if line.startswith("Row ")]
    assert f"... and {18 - len(lines)} more rows." in words
    assert len(words) < 1_000  # what Excel's box shows whole


def test_a_confirmed_preview_is_placed_and_a_changed_one_is_not(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float]
) -> None:
    market = first_markets(server)[0]
    sheet.type_order(0, market, sheet.label(market, 0), "BACK", far(10), 5)
    sheet.arm()
    commands = sheet.host.sheet.commands
    token = commands.preview().token
    sheet.type_order(0, market, sheet.label(market, 0), "BACK", far(10), 6)
    commands.place(token=token)
    assert "have changed" in sheet.order(0)["message"]
    assert not offers_of(server)
    commands.place(token=commands.preview().token)
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING"])


def test_the_venues_own_cancel_is_asked_for_twice(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float]
) -> None:
    market = first_markets(server)[0]
    sheet.works(market)
    by_hand = translate.placement(market, [Bet("1", Side.BACK, round(far(12) * 100), 500)])
    server.exchange.place(server.exchange.account("demo"), by_hand)
    answer = sheet.host.sheet.command("cancel all at venue")
    assert "placed by hand" in answer
    sheet.host.tick()
    assert sheet.statuses() == ["WORKING"]
    assert "cancel_unmatched" not in sheet.desk.client.calls
    sheet.host.sheet.command("cancel all at venue yes")
    sheet.tick_until(lambda: sheet.statuses() == ["CANCELLED"])
    sheet.tick_until(lambda: all(offer["remaining"] == 0 for offer in offers_of(server)))


def test_a_row_goes_on_with_the_order_that_replaced_its_own(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float]
) -> None:
    market = first_markets(server)[0]
    row = sheet.works(market)
    first = sheet.order(0)
    assert "REPLACE 5 3.40" in sheet.host.sheet.command("replace")
    assert "not a number" in sheet.host.sheet.command(f"replace {row} dieci")
    answer = sheet.host.sheet.command(f"replace {row} {far(12)}")
    assert answer.startswith(f"Row {row} is being cancelled")
    sheet.tick_until(
        lambda: sheet.order(0)["key"] == first["key"] + "/2" and sheet.statuses() == ["WORKING"]
    )
    now = sheet.order(0)
    assert now["price"] == far(12)
    assert now["offer_id"] != first["offer_id"]
    sheet.host.sheet.command("PLACE")
    sheet.host.tick()
    assert [offer["remaining"] for offer in offers_of(server)] == [0, 500]


def test_an_old_copy_of_the_file_follows_too(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float]
) -> None:
    market = first_markets(server)[0]
    row = sheet.works(market)
    key = sheet.order(0)["key"]
    sheet.host.sheet.command(f"replace {row} {far(12)}")
    sheet.tick_until(lambda: sheet.order(0)["key"] != key)
    # As an undo or an older copy brings it back:
    sheet.cell(ORDER_TABLE, 0, "key").value = key
    sheet.cell(ORDER_TABLE, 0, "price").value = far(10)
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.order(0)["key"] == key + "/2")
    assert sheet.order(0)["price"] == far(12)
    assert len(offers_of(server)) == 2


def test_a_sheet_that_no_longer_ticks_may_not_trade_on_what_it_shows(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float]
) -> None:
    market = first_markets(server)[0]
    sheet.type_order(0, market, sheet.label(market, 0), "BACK", far(10), 5)
    sheet.host.book.names["PriceAge"].refers_to_range.value = 0.5
    sheet.arm()
    shown = sheet.host.sheet.commands.rows()[0]
    assert shown.draft
    assert 0 < shown.draft.shown_age < 0.5
    sheet.host.tick()
    feed = sheet.desk.feed
    read_at = feed.book(market).read_at
    assert read_at is not None
    clock = Shifted()
    clock.skew = timedelta(seconds=3)
    sheet.host.sheet.commands._delivery._scheduler = clock
    assert feed.book(market).age < 0.5
    sheet.host.sheet.command("PLACE")
    assert sheet.statuses() == ["REFUSED"]
    assert "s old, the limit is 0.5 s" in sheet.order(0)["message"]
    assert not offers_of(server)


def test_what_was_never_delivered_has_no_age_of_its_own(
    server: PracticeServer, sheet: TradingSheet
) -> None:
    delivery = Delivery(sheet.desk.scheduler)
    market = first_markets(server)[0]
    assert delivery.age(market) == 0.0
    delivery.given(market, sheet.desk.feed.book(market))
    before = delivery.age(market)
    assert before > 0.0
    sheet.tick_until(lambda: delivery.age(market) > before + 0.3)
    assert sheet.desk.feed.book(market).age < delivery.age(market)
