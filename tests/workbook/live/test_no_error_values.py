"""No cell of ours shows an error value: whatever is watched, known, lost or opened again."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import xlwings as xw

from tests.support.errors import error_values
from tests.support.views import BOOK, EVENT, MARKET, MATCHES, OFFERS, LaidDownView, fresh
from xlbetflag.engines import headless
from xlbetflag.market.book import Book
from xlbetflag.market.menu import Event
from xlbetflag.market.reading import Health
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.build.variants import build_values, build_with_macros
from xlbetflag.workbook.live.binding import Binding

FILE_ID = "f00000001"
COUNTS = (0, 1, 6, 40, 100)


@pytest.fixture
def app() -> Iterator[xw.App]:
    headless.activate()
    app = xw.App(add_book=False)
    yield app
    app.quit()


def nothing_known(view: LaidDownView) -> None:
    """As before the first answer, and without a feed."""
    for known in (view.books, view.mine, view.matched, view.profits):
        known.clear()


def lay_down(view: LaidDownView, count: int) -> tuple[Event, ...]:
    """So many markets of one event, the first with offers of mine, the last suspended."""
    markets = [msgspec.structs.replace(MARKET, market_id=str(900 + n)) for n in range(count)]
    nothing_known(view)
    for number, market in enumerate(markets):
        health = Health.SUSPENDED if number and number == count - 1 else Health.LIVE
        book: Book = msgspec.structs.replace(BOOK, market_id=market.market_id)
        view.books[market.market_id] = fresh(book, health)
    if markets:
        view.mine[markets[0].market_id] = fresh(OFFERS)
        view.matched[markets[0].market_id] = fresh(MATCHES)
    events = (msgspec.structs.replace(EVENT, markets=tuple(markets)),) if markets else ()
    view.events = fresh(events)
    return events


@pytest.mark.parametrize("count", COUNTS)
def test_no_cell_shows_an_error_however_many_markets_are_watched(
    app: xw.App, view: LaidDownView, tmp_path: Path, count: int
) -> None:
    path, saved = tmp_path / "trader.xlsx", tmp_path / "saved.xlsx"
    build(path, file_id=FILE_ID, blocks=max(6, count), market_rows=120, examples=True)
    events = lay_down(view, count)
    known = dict(view.books)
    nothing_known(view)
    book = app.books.open(str(path))

    def errors() -> list[str]:
        app.calculate()
        return error_values(book)

    assert errors() == []
    binding = Binding(book)
    binding.show_markets(events)
    book.sheets["Markets"]["B5"].resize(max(1, count), 1).value = "YES" if count else None
    assert len(list(filter(None, binding.assign_blocks(binding.watched())))) == count
    assert errors() == []  # before the first answer
    lay_down(view, count)
    assert errors() == []
    view.books |= {market: fresh(BOOK, Health.STALE) for market in list(known)[:3]}
    assert errors() == []
    nothing_known(view)
    assert errors() == []
    book.save(str(saved))
    book.close()
    book = app.books.open(str(saved))
    assert errors() == []


@pytest.mark.parametrize("write", [build, build_values, build_with_macros])
def test_a_fresh_file_shows_no_error_before_anything_is_calculated(
    app: xw.App, tmp_path: Path, write: object
) -> None:
    path = tmp_path / "trader.xlsm"
    write(path, file_id=FILE_ID, market_rows=60)  # type: ignore[operator]
    assert error_values(app.books.open(str(path))) == []


def test_the_walk_finds_an_error_wherever_it_stands(
    app: xw.App, view: LaidDownView, tmp_path: Path
) -> None:
    path = tmp_path / "trader.xlsx"
    build(path, file_id=FILE_ID, market_rows=60)
    book = app.books.open(str(path))
    book.sheets["Help"]["F7"].formula = "=1/0"
    book.sheets["Log"]["D204"].formula = "=MATCH(1,A1:A2,0)"
    app.calculate()
    assert error_values(book) == ["Log!D204 #N/A", "Help!F7 #DIV/0!"]
