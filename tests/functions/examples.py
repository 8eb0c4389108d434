"""The examples of docs/functions.md: the markets they are about, and what the page says."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from tests.support.views import EVENT, READ_AT, LaidDownView, book_of, fresh, offered
from xlbetflag.functions import FUNCTIONS
from xlbetflag.functions import help as functions_help
from xlbetflag.market.book import PricePoint, SelectionBook
from xlbetflag.market.menu import Market, Selection
from xlbetflag.market.offer import MarketOffers, Match, Offer
from xlbetflag.market.reading import Health
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "functions.md"
EXAMPLES = "Examples:"

_EXAMPLE = re.compile(r"^- `(?P<formula>=.+?)`(?: → `(?P<shown>[^`]*)`)?(?:[:.] (?P<why>.+))?$")


class Example(msgspec.Struct, frozen=True):
    """`shown`: the rows of the cells, as the page writes them; `head` of a table, else empty."""

    formula: str
    head: tuple[str, ...]
    shown: tuple[tuple[str, ...], ...]
    why: str

    @property
    def function(self) -> str:
        return self.formula[1:].partition("(")[0]


def examples(text: str) -> list[Example]:
    found = []
    lines = iter(text.splitlines())
    for line in lines:
        match = _EXAMPLE.match(line)
        if match is None:
            continue
        if match["shown"] is not None:
            head: tuple[str, ...] = ()
            rows: list[tuple[str, ...]] = [(match["shown"],)]
        else:
            assert next(lines) == "", f"an empty line before the table of {match['formula']}"
            head, _, *rows = _table(lines)
        found.append(Example(match["formula"], head, tuple(rows), match["why"] or ""))
    return found


def _table(lines: Iterator[str]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        if not line.strip().startswith("|"):
            return
        yield tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def renewed(text: str) -> str:
    """The page with its table and each function's entry as they are declared; what follows
    `Examples:` stays."""
    table = re.compile(r"^\| type in a cell .*?(?=\n\n)", re.DOTALL | re.MULTILINE)
    text = table.sub(lambda _: functions_help.markdown().rstrip(), text)
    for name, function in FUNCTIONS.items():
        entry = re.compile(rf"^### {name}\n.*?(?=^{EXAMPLES})", re.DOTALL | re.MULTILINE)
        assert entry.search(text), f"docs/functions.md has no entry for {name}"
        text = entry.sub(lambda _, f=function: f"{functions_help.entry(f)}\n", text)
    return text


def _selection(number: int, name: str, back: str, lay: str) -> SelectionBook:
    """Prices as "2.50 40, 2.48 100": odds and euros."""
    back_levels, lay_levels = (
        [
            (round(float(price) * 100), round(float(size) * 100))
            for price, size in (level.split() for level in side.split(",") if level)
        ]
        for side in (back, lay)
    )
    return offered(str(number), name, back_levels, lay_levels)


MATCH_ODDS = (
    _selection(1, "1", "2.50 40,2.48 100,2.46 200", "2.52 30,2.54 60,2.56 100"),
    _selection(2, "X", "3.40 50,3.35 80,3.30 120", "3.50 25,3.55 40,3.60 70"),
    _selection(3, "2", "3.20 60,3.15 90,3.10 150", "3.30 45,3.35 70,3.40 90"),
)
GOALS = (
    _selection(1, "Over", "1.50 80,1.49 90,1.48 200", "1.52 60,1.53 80,1.54 150"),
    _selection(2, "Under", "2.92 40,2.90 70,2.88 90", "3.00 35,3.05 60,3.10 80"),
)
PLACES = (
    _selection(1, "Aldo", "2.00 50", "2.10 40"),
    _selection(2, "Bruno", "2.20 50", "2.30 40"),
    _selection(3, "Carlo", "3.00 50", "3.20 40"),
    _selection(4, "Dino", "", "9.00 40"),
)
NAMES = {
    "4001": ("Esito finale 1X2", "", MATCH_ODDS),
    "4002": ("Under/Over", "2.5", GOALS),
    "4003": ("Esito finale 1X2", "", MATCH_ODDS),
    "4004": ("Esito finale 1X2", "", MATCH_ODDS),
    "4005": ("Esito finale 1X2", "", MATCH_ODDS),
    "4006": ("Piazzato", "", PLACES),
}
WINNERS = {"4001": 1, "4002": 1, "4004": 1, "4005": 1, "4006": 2}  # of 4003 nobody said
MINE = {
    "4001": (
        Offer("B1", "1", Side.BACK, 300, 1_000, 1_000, False, 3),
        Offer("B2", "1", Side.LAY, 240, 500, 0, True, 1),
    ),
    "4004": (Offer("B3", "3", Side.LAY, 1_500, 500, 500, False, 3),),
    "4006": (Offer("B4", "1", Side.BACK, 200, 2_000, 2_000, False, 3),),
}
MATCHED = {
    "4001": (Match("B1", "1", Side.BACK, 300, 600), Match("B1", "1", Side.BACK, 305, 400)),
    "4004": (Match("B3", "3", Side.LAY, 1_500, 500),),
    "4006": (Match("B4", "1", Side.BACK, 200, 2_000),),
}


def example_view() -> LaidDownView:
    """What the page describes; market 4005 is suspended."""
    view = LaidDownView()
    markets = []
    for number, (name, line, selections) in NAMES.items():
        is_open = number != "4005"
        state = MarketState.OPEN if is_open else MarketState.SUSPENDED
        health = Health.LIVE if is_open else Health.SUSPENDED
        book = book_of(number, *selections, state=state)
        view.books[number] = fresh(book, health)
        mine = MarketOffers(number, MINE.get(number, ()), 7, state, False, 5, EVENT.start)
        view.mine[number] = fresh(mine)
        view.matched[number] = fresh(MATCHED.get(number, ()))
        view.profits[number] = fresh({})
        listed = tuple(Selection(each.selection_id, each.name) for each in selections)
        markets.append(Market(number, name, line, listed))
    view.profits["4001"] = fresh({"1": 2_020, "2": -1_000, "3": -1_000})
    view.events = fresh((msgspec.structs.replace(EVENT, markets=tuple(markets)),))
    past = ((300, 305), (280, 285), (280, 290), (250, 252))
    view.past["4001", "1"] = tuple(
        PricePoint(_ago(40 - 10 * place), back, lay) for place, (back, lay) in enumerate(past)
    )
    return view


def _ago(seconds: int) -> datetime:
    return READ_AT - timedelta(seconds=seconds)


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text("utf-8")), "utf-8", newline="\n")
