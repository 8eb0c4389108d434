"""The Ladder sheet, calculated with the real functions over a laid-down view."""

import xlwings as xw

from tests.support.views import BOOK, LaidDownView, fresh
from tests.workbook.conftest import Writes, rows
from xlbetflag.market.reading import Health
from xlbetflag.workbook.layout.ladder import CHOICE, RUNGS
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.ladder import LadderCells, LadderChoice

LADDER = f"B5:J{4 + RUNGS}"


def ladder(book: xw.Book) -> dict[object, list[object]]:
    """By price, the cells around it; empty rungs are left out."""
    found = rows(book, "Ladder", LADDER)
    return {row[3]: row[:3] + row[4:] for row in found if row[3] is not None}


def test_the_first_market_of_the_board_is_shown_at_first(watching: xw.Book) -> None:
    watching.app.calculate()
    assert [row[0] for row in rows(watching, "Ladder", "M5:M6")] == ["813016", "1 · 1"]
    assert watching.sheets["Ladder"]["B3"].value == (
        "Lazio - Hellas Verona · Esito finale 1X2  ·  1 · 1"
    )
    assert rows(watching, "Ladder", "H3:J3") == [["LIVE", None, 0.4]]
    found = ladder(watching)
    assert len(found) == RUNGS
    assert found[2.1] == [None, 6, 150, "▲", None, None, None, "LIVE"]
    assert found[2.12][0] == 4
    assert found[2.04][1:3] == [None, "?"]


def test_another_selection_is_chosen_in_the_yellow_cell(watching: xw.Book) -> None:
    watching.sheets["Ladder"]["M6"].value = "X"
    watching.app.calculate()
    found = ladder(watching)
    assert found[3.3][2] == 12.5
    assert found[3.4][4] == 0.8


def test_a_choice_that_is_none_says_so_in_the_title(watching: xw.Book) -> None:
    watching.sheets["Ladder"]["M6"].value = "Napoli"
    watching.app.calculate()
    assert str(watching.sheets["Ladder"]["B3"].value).startswith("? ")
    watching.sheets["Ladder"]["M5"].value = None
    watching.app.calculate()
    assert "yellow cells" in str(watching.sheets["Ladder"]["B3"].value)
    assert ladder(watching) == {}


def test_without_a_feed_no_number_stands_on_the_ladder(
    watching: xw.Book, view: LaidDownView
) -> None:
    watching.app.calculate()
    assert ladder(watching)
    view.books.clear()
    watching.app.calculate()
    assert ladder(watching) == {}
    assert rows(watching, "Ladder", "H3:H3") == [["NO FEED"]]
    assert rows(watching, "Ladder", "U12:U14") == [[None]] * 3  # nor any profit beside it
    watching.sheets["Ladder"]["M6"].value = "1 · 1"
    watching.app.calculate()
    assert list(ladder(watching)) == ["NO FEED"]


def test_a_state_stands_in_the_title_and_in_every_row(
    watching: xw.Book, view: LaidDownView
) -> None:
    view.books["813016"] = fresh(BOOK, Health.SUSPENDED)
    watching.app.calculate()
    assert {row[-1] for row in ladder(watching).values()} == {"SUSPENDED"}
    assert rows(watching, "Ladder", "H3:H3") == [["SUSPENDED"]]


def test_the_markets_selections_stand_beside_it(watching: xw.Book) -> None:
    watching.app.calculate()
    first, second, third, blank = rows(watching, "Ladder", "L12:W15")
    assert first[:2] == ["1", "1"]
    assert (first[9], second[9], third[9]) == (44, -10, -14.1)
    assert [row[11] for row in (first, second, third)] == ["1 · 1", "2 · X", "3 · 2"]
    assert blank == [None] * 12


def test_the_centre_is_written_once_and_belongs_to_its_selection(
    watching: xw.Book, writes: Writes
) -> None:
    watching.app.calculate()
    cells = LadderCells(watching)
    choice = cells.choice()
    assert choice == LadderChoice("813016", "1 · 1", None)
    cells.show_centre(choice, 212)
    assert writes.take() == ["Ladder!M7"]
    assert cells.choice() == LadderChoice("813016", "1 · 1", 212)
    watching.sheets["Ladder"]["M6"].value = "X"
    assert cells.choice() == LadderChoice("813016", "X", None)
    watching.app.calculate()
    assert rows(watching, "Ladder", "E20:E20") == [[2.12]]  # the middle rung


def test_a_workbook_without_the_sheet_has_no_choice(watching: xw.Book) -> None:
    watching.names[CHOICE].delete()
    assert Binding(watching).ladder.choice() is None


def test_a_market_that_cannot_be_read_is_no_choice(watching: xw.Book) -> None:
    watching.sheets["Ladder"]["M5"].value = "Lazio"
    assert LadderCells(watching).choice() is None
