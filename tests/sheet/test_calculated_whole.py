"""The trading sheet shows what a calculation of everything would, tick for tick."""

from pathlib import Path

from tests.support.market_sheet import market_sheet
from tests.support.rolling_sheet import rolling_sheet
from tests.support.whole_calculation import assert_as_calculated_whole
from xlbetflag.workbook.layout.sheets import BOARD, ORDERS


def test_through_quiet_ticks_news_a_feed_that_stops_and_what_is_typed(tmp_path: Path) -> None:
    with market_sheet(tmp_path, blocks=3, events=4) as here:
        book = here.host.book
        orders, board = book.sheets[ORDERS], book.sheets[BOARD]
        first = board.range("B4").value
        orders.range("Z1").formula = f'=BF_PRICE("{first}",1)*2'
        orders.range("Z2").formula2 = f'=BF_BOOK("{first}",1)'
        orders.range("Z40").formula = "=BF_AGE(Board!B4)>5"

        def holds() -> None:
            here.host.tick()
            book.app.calculate()  # what the tick wrote last
            assert_as_calculated_whole(book.impl.store, book.impl.functions)

        for seconds in (0.3, 1.0, 4.9, 30.0):
            here.news()
            holds()
            here.quiet(seconds)
            holds()
        board.range("B4").value = board.range("B16").value
        holds()
        board.range("B16").value = None
        here.news()
        holds()
        here.quiet(7_200.0)  # by age alone all is stale, then gone
        holds()
        here.news()
        holds()
        here.desk.feed.stop()
        holds()
        assert board.range("Q5").value == "NO FEED"


def test_with_offers_and_matches_that_change(tmp_path: Path) -> None:
    with rolling_sheet(tmp_path, blocks=3) as sheet:
        for _ in range(5):
            sheet.roll()
            sheet.book.app.calculate()
            assert_as_calculated_whole(sheet.book.impl.store, sheet.book.impl.functions)


def test_what_is_not_asked_again_counts_as_delivered_with_the_reading_that_it_shows(
    tmp_path: Path,
) -> None:
    with market_sheet(tmp_path, blocks=1, events=2) as here:
        market = str(here.host.view().blocks[0].market_id)
        delivery = here.host.sheet.commands._delivery
        here.news()
        here.host.tick()
        fresh = delivery.age(market)
        for _ in range(3):
            here.quiet(2.0)
            here.host.tick()
        assert abs(delivery.age(market) - (fresh + 6.0)) < 1e-6
        assert abs(here.host.book.sheets[BOARD].range("R4").value - delivery.age(market)) <= 0.1
