"""What is remembered of prices: the changes, the latest, and no more than there is room for."""

from datetime import timedelta

from tests.feed.test_feed import START, ScriptedClient, a_book, running
from tests.support.conditions import wait_until
from tests.support.views import book_of, offered
from xlbetflag.feed import Cadence
from xlbetflag.feed.history import History
from xlbetflag.market.book import PricePoint
from xlbetflag.market.reading import Health


def seen(history: History, prices: list[int]) -> tuple[PricePoint, ...]:
    for second, price in enumerate(prices):
        history.note(a_book(price=price), START + timedelta(seconds=second))
    return history.of("7", "1")


def test_only_changes_are_kept_with_the_moment_they_were_seen() -> None:
    points = seen(History(), [200, 200, 202, 202, 200])
    assert points == (
        PricePoint(START, 200, 202),
        PricePoint(START + timedelta(seconds=2), 202, 204),
        PricePoint(START + timedelta(seconds=4), 200, 202),
    )


def test_the_latest_make_the_older_ones_give_way() -> None:
    points = seen(History(points=3), list(range(200, 300, 2)))
    assert [point.back for point in points] == [294, 296, 298]


def test_a_side_without_an_offer_is_a_change_too() -> None:
    history = History()
    history.note(a_book(price=200), START)
    history.note(book_of("7", offered("1", "Roma", lay=[(202, 500)])), START)
    assert [(point.back, point.lay) for point in history.of("7", "1")] == [(200, 202), (0, 202)]


def test_a_market_that_is_forgotten_takes_its_past_along() -> None:
    history = History()
    seen(history, [200, 202])
    history.forget("7")
    history.forget("7")
    assert history.of("7", "1") == ()
    assert history.of("8", "1") == ()


def test_the_feed_remembers_what_it_reads_and_forgets_with_the_topic() -> None:
    client = ScriptedClient()
    prices = iter(range(200, 300, 2))
    client.book_answer = lambda market_id: a_book(market_id, next(prices, 300))
    quick = Cadence(book=0.01, forget_after=0.2, requests_per_second=10_000)
    with running(client, quick) as feed:
        wait_until(lambda: feed.book("7").health is Health.LIVE and len(feed.history("7", "1")) > 3)
        points = feed.history("7", "1")
        assert [point.back for point in points] == [200 + 2 * n for n in range(len(points))]
        assert [point.at for point in points] == sorted(point.at for point in points)
        wait_until(lambda: feed.history("7", "1") == ())  # nobody asks for the book any more
