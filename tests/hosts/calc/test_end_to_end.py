"""A trader before a real Calc window: prices, a typed order, a click on Place, the results."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.hosts.calc.desktop import Desktop
from tests.hosts.calc.window import Window
from tests.support.conditions import wait_until
from tests.support.sheet import TradingSheet, first_markets, offers_of, settings_for
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.hosts.calc.host import CalcHost
from xlbetflag.practice.server import Options, PracticeServer
from xlbetflag.practice.server import build as build_exchange
from xlbetflag.workbook.build.builder import build as build_workbook
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import FIRST_TABLE_ROW, ORDERS

QUESTION = "^Betflag$"


class Seat(TradingSheet):
    """A trader's place: the sheet in its window, the exchange behind it."""

    def __init__(self, desk: Desk, host: CalcHost, window: Window, server: PracticeServer) -> None:
        super().__init__(desk, host)
        self.window = window
        self.server = server

    def select(self, sheet: str, cell: str) -> None:
        """Put the cursor there, and the keyboard's focus."""
        self.host.book.sheets[sheet].activate()
        self.host.book.sheets[sheet].range(cell).select()
        self.window.desktop.focus(self.window.desktop.window("LibreOffice Calc$"))
        self.window.desktop.press("Down", "Up")  # a marked cell would keep Tab within itself

    def answer(self, key: str, *, after: str = "") -> str:
        """Answer the question that PLACE asks, another one than `after`; its window."""
        desktop = self.window.desktop
        try:
            self.tick_until(lambda: set(desktop.windows(QUESTION)) - {after}, seconds=60)
        except AssertionError:
            print(self.statuses(), self.desk.log())
            raise
        (box,) = set(desktop.windows(QUESTION)) - {after}
        desktop.focus(box)
        desktop.press(f"alt+{key}")
        return box


@pytest.fixture(scope="module")
def seat(
    screen: None, installed_profile: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seat]:
    folder = tmp_path_factory.mktemp("la mia è") / "con spazi e così"
    folder.mkdir()
    profile = folder / "profile"
    shutil.copytree(installed_profile, profile)
    path = folder / "quote più belle.xlsx"
    build_workbook(path, file_id="seen", environment="practice")
    with ExitStack() as stack:
        server = stack.enter_context(PracticeServer(build_exchange(Options(seed=3))))
        window = Window(stack.enter_context(Desktop()), profile)
        desk = stack.enter_context(Desk(settings_for(server.url), PRACTICE, folder / "journal"))
        host = stack.enter_context(CalcHost(desk, path, profile, closes=True))
        found = Seat(desk, host, window, server)
        found.watch(first_markets(server)[0])
        found.tick_until(lambda: found.host.view().blocks[0].rows[0][15] == "LIVE", seconds=30)
        yield found


def test_prices_move_in_their_cells(seat: Seat) -> None:
    seen = seat.host.view().blocks[0].rows[0][7]
    for _ in range(20):
        seat.server.exchange.tick()
    seat.tick_until(lambda: seat.host.view().blocks[0].rows[0][7] != seen, seconds=30)


def test_a_click_on_place_sends_the_typed_rows(seat: Seat) -> None:
    market = first_markets(seat.server)[0]
    price = seat.best(market, 0, "BACK")
    seat.select(ORDERS, "C5")
    desktop = seat.window.desktop
    desktop.type(f"{market}\t1\tBACK\t{price}\t5\n")
    wait_until(lambda: seat.host.book.sheets[ORDERS].range("G5").value == 5, seconds=30)
    seat.type_order(1, market, seat.label(market, 1), "BACK", "due e mezzo", 5)
    seat.tick_until(lambda: seat.desk.orders.is_reconciled)

    seat.window.click("Arm")
    seat.tick_until(lambda: seat.desk.orders.is_armed, seconds=30)
    seat.window.click("Place")
    seat.answer("n")
    seat.tick_until(lambda: not seat.host.is_asked, seconds=30)
    assert offers_of(seat.server) == []
    assert seat.statuses() == ["", ""]

    seat.window.click("Place")
    seat.answer("y")
    seat.tick_until(lambda: seat.statuses() == ["MATCHED", "REFUSED"], seconds=60)
    shown = seat.order(0)
    (offer,) = offers_of(seat.server)
    assert shown["offer_id"] == offer["id"]
    assert shown["matched"] * 100 == offer["matched"]
    assert "due e mezzo" in seat.order(1)["message"]
    seat.window.click("Place")
    seat.tick_until(lambda: seat.host.sheet.ticks, seconds=10)
    assert len(offers_of(seat.server)) == 1


def test_a_price_that_moves_past_a_row_under_the_question_is_asked_again(seat: Seat) -> None:
    market = first_markets(seat.server)[0]
    best = seat.best(market, 0, "BACK")
    seat.type_order(2, market, seat.label(market, 0), "BACK", best, 4)
    before = len(offers_of(seat.server))
    seat.window.click("Place")
    seat.tick_until(lambda: seat.host.is_asked, seconds=30)
    while seat.best(market, 0, "BACK") >= best:  # it would be taken at once, and wait in the end
        seat.server.exchange.tick()
        seat.host.tick()
    first = seat.answer("y")
    seat.tick_until(lambda: set(seat.window.desktop.windows(QUESTION)) - {first}, seconds=30)
    assert len(offers_of(seat.server)) == before
    seat.answer("y", after=first)
    seat.tick_until(lambda: len(offers_of(seat.server)) == before + 1, seconds=30)


def test_cancel_takes_the_selected_rows(seat: Seat) -> None:
    market = first_markets(seat.server)[0]
    ladder = seat.desk.settings.venue_rules.ladder.value
    far = ladder.move(round(seat.best(market, 0, "LAY") * 100), 12) / 100
    row = seat.type_order(3, market, seat.label(market, 0), "BACK", far, 3)
    seat.host.sheet.command(f"PLACE {row}")
    seat.tick_until(lambda: seat.order(3)["status"] == "WORKING", seconds=30)
    seat.select(ORDERS, f"C{row}")
    seat.window.click("Cancel")
    seat.tick_until(lambda: seat.order(3)["status"] == "CANCELLED", seconds=30)


def test_what_is_typed_meanwhile_lands_and_prices_go_on(seat: Seat) -> None:
    seat.select(ORDERS, "K12")
    desktop = seat.window.desktop
    desktop.type("half a w")  # the cell is being edited now
    read_at = seat.host.view().blocks[0].rows[0][16]
    seat.tick_until(lambda: seat.host.view().blocks[0].rows[0][16] > read_at, seconds=30)
    desktop.type("ord\n")
    note = seat.host.book.sheets[ORDERS].range("K12")
    seat.tick_until(lambda: note.value == "half a word", seconds=30)


def test_a_row_used_for_another_bet_says_so_and_cancel_leaves_its_order_alone(seat: Seat) -> None:
    market = first_markets(seat.server)[0]
    ladder = seat.desk.settings.venue_rules.ladder.value
    far = ladder.move(round(seat.best(market, 0, "LAY") * 100), 14) / 100
    row = seat.type_order(4, market, seat.label(market, 0), "BACK", far, 3)
    seat.host.sheet.command(f"PLACE {row}")
    seat.tick_until(lambda: seat.order(4)["status"] == "WORKING", seconds=30)
    selection = seat.cell(ORDER_TABLE, 4, "selection")
    selection.value = seat.label(market, 1)
    seat.tick_until(lambda: seat.order(4)["status"] == "NOT AS SENT", seconds=30)
    assert "another bet" in seat.host.sheet.command(f"cancel {row}")
    seat.host.tick()
    assert offers_of(seat.server)[-1]["remaining"] == 300
    selection.value = seat.label(market, 0)
    seat.tick_until(lambda: seat.order(4)["status"] == "WORKING", seconds=30)


def test_saved_under_another_name_it_is_another_file(seat: Seat) -> None:
    key = seat.order(4)["key"]
    first = seat.host.book.fullname
    seat.host.save(Path(first).with_name("domani è un altro giorno.xlsx"))
    seat.tick_until(lambda: f"another file ({first})" in seat.order(4)["message"], seconds=30)
    row = FIRST_TABLE_ROW + 1 + 4
    assert "another file" in seat.host.sheet.command(f"cancel {row}")
    seat.host.sheet.command(f"cancel {key}")
    seat.tick_until(lambda: seat.order(4)["status"] == "CANCELLED", seconds=30)
