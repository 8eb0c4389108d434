"""How much of what is sent to Calc and to Excel is change: cells sent beside cells that changed.

Both are sent whole answers of the calls that differ. No office is needed: what would be sent is
counted.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.hosts.excel.conftest import key
from tests.support.views import BOOK, LaidDownView, fresh
from xlbetflag.functions import Cells
from xlbetflag.hosts.calc.pushing import Pushing
from xlbetflag.hosts.excel.snapshot import Snapshot
from xlbetflag.market.book import Level
from xlbetflag.scheduling import THREADS
from xlbetflag.sheet.delivery import Delivery

pytestmark = pytest.mark.bench

MARKETS = [str(813_016 + number) for number in range(40)]
CALLS: list[tuple[Any, ...]] = [
    call
    for market in MARKETS
    for call in (
        ("BF_BOOK", market, 3.0, 10.0),
        ("BF_TREND", market, 24.0, 10.0),
        ("BF_STATUS", market),
        ("BF_AGE", market),
    )
]


class View(LaidDownView):
    """Books of which the best price of one selection moves."""

    def __init__(self) -> None:
        super().__init__()
        self._price = 210
        self.move()

    def move(self) -> None:
        self._price += 1
        first, *others = BOOK.selections
        back = (Level(self._price, 15_000), *first.back[1:])
        selections = (msgspec.structs.replace(first, back=back), *others)
        for market in MARKETS:
            book = msgspec.structs.replace(BOOK, market_id=market, selections=selections)
            self.books[market] = fresh(book)


def cells_of(answer: Any) -> Iterator[Any]:
    if isinstance(answer, list | tuple):
        for part in answer:
            yield from cells_of(part)
    else:
        yield answer


def to_calc(view: View, folder: Path) -> Callable[[], dict[Any, Any]]:
    """What a push sends, by key."""
    drafted, delivered = Delivery(THREADS), Delivery(THREADS)
    cells = Cells(view, lambda: "en", reader=drafted)
    pushing = Pushing(cells, drafted, delivered, folder)
    asked = [json.dumps(list(call)) for call in CALLS]

    class Office:
        def __init__(self) -> None:
            self.sent: list[list[Any]] = []

        def call(self, name: str, desk: str, number: int, changes: list[list[Any]]) -> Any:
            self.sent = changes
            told = [] if number > 1 else asked
            return {"gone": [], "asked": told, "commands": []}

    office = Office()

    def push() -> dict[Any, Any]:
        pushing.push(office)  # type: ignore[arg-type]  # that much of a connection
        return {str(where): answer for where, answer in office.sent}

    return push


def to_excel(view: View, _: Path) -> Callable[[], dict[Any, Any]]:
    """What a tick sends, by key."""
    snapshot = Snapshot(Cells(view, lambda: "en"))
    snapshot.ask([key(*call) for call in CALLS], afresh=True)

    def tick() -> dict[Any, Any]:
        snapshot.ask([], afresh=False)
        return dict(snapshot.changes())

    return tick


@pytest.mark.parametrize("host", [to_calc, to_excel])
def test_cells_sent_beside_cells_changed(tmp_path: Path, host: Any) -> None:
    view = View()
    send = host(view, tmp_path)
    shown = send()
    for name, before in (("a price of every book moved", view.move), ("quiet", lambda: None)):
        before()
        sent = send()
        changed = sum(
            new != old
            for where, answer in sent.items()
            for new, old in zip(cells_of(answer), cells_of(shown[where]), strict=True)
        )
        count = sum(1 for answer in sent.values() for _ in cells_of(answer))
        shown |= sent
        print(
            f"\n{host.__name__}, 40 blocks, {name}: {count} cells sent, {changed} changed", end=""
        )
        assert bool(count) == bool(changed)
