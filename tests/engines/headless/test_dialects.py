"""Files as other programs write them, and files that are no workbook: read rightly, or one
sentence that names the file and the cell."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw

from xlbetflag.engines import headless
from xlbetflag.engines.headless.dialects import UnreadableError
from xlbetflag.engines.headless.store import Store

Parts = dict[str, bytes]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
A_DAY = dt.datetime(2026, 5, 12, 20, 45)  # noqa: DTZ001 - a cell's time has no zone


def workbook(*, date_1904: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": date_1904})
    sheet = book.add_worksheet("Mine")
    day, clock, elapsed = (
        book.add_format({"num_format": code}) for code in ("d/m/yyyy h:mm", "h:mm", "[h]:mm")
    )
    sheet.write("A1", 1.5)
    sheet.write("A2", "words")
    sheet.write_datetime("A3", A_DAY, day)
    sheet.write_number("A4", 0.75, clock)
    sheet.write_number("A5", 2.5, elapsed)
    sheet.write_formula("A6", "=A3+1", day)
    book.close()
    return out.getvalue()


def parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(found: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in found.items():
            info = zipfile.ZipInfo("x")
            info.filename = name  # as it is, backslashes too
            package.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def strict(found: Parts) -> Parts:
    return {
        name: data.replace(MAIN, STRICT).replace(RELATIONS, STRICT_RELATIONS)
        for name, data in found.items()
    }


def other_case(found: Parts) -> Parts:
    return {name.replace("sharedStrings", "SharedStrings"): d for name, d in found.items()}


def backslashes(found: Parts) -> Parts:
    return {name.replace("/", "\\"): data for name, data in found.items()}


def dates_as_text(found: Parts) -> Parts:
    sheet = re.sub(
        rb'<c r="A3" s="(\d)"><v>[^<]*</v>',
        rb'<c r="A3" s="\1" t="d"><v>2026-05-12T20:45:00</v>',
        found[SHEET],
    )
    sheet = re.sub(
        rb'<c r="A4" s="(\d)"><v>[^<]*</v>', rb'<c r="A4" s="\1" t="d"><v>T18:00:00</v>', sheet
    )
    return {**found, SHEET: sheet}


def same(found: Parts) -> Parts:
    return found


@pytest.mark.parametrize(
    ("changed", "date_1904"),
    [
        *product((same, strict, other_case, backslashes), (False, True)),
        (dates_as_text, False),  # a date as text counts from nowhere
    ],
)
def test_the_same_cells_whoever_wrote_them(
    tmp_path: Path, changed: Callable[[Parts], Parts], date_1904: bool
) -> None:
    path = tmp_path / "theirs.xlsx"
    path.write_bytes(packed(changed(parts(workbook(date_1904=date_1904)))))
    headless.activate()
    app = xw.App(add_book=False)
    for _ in range(2):  # as they wrote it, then as we saved it
        book = app.books.open(str(path))
        app.calculate()
        sheet = book.sheets["Mine"]
        assert sheet["A1:A3"].value == [1.5, "words", A_DAY]
        assert sheet["A4"].value.time() == dt.time(18)
        assert sheet["A5"].raw_value == 2.5
        assert sheet["A6"].value == A_DAY + dt.timedelta(1)
        sheet["A3"].value = A_DAY
        sheet["A2"].value = "words"
        book.save()
        book.close()
    app.quit()


def test_a_file_that_counts_from_1904_goes_on_doing_so(tmp_path: Path) -> None:
    path = tmp_path / "theirs.xlsx"
    path.write_bytes(workbook(date_1904=True))
    before = Store.open(path).sheets[0].grid.get((3, 1))
    headless.activate()
    app = xw.App(add_book=False)
    book = app.books.open(str(path))
    book.sheets["Mine"]["A3"].value = A_DAY + dt.timedelta(7)
    book.save()
    app.quit()
    [cell] = re.findall(rb'<c r="A3"[^>]*><v>([^<]*)<', parts(path.read_bytes())[SHEET])
    assert isinstance(before, float)
    assert float(cell) == pytest.approx(before + 7 - 1_462)
    assert Store.open(path).sheets[0].grid.get((3, 1)) == pytest.approx(before + 7)


def with_cell(cell: bytes) -> bytes:
    found = parts(workbook())
    found[SHEET] = re.sub(rb'<c r="A1".*?</c>', cell, found[SHEET])
    return packed(found)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (with_cell(b'<c r="A1"><v>1,5</v></c>'), "sheet Mine, cell A1 holds '1,5'"),
        (with_cell(b'<c r="A1" t="s"><v>999</v></c>'), "cell A1 holds '999'"),
        (with_cell(b'<c r="A1" t="d"><v>yesterday</v></c>'), "cell A1 holds 'yesterday'"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"Market;Selection\r\n", "no .xlsx"),
        (b"", "no .xlsx"),
        (workbook()[:-300], "damaged"),
        (packed({"hello.txt": b"hello"}), "not an Excel workbook"),
        (packed({**parts(workbook()), SHEET: b"<worksheet><sheetData>"}), "damaged"),
        (packed({**parts(workbook()), SHEET: b" " * (100 * 2**20)}), "more than a workbook"),
    ],
    ids=range(11),
)
def test_what_cannot_be_read_is_one_sentence_with_its_name(
    tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "theirs.xlsx"
    path.write_bytes(data)
    with pytest.raises(UnreadableError, match=re.escape(words)) as caught:
        Store.open(path)
    assert str(caught.value).startswith("theirs.xlsx")
    assert "\n" not in str(caught.value)


def test_entities_that_multiply_take_no_memory(tmp_path: Path) -> None:
    lines = [b"<!DOCTYPE x [<!ENTITY a0 'ha'>"]
    lines += [b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 20) for n in range(1, 12)]
    found = parts(workbook())
    found["xl/sharedStrings.xml"] = (
        b"".join(lines) + b"]><sst xmlns='%s'><si><t>&a11;</t></si></sst>" % MAIN
    )
    path = tmp_path / "theirs.xlsx"
    path.write_bytes(packed(found))
    try:
        strings = [v for row in Store.open(path).sheets[0].grid.rows.values() for v in row.values()]
    except UnreadableError as refused:
        assert "damaged" in str(refused)  # noqa: PT017 - either is fine
    else:
        assert all(len(str(each)) < 1_000 for each in strings)
