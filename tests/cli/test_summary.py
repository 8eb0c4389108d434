"""The summary of a day on the command line: a table for people, a file for programs."""

import csv
from pathlib import Path

import pytest

from tests.cli.test_orders import run, write_settings
from tests.support.conditions import wait_until
from tests.support.worlds import API_KEY, FIRST_MARKET, MARKET, PASSWORD, World, opened, row
from xlbetflag import credentials, settings
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.orders.status import Status
from xlbetflag.reports.day import read_record
from xlbetflag.reports.summary import Source, summarise

SECRETS = Credentials("demo", PASSWORD, API_KEY)


@pytest.fixture
def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A back of 5.00 at 3.00 that won; the journal is where the command line finds it."""
    monkeypatch.setattr(settings, "settings_path", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(credentials, "load", lambda environment: SECRETS)
    with opened(tmp_path) as world:
        world.shut()
        world.path.unlink()
        world.path = settings.journal_path(Environment.PRACTICE, SECRETS.username)
        world.exchange.account("demo").commission = 251
        write_settings(tmp_path, world.proxy.url)
        world.open()
        world.orders.place([row("k1", price=300, size=500)])
        world.wait_for("k1", Status.MATCHED)
        world.exchange.settle(FIRST_MARKET, [1])
        world.wait_for("k1", Status.SETTLED)
        wait_until(lambda: _source(world) is Source.BALANCE, seconds=30)
        world.shut()
        yield world


def _source(world: World) -> Source:
    return summarise(read_record(world.journal, world.now().date())).markets[0].source


def test_the_day_is_shown_as_a_table(settled: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("summary") == 0
    told, beside = capsys.readouterr()
    [heads, line] = (each.split("\t") for each in told.splitlines())
    row = dict(zip(heads, line, strict=True))
    assert (row["result"], row["net"]) == ("FROM BALANCE", "9.75")  # 10.00 won, 0.25 commission
    assert "1,000,000.00 €, then 1,000,009.75 €: 9.75 €." in beside


def test_the_day_as_a_file(settled: World, tmp_path: Path) -> None:
    target = tmp_path / "day.csv"
    assert run("summary", "--date", f"{settled.now():%Y-%m-%d}", "--csv", str(target)) == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        [line] = csv.DictReader(file)
    assert line == {
        "market": MARKET,
        "event": "Lazio - Verona",
        "market name": "Esito Finale 1x2",
        "orders": "1",
        "turnover (EUR)": "5.00",
        "matched (EUR)": "5.00",
        "result": "FROM BALANCE",
        "profit before commission (EUR)": "10.00",
        "commission (EUR)": "0.25",
        "net (EUR)": "9.75",
        "worst after commission (EUR)": "-5.00",
        "best after commission (EUR)": "9.75",
        "estimated": "yes",
    }


def test_another_day_is_empty(settled: World, tmp_path: Path) -> None:
    target = tmp_path / "day.csv"
    assert run("summary", "--date", "2020-01-01", "--csv", str(target)) == 0
    [heads] = target.read_text("utf-8-sig").splitlines()
    assert heads.startswith("market,event,market name,orders,turnover (EUR),")


def test_italians_read_it_in_italian(
    settled: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_settings(tmp_path, settled.proxy.url, "it")
    assert run("summary") == 0
    assert "Saldo comunicato da Betflag: 1.000.000,00 €" in capsys.readouterr().err
