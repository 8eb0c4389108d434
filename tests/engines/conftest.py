"""The engines for a test: the headless one active and empty, Calc with a new book."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from xlbetflag.engines import calc, headless


@pytest.fixture
def functions() -> Iterator[headless.Functions]:
    """The engine's functions; the engine is xlwings' active one."""
    before = xw.engines.active
    headless.activate()
    yield headless.engine.functions
    for app in list(xw.apps):
        app.quit()
    for function in list(headless.engine.functions):
        headless.engine.functions.remove(function.name)
    xw.engines.active = before


@pytest.fixture(scope="session")
def office(libreoffice: None) -> Iterator[calc.Office]:
    """One Calc without windows for all tests of its engine."""
    office = calc.Office.start()
    yield office
    office.stop()


@pytest.fixture
def app(office: calc.Office) -> Iterator[xw.App]:
    """That Calc as an app, without open books."""
    before = xw.engines.active
    calc.activate()
    app = calc.adopt(office)
    yield app
    for book in list(app.books):
        book.close()
    calc.engine.apps.discard(app.impl)
    xw.engines.active = before


@pytest.fixture
def book(app: xw.App) -> xw.Book:
    """A new book in Calc."""
    return app.books.add()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]
