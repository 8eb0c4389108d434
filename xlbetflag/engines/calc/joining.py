"""Neighbouring blocks that a batch writes one after the other become one block."""

from __future__ import annotations

from typing import Any

_WRITE = "range.write"


def join_blocks(queue: list[list[Any]]) -> None:
    """Join the last call of a queue to the one before it: beside it, then below, as they fit.

    A call here is ``["range.write", sheet, [top, left, bottom, right], rows, beside]``; one with
    something beside its rows stays alone. The rows of the queue are its own and are extended.
    """
    while len(queue) > 1 and _is_plain(queue[-1]) and _is_plain(queue[-2]):
        _, home, first, rows, _ = queue[-2]
        _, other, second, more, _ = queue[-1]
        if home != other:
            return
        if first[0] == second[0] and first[2] == second[2] and first[3] + 1 == second[1]:
            for row, rest in zip(rows, more, strict=True):
                row.extend(rest)
        elif first[1] == second[1] and first[3] == second[3] and first[2] + 1 == second[0]:
            rows.extend(more)
        else:
            return
        queue[-2][2] = [first[0], first[1], second[2], second[3]]
        queue.pop()


def _is_plain(call: list[Any]) -> bool:
    return call[0] == _WRITE and not call[4]
