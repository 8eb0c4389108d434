"""Ladder and Summary on a live desk: real HTTP, a practice exchange, the real workbook."""

from typing import Any

from tests.support.sheet import TradingSheet, first_markets
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.layout.ladder import CHOICE, FIRST_RUNG_ROW, RUNGS
from xlbetflag.workbook.layout.sheets import LADDER, SUMMARY
from xlbetflag.workbook.layout.summary import KEYS, SUMMARY_TABLE

FIRST, LAST = FIRST_RUNG_ROW + 1, FIRST_RUNG_ROW + RUNGS


def rungs(sheet: TradingSheet) -> dict[float, list[Any]]:
    """By price: matched back, my back, back, move, lay, my lay, matched lay, status."""
    rows = sheet.host.book.sheets[LADDER][f"B{FIRST}:J{LAST}"].value
    return {row[3]: row[:3] + row[4:] for row in rows if isinstance(row[3], float)}


def best_back(sheet: TradingSheet) -> float:
    return max(price for price, row in rungs(sheet).items() if isinstance(row[2], float))


def summary(sheet: TradingSheet) -> list[dict[str, Any]]:
    table = sheet.host.book.sheets[SUMMARY].tables[SUMMARY_TABLE.name]
    start = SUMMARY_TABLE.index(KEYS[0])
    rows = table.data_body_range.options(ndim=2).value
    found = [dict(zip(KEYS, row[start:], strict=True)) for row in rows]
    return [row for row in found if row["market_id"]]


def test_my_offer_stands_in_its_rung_and_is_matched_there(
    server: PracticeServer, sheet: TradingSheet
) -> None:
    market = first_markets(server)[0]
    sheet.tick_until(lambda: rungs(sheet))
    label, ladder = sheet.label(market, 0), sheet.desk.settings.venue_rules.ladder.value
    price = sheet.best(market, 0, "BACK")
    assert best_back(sheet) == price
    far = ladder.move(round(sheet.best(market, 0, "LAY") * 100), 4) / 100
    sheet.type_order(0, market, label, "BACK", far, 4)
    sheet.type_order(1, market, label, "BACK", price, 2)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING", "MATCHED"], seconds=30)
    sheet.tick_until(lambda: rungs(sheet)[far][1] == 4)
    sheet.tick_until(lambda: rungs(sheet)[price][0] == 2)
    assert {row[-1] for row in rungs(sheet).values()} == {"LIVE"}


def test_a_ladder_that_stands_too_far_from_the_market_moves_to_it(
    server: PracticeServer, sheet: TradingSheet
) -> None:
    sheet.tick_until(lambda: rungs(sheet))
    ladder = sheet.desk.settings.venue_rules.ladder.value
    market = first_markets(server)[0]
    best = round(sheet.best(market, 0, "BACK") * 100)
    centre = sheet.host.book.names[CHOICE].refers_to_range[2, 0]
    near = ladder.move(best, 3) / 100
    centre.value = near
    for _ in range(3):
        sheet.host.tick()
    assert centre.value == near  # a market within the middle half moves nothing
    far = ladder.move(best, 2 * RUNGS) / 100
    centre.value = far
    sheet.tick_until(lambda: centre.value != far)
    assert abs(ladder.ticks_between(round(centre.value * 100), best)) <= RUNGS // 4
    sheet.tick_until(lambda: best_back(sheet) == sheet.best(market, 0, "BACK"))
    assert len(rungs(sheet)) == RUNGS


def test_the_summary_is_what_the_exchange_paid(server: PracticeServer, sheet: TradingSheet) -> None:
    market = first_markets(server)[0]
    sheet.tick_until(lambda: summary(sheet))
    assert [row["market_id"] for row in summary(sheet)] == ["TOTAL"]
    label, ladder = sheet.label(market, 0), sheet.desk.settings.venue_rules.ladder.value
    far = ladder.move(round(sheet.best(market, 0, "LAY") * 100), 4) / 100
    sheet.type_order(0, market, label, "BACK", sheet.best(market, 0, "BACK"), 5)
    sheet.type_order(1, market, label, "BACK", far, 4)  # an open row is looked at more often
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.statuses() == ["MATCHED", "WORKING"], seconds=30)
    sheet.tick_until(lambda: [row["result"] for row in summary(sheet)][1:] == ["OPEN"])
    assert (summary(sheet)[1]["turnover"], summary(sheet)[1]["matched"]) == (9, 5)
    first = server.exchange.market(int(market)).outcomes[0].selection_id
    server.exchange.settle(int(market), [first])
    sheet.tick_until(
        lambda: [row["result"] for row in summary(sheet)][1:] == ["FROM BALANCE"], seconds=45
    )
    account = server.exchange.account("demo")
    lines = [each for each in account.statement if each.market_id == int(market)]
    total, line = summary(sheet)
    assert line["profit"] == sum(each.amount for each in lines if each.kind == "BETS") / 100
    assert line["net"] == sum(each.amount for each in lines) / 100
    assert total["net"] == line["net"]
