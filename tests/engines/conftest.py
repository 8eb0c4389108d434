"""The headless engine for a test: active, without functions or books of another test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from xlbetflag.engines import headless


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
