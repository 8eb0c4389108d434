"""Blocks of a batch that are neighbours are written as one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.engines.calc.joining import join_blocks

HOME = ["1", "Sheet1"]


def write(top: int, left: int, rows: list[list[Any]], beside: Any = None) -> list[Any]:
    corners = [top, left, top + len(rows) - 1, left + len(rows[0]) - 1]
    return ["range.write", HOME, corners, rows, beside or {}]


def queued(calls: list[list[Any]]) -> list[list[Any]]:
    queue: list[list[Any]] = []
    for call in calls:
        queue.append(call)
        join_blocks(queue)
    return queue


def shown(calls: list[list[Any]]) -> dict[tuple[int, int], Any]:
    """What stands where after the calls."""
    cells: dict[tuple[int, int], Any] = {}
    for _, _, (top, left, bottom, right), rows, _ in calls:
        assert (len(rows), len(rows[0])) == (bottom - top + 1, right - left + 1)
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                cells[top + down, left + across] = value
    return cells


def test_cells_row_by_row_or_column_by_column_become_one_block() -> None:
    by_row = [write(r, c, [[r * 10 + c]]) for r in range(1, 6) for c in range(1, 5)]
    by_column = [write(r, c, [[r * 10 + c]]) for c in range(1, 5) for r in range(1, 6)]
    wanted = shown(by_row)
    assert len(queued(by_column)) == 1
    found = queued(by_row)
    assert shown(found) == wanted
    assert len(found) <= 5


def test_what_has_something_beside_or_another_sheet_stays_alone() -> None:
    assert len(queued([write(1, 1, [[1]]), write(1, 2, [[1]], {"logical": [[0, 0]]})])) == 2
    other = write(1, 2, [[1]])
    other[1] = ["1", "Sheet2"]
    assert len(queued([write(1, 1, [[1]]), other])) == 2
    assert len(queued([write(1, 1, [[1]]), ["names.list", "1"]])) == 2


places = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 2), st.integers(1, 2))


@given(st.lists(places, max_size=20))
def test_joining_never_changes_what_stands_in_the_cells(found: list[tuple[int, ...]]) -> None:
    def calls() -> list[list[Any]]:
        return [
            write(top, left, [[number] * columns for _ in range(rows)])
            for number, (top, left, rows, columns) in enumerate(found)
        ]

    assert shown(queued(calls())) == shown(calls())
