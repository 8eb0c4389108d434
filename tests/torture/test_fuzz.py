"""Damaged workbooks and answers by the ten thousands; of the workbooks every fifth is calculated.

Set XLBETFLAG_TORTURE to a part of 1 for less, XLBETFLAG_SEED to another number for others.
"""

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.api.mutated_answers import READS, WRITES, answers, is_understood_or_told
from tests.workbook.mutations import (
    Mutation,
    filled_workbook,
    is_used_without_a_traceback,
    mutations,
    packed,
    parts_of,
)
from xlbetflag.engines import headless

pytestmark = pytest.mark.torture

PART = float(os.environ.get("XLBETFLAG_TORTURE", "1"))
SEED = int(os.environ.get("XLBETFLAG_SEED", "1"))
COUNT = int(PART * 50_000)
AT_LENGTH = settings(
    max_examples=COUNT,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def app() -> Iterator[xw.App]:
    headless.activate()
    opened = xw.App(add_book=False)
    yield opened
    opened.quit()


def test_workbooks(app: xw.App, tmp_path: Path) -> None:
    whole = parts_of(filled_workbook(app, tmp_path / "filled.xlsx"))
    path = tmp_path / "damaged.xlsx"
    counts = {"opened": 0, "refused": 0}
    longest = 0.0

    @AT_LENGTH
    @seed(SEED)
    @given(changes=st.lists(mutations(), min_size=1, max_size=3))
    def damage(changes: list[Mutation]) -> None:
        nonlocal longest
        parts = dict(whole)
        for change in changes:
            change(parts)
        path.write_bytes(packed(parts))
        began = time.process_time()  # others may have the machine meanwhile
        calculates = len(path.read_bytes()) % 5 == 0  # most of its time, and mostly the same
        is_opened = is_used_without_a_traceback(app, path, calculates=calculates)
        counts["opened" if is_opened else "refused"] += 1
        longest = max(longest, time.process_time() - began)

    damage()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    print(f"\n{counts}, the longest {longest:.1f} s of a processor, {memory:,.0f} MB")
    assert sum(counts.values()) >= COUNT
    assert longest < 10
    assert memory < 1_024


def test_answers() -> None:
    counts: dict[str, int] = dict.fromkeys([*READS, *WRITES], 0)

    @AT_LENGTH
    @seed(SEED)
    @given(data=st.data(), operation=st.sampled_from([*counts]))
    def answer(data: st.DataObject, operation: str) -> None:
        is_understood_or_told(operation, *data.draw(answers(operation)))
        counts[operation] += 1

    answer()
    print(f"\n{sum(counts.values()):,} answers: {counts}")
    assert sum(counts.values()) >= COUNT
