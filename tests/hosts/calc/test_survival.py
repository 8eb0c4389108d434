"""Whatever dies, closes or hangs: nothing stale looks live, nothing is lost, all comes back."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.calc.desktop import Desktop
from tests.hosts.calc.station import Station
from tests.hosts.calc.window import give_macros, run_macro
from tests.support.conditions import wait_until
from xlbetflag.workbook.layout.sheets import ORDERS


@pytest.fixture
def station(
    installed_profile: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Station]:
    """Two workbooks in one Calc, live on one desk; with windows where a test has a desktop."""
    has_windows = "desktop" in request.fixturenames
    if has_windows:
        monkeypatch.setenv("DISPLAY", request.getfixturevalue("desktop").display)
    folder = tmp_path / "è un posto mio"
    folder.mkdir()
    with Station(folder, installed_profile, documents=2) as found:
        found.start_calc(headless=not has_windows)
        found.start_desk()
        found.watch(found.markets[0], 0)
        found.watch(found.markets[1], 1)
        yield found


@pytest.fixture
def desktop(screen: None) -> Iterator[Desktop]:
    with Desktop() as found:
        yield found


def test_desk_and_calc_are_killed_and_come_back(station: Station) -> None:
    market = station.markets[0]
    row = station.view().blocks[0].rows[0]
    label, price = f"{row[0]} · {row[1]}", row[7]
    station.type_order(0, market, label, "BACK", price, 5)
    station.arm()
    station.command("PLACE")
    wait_until(lambda: station.statuses() == ["MATCHED"], seconds=120)
    station.book().save()

    station.kill_desk()
    started = time.monotonic()
    wait_until(lambda: station.states() | station.states(1) == {"NO FEED"}, seconds=120)
    print(f"\nNO FEED {time.monotonic() - started:.1f} s after the desk was killed")
    station.type_order(1, market, label, "BACK", price, 4)
    station.start_desk()
    wait_until(lambda: station.states() | station.states(1) == {"LIVE"}, seconds=120)
    wait_until(lambda: station.view().trading == "DISARMED", seconds=120)

    station.kill_calc()
    assert len(station.offers()) == 1
    station.start_calc()
    wait_until(lambda: station.states() | station.states(1) == {"LIVE"}, seconds=120)
    assert station.statuses() == ["MATCHED"]
    station.command("PLACE")
    assert station.statuses() == ["MATCHED"]
    assert len(station.offers()) == 1


def test_two_documents_trade_each_their_own(station: Station) -> None:
    for number in (0, 1):
        row = station.view(number).blocks[0].rows[0]
        market, label = station.markets[number], f"{row[0]} · {row[1]}"
        station.type_order(0, market, label, "BACK", row[7], 3, number=number)
    station.arm(0)
    station.command("PLACE", 0)
    wait_until(lambda: station.statuses(0) == ["MATCHED"], seconds=120)
    assert station.statuses(1) == [""]
    station.command("PLACE", 1)
    wait_until(lambda: station.statuses(1) == ["MATCHED"], seconds=120)
    shown = {station.view(number).orders[0]["offer_id"] for number in (0, 1)}
    assert shown == {offer["id"] for offer in station.offers()}

    station.book(1).close()  # wherever its tick is
    read_at = station.view(0).read_at
    wait_until(lambda: station.view(0).read_at > read_at, seconds=120)
    assert station.states(0) == {"LIVE"}


def test_a_dialog_and_a_cell_being_edited_hold_nothing_up(
    station: Station, desktop: Desktop
) -> None:
    front = desktop.window(f"{station.files[0].stem}.*LibreOffice Calc$")
    desktop.focus(front)
    desktop.press("ctrl+1")  # Format Cells
    wait_until(lambda: desktop.windows("^Format Cells"), seconds=120)
    _moves(station)
    desktop.press("Escape")
    wait_until(lambda: not desktop.windows("^Format Cells"), seconds=120)
    station.book(0).sheets[ORDERS].activate()
    station.book(0).sheets[ORDERS].range("L30").select()
    desktop.focus(front)
    desktop.type("being ty")
    _moves(station)
    desktop.type("ped\n")
    note = station.book(0).sheets[ORDERS].range("L30")
    wait_until(lambda: note.value == "being typed", seconds=120)


def test_a_macro_of_the_user_s_own_holds_nothing_up_for_good(
    station: Station, desktop: Desktop
) -> None:
    desktop.window("LibreOffice Calc$")
    give_macros(station.profile, "mine.py")
    run_macro(station.profile, "mine.py$fill")
    numbered = station.book(0).sheets[0].range("AD100")
    other = station.book(1).sheets[0].range("AD100")
    wait_until(lambda: 100 in (numbered.value, other.value), seconds=120)
    _moves(station)
    assert station.states(0) | station.states(1) == {"LIVE"}


def _moves(station: Station) -> None:
    """A price that the exchange changes comes into its cell."""
    seen = station.view().blocks[0].rows[0][7]

    def has_moved() -> bool:
        station.server.exchange.tick()
        return station.view().blocks[0].rows[0][7] != seen

    wait_until(has_moved, seconds=120)
