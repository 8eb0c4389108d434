"""What is in front of a workbook's user reaches the feed."""

from types import SimpleNamespace
from typing import Any

import pytest

from xlbetflag.sheet.in_front import InFront, name_in_front

ON_BOARD = ("7", "", "8")


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("Board", ["7", "8"]),
        ("Coupon", ["7", "8"]),
        ("Ladder", ["9"]),
        ("Desk", []),
        ("Log", []),
        ("My own", None),
        (None, None),
    ],
)
def test_the_markets_of_the_sheet_in_front_are_told(
    front: str | None, told: list[str] | None
) -> None:
    shown: list[Any] = []
    desk: Any = SimpleNamespace(
        feed=SimpleNamespace(
            show=lambda _, markets: shown.append(None if markets is None else list(markets))
        )
    )
    binding: Any = SimpleNamespace(
        ladder=SimpleNamespace(choice=lambda: SimpleNamespace(market_id="9"))
    )
    InFront(desk, binding, lambda: front).tell(ON_BOARD)
    assert shown == [told]


def test_a_spreadsheet_that_does_not_answer_tells_nothing() -> None:
    assert name_in_front(None) is None  # type: ignore[arg-type]
    book: Any = SimpleNamespace(sheets=SimpleNamespace(active=SimpleNamespace(name="Board")))
    assert name_in_front(book) == "Board"
