"""A row is its key and its words: what hurried hands do to rows whose orders stand."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.sheet import TradingSheet, first_markets, offers_of, settings_for
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.layout.columns import Writer
from xlbetflag.workbook.layout.desk import ANSWER, COMMAND
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import FIRST_TABLE_ROW

TABLE = ORDER_TABLE
TYPED = ("market", "selection", "side", "price", "stake")
RESULTS = ("status", "offer_id", "matched", "remaining", "message", "updated")
PASTED = [c.key for c in TABLE.columns if c.writer is not Writer.SHEET]
OpenSheet = Callable[..., TradingSheet]


@pytest.fixture
def far(server: PracticeServer, sheet: TradingSheet) -> Callable[[int], float]:
    """A price that nobody takes, some ticks beyond the best."""
    return partial(sheet.far, first_markets(server)[0])


@pytest.fixture
def market(server: PracticeServer) -> str:
    return first_markets(server)[0]


def read(sheet: TradingSheet, row: int, keys: Sequence[str]) -> list[Any]:
    return [sheet.cell(TABLE, row, key).value for key in keys]


def write(sheet: TradingSheet, row: int, keys: Sequence[str], values: Sequence[Any]) -> None:
    """As a paste leaves it: text stays text."""
    for key, value in zip(keys, values, strict=True):
        text = f"'{value}" if isinstance(value, str) else value
        sheet.cell(TABLE, row, key).value = text


def shown(sheet: TradingSheet, row: int) -> dict[str, Any]:
    return dict(zip(("key", *RESULTS), read(sheet, row, ("key", *RESULTS)), strict=True))


def position(row: int) -> int:
    return FIRST_TABLE_ROW + 1 + row


def working(sheet: TradingSheet, rows: dict[int, tuple[Any, ...]]) -> None:
    """Rows placed, their offers standing."""
    for row, words in rows.items():
        sheet.type_order(row, *words)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: all(shown(sheet, row)["status"] == "WORKING" for row in rows))


def two_working_swapped(
    sheet: TradingSheet, market: str, far: Callable[[int], float], keys: Sequence[str]
) -> None:
    """Two rows whose offers stand; these cells of each are then the other's."""
    label = sheet.label(market, 0)
    working(sheet, {0: (market, label, "BACK", far(10), 5), 1: (market, label, "BACK", far(12), 4)})
    first, second = (read(sheet, row, keys) for row in (0, 1))
    write(sheet, 0, keys, second)
    write(sheet, 1, keys, first)
    sheet.host.tick()


def standing(server: PracticeServer) -> list[int]:
    return [offer["remaining"] for offer in offers_of(server)]


def test_a_row_used_for_another_bet_shows_none_of_its_order_and_nothing_acts_through_it(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    label = sheet.label(market, 0)
    working(sheet, {0: (market, label, "BACK", far(10), 5)})
    before = shown(sheet, 0)
    sheet.type_order(0, first_markets(server)[1], "1 · 1", "LAY", 2, 4)
    sheet.host.tick()
    now = shown(sheet, 0)
    assert (now["status"], now["offer_id"], now["matched"]) == ("NOT AS SENT", None, None)
    assert f"BACK {label[4:]} 5.00 @ {far(10):.2f} on market {market}, WORKING" in now["message"]
    assert f"CANCEL {now['key']}" in now["message"]
    for command in (f"cancel {position(0)}", f"replace {position(0)} {far(12)}"):
        assert "another bet" in sheet.host.sheet.command(command)
    assert f"rows {position(0)}" in sheet.host.sheet.command("preview")
    assert f"rows {position(0)}" in sheet.host.sheet.command("place")
    sheet.host.tick()
    assert standing(server) == [500]
    sheet.type_order(0, market, label, "BACK", far(10), 5)  # put back
    sheet.host.tick()
    assert shown(sheet, 0) == before


@pytest.mark.parametrize(
    "cell",
    [("market", "other"), ("selection", "3 · 2"), ("side", "LAY"), ("price", 9), ("stake", 4)],
)
def test_any_word_of_a_sent_row_counts(
    server: PracticeServer,
    sheet: TradingSheet,
    far: Callable[[int], float],
    market: str,
    cell: tuple[str, Any],
) -> None:
    working(sheet, {0: (market, sheet.label(market, 0), "BACK", far(10), 5)})
    name, value = cell
    sheet.cell(TABLE, 0, name).value = first_markets(server)[1] if value == "other" else value
    sheet.host.tick()
    assert shown(sheet, 0)["status"] == "NOT AS SENT"
    sheet.host.sheet.command(f"cancel {position(0)}")
    sheet.host.sheet.command("place")
    sheet.host.tick()
    assert standing(server) == [500]


def test_yellow_cells_sorted_away_from_their_keys_act_on_nobody_elses_order(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    two_working_swapped(sheet, market, far, TYPED)
    assert [shown(sheet, row)["status"] for row in (0, 1)] == ["NOT AS SENT"] * 2
    sheet.host.sheet.command(f"cancel {position(0)}")
    sheet.host.tick()
    assert standing(server) == [500, 400]
    sheet.host.sheet.command(f"cancel {shown(sheet, 0)['key']}")
    sheet.tick_until(lambda: standing(server) == [0, 400])


def test_an_order_is_replaced_by_its_key_and_an_edited_row_does_not_follow_it(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    working(sheet, {0: (market, sheet.label(market, 0), "BACK", far(10), 5)})
    key = shown(sheet, 0)["key"]
    sheet.cell(TABLE, 0, "stake").value = 7
    answer = sheet.host.sheet.command(f"replace {key} {far(12)}")
    assert "is being cancelled" in answer
    sheet.tick_until(lambda: standing(server) == [0, 500])
    sheet.tick_until(lambda: f"CANCEL {key}/2" in shown(sheet, 0)["message"])
    assert shown(sheet, 0)["key"] == key
    assert read(sheet, 0, ("price", "stake")) == [far(10), 7]
    sheet.host.sheet.command(f"cancel {key}")  # means what became of it
    sheet.tick_until(lambda: standing(server) == [0, 0])


@pytest.mark.parametrize("command", ["CANCEL", "REPLACE"])
def test_a_command_in_the_row_of_an_order_needs_its_market_and_selection(
    server: PracticeServer,
    sheet: TradingSheet,
    far: Callable[[int], float],
    market: str,
    command: str,
) -> None:
    label = sheet.label(market, 0)
    working(sheet, {0: (market, label, "BACK", far(10), 5)})
    for place in ((first_markets(server)[1], label), (market, sheet.label(market, 1))):
        write(sheet, 0, TYPED, [*place, command, far(12), None])
        sheet.host.sheet.command(f"place {position(0)}")
        sheet.host.tick()
        assert shown(sheet, 0)["status"] == "NOT AS SENT"
        assert standing(server) == [500]
    write(sheet, 0, TYPED, [market, label, command, far(12), None])
    sheet.host.sheet.command(f"place {position(0)}")
    expected = [0] if command == "CANCEL" else [0, 500]
    sheet.tick_until(lambda: standing(server) == expected)


def test_an_old_status_pasted_over_a_row_is_put_right(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    working(
        sheet,
        {
            0: (market, sheet.label(market, 0), "BACK", far(10), 5),
            1: (market, sheet.label(market, 0), "BACK", far(12), 4),
        },
    )
    sheet.host.sheet.command(f"cancel {position(1)}")
    sheet.tick_until(lambda: shown(sheet, 1)["status"] == "CANCELLED")
    right = shown(sheet, 0)
    write(sheet, 0, RESULTS, read(sheet, 1, RESULTS))
    sheet.host.tick()
    assert shown(sheet, 0) == right
    for name in RESULTS:
        sheet.cell(TABLE, 0, name).value = None
    sheet.host.tick()
    assert shown(sheet, 0) == right


def test_a_status_pasted_over_a_row_that_was_never_sent_says_so_and_sends_nothing(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    working(sheet, {0: (market, sheet.label(market, 0), "BACK", far(10), 5)})
    sheet.type_order(1, market, sheet.label(market, 0), "BACK", far(12), 4)
    write(sheet, 1, RESULTS, read(sheet, 0, RESULTS))
    sheet.host.tick()
    assert (shown(sheet, 1)["status"], shown(sheet, 1)["offer_id"]) == ("NOT JOURNALED", None)
    sheet.host.sheet.command("place")
    sheet.host.tick()
    assert standing(server) == [500]


def test_a_row_emptied_by_hand_tells_of_the_order_that_still_stands(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    working(sheet, {0: (market, sheet.label(market, 0), "BACK", far(10), 5)})
    for name in (*TYPED, *RESULTS):
        sheet.cell(TABLE, 0, name).value = None
    sheet.host.tick()
    assert shown(sheet, 0)["status"] == "NOT AS SENT"
    sheet.host.sheet.command(f"cancel {shown(sheet, 0)['key']}")
    sheet.tick_until(lambda: "CANCELLED" in shown(sheet, 0)["message"])
    for name in RESULTS:
        sheet.cell(TABLE, 0, name).value = None
    sheet.host.tick()
    assert shown(sheet, 0)["status"] is None  # nothing stands any more


def test_a_price_of_a_formula_may_move_and_a_typed_one_may_not(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    helper = sheet.host.book.sheets[TABLE.sheet].range((100, 30))
    helper.value = far(10)
    words = (market, sheet.label(market, 0), "BACK")
    sheet.type_order(0, *words, None, 5)
    sheet.cell(TABLE, 0, "price").formula = f"={helper.address}"
    sheet.host.tick()
    sheet.arm()
    sheet.host.sheet.command("place")
    sheet.tick_until(lambda: shown(sheet, 0)["status"] == "WORKING")
    helper.value = far(12)
    sheet.host.tick()
    sheet.host.tick()
    assert shown(sheet, 0)["status"] == "WORKING"
    sheet.cell(TABLE, 0, "price").value = far(12)
    sheet.host.tick()
    assert shown(sheet, 0)["status"] == "NOT AS SENT"


def type_at_best(sheet: TradingSheet, row: int, market: str) -> None:
    """A row with BEST: placed again it would be no twin of itself, at another price."""
    ladder = sheet.desk.settings.venue_rules.ladder.value
    worst = ladder.move(round(sheet.best(market, 0, "BACK") * 100), -5) / 100
    sheet.type_order(row, market, sheet.label(market, 0), "BACK", worst, 2)
    sheet.cell(TABLE, row, "options").value = "BEST"


def place_at_best(sheet: TradingSheet, row: int, market: str) -> None:
    type_at_best(sheet, row, market)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: shown(sheet, row)["status"] == "MATCHED")
    sheet.host.tick()


def ask_and_edit(server: PracticeServer, sheet: TradingSheet, copy: int, original: int) -> None:
    """Both rows are asked about; the copy made another bet is placed, the original is not."""
    sheet.host.tick()
    rows = [shown(sheet, row) for row in (copy, original)]
    assert [row["status"] for row in rows] == ["COPY?", "COPY?"]
    assert f"Rows {position(copy)}, {position(original)}" in rows[0]["message"]
    key = rows[0]["key"]
    assert key == rows[1]["key"]
    for row in (copy, original):
        assert "copy" in sheet.host.sheet.command(f"cancel {position(row)}")
    sheet.host.sheet.command("PLACE")
    sheet.host.tick()
    assert len(offers_of(server)) == 1
    sheet.cell(TABLE, copy, "stake").value = 3
    sheet.host.tick()
    assert (shown(sheet, original)["key"], shown(sheet, original)["status"]) == (key, "MATCHED")
    assert (shown(sheet, copy)["key"] != key, shown(sheet, copy)["status"]) == (True, None)
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: shown(sheet, copy)["status"] == "MATCHED")
    assert sorted(offer["size"] for offer in offers_of(server)) == [200, 300]


def test_a_row_inserted_right_above_its_original_is_asked_about(
    server: PracticeServer, sheet: TradingSheet, market: str
) -> None:
    place_at_best(sheet, 3, market)
    rows = [read(sheet, row, PASTED) for row in range(3, 8)]
    for place, values in enumerate([rows[0], *rows[:-1]]):
        write(sheet, 3 + place, PASTED, values)
    ask_and_edit(server, sheet, 3, 4)


def test_a_row_copied_upward_while_no_desk_ran_is_asked_about(
    server: PracticeServer, sheet: TradingSheet, open_sheet: OpenSheet, tmp_path: Path, market: str
) -> None:
    place_at_best(sheet, 3, market)
    sheet.desk.stop()
    write(sheet, 1, PASTED, read(sheet, 3, PASTED))
    sheet.host.save(tmp_path / "trader.xlsx")
    again = open_sheet(settings_for(server.url), path=tmp_path / "trader.xlsx")
    again.tick_until(lambda: again.host.view().blocks[0].rows[0][15] == "LIVE")
    again.arm()
    ask_and_edit(server, again, 1, 3)


def test_a_row_pasted_over_another_under_our_eyes_is_the_copy(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    working(sheet, {3: (market, sheet.label(market, 0), "BACK", far(10), 5)})
    right = shown(sheet, 3)
    write(sheet, 1, PASTED, read(sheet, 3, PASTED))
    sheet.host.tick()
    assert shown(sheet, 3) == right
    assert shown(sheet, 1)["status"] is None
    assert shown(sheet, 1)["key"] != right["key"]


def test_whole_rows_sorted_keep_their_orders(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    two_working_swapped(sheet, market, far, PASTED)
    assert [shown(sheet, row)["status"] for row in (0, 1)] == ["WORKING", "WORKING"]
    sheet.host.sheet.command(f"cancel {position(0)}")
    sheet.tick_until(lambda: standing(server) == [500, 0])


@pytest.mark.parametrize("by_formula", [False, True])
def test_a_command_that_stood_in_its_cell_at_opening_does_nothing(
    server: PracticeServer, open_sheet: OpenSheet, by_formula: bool
) -> None:
    sheet = open_sheet(settings_for(server.url))
    command = sheet.host.book.names[COMMAND.name].refers_to_range
    answer = sheet.host.book.names[ANSWER.name].refers_to_range
    if by_formula:
        command.formula = '=IF(1=1,"AR"&"M","")'
    else:
        command.value = "ARM"
    sheet.tick_until(lambda: sheet.desk.orders.is_reconciled)
    for _ in range(3):
        sheet.host.tick()
    assert not sheet.desk.orders.is_armed
    assert "nothing was done" in answer.value
    assert by_formula or command.value is None
    command.value = "ARM"
    sheet.host.tick()
    assert sheet.desk.orders.is_armed
