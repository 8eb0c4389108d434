"""Our workbook as other programs save it again: it goes on working, or says what they left out.

The table of producers in docs/files.md is these tests in words.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.needs import NODE
from xlbetflag.api.config import Environment
from xlbetflag.engines import headless
from xlbetflag.engines.calc.process import find_soffice
from xlbetflag.market.problem import Problem
from xlbetflag.texts import say
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.sheets import SHEETS
from xlbetflag.workbook.live.binding import Binding

RESAVE = Path(__file__).with_name("resave.js")
ROW = [19901289, "X", "LAY", 3.3, 2]


@pytest.fixture(scope="module")
def app() -> Iterator[xw.App]:
    headless.activate()
    opened = xw.App(add_book=False)
    yield opened
    opened.quit()


@pytest.fixture(scope="module")
def ours(app: xw.App, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ours") / "trader.xlsx"
    build(
        path,
        file_id="testfile",
        environment=Environment.PRACTICE,
        blocks=2,
        order_rows=20,
        market_rows=20,
    )
    book = app.books.open(str(path))
    book.sheets["Orders"]["C5"].value = ROW
    book.sheets["Orders"]["F6"].value = "=1.5+2"
    book.save()
    book.close()
    return path


def by_openpyxl(path: Path, to: Path) -> None:
    openpyxl.load_workbook(path).save(to)


def by_libreoffice(path: Path, to: Path) -> None:
    kind = "xlsx:Calc MS Excel 2007 XML"
    profile = f"-env:UserInstallation={(to.parent / 'profile').as_uri()}"
    subprocess.run(
        [str(find_soffice()), profile, "--headless", "--convert-to", kind]
        + ["--outdir", str(to.parent), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (to.parent / path.name).replace(to)


def by_javascript(library: str) -> Callable[[Path, Path], None]:
    def write(path: Path, to: Path) -> None:
        subprocess.run(
            [shutil.which("node") or "node", str(RESAVE), library, str(path), str(to)],
            check=True,
            capture_output=True,
            timeout=60,
            env={**os.environ, "NODE_PATH": str(NODE)},
        )

    return write


@pytest.mark.parametrize(
    "resave",
    [
        pytest.param(by_openpyxl, id="openpyxl"),
        pytest.param(by_libreoffice, id="LibreOffice", marks=pytest.mark.libreoffice),
        pytest.param(by_javascript("exceljs"), id="ExcelJS", marks=pytest.mark.javascript),
    ],
)
def test_it_goes_on_working(
    app: xw.App, ours: Path, tmp_path: Path, resave: Callable[[Path, Path], None]
) -> None:
    theirs = tmp_path / "theirs.xlsx"
    resave(ours, theirs)
    for _ in range(2):  # as they saved it, and as we saved that
        book = app.books.open(str(theirs))
        app.calculate()
        binding = Binding(book)
        first, second = binding.rows()
        assert first.draft is not None
        assert (first.key, first.draft.market_id, first.draft.selection) == (
            "testfile-0001",
            "19901289",
            "X",
        )
        assert (first.draft.price, first.draft.size) == (330, 200)
        assert second.key == "testfile-0002"
        assert {problem.values["field"] for problem in second.problems} >= {"market", "stake"}
        assert binding.inputs().file_id == "testfile"
        assert binding.inputs().limits.stake_per_bet == 1_000
        assert [sheet.name for sheet in book.sheets] == list(SHEETS)
        book.sheets["Orders"]["L5"].value = "a note"
        book.save()
        book.close()


@pytest.mark.javascript
def test_what_was_left_out_is_named(app: xw.App, ours: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.xlsx"
    by_javascript("sheetjs")(ours, theirs)
    book = app.books.open(str(theirs))
    with pytest.raises(Problem) as caught:
        Binding(book).rows()
    book.close()
    said = say(caught.value, "en")
    assert "Orders" in said
    assert "table" in said
