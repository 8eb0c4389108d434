"""One writer by the file's identity; a journal that is not what it was sends nothing."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.conditions import wait_until
from tests.support.worlds import World, opened, row
from xlbetflag.orders.journal.writer import Journal, JournalBroken, JournalBusy
from xlbetflag.orders.status import Status
from xlbetflag.service.heartbeat import DESK, beat_file
from xlbetflag.texts import say

posix = pytest.mark.posix("files that are open stay there")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """One order stands at the venue."""
    (tmp_path / "kept").mkdir()
    with opened(tmp_path / "kept") as found:
        found.orders.place([row("k1")])
        found.wait_for("k1", Status.WORKING)
        yield found


def _a_file(path: Path) -> Path:
    link = path.with_name("link.sqlite")
    link.symlink_to(path)
    return link


def _its_folder(path: Path) -> Path:
    link = path.parent.with_name("elsewhere")
    link.symlink_to(path.parent, target_is_directory=True)
    return link / path.name


def _link_to_a_link(path: Path) -> Path:
    return _a_file(_its_folder(path))


def _with_dots(path: Path) -> Path:
    return path.parent / ".." / path.parent.name / path.name


@pytest.mark.parametrize("way", [_a_file, _its_folder, _link_to_a_link, _with_dots])
@posix
def test_however_a_journal_is_reached_there_is_one_writer(
    world: World, way: Callable[[Path], Path]
) -> None:
    other = way(world.path)
    with pytest.raises(JournalBusy):
        Journal(other)
    assert beat_file(other, DESK) == beat_file(world.path, DESK)
    world.shut()
    reached = Journal(other)
    with pytest.raises(JournalBusy):
        Journal(world.path)
    assert [order.key for order in reached.orders()] == ["k1"]
    reached.close()


@posix
def test_a_journal_with_a_second_name_is_opened_by_neither(tmp_path: Path) -> None:
    first, second = tmp_path / "a.sqlite", tmp_path / "b.sqlite"
    Journal(first).close()
    os.link(first, second)
    for path in (first, second):
        with pytest.raises(JournalBroken, match="moved"):
            Journal(path)
    second.unlink()
    Journal(first).close()


def _moved(path: Path) -> None:
    path.rename(path.with_name("moved.sqlite"))


def _deleted(path: Path) -> None:
    path.unlink()


def _replaced(path: Path) -> None:
    copy = path.with_name("copy.sqlite")
    shutil.copyfile(path, copy)
    copy.replace(path)


def _folder_moved(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))


def _log_deleted(path: Path) -> None:
    path.with_name(path.name + "-wal").unlink()


def _lock_deleted(path: Path) -> None:
    path.with_name(path.name + ".lock").unlink()


def _lock_replaced(path: Path) -> None:
    lock = path.with_name(path.name + ".lock")
    lock.unlink()
    lock.touch()


def _given_a_second_name(path: Path) -> None:
    os.link(path, path.with_name("second.sqlite"))


SET_BACK = """
import shutil, sqlite3, sys
older, path = sys.argv[1:]
db = sqlite3.connect(path)
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
db.close()
with open(older, "rb") as source, open(path, "r+b") as file:
    shutil.copyfileobj(source, file)
    file.truncate()
"""


def _written_over_with_an_older_one(path: Path) -> None:
    """By another program, as `cp` does it: the file stays the same one."""
    older = path.with_name("older.sqlite")
    Journal(older).close()
    subprocess.run([sys.executable, "-c", SET_BACK, str(older), str(path)], check=True, timeout=60)


@pytest.mark.process
@pytest.mark.parametrize(
    "harm",
    [
        _moved,
        _written_over_with_an_older_one,
        _deleted,
        _replaced,
        _folder_moved,
        _log_deleted,
        _lock_deleted,
        _lock_replaced,
        _given_a_second_name,
    ],
)
@posix
def test_a_journal_that_is_not_the_file_it_was_sends_nothing_and_cancels_all_the_same(
    world: World, harm: Callable[[Path], None]
) -> None:
    harm(world.path)
    result = world.orders.place([row("k2", price=360)])["k2"]
    assert result.status is Status.DRAFT
    assert "is not the file that it was" in result.message
    assert "is not the file that it was" in world.orders.trouble
    assert world.orders.arm() is not None
    assert world.posts == 1
    world.orders.cancel(["k1"])
    wait_until(lambda: not any(offer["remaining"] for offer in world.at_venue.values()))
    assert world.posts == 1


@pytest.mark.process
@posix
def test_a_journal_written_over_is_known_to_have_lost_its_end_after_a_restart(world: World) -> None:
    _written_over_with_an_older_one(world.path)
    assert world.orders.place([row("k2", price=360)])["k2"].status is Status.DRAFT
    world.shut()
    world.open(arm=False)
    problem = world.orders.arm()
    assert problem is not None
    assert "lost its end" in say(problem, "en")
    assert world.posts == 1


@pytest.mark.socket
@posix
def test_a_link_that_points_elsewhere_meanwhile_sends_nothing(tmp_path: Path) -> None:
    link, other = tmp_path / "link.sqlite", tmp_path / "other.sqlite"
    Journal(other).close()
    (tmp_path / "kept.sqlite").touch()
    link.symlink_to(tmp_path / "kept.sqlite")
    with opened(tmp_path) as world:
        world.shut()
        world.path = link
        world.open()
        link.unlink()
        link.symlink_to(other)
        assert world.orders.place([row("k1")])["k1"].status is Status.DRAFT
        assert world.posts == 0


# --- a journal that was set back ----------------------------------------------------------------


def _without_its_log(kept: Path, path: Path) -> None:
    """As a power cut can leave it, or a copy of the one file."""
    shutil.copyfile(kept, path)


def _gone(kept: Path, path: Path) -> None:
    """Deleted, to be made anew."""


@pytest.mark.parametrize("harm", [_without_its_log, _gone])
@posix
def test_a_journal_that_lost_its_end_is_noticed_and_keeps_the_desk_disarmed_until_accepted(
    world: World, tmp_path: Path, harm: Callable[[Path, Path], None]
) -> None:
    lost = tmp_path / "lost.sqlite"
    harm(world.path, lost)
    shutil.copyfile(world.path.with_name(world.path.name + ".seen"), tmp_path / "lost.sqlite.seen")
    world.shut()
    world.path = lost
    for _ in range(2):  # a restart is no acceptance
        world.open(arm=False)
        wait_until(lambda: world.orders.is_reconciled)
        problem = world.orders.arm()
        assert problem is not None
        assert "lost its end" in say(problem, "en")
        assert "lost its end" in world.orders.trouble
        assert world.orders.place([row("k1")])["k1"].status is Status.DRAFT
        assert not world.orders.is_armed
        world.shut()
    world.open(arm=False)
    wait_until(lambda: world.orders.is_reconciled)
    assert world.orders.arm(knowing_loss=True) is None
    assert world.orders.trouble == ""
    assert [each.what for each in world.journal.actions("loss accepted")] == ["loss accepted"]
    world.shut()
    world.open(arm=False)
    wait_until(lambda: world.orders.is_reconciled)
    assert world.orders.arm() is None


def test_a_whole_journal_is_not_suspected(world: World) -> None:
    for number in range(2, 5):
        world.shut()
        world.open()
        assert world.journal.missing == 0
        world.orders.place([row(f"k{number}", price=350 + 5 * number)])
        world.wait_for(f"k{number}", Status.WORKING)


@pytest.mark.parametrize("text", ["", "nonsense", "-"])
def test_a_witness_that_cannot_be_read_accuses_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "journal.sqlite.seen").write_text(text)
    journal = Journal(tmp_path / "journal.sqlite")
    assert journal.missing == 0
    journal.close()


# --- for its owner's eyes -----------------------------------------------------------------------


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@posix
def test_a_journal_and_what_lies_beside_it_are_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        folder = tmp_path / "data"
        journal = Journal(folder / "journal.sqlite")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len(modes(folder)) == 5
        assert set(modes(folder).values()) == {0o600}
        journal.close()
    finally:
        os.umask(before)


@posix
def test_one_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    Journal(tmp_path / "journal.sqlite").close()
    for path in tmp_path.iterdir():
        path.chmod(0o644)
    journal = Journal(tmp_path / "journal.sqlite")
    assert set(modes(tmp_path).values()) == {0o600}
    journal.close()
