import pytest

from tests.support.views import BOOK as VIEWED
from tests.support.views import book_of, offered
from xlbetflag.market.book import Book, Level, SelectionBook, with_moves
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState


def book(*, version: int = 1, **best_backs: int | None) -> Book:
    """A book whose selections a, b ... have these best back prices."""
    selections = (
        offered(name, name.upper(), [] if price is None else [(price, 500)], [(900, 1)])
        for name, price in best_backs.items()
    )
    return book_of("813016", *selections, version=version)


def moves(*history: Book) -> dict[str, int]:
    seen = None
    for each in history:
        seen = with_moves(each, seen)
    assert seen is not None
    return {selection.selection_id: selection.move for selection in seen.selections}


def test_the_first_book_has_no_moves() -> None:
    assert moves(book(a=200, b=300)) == {"a": 0, "b": 0}


def test_a_price_that_rose_or_fell() -> None:
    assert moves(book(a=200, b=300), book(a=202, b=295)) == {"a": 1, "b": -1}


def test_the_last_move_stays_while_the_price_does() -> None:
    assert moves(book(a=200), book(a=202), book(a=202), book(a=202)) == {"a": 1}
    assert moves(book(a=200), book(a=202), book(a=202), book(a=198)) == {"a": -1}


def test_a_price_that_went_away_is_no_move() -> None:
    assert moves(book(a=200), book(a=202), book(a=None)) == {"a": 1}
    assert moves(book(a=200), book(a=None), book(a=150)) == {"a": 0}


def test_a_selection_that_appears_has_no_move() -> None:
    assert moves(book(a=200), book(a=202, b=300)) == {"a": 1, "b": 0}
    assert moves(book(a=200, b=300), book(b=302)) == {"b": 1}


def test_moves_change_nothing_else() -> None:
    now = with_moves(book(a=202, version=8), book(a=200, version=7))
    assert (now.market_id, now.version, now.state) == ("813016", 8, MarketState.OPEN)
    assert now.selections[0] == SelectionBook("a", "A", (Level(202, 500),), (Level(900, 1),), 1)


def test_the_best_of_a_side_is_its_first_level() -> None:
    selection = SelectionBook("a", "A", (Level(200, 1), Level(198, 2)), ())
    assert selection.best(Side.BACK) == Level(200, 1)
    assert selection.best(Side.LAY) is None
    assert selection.levels(Side.BACK) == selection.back
    assert selection.levels(Side.LAY) == ()


def test_a_selection_is_found_by_its_id() -> None:
    found = book(a=200, b=300).selection("b")
    assert found is not None
    assert found.name == "B"
    assert book(a=200).selection("z") is None


def test_a_book_cannot_be_changed_by_one_who_reads_it() -> None:
    one = book(a=200)
    with pytest.raises(AttributeError):
        one.version = 9
    with pytest.raises(AttributeError):
        one.selections[0].back[0].price = 9


@pytest.mark.parametrize(
    ("size", "taken"),
    [
        (0, []),
        (1_000, [(210, 1_000)]),
        (15_000, [(210, 15_000)]),
        (16_000, [(210, 15_000), (208, 1_000)]),
        (99_000, [(210, 15_000), (208, 2_000), (206, 350)]),  # all there is
    ],
)
def test_a_bet_takes_the_best_first(size: int, taken: list[tuple[int, int]]) -> None:
    found = VIEWED.selections[0].takes(Side.BACK, size)
    assert [(level.price, level.size) for level in found] == taken


def test_the_percentage_of_a_book_needs_a_price_of_every_selection() -> None:
    lays = [214, 340, 410]
    assert VIEWED.percentage(Side.LAY) == pytest.approx(sum(100 / price for price in lays))
    assert VIEWED.percentage(Side.BACK) is None
    assert Book("7", 1, MarketState.OPEN, ()).percentage(Side.BACK) is None
