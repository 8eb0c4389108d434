"""DECIDE in a sheet: a person's word on how an order ended, asked about once."""

import pytest

from tests.support.sheet import TradingSheet, first_markets
from xlbetflag.orders.orders import Orders
from xlbetflag.practice.server import PracticeServer


@pytest.fixture
def row(server: PracticeServer, sheet: TradingSheet) -> int:
    """Of an order that works."""
    sheet.arm()
    return sheet.works(first_markets(server)[0])


def test_only_what_is_undecided_can_be_decided(sheet: TradingSheet, row: int) -> None:
    assert "UNKNOWN or NOT FOUND" in sheet.host.command(f"DECIDE {row} CANCELLED YES")
    sheet.host.tick()
    assert sheet.statuses() == ["WORKING"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("DECIDE", "Say which row"),
        ("DECIDE {row}", "Say which row"),
        ("DECIDE {row} CANCELLED PERHAPS", "Say which row"),
        ("DECIDE ALL CANCELLED YES", "Say which row"),
        ("DECIDE {row} WORKING YES", "WORKING is not how an order ends"),
        ("DECIDE 99 VOID YES", "99"),
    ],
)
def test_what_is_not_understood_is_not_done(
    sheet: TradingSheet, row: int, typed: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Orders, "decide", None)  # it would be no function
    assert said in sheet.host.command(typed.format(row=row))


def test_it_asks_once_and_yes_does_it(
    sheet: TradingSheet, row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Orders, "_is_undecided", lambda self, order: True)
    asked = sheet.host.command(f"decide {row} cancelled")
    assert "BACK" in asked
    assert "WORKING" in asked
    assert f"DECIDE {row} CANCELLED YES" in asked
    sheet.host.tick()
    assert sheet.statuses() == ["WORKING"]
    assert f"{row} is CANCELLED" in sheet.host.command(f"decidi {row} cancelled sì")
    sheet.tick_until(lambda: sheet.statuses() == ["CANCELLED"])
    assert "by hand" in sheet.order(0)["message"]
