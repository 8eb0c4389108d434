"""How many selections win: one word for limits, rules and cells alike."""

from collections.abc import Callable
from typing import Any

from tests.support.sheet import TradingSheet, first_markets, settings_for
from xlbetflag.practice.server import PracticeServer


def test_of_a_pair_and_of_a_1x2_one_wins_unless_the_user_says_otherwise(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet]
) -> None:
    of_three, of_two = (
        next(each for each in first_markets(server) if selections(server, each) == count)
        for count in (3, 2)
    )
    settings = settings_for(server.url)
    trading = open_sheet(settings)
    trading.watch(of_three, of_two)
    trading.tick_until(
        lambda: all(block.rows[0][15] == "LIVE" for block in trading.host.view().blocks[:2])
    )
    desk = trading.desk
    assert (desk.winners(of_three), desk.winners(of_two)) == (1, 1)
    positions = desk.cells.call("BF_PNL", (of_three,))
    assert {row[4] for row in positions} == {1}
    settings.winners.update({"esito finale 1x2": 0, of_two: 2})
    assert (desk.winners(of_three), desk.winners(of_two)) == (None, 2)
    settings.winners[of_three] = 2
    assert desk.winners(of_three) == 2


def test_a_what_if_counts_as_the_limits_do(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet]
) -> None:
    """Two backs of a two-way market: one of them wins, for the cell and for the preview."""
    of_two = next(each for each in first_markets(server) if selections(server, each) == 2)
    trading = open_sheet(settings_for(server.url))
    trading.watch(of_two)
    trading.tick_until(lambda: trading.host.view().blocks[0].rows[0][15] == "LIVE")
    trading.arm()
    rows = []
    for place in (0, 1):
        label, price = trading.label(of_two, place), trading.best(of_two, place, "BACK")
        trading.type_order(place, of_two, label, "BACK", price, 5)
        rows.append((label, "BACK", price, 5.0))
    seen = trading.host.sheet.commands.preview()
    (whatif,) = desk_cells(trading, of_two, rows)
    assert seen.worst is not None
    assert whatif[1] == seen.worst / 100
    assert whatif[3] == 1.0


def selections(server: PracticeServer, market_id: str) -> int:
    return len(server.exchange.market(int(market_id)).outcomes)


def desk_cells(trading: TradingSheet, market_id: str, rows: list[Any]) -> Any:
    return trading.desk.cells.call("BF_WHATIF", (market_id, [list(row) for row in rows]))
