"""Workbooks as no program should write them: parts changed at random, and what must still hold."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlwings as xw
from hypothesis import strategies as st
from lxml import etree

from xlbetflag.api.config import Environment
from xlbetflag.engines.headless.dialects import UnreadableError
from xlbetflag.market.problem import Problem
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.live.binding import Binding

Parts = dict[str, bytes]
Mutation = Callable[[Parts], None]

ROWS = [
    [19901289, "1 · 1", "BACK", 3.25, 2],
    ["19901290", "X", "punta", "=BF_PRICE(C6,D6,E6)", "2,50"],
    [None, None, None, None, None],
    ["lazio", "?", "b", "1.234", "=1/0"],
]
JUNK = (
    "", "0", "-1", "1", "999999999999", "1e308", "nan", "1,5", "A0", "XFE1", "A1:", "$B$2:$A$1",
    "#REF!", "=1+1", "true", "x" * 300, "\u200b", "\U0001f600", "..\\..\\x", "rId999", "Orders",
)  # fmt: skip


def filled_workbook(app: xw.App, path: Path) -> Path:
    """A small workbook with a few order rows in it."""
    build(
        path,
        file_id="testfile",
        environment=Environment.PRACTICE,
        blocks=1,
        order_rows=5,
        market_rows=3,
    )
    book = app.books.open(str(path))
    book.sheets["Orders"]["C5"].value = ROWS
    book.save()
    book.close()
    return path


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def _element(root: etree._Element, at: int) -> etree._Element:
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    return elements[at % len(elements)]


def _drop(element: etree._Element, junk: str) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(element: etree._Element, junk: str) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.append(etree.fromstring(etree.tostring(element)))


def _attribute(element: etree._Element, junk: str) -> None:
    names = list(element.attrib)
    if names:
        element.set(names[len(junk) % len(names)], junk)


def _forget(element: etree._Element, junk: str) -> None:
    names = list(element.attrib)
    if names:
        del element.attrib[names[len(junk) % len(names)]]


def _text(element: etree._Element, junk: str) -> None:
    element.text = junk


CHANGES = (_drop, _double, _attribute, _forget, _text)


@st.composite
def mutations(draw: st.DrawFn) -> Mutation:
    """One change of one part."""
    which, at = draw(st.integers(0, 10_000)), draw(st.integers(0, 100_000))
    how, junk = (
        draw(st.sampled_from(["element"] * 8 + ["cut", "bytes", "gone"])),
        draw(st.sampled_from(JUNK)),
    )
    change = draw(st.sampled_from(CHANGES))

    def mutate(parts: Parts) -> None:
        names = sorted(parts)
        if not names:
            return
        name = names[which % len(names)]
        data = parts[name]
        if how == "gone":
            del parts[name]
        elif how == "cut":
            parts[name] = data[: at % (len(data) + 1)]
        elif how == "bytes" and data:
            place = at % len(data)
            parts[name] = data[:place] + junk.encode() + data[place + len(junk) :]
        else:
            try:
                root = etree.fromstring(data)
            except etree.XMLSyntaxError:
                return
            change(_element(root, at), junk)
            parts[name] = etree.tostring(root)

    return mutate


def is_used_without_a_traceback(app: xw.App, path: Path, *, calculates: bool = True) -> bool:
    """Open, calculate, read what the desk reads, save, open again: at each step it works or a
    sentence is raised. No row that was read is lost. Whether it could be opened."""
    try:
        book = app.books.open(str(path))
    except UnreadableError as error:
        sentence = str(error)
        is_one = sentence.startswith(path.name) and "\n" not in sentence
        if not is_one:
            raise
        return False
    try:
        if calculates:
            app.calculate()
        before = _read(book)
        book.save()
    except UnreadableError:
        return False
    finally:
        book.close()
    again = app.books.open(str(path))
    try:
        if calculates:
            app.calculate()
        after = _read(again)
        assert after == before, f"{before}\n\nbecame\n\n{after}"
    finally:
        again.close()
    return True


def _read(book: xw.Book) -> object:
    """What the desk reads of a workbook; the sentence where a part of it cannot be."""
    found: list[object] = []
    try:
        binding = Binding(book)
        for read in (binding.rows, binding.inputs, binding.searches, binding.watched):
            try:
                found.append(read())
            except Problem as problem:
                found.append(str(problem))
    except Problem as problem:
        return str(problem)
    return found
