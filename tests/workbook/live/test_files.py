"""Which file a workbook is: moved or copied is told by what stands where it was last open."""

import shutil
import zipfile
from pathlib import Path

import pytest

from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.live.files import Whereabouts, is_same_file, whereabouts

FILE_ID = "f00000001"


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(built, tmp_path / "trader.xlsx"))


def test_a_file_that_was_never_open_before_is_itself(home: Path) -> None:
    assert whereabouts(FILE_ID, str(home), None) is Whereabouts.OWN


def test_a_file_that_was_renamed_or_moved_is_the_same(home: Path, tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    for name in ("other name.xlsx", "away/trader.xlsx"):
        here = Path(shutil.move(home, tmp_path / name))
        assert whereabouts(FILE_ID, str(here), str(home)) is Whereabouts.MOVED
        shutil.move(here, home)


def test_beside_its_original_a_file_is_a_copy(home: Path, tmp_path: Path) -> None:
    copy = shutil.copyfile(home, tmp_path / "day2.xlsx")
    assert whereabouts(FILE_ID, str(copy), str(home)) is Whereabouts.COPY


def test_where_another_file_took_its_place_it_was_moved(home: Path, tmp_path: Path) -> None:
    here = Path(shutil.move(home, tmp_path / "yesterday.xlsx"))
    build(home, file_id="f00000002", blocks=1, order_rows=2, market_rows=2)
    assert whereabouts(FILE_ID, str(here), str(home)) is Whereabouts.MOVED


def test_where_its_place_cannot_be_looked_at_nobody_can_say(home: Path, tmp_path: Path) -> None:
    gone = tmp_path / "stick" / "trader.xlsx"  # as of a drive that was taken out
    assert whereabouts(FILE_ID, str(home), str(gone)) is Whereabouts.UNCLEAR
    locked = tmp_path / "locked.xlsx"  # as of one with a password
    locked.write_bytes(b"\xd0\xcf\x11\xe0")
    assert whereabouts(FILE_ID, str(home), str(locked)) is Whereabouts.UNCLEAR
    binary = tmp_path / "binary.xlsb"
    with zipfile.ZipFile(binary, "w") as package:
        package.writestr("xl/workbook.bin", b"")
    assert whereabouts(FILE_ID, str(home), str(binary)) is Whereabouts.UNCLEAR


@pytest.mark.posix("links need a privilege there")
def test_links_lead_to_the_same_file(home: Path, tmp_path: Path) -> None:
    link, hard = tmp_path / "link.xlsx", tmp_path / "hard.xlsx"
    link.symlink_to(home)
    hard.hardlink_to(home)
    assert whereabouts(FILE_ID, str(link), str(home)) is Whereabouts.OWN
    assert whereabouts(FILE_ID, str(hard), str(home)) is Whereabouts.OWN


def test_paths_that_are_no_files_are_compared_as_paths() -> None:
    assert is_same_file("https://example/a.xlsx", "https://example/a.xlsx")
    assert not is_same_file("https://example/a.xlsx", "https://example/b.xlsx")
