"""What a batch asks of names, tables and sheets is asked once, and together."""

from typing import Any

import pytest
import xlwings as xw

from xlbetflag.engines import calc
from xlbetflag.engines.calc.connection import Connection


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The operations of each round trip."""
    found: list[list[str]] = []
    exchange = Connection._exchange

    def noted(self: Connection, calls: list[list[Any]], timeout: float | None) -> Any:
        found.append([str(call[0]) for call in calls])
        return exchange(self, calls, timeout)

    monkeypatch.setattr(Connection, "_exchange", noted)
    return found


def test_a_batch_that_comes_again_asks_where_things_are_in_one_round_trip(
    book: xw.Book, trips: list[list[str]]
) -> None:
    book.names.add("First", f"='{book.sheets[0].name}'!$A$1")
    book.names.add("Second", f"='{book.sheets[0].name}'!$B$2:$B$3")

    def tick() -> list[str]:
        trips.clear()
        with calc.batch(book.app):
            found = [book.names[name].refers_to_range.address for name in ("First", "Second")]
            book.sheets[0]["A1"].value = len(book.sheets)
        return found

    assert tick() == ["$A$1", "$B$2:$B$3"]
    assert len(trips) > 2
    assert tick() == ["$A$1", "$B$2:$B$3"]
    assert len(trips) == 2  # where things are; what is written
    assert trips[-1] == ["range.write"]


def test_the_next_batch_sees_what_has_moved(book: xw.Book) -> None:
    sheet = book.sheets[0]
    book.names.add("Place", f"='{sheet.name}'!$A$1")

    def place() -> str:
        with calc.batch(book.app):
            return str(book.names["Place"].refers_to_range.address)

    assert place() == "$A$1"
    sheet["1:1"].insert("down")
    assert place() == "$A$2"


def test_what_a_batch_itself_moves_is_asked_again(book: xw.Book) -> None:
    sheet = book.sheets[0]
    book.names.add("Place", f"='{sheet.name}'!$A$1")
    with calc.batch(book.app):
        assert book.names["Place"].refers_to_range.address == "$A$1"
        sheet["1:1"].insert("down")
        assert book.names["Place"].refers_to_range.address == "$A$2"
        sheet.name = "Renamed"
        assert next(each.name for each in book.sheets) == "Renamed"


def test_a_name_that_is_gone_is_missed_alone(book: xw.Book) -> None:
    for number in (1, 2, 3):
        book.names.add(f"Place{number}", f"='{book.sheets[0].name}'!$A${number}")

    def rows() -> list[int | None]:
        with calc.batch(book.app):
            return [
                book.names[name].refers_to_range.row if name in book.names else None
                for name in ("Place1", "Place2", "Place3")
            ]

    assert rows() == [1, 2, 3]
    book.names["Place2"].delete()
    assert rows() == [1, None, 3]
    assert rows() == [1, None, 3]
