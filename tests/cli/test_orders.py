"""The commands around orders: the journal told to a trader, and the proof that asks first."""

from pathlib import Path

import msgspec
import pytest

from tests.support import faulty
from tests.support.worlds import API_KEY, PASSWORD, World, opened, row
from xlbetflag import cli, credentials, settings
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.orders.journal.reader import History
from xlbetflag.orders.lowering.switch import PROVED
from xlbetflag.orders.status import Status

SECRETS = Credentials("demo", PASSWORD, API_KEY)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An order path on the journal that the command line finds; the venue is the practice one."""
    monkeypatch.setattr(settings, "settings_path", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(credentials, "load", lambda environment: SECRETS)
    with opened(tmp_path) as found:
        found.shut()
        found.path.unlink()
        found.path = settings.journal_path(Environment.PRACTICE, SECRETS.username)
        write_settings(tmp_path, found.proxy.url)
        yield found


def write_settings(folder: Path, url: str, language: str = "en") -> None:
    (folder / "settings.toml").write_text(
        f"language = '{language}'\n[venues.practice]\nbase_url = '{url}'\n", "utf-8"
    )


def run(*arguments: str) -> int:
    try:
        cli.main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def lived(world: World) -> None:
    """k1 placed and cancelled, k2 refused, k3 sent without an answer and found."""
    world.open()
    world.orders.place([row("k1"), row("k2", price=351)])
    world.wait_for("k1", Status.WORKING)
    world.orders.cancel(["k1"])
    world.wait_for("k1", Status.CANCELLED)
    world.proxy.on("POST /offers", faulty.dropped)
    world.orders.place([row("k3", price=360)])
    world.wait_for("k3", Status.WORKING)
    world.shut()


def test_the_story_of_a_row_is_told_in_sentences(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(world)
    assert run("journal", "k3") == 0
    told = capsys.readouterr().out.splitlines()
    assert "CHECKED        BACK 1 · 1, 2.00 € at 3.60 on market 19901289." in told[0]
    assert "Left in request 2 as its row 1; offers of the account that stood there" in told[1]
    assert any("answer" in line and "No answer that proves anything" in line for line in told)
    assert any("UNKNOWN" in line and "never sent again by itself" in line for line in told)
    assert "WORKING" in told[-1]
    assert "Read back at the venue, market OPEN: offer" in told[-1]
    assert "(inferred)" in told[-1]
    assert run("journal", "k2") == 0
    assert "not on the ladder" in capsys.readouterr().out
    write_settings(tmp_path, world.proxy.url, "it")
    assert run("journal", "k3") == 0
    told_in_italian = capsys.readouterr().out
    assert "Riletto su Betflag" in told_in_italian
    assert "2,00 € a 3,60" in told_in_italian
    assert "Nessuna risposta" in told_in_italian
    assert run("journal", "stranger") == cli.FAULTY


def test_orders_are_filtered_and_exported(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(world)
    assert run("journal", "--status", "cancelled") == 0
    shown = capsys.readouterr().out
    assert "k1" in shown
    assert "k3" not in shown
    assert run("journal", "--csv", str(tmp_path / "all.csv")) == 0
    lines = (tmp_path / "all.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["key", "k1", "k3"]


def test_a_reconciliation_is_recorded(world: World) -> None:
    lived(world)
    world.open()
    world.orders.stop()
    with History(world.path) as history:
        (found,) = history.actions("reconciled")
    assert msgspec.json.decode(found.words) == {"k3": "WORKING"}


def test_a_proof_asks_for_the_word_and_is_journaled(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert run("api", "prove") == cli.REFUSED
    asked = capsys.readouterr().out
    assert "In PRACTICE, on Lazio - Verona 0, Esito Finale 1x2 (19901289)" in asked
    assert "a back of 2.00 € and then a lay of 0.50 €, both at 3.05, between 3.00 and" in asked
    assert "that is real money" in asked
    assert world.posts == 0
    monkeypatch.setattr("builtins.input", lambda _: "prove")
    assert run("api", "prove", "--market", "19901290") == 0
    assert "Proved" in capsys.readouterr().out
    assert world.posts == 2
    assert all(offer["remaining"] == 0 for offer in world.at_venue.values())
    with History(world.path) as history:
        (proof,) = history.actions(PROVED)
    assert proof.words.split(" ")[0] == settings.load().tables


def test_a_proof_beside_a_running_desk_is_refused(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.open()
    assert run("api", "prove") == cli.FAULTY
    assert "Another desk already writes" in capsys.readouterr().err
    assert world.posts == 0


def test_a_proof_at_a_venue_that_is_down_is_a_sentence(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.proxy.close()
    assert run("api", "prove") == cli.FAULTY
    assert "menu_with_markets" in capsys.readouterr().err
