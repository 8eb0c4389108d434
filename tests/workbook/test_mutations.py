"""A workbook that somebody's program damaged never ends in a traceback, and loses no row."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbook.mutations import (
    Mutation,
    filled_workbook,
    is_used_without_a_traceback,
    mutations,
    packed,
    parts_of,
)
from xlbetflag.engines import headless


@pytest.fixture(scope="module")
def app() -> Iterator[xw.App]:
    headless.activate()
    opened = xw.App(add_book=False)
    yield opened
    opened.quit()


@pytest.fixture(scope="module")
def filled(app: xw.App, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_workbook(app, tmp_path_factory.mktemp("filled") / "filled.xlsx")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(mutations(), min_size=1, max_size=3))
def test_a_damaged_workbook_is_used_or_refused_in_words(
    app: xw.App, filled: Path, changes: list[Mutation]
) -> None:
    parts = parts_of(filled)
    for change in changes:
        change(parts)
    path = filled.with_name("damaged.xlsx")
    path.write_bytes(packed(parts))
    is_used_without_a_traceback(app, path)
