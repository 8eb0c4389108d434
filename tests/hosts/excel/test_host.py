"""Excel driven from outside, while it is busy, copying, closed and open again."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tests.cli.test_commands import run
from tests.hosts.excel.conftest import VALUES, Hands
from tests.hosts.excel.fake_excel import FakeExcel, for_a_while
from tests.hosts.excel.pywin32 import EDITING, REJECTED, RETRY_LATER, ComError, installed
from tests.support.conditions import wait_until
from tests.support.sheet import first_markets, offers_of, settings_for
from xlbetflag import cli
from xlbetflag.cli import session
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.hosts import present
from xlbetflag.hosts.excel.host import ExcelHost
from xlbetflag.hosts.excel.patience import ExcelBusy, Patience, is_busy
from xlbetflag.hosts.present import NoHost
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.tables import MARKET_TABLE

DISCONNECTED = -2147417848
REFUSED_AFTER = (0, 7, 40, 60, 90, 130, 170, 210, 250, 290, 330, 380)  # calls of a tick


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def patience(self, limit: float = 2.0) -> Patience:
        return Patience(limit, lambda: self.now, self.sleep)


class Driven(Hands):
    """The values-only workbook, driven."""

    host: ExcelHost
    clock: Clock

    def tick(self) -> None:
        self.host.tick()


@pytest.fixture
def windows() -> Iterator[SimpleNamespace]:
    """Loaded anew: how long xlwings waits is set once."""
    with installed(FakeExcel()) as modules:
        yield modules


@pytest.fixture
def drive(
    server: PracticeServer, windows: SimpleNamespace, tmp_path: Path
) -> Iterator[Callable[[], Driven]]:
    with ExitStack() as stack:

        def driven() -> Driven:
            path = tmp_path / "trader.xlsx"
            shutil.copyfile(VALUES, path)
            desk = stack.enter_context(
                Desk(settings_for(server.url), PRACTICE, tmp_path / "journal.sqlite")
            )
            windows.excel.wrap = windows.xlwindows.COMRetryObjectWrapper
            clock = Clock()
            host = stack.enter_context(ExcelHost(desk, path, clock.patience()))
            made = Driven(desk, windows, windows.excel.books[0])
            made.host, made.clock = host, clock
            return made

        yield driven


@pytest.fixture
def driven(drive: Callable[[], Driven], server: PracticeServer) -> Driven:
    """It watches the first market, whose prices are live, and is armed."""
    made = drive()
    market = first_markets(server)[0]
    table = MARKET_TABLE

    def place() -> int | None:
        ids = [made.book.value(*made.cell(table, row, "market_id")) for row in range(60)]
        return ids.index(market) if market in ids else None

    made.tick_until(lambda: place() is not None)
    made.type(made.cell(table, place() or 0, "watch"), "YES")
    made.tick_until(lambda: "LIVE" in board(made))
    made.tick_until(lambda: made.desk.orders.is_reconciled)
    made.type_named("Command", "arm")
    made.tick_until(lambda: made.desk.orders.is_armed)
    return made


def board(driven: Driven) -> list[Any]:
    """All that the first block of the Board shows, its title too."""
    sheet, (top, left, *_) = driven.book._areas["Block_1"]
    cells = [(top + row, left + column) for row in range(11) for column in range(18)]
    return [driven.book.value(sheet, *cell) for cell in cells]


def test_tables_are_written_as_values(driven: Driven, server: PracticeServer) -> None:
    market = first_markets(server)[0]
    assert driven.named("Block_1_Market") == market
    book = driven.desk.feed.book(market, 1).value
    assert book
    assert {s.name for s in book.selections} <= set(board(driven))
    assert driven.book.value("Desk", 18, 3) == 1_000.0
    assert not any(str(value).startswith("NO FEED") for value in board(driven))


def test_every_changed_table_is_one_write(driven: Driven) -> None:
    driven.windows.excel.writes.clear()
    driven.host.tick()
    areas = driven.windows.excel.writes
    assert len(areas) == len(set(areas))
    age_only = [area for area in areas if area[0] == "Board"]
    assert len(age_only) <= 2


def test_commands_of_the_cell_and_results(driven: Driven, server: PracticeServer) -> None:
    market = first_markets(server)[0]
    row = driven.type_order(0, market, driven.label(market), "BACK", driven.far(market), 5.0)
    driven.type_named("Command", "place")
    driven.tick_until(lambda: driven.order(0)["status"] == "WORKING")
    assert driven.named("Command") is None
    driven.type_named("Command", f"annulla {row}")
    driven.tick_until(lambda: driven.order(0)["status"] == "CANCELLED")
    driven.type_named("Command", "HALT")
    driven.tick_until(lambda: driven.named("HaltState") == "HALTED")
    assert len(offers_of(server)) == 1


def test_the_command_cell_is_heard_between_slow_ticks(
    driven: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xlbetflag.hosts.excel.host.LISTEN", 0.02)
    ticks = driven.host.sheet.ticks
    driven.host._due = time.monotonic() + 1_000.0
    driven.type_named("Command", "halt")

    def end_the_wait() -> None:
        wait_until(lambda: driven.desk.orders.is_halted)
        driven.host.hurry()

    ending = threading.Thread(target=end_the_wait)
    ending.start()
    driven.host.wait()
    ending.join(5)
    assert driven.desk.orders.is_halted
    assert driven.host.sheet.ticks == ticks


def test_a_short_refusal_is_waited_for(driven: Driven) -> None:
    for refusal in (REJECTED, RETRY_LATER, EDITING):
        driven.windows.excel.rejects = for_a_while(6, refusal, after=3)
        driven.clock.pauses.clear()
        driven.tick()
        assert driven.clock.pauses == [0.01, 0.02, 0.04, 0.08, 0.16, 0.25]
        assert driven.host._trouble == ""


def test_a_long_refusal_gives_up_and_goes_on_later(driven: Driven) -> None:
    driven.windows.excel.rejects = lambda kind, name: EDITING
    before = driven.clock.now
    driven.tick()
    assert 2.0 <= driven.clock.now - before < 2.5
    assert "busy" in driven.host.view().feed
    assert driven.host.command("halt")
    assert driven.desk.orders.is_halted
    driven.windows.excel.rejects = lambda kind, name: None
    driven.tick_until(lambda: driven.named("HaltState") == "HALTED")


def test_nothing_is_lost_wherever_excel_refuses(driven: Driven, server: PracticeServer) -> None:
    """PLACE stands in the command's cell; Excel is busy from some call on, and later no longer."""
    market = first_markets(server)[0]
    for row, after in enumerate(REFUSED_AFTER):
        price = driven.far(market, ticks=10 + row)
        driven.type_order(row, market, driven.label(market), "BACK", price, 2.0)
        driven.type_named("Command", "PLACE")
        refusal = (REJECTED, EDITING)[row % 2]
        driven.windows.excel.rejects = for_a_while(10**9, refusal, after=after)
        driven.tick()
        driven.tick()
        driven.windows.excel.rejects = lambda kind, name: None
        driven.tick_until(lambda row=row: driven.order(row)["status"] == "WORKING")
        assert driven.named("Command") is None
    assert [offer["remaining"] for offer in offers_of(server)] == [200] * len(REFUSED_AFTER)
    assert driven.host._binding.blocks == 6


def test_while_the_user_copies_nothing_is_written(driven: Driven) -> None:
    driven.windows.excel.copying = 1
    driven.windows.excel.writes.clear()
    driven.tick()
    assert driven.windows.excel.writes == []
    driven.windows.excel.copying = 0
    driven.tick_until(lambda: driven.windows.excel.writes)


def test_a_workbook_that_was_closed_is_taken_up_again(
    driven: Driven, server: PracticeServer
) -> None:
    excel, path = driven.windows.excel, driven.book._path
    excel.books.clear()
    excel.rejects = lambda kind, name: DISCONNECTED
    driven.tick()
    assert not driven.host.is_open
    assert "closed" in driven.host.view().feed
    excel.rejects = lambda kind, name: None
    driven.tick()
    assert not driven.host.is_open
    driven.book = excel.open(path)
    driven.tick_until(lambda: "CLOSED" not in str(driven.host.view().feed))
    assert driven.host.is_open
    assert driven.named("ArmState") == "ARMED"


def test_rows_that_were_moved_are_not_written_over(driven: Driven) -> None:
    sheet, (top, left, bottom, right) = driven.book._areas["Block_2_Market"]
    driven.book._areas["Block_2_Market"] = (sheet, (top + 1, left, bottom + 1, right))
    driven.windows.excel.writes.clear()
    driven.tick()
    assert not [area for area in driven.windows.excel.writes if area[0] == "Board"]
    assert "moved" in driven.host._trouble


def test_at_the_end_nothing_looks_live(driven: Driven) -> None:
    assert "LIVE" in board(driven)
    driven.host.__exit__(None, None, None)
    assert "LIVE" not in board(driven)
    assert "NO FEED" in board(driven)
    assert driven.named("FeedState") == "NO FEED"


def test_a_file_that_excel_does_not_open(
    drive: Callable[[], Driven], windows: SimpleNamespace
) -> None:
    windows.excel.rejects = lambda kind, name: -2146827284
    with pytest.raises(NoHost, match="does not open"):
        drive()


def test_text_of_the_venue_is_written_as_text(
    driven: Driven, server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = driven.host._filled._cells
    monkeypatch.setattr(cells, "call", lambda name, values: [["=HYPERLINK(1)", "2-1", "0012", 3.5]])
    driven.tick()
    assert driven.book.value("Board", 5, 2) == "=HYPERLINK(1)"
    assert driven.book.value("Board", 5, 3) == "2-1"
    assert driven.book.value("Board", 5, 4) == "0012"
    assert driven.book.value("Board", 5, 5) == 3.5


def test_what_counts_as_busy() -> None:
    assert is_busy(ComError(REJECTED))
    assert is_busy(ComError(-2147352567, EDITING))
    assert not is_busy(ComError(-2147352567, -2146827284))
    assert not is_busy(ValueError())


def test_patience_ends() -> None:
    clock = Clock()

    def refused() -> None:
        raise ComError(REJECTED)

    with pytest.raises(ExcelBusy):
        clock.patience(limit=1.0).around(refused)()
    assert 1.0 <= clock.now < 1.3


@pytest.mark.process
def test_run_knows_which_workbook_is_for_excel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    macros, values = tmp_path / "trader.xlsm", tmp_path / "trader.xlsx"
    shutil.copyfile(VALUES.with_suffix(".xlsm"), macros)
    shutil.copyfile(VALUES, values)
    assert run("run", str(macros)) == cli.FAULTY
    assert "open it in Excel" in capsys.readouterr().err
    opened: list[str] = []
    monkeypatch.setattr(session, "trade", lambda file, host, *rest: opened.append(host))
    excel, *others = present.HOSTS
    here = msgspec.structs.replace(excel, is_supported=True, is_present=lambda: True)
    monkeypatch.setattr(present, "HOSTS", (here, *others))
    run("run", str(values))
    build(tmp_path / "plain.xlsx", file_id="plain")
    run("run", str(tmp_path / "plain.xlsx"))
    assert opened[0] == "excel"
    assert opened[1] != "excel"
