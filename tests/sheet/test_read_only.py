"""A desk that cannot write its journal: prices live, results shown, nothing sent, and why."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.conditions import wait_until
from tests.support.programs import running
from tests.support.sheet import TradingSheet, first_markets, offers_of, settings_for
from tests.support.worlds import row
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.market.problem import Problem
from xlbetflag.orders.journal.writer import Journal, JournalBroken
from xlbetflag.orders.read_only import ReadOnlyOrders
from xlbetflag.orders.status import Status
from xlbetflag.practice.server import PracticeServer
from xlbetflag.service import desk_server
from xlbetflag.workbook.layout.orders import ORDER_TABLE

OpenSheet = Callable[..., TradingSheet]
NOBODY = 65_534


def typed(sheet: TradingSheet, server: PracticeServer, row: int = 0) -> None:
    """A good order that waits, typed into a row."""
    market = first_markets(server)[0]
    far = sheet.far(market)
    sheet.type_order(row, market, sheet.label(market, 0), "BACK", far, 5)


def live(sheet: TradingSheet, server: PracticeServer) -> TradingSheet:
    sheet.watch(first_markets(server)[0])
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
    return sheet


def refuses_clearly(sheet: TradingSheet, server: PracticeServer, words: str) -> None:
    """Prices live, nothing sent, and every command on orders says why."""
    live(sheet, server)
    typed(sheet, server)
    for command in ("arm", "halt", "cancel all", "cancel all at venue", "place?"):
        assert words in sheet.host.sheet.command(command), command
    sheet.host.sheet.command("place")
    assert sheet.order(0)["status"] == "DRAFT"
    assert words in sheet.order(0)["message"]
    assert words in sheet.desk.status().trouble
    assert not offers_of(server)
    assert "place" not in sheet.desk.client.calls


def test_a_second_desk_looks_on_and_is_told_who_writes(
    server: PracticeServer, open_sheet: OpenSheet, tmp_path: Path
) -> None:
    first = live(open_sheet(settings_for(server.url)), server)
    typed(first, server)
    first.arm()
    first.host.sheet.command("PLACE")
    first.tick_until(lambda: first.statuses() == ["WORKING"])
    copy = tmp_path / "copy.xlsx"
    first.host.save(copy)
    second = live(open_sheet(settings_for(server.url), path=copy), server)
    assert second.desk.orders.is_read_only
    assert f"process {os.getpid()} on" in second.host.sheet.command("arm")
    assert second.statuses() == ["WORKING"]
    first.host.sheet.command("CANCEL ALL")
    second.tick_until(lambda: second.statuses() == ["CANCELLED"])
    typed(second, server, row=1)
    answer = second.host.sheet.command("place")
    assert answer.startswith("0 rows are on their way")
    assert f"process {os.getpid()} on" in second.order(1)["message"]
    assert second.order(0)["status"] == "CANCELLED"
    assert "Another desk" in second.host.sheet.command(f"cancel {second.order(0)['row']}")
    assert "Another desk" in second.host.sheet.command(f"replace {second.order(0)['row']} 4")
    assert len(offers_of(server)) == 1


def test_a_desk_that_looks_on_shows_no_orders_state_beside_other_words(
    server: PracticeServer, open_sheet: OpenSheet, tmp_path: Path
) -> None:
    file = tmp_path / "trader.xlsx"
    first = live(open_sheet(settings_for(server.url)), server)
    typed(first, server)
    first.arm()
    first.host.sheet.command("PLACE")
    first.tick_until(lambda: first.statuses() == ["WORKING"])
    first.host.save(file)
    second = live(open_sheet(settings_for(server.url), path=file), server)
    assert second.statuses() == ["WORKING"]
    stake = second.cell(ORDER_TABLE, 0, "stake")
    stake.value = 7
    second.host.tick()
    assert second.statuses() == ["NOT AS SENT"]
    stake.value = 5
    second.host.tick()
    assert second.statuses() == ["WORKING"]


def test_a_desk_that_looks_on_says_so_at_its_door(server: PracticeServer, tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    settings = settings_for(server.url)
    with Desk(settings, PRACTICE, path), Desk(settings, PRACTICE, path) as second:
        opened = desk_server.DeskServer(second, tmp_path)
        try:
            assert (
                "Another desk"
                in desk_server.ask(tmp_path, desk_server.Request("status"))["trouble"]
            )
            for command in ("halt", "disarm", "resume", "cancel_all"):
                with pytest.raises(ValueError, match="Another desk"):
                    desk_server.ask(tmp_path, desk_server.Request(command))
        finally:
            opened.close()
        assert second.orders.decide("k1", Status.REFUSED) is not None


def test_an_onlooker_says_nothing_of_rows_it_cannot_read() -> None:
    problem = Problem("journal.busy", who="process 1")
    looking = ReadOnlyOrders(None, problem, lambda: "en", lambda: datetime.now(UTC))
    results = looking.place([row("k1"), row("k2", shown="WORKING"), row("k3", shown="?")])
    assert [r.status for r in results.values()] == [Status.DRAFT, Status.WORKING, Status.DRAFT]
    assert looking.changes(0) == (0, {})
    assert looking.results() == {}
    with pytest.raises(JournalBroken):
        looking.sent(["k1"])


def _corrupt(path: Path) -> None:
    path.write_bytes(b"this was a journal once" * 100)


def _torn(path: Path) -> None:
    """The tables are gone, the head is whole."""
    Journal(path).close()
    data = bytearray(path.read_bytes())
    data[200:8_000] = b"\0" * 7_800
    path.write_bytes(data)


def _with_broken_pages(path: Path) -> None:
    """It opens; the orders in it cannot be read."""
    Journal(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'intents'")
    db.execute("UPDATE sqlite_master SET rootpage = 9999 WHERE name = 'states'")
    db.commit()
    db.close()


@pytest.mark.parametrize("harm", [_corrupt, _torn, _with_broken_pages])
def test_a_corrupt_journal_trades_nothing_and_keeps_prices_live(
    server: PracticeServer, open_sheet: OpenSheet, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    harm(tmp_path / "journal.sqlite")
    refuses_clearly(open_sheet(settings_for(server.url)), server, "nothing is sent")


@contextmanager
def unprivileged() -> Iterator[None]:
    """As a user whom folder rights bind; root is bound by none."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.posix("Windows keeps no folder from being written")
@pytest.mark.parametrize("has_journal", [False, True])
def test_a_read_only_folder_trades_nothing_and_keeps_prices_live(
    server: PracticeServer, has_journal: bool
) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if has_journal:
            Journal(folder / "journal.sqlite").close()
            for file in folder.iterdir():
                file.chmod(0o444)
        folder.chmod(0o555)
        with unprivileged():
            desk = Desk(settings_for(server.url), PRACTICE, folder / "journal.sqlite")
        with desk:
            assert "Permission denied" in desk.orders.trouble
            assert str(folder) in desk.orders.trouble
            wait_until(lambda: desk.feed.menu().value)
            market = first_markets(server)[0]
            wait_until(lambda: desk.cells.call("BF_STATUS", [market]) == "LIVE")
            assert desk.orders.arm() is not None
            assert not offers_of(server)
        folder.chmod(0o755)


def test_a_disk_that_fills_while_trading_sends_nothing_more(
    server: PracticeServer, open_sheet: OpenSheet
) -> None:
    sheet = live(open_sheet(settings_for(server.url)), server)
    typed(sheet, server)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING"])
    writer = sheet.desk._journal._writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")
    market = first_markets(server)[0]
    best, too_long = sheet.best(market, 1, "BACK"), "x" * 30_000  # for the pages that are left
    sheet.type_order(1, market, sheet.label(market, 1), "BACK", best, 5, too_long)
    sheet.host.sheet.command("PLACE")
    assert sheet.statuses() == ["WORKING", "DRAFT"]
    assert "disk is full" in sheet.order(1)["message"]
    assert "disk is full" in sheet.desk.status().trouble
    sheet.host.sheet.command("PLACE")
    assert sheet.statuses()[0] == "WORKING"
    assert sheet.host.view().blocks[0].rows[0][15] == "LIVE"
    assert len(offers_of(server)) == 1


@pytest.mark.process
def test_a_second_serve_says_who_writes(server: PracticeServer, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(f"[venues.practice]\nbase_url = '{server.url}'\n", "utf-8")
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "xlbetflag", "serve", "--settings", str(settings)]
    with running(command, stdout=subprocess.PIPE, env=environment, text=True) as first:
        assert first.stdout is not None
        assert "disarmed" in first.stdout.readline()
        second = subprocess.run(
            command, capture_output=True, env=environment, text=True, timeout=60, check=False
        )
        assert second.returncode == 2
        assert f"process {first.pid}" in second.stderr
        first.terminate()


def test_a_journal_that_lost_its_end_is_said_in_the_sheet_until_arm_yes(
    server: PracticeServer, open_sheet: OpenSheet, tmp_path: Path
) -> None:
    (tmp_path / "journal.sqlite.seen").write_text("12")
    sheet = live(open_sheet(settings_for(server.url)), server)
    typed(sheet, server)
    sheet.tick_until(lambda: "lost its end (12 entries)" in sheet.desk.status().trouble)
    sheet.tick_until(lambda: sheet.desk.orders.is_reconciled)
    assert "then give: ARM YES" in sheet.host.sheet.command("arm")
    sheet.host.sheet.command("place")
    assert sheet.order(0)["status"] == "DRAFT"
    assert sheet.host.sheet.command("arma sì") == "Armed: PLACE sends orders."
    sheet.host.sheet.command("place")
    sheet.tick_until(lambda: sheet.order(0)["status"] == "WORKING")
