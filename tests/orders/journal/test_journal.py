"""The journal: durable, append-only, one writer; where it cannot be written nothing is sent."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from tests.support import faulty
from tests.support.exchange import noted_tokens
from tests.support.worlds import API_KEY, MARKET, PASSWORD, WIDE, World, opened, row
from xlbetflag.orders.journal.migrations import MIGRATIONS, TABLES
from xlbetflag.orders.journal.reader import History
from xlbetflag.orders.journal.writer import Journal, JournalBroken, JournalBusy
from xlbetflag.orders.status import Status
from xlbetflag.texts import say


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[World]:
    """Two orders, one refusal, one cancel."""
    with opened(tmp_path) as world:
        world.orders.place([row("k1"), row("k2", price=290), row("k3", price=351)])
        world.wait_for("k1", Status.WORKING)
        world.wait_for("k2", Status.MATCHED)
        world.orders.cancel(["k1"])
        world.wait_for("k1", Status.CANCELLED)
        yield world


def test_every_write_is_synchronous_and_in_a_write_ahead_log(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    assert journal._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._writer.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    journal.close()
    journal.close()


@pytest.mark.parametrize("table", TABLES)
def test_nothing_written_is_changed_or_removed(lived: World, table: str) -> None:
    lived.orders.show_limits("f1", WIDE)
    lived.orders.place([row("k4", price=360, options="OFFSET 2")])
    lived.wait_for("k4", Status.WORKING)
    lived.orders.cancel(["k4"])  # its rule ends, by hand
    db = sqlite3.connect(lived.path)
    count = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    assert count > 0
    column = db.execute(f"SELECT * FROM {table}").description[0][0]  # noqa: S608
    for change in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}"):  # noqa: S608
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(change)
    db.close()


def test_a_row_can_leave_only_once(lived: World) -> None:
    order = lived.journal.orders(keys=["k1"])[0]
    send = order.send
    assert send is not None
    baseline, _ = lived.journal.baselines([send])[send]
    before = lived.journal.transactions
    with pytest.raises(JournalBroken, match="UNIQUE"):
        lived.journal.start_send(baseline, ["k1"], lived.now())
    assert lived.journal.transactions == before


def test_migrations_run_once_and_by_name(tmp_path: Path) -> None:
    for _ in range(2):
        Journal(tmp_path / "journal.sqlite").close()
    db = sqlite3.connect(tmp_path / "journal.sqlite")
    assert [name for (name,) in db.execute("SELECT name FROM migrations ORDER BY rowid")] == [
        name for name, _ in MIGRATIONS
    ]
    db.close()


@pytest.mark.parametrize("done", range(1, len(MIGRATIONS)))
def test_a_journal_of_any_age_is_brought_up_to_date(tmp_path: Path, done: int) -> None:
    path = tmp_path / "journal.sqlite"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("CREATE TABLE migrations (name TEXT PRIMARY KEY, at TEXT NOT NULL)")
    for name, step in MIGRATIONS[:done]:
        step(db)
        db.execute("INSERT INTO migrations VALUES (?, '2026-11-01')", [name])
    db.close()
    journal = Journal(path)
    names = {row["name"] for row in journal.read("SELECT name FROM sqlite_master", [])}
    assert set(TABLES) <= names
    journal.close()


def test_orders_of_an_older_journal_are_read_and_new_ones_join_them(tmp_path: Path) -> None:
    """As it was before the names of events, and before formulas, were kept."""
    for done in ("rules", "offers_of_rows"):
        path = tmp_path / f"{done}.sqlite"
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("CREATE TABLE migrations (name TEXT PRIMARY KEY, at TEXT NOT NULL)")
        for name, step in MIGRATIONS[: 1 + [name for name, _ in MIGRATIONS].index(done)]:
            step(db)
            db.execute("INSERT INTO migrations VALUES (?, '2026-11-01')", [name])
        at = "2026-11-01T12:00:00+00:00"
        old = ("old", 1, 1, MARKET, "1", "Lazio", "BACK", 350, 200, 1, 0, "", "[]", at, at[:10])
        given = (*old, "price") if done == "offers_of_rows" else old
        marks = ",".join("?" * len(given))
        db.execute(f"INSERT INTO intents VALUES ({marks})", given)  # noqa: S608
        db.close()
        with History(path) as reader:  # as `xlbetflag journal` finds it, no desk having opened it
            [before] = reader.orders()
        journal = Journal(path)
        [kept] = journal.orders()
        assert (before.intent.event_name, kept.intent.event_name) == ("", "")
        assert kept.intent.selection_name == "Lazio"
        named = msgspec.structs.replace(
            kept.intent, key="new", event_name="Lazio - Verona", market_name="1X2", formulas=()
        )
        journal.add_batch([named], [])
        assert [each.intent for each in journal.orders(keys=["new"])] == [named]
        journal.close()


def test_an_order_is_kept_with_the_names_of_its_match(lived: World) -> None:
    for order in lived.journal.orders():
        assert order.intent.event_name == "Lazio - Verona"
        assert order.intent.market_name == "Esito Finale 1x2"


@pytest.mark.process
def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    writing = Journal(path)
    with pytest.raises(JournalBusy) as busy:
        Journal(path)
    assert str(os.getpid()) in say(busy.value, "en")
    program = (
        "import sys; from pathlib import Path\n"
        "from xlbetflag.orders.journal.writer import Journal\n"
        "try: Journal(Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__)"
    )
    command = [sys.executable, "-c", program, str(path)]
    other = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert other.stdout.strip() == "JournalBusy"
    with History(path) as reader:
        assert reader.orders() == []
    writing.close()
    Journal(path).close()


def _a_folder(path: Path) -> None:
    path.mkdir()


def _rubbish(path: Path) -> None:
    path.write_bytes(b"this was a journal once" * 100)


def _torn(path: Path) -> None:
    """A journal of which the middle is gone."""
    Journal(path).close()
    data = bytearray(path.read_bytes())
    data[200:8_000] = b"\0" * 7_800
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [_a_folder, _rubbish, _torn])
def test_what_is_no_journal_is_refused_clearly(tmp_path: Path, harm: object) -> None:
    path = tmp_path / "journal.sqlite"
    harm(path)  # type: ignore[operator]
    with pytest.raises(JournalBroken) as broken:
        Journal(path)
    assert "nothing is sent" in say(broken.value, "en")
    assert str(tmp_path) in say(broken.value, "it")


def test_a_folder_that_cannot_be_made_is_refused_clearly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalBroken):
        Journal(tmp_path / "file" / "journal.sqlite")
    with pytest.raises(JournalBroken):
        History(tmp_path / "none.sqlite")


def _fill_the_disk(world: World) -> None:
    (pages,) = world.journal._writer.execute("PRAGMA page_count").fetchone()
    world.journal._writer.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_sends_nothing_and_says_so(world: World) -> None:
    _fill_the_disk(world)
    many = [row(f"k{n}", price=350 + 5 * (n % 10), size=200 + 50 * n) for n in range(1, 400)]
    results = world.orders.place(many)
    assert {result.status for result in results.values()} == {Status.DRAFT}
    assert "cannot be used" in results["k1"].message
    assert "cannot be used" in world.orders.trouble
    assert world.posts == 0
    assert "cannot be used" in world.orders.place([row("k1")])["k1"].message
    problem = world.orders.arm()
    assert problem is not None
    assert problem.code == "journal.broken"


def test_a_disk_that_fills_before_the_post_keeps_it_back(world: World) -> None:
    start = world.journal.start_send

    def on_a_full_disk(*args: object) -> int:
        _fill_the_disk(world)
        for number in range(10_000):  # until the pages that are left are used up
            world.journal.add_action("filler", "x" * 3_000 + str(number), world.now())
        return start(*args)  # type: ignore[arg-type]

    world.journal.start_send = on_a_full_disk  # type: ignore[method-assign, assignment]
    world.orders.place([row("k1")])
    result = world.wait_for("k1", Status.REFUSED)
    assert "journal could not be written" in result.message
    assert (world.posts, world.at_venue) == (0, {})


def test_orders_are_found_by_key_market_status_and_day(lived: World) -> None:
    with History(lived.path) as journal:
        assert [order.key for order in journal.orders()] == ["k1", "k2"]
        assert [order.key for order in journal.orders(keys=["k2", "k9"])] == ["k2"]
        assert len(journal.orders(market_id=MARKET)) == 2
        assert journal.orders(market_id="1") == []
        assert [o.key for o in journal.orders(statuses=[Status.MATCHED])] == ["k2"]
        assert len(journal.orders(day=lived.now().date())) == 2
        assert journal.orders(day=date(2020, 1, 1)) == []
        assert [order.key for order in journal.unfinished()] == ["k2"]
        assert journal.orders(keys=[f"x{n}" for n in range(1_200)]) == []


def test_the_story_of_a_row_tells_each_step(lived: World) -> None:
    with History(lived.path) as journal:
        story = journal.story("k1")
        assert [event.what for event in story] == [
            "CHECKED",
            "SENDING",
            "answer",
            "ACCEPTED",
            "WORKING",
            "CANCELLED",
        ]
        assert "BACK 1 (1) 2.00 at 3.50" in story[0].words
        assert [event.what for event in journal.story("k3")] == ["REFUSED"]
        assert journal.story("stranger") == []
        assert [event.what for event in journal.actions()] == ["start", "arm", "cancel"]


def test_no_secret_is_written(lived: World) -> None:
    tokens = noted_tokens(lived.server.sessions)
    lived.server.sessions.expire_all()
    lived.client.balance()
    [token] = tokens
    lived.proxy.on("POST /offers", faulty.dropped)
    lived.orders.place([row("k4", price=360)])
    lived.wait_for("k4", Status.WORKING)
    lived.shut()
    written = b"".join(path.read_bytes() for path in lived.path.parent.iterdir())
    assert b"outcome_unknown" in written
    for secret in (PASSWORD, API_KEY, token):
        assert secret.encode() not in written
