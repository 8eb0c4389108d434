"""Saving: what another program saved is never written over, and a full disk ends nothing."""

import errno
from datetime import datetime
from pathlib import Path

import pytest

from xlbetflag.market.moments import ROME
from xlbetflag.sheet import saving
from xlbetflag.sheet.saving import WorkbookFile

NOON = datetime(2026, 11, 29, 12, 34, 56, tzinfo=ROME)


class Disk:
    """What is written through it; `trouble` is raised instead, of paths below `bad`."""

    def __init__(self, bad: Path) -> None:
        self.bad = bad
        self.trouble: Exception | None = None
        self.written: list[Path] = []

    def write(self, path: Path) -> None:
        if self.trouble is not None and self.bad in path.parents:
            raise self.trouble
        path.write_text(f"ours {len(self.written)}")
        self.written.append(path)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "trader.xlsx").write_text("fresh")
    return Disk(folder)


def kept(disk: Disk, *, has_a_window: bool = False) -> WorkbookFile:
    return WorkbookFile(
        disk.bad / "trader.xlsx",
        disk.write,
        now=lambda: NOON,
        language=lambda: "en",
        shelter=disk.bad.parent / "shelter",
        has_a_window=has_a_window,
    )


def test_it_is_saved_where_it_is(disk: Disk) -> None:
    file = kept(disk)
    assert file.save() == "trader.xlsx is saved."
    assert file.save() == "trader.xlsx is saved."
    assert {path.name for path in disk.written} == {"trader.xlsx"}


def test_what_another_program_saved_meanwhile_is_left_and_ours_is_beside(disk: Disk) -> None:
    file = kept(disk)
    theirs = file.path
    theirs.write_text("typed in another program")
    said = file.save()
    assert "beside" in said
    assert theirs.read_text() == "typed in another program"
    assert file.path.name == "trader (xlbetflag 2026-11-29 12.34.56).xlsx"
    assert file.path.read_text() == "ours 0"
    file.save()
    assert file.path.read_text() == "ours 1"  # from then on that one is ours
    assert theirs.read_text() == "typed in another program"


def test_where_a_window_shows_it_its_users_own_saves_are_no_other_programs(disk: Disk) -> None:
    file = kept(disk, has_a_window=True)
    file.path.write_text("saved by hand in the window")
    assert file.save() == "trader.xlsx is saved."


@pytest.mark.parametrize(
    "trouble",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        PermissionError(errno.EACCES, "used by another process"),
        ValueError("a host's own words"),
    ],
)
def test_what_cannot_be_written_is_tried_again(
    disk: Disk, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "AGAIN_AFTER", 3)
    file = kept(disk)
    disk.trouble = trouble
    assert str(getattr(trouble, "strerror", None) or trouble) in file.save()
    assert [file.tick() for _ in range(7)] == [""] * 7
    assert file.path.read_text() == "fresh"
    disk.trouble = None
    assert [file.tick() for _ in range(4)].count("trader.xlsx is saved.") == 1
    assert file.path.read_text() == "ours 0"
    assert [file.tick() for _ in range(9)] == [""] * 9


def test_at_the_end_it_is_put_where_it_can_be_written(disk: Disk) -> None:
    file = kept(disk)
    disk.trouble = OSError(errno.ENOSPC, "No space left on device")
    said = file.save_at_last()
    [shelter] = disk.written
    assert str(shelter) in said
    assert shelter.parent == disk.bad.parent / "shelter"
    disk.bad = disk.bad.parent
    assert "is lost" in file.save_at_last()


@pytest.mark.parametrize("lock", ["~$trader.xlsx", ".~lock.trader.xlsx#"])
def test_a_file_open_in_another_program_is_said_at_opening(disk: Disk, lock: str) -> None:
    assert kept(disk).elsewhere() == ""
    (disk.bad / lock).touch()
    assert lock in kept(disk).elsewhere()
    assert kept(disk, has_a_window=True).elsewhere() == ""
