"""The README's first formula, typed where it says, shows a live price."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.support.sheet import TradingSheet, first_markets, settings_for
from xlbetflag.practice.server import PracticeServer

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_the_first_formula_shows_a_live_price(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet]
) -> None:
    asked = re.search(r"On the sheet \*(\w+)\* type `(\w+)` into (\w+)", README)
    typed = re.search(r"On a new sheet of yours type into (\w+):\s+```\n(=.+)\n", README)
    assert asked
    assert typed
    trading = open_sheet(settings_for(server.url))
    trading.tick_until(lambda: trading.desk.feed.menu().value)
    trading.host.tick()
    book = trading.host.book
    book.sheets[asked[1]][asked[3]].value = asked[2]
    cell = book.sheets.add("Mine")[typed[1]]
    cell.formula2 = typed[2]
    trading.tick_until(lambda: isinstance(cell.value, float))
    assert cell.value == trading.best(first_markets(server)[0], 0, "BACK")
