"""Two desks on one account, two workbooks on one desk."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.sheet import QUICK_PACE, SMALL, TradingSheet, first_markets, settings_for
from xlbetflag.api.config import Environment
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.practice.server import Options, PracticeServer
from xlbetflag.practice.server import build as build_exchange
from xlbetflag.practice.venue import ledger
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.orders import ORDER_TABLE


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(build_exchange(Options(seed=3))) as running:
        yield running


@pytest.fixture
def open_on(tmp_path: Path) -> Iterator[Callable[[Desk, str], TradingSheet]]:
    with ExitStack() as stack:

        def opened(desk: Desk, file_id: str) -> TradingSheet:
            path = tmp_path / f"{file_id}.xlsx"
            if not path.exists():
                build(path, file_id=file_id, environment=Environment.PRACTICE, **SMALL)
            return TradingSheet(desk, stack.enter_context(HeadlessHost(desk, path)))

        yield opened


def offers(server: PracticeServer) -> list[dict[str, object]]:
    accounts = ledger.ledger(server.exchange)["accounts"]
    found: list[dict[str, object]] = next(a["offers"] for a in accounts if a["username"] == "demo")
    return found


def is_live(sheet: TradingSheet, market: str) -> TradingSheet:
    sheet.watch(market)
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
    return sheet


def test_two_workbooks_on_one_desk_each_show_their_own_rows(
    server: PracticeServer, tmp_path: Path, open_on: Callable[[Desk, str], TradingSheet]
) -> None:
    market = first_markets(server)[0]
    with Desk(
        settings_for(server.url), PRACTICE, tmp_path / "journal.sqlite", pace=QUICK_PACE
    ) as desk:
        first, second = open_on(desk, "first"), open_on(desk, "second")
        is_live(first, market)
        is_live(second, market)
        first.arm()
        price = first.best(market, 0, "BACK")
        for place, sheet in enumerate((first, second)):
            label = sheet.label(market, place)
            best = sheet.best(market, place, "BACK")
            sheet.type_order(0, market, label, "BACK", best if place else price, 2 + place)
        first.host.sheet.command("PLACE")
        second.host.sheet.command("PLACE")
        for sheet in (first, second):
            sheet.tick_until(lambda sheet=sheet: sheet.order(0)["status"] == "MATCHED")
        shown = {str(sheet.order(0)["offer_id"]) for sheet in (first, second)}
        first.host.sheet.command("PLACE")
        second.host.sheet.command("PLACE")
        assert shown == {str(offer["id"]) for offer in offers(server)}
        assert len(shown) == 2
        assert [len(sheet.host.view().orders) for sheet in (first, second)] == [1, 1]
        keys = {sheet.cell(ORDER_TABLE, 0, "key").value for sheet in (first, second)}
        assert keys == {"first-0001", "second-0001"}


def test_a_copy_of_a_file_on_the_same_desk_sends_nothing_again(
    server: PracticeServer, tmp_path: Path, open_on: Callable[[Desk, str], TradingSheet]
) -> None:
    market = first_markets(server)[0]
    with Desk(
        settings_for(server.url), PRACTICE, tmp_path / "journal.sqlite", pace=QUICK_PACE
    ) as desk:
        first = is_live(open_on(desk, "first"), market)
        first.arm()
        price = first.best(market, 0, "BACK")
        first.type_order(0, market, first.label(market, 0), "BACK", price, 2)
        file = Path(first.host.book.fullname)
        first.host.save(file)  # filled in, not placed
        shutil.copyfile(file, tmp_path / "copy.xlsx")
        first.host.sheet.command("PLACE")
        first.tick_until(lambda: first.order(0)["status"] == "MATCHED")
        copy = is_live(open_on(desk, "copy"), market)
        copy.host.sheet.command("PLACE")
        copy.tick_until(lambda: copy.order(0)["status"] == "MATCHED")
        assert copy.order(0)["offer_id"] == first.order(0)["offer_id"]
        assert len(offers(server)) == 1


def test_the_second_desk_on_an_account_reads_and_is_told_who_writes(
    server: PracticeServer, tmp_path: Path, open_on: Callable[[Desk, str], TradingSheet]
) -> None:
    market = first_markets(server)[0]
    journal = tmp_path / "journal.sqlite"
    with (
        Desk(settings_for(server.url), PRACTICE, journal, pace=QUICK_PACE) as writer,
        Desk(settings_for(server.url), PRACTICE, journal, pace=QUICK_PACE) as reader,
    ):
        first = is_live(open_on(writer, "first"), market)
        second = is_live(open_on(reader, "second"), market)
        first.arm()
        assert "process" in second.host.sheet.command("ARM")
        price = first.best(market, 0, "BACK")
        for sheet in (first, second):
            sheet.type_order(0, market, sheet.label(market, 0), "BACK", price, 2)
            sheet.host.sheet.command("PLACE")
        first.tick_until(lambda: first.order(0)["status"] == "MATCHED")
        assert second.order(0)["status"] == "DRAFT"
        assert "process" in str(second.order(0)["message"])
        assert len(offers(server)) == 1
