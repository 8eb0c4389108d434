"""A whole run, then a search for the secrets in everything that it left and everything it said."""

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.conditions import wait_until
from tests.support.exchange import noted_tokens
from tests.support.sheet import TradingSheet, first_markets, settings_for
from xlbetflag.api.config import Credentials
from xlbetflag.api.errors import ApiError
from xlbetflag.desk import Desk
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.practice.faults.plan import FaultRule
from xlbetflag.practice.server import Options, PracticeServer, build

pytestmark = pytest.mark.process

PASSWORD, API_KEY = "Pf-7q%Zoccolo§91", "Kx-4v#Lanterna-62"
FAULTS = ("drop", "html", "truncated", "session_expired", "rate_limited", "wrong_types", "status")


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    exchange = build(Options(seed=3))
    exchange.open_account("trader", PASSWORD, 100_000)
    with PracticeServer(exchange, api_key=API_KEY) as running:
        yield running


def arguments_of_every_process() -> bytes:
    """Command lines and environments, of ours and of what we started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                found.append((process / name).read_bytes())
            except OSError:
                continue  # it has ended, or is somebody else's
    return b"\0".join(found)


def test_no_secret_is_left_anywhere(
    server: PracticeServer,
    fresh_workbook: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    shutil.copyfile(fresh_workbook, tmp_path / "trader.xlsx")
    credentials = Credentials("trader", PASSWORD, API_KEY)
    said: list[str] = [repr(credentials), str(credentials)]
    tokens = noted_tokens(server.sessions)
    journal = tmp_path / "journal.sqlite"
    with (
        Desk(settings_for(server.url), credentials, journal) as desk,
        HeadlessHost(desk, tmp_path / "trader.xlsx") as host,
    ):
        sheet = TradingSheet(desk, host)
        market = first_markets(server)[0]
        sheet.watch(market)
        sheet.tick_until(lambda: host.view().blocks[0].rows[0][15] == "LIVE")
        sheet.arm()
        price = sheet.best(market, 0, "BACK")
        for row, kind in enumerate(FAULTS):
            server.faults.add(FaultRule(kind=kind, operations=("place",), count=1))
            sheet.type_order(row, market, sheet.label(market, 0), "BACK", price, 2 + row)
            host.sheet.command("PLACE")
            sheet.tick_until(lambda row=row: sheet.order(row)["status"] not in (None, "CHECKED"))
        server.faults.add(FaultRule(kind="html", operations=("login",), count=1))
        server.sessions.expire_all()
        try:
            desk.client.balance()
        except ApiError as error:
            said += [repr(error), str(error), str(error.__dict__)]
        said.append(arguments_of_every_process().decode(errors="replace"))
        said += [repr(desk), repr(desk.client), str(desk.log()), str(desk.status())]
        host.save(tmp_path / "saved.xlsx")
    shutil.unpack_archive(tmp_path / "saved.xlsx", tmp_path / "unpacked", "zip")
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    written = b"\0".join(each.read_bytes() for each in files)
    spoken = "\0".join([*said, caplog.text, *capfd.readouterr()])
    assert journal in files
    assert any(each.name == "workbook.xml" for each in files)
    assert "place" in spoken
    assert tokens
    for secret in (PASSWORD, API_KEY, *tokens):
        assert len(secret) > 8
        assert secret not in spoken
        assert secret.encode() not in written


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    """An argument of a process is seen, where the system lets processes be looked at."""
    if not Path("/proc/self/cmdline").exists():
        assert sys.platform in ("win32", "darwin")
        return
    name = "unusual-argument-3f1"
    waits = [sys.executable, "-c", "import time; time.sleep(60)", name]  # no input may come
    child = os.posix_spawn(sys.executable, waits, os.environ)
    try:
        wait_until(lambda: name.encode() in arguments_of_every_process())
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
