"""Rows as people paste them: a grammar of cells, each known to be good or not."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.support.conditions import wait_until
from tests.support.views import BOOK, LaidDownView
from tests.support.worlds import armed, make_orders
from xlbetflag.api.errors import Refused
from xlbetflag.api.messages import PlaceRequest
from xlbetflag.market.book import Book
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import MarketOffers
from xlbetflag.market.state import MarketState
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.status import Status
from xlbetflag.texts import say
from xlbetflag.workbook.live.rows import read_row

GOOD: dict[str, Sequence[Any]] = {
    "market": (813016, 813016.0, "813016", " 813016 "),
    "selection": ("1 · 1", "2 · X", "3 · 2", "X"),
    "side": ("BACK", "back", "PUNTA", "lay", "Banca", " BACK "),
    "price": (2.1, 2.12, "2,10", "2.1", 2.08, "2,14"),
    "stake": (2, 2.5, "2,50", "€ 3", "3 €", 10, "10,00"),
    "keep_at_live": (None, "", "YES", "sì", "no", True, 0, 1.0, "x"),
    "keep_when_suspended": (None, "YES", "NO", False),
    "note": (None, "", "hedge", "=1+1", "2-1", "#N/A", 7, "\x00", "'quoted"),
}
BAD: dict[str, Sequence[Any]] = {
    "market": ("", None, "813016x", -1, 0.5, 1e300, True, "1E+11", 999, "٣", "8.130.16", "=A1"),
    "selection": ("", None, "Pareggio?", "1 X 2", "99", 3.7, "1 · X", "#REF!", date(2026, 5, 3)),
    "side": ("", None, "b", "B", "L", "buy", "punta/banca", 1, True, "BACK LAY", "🙂", "#NAME?"),
    "price": (
        "", None, "1.234", "1,234", 1.0, 0, -2.1, 2.105, math.nan, math.inf, 10**400, "due", "5/2",
        datetime(2026, 2, 10, tzinfo=ROME), time(2, 10), timedelta(hours=2), True, "2.1.0", "١٢",
        "#DIV/0!",
    ),
    "stake": (
        "", None, 0, -2, "1.000", "€", "2,505", 1e18, "2 euro", math.nan, date(2026, 2, 1), False,
        "#VALUE!", "10%", "2e1", " ", 0.01,
    ),
    "keep_at_live": ("forse", 2, "#N/A", "si no", 3.5),
    "keep_when_suspended": ("maybe", -1, "#N/A"),
}  # fmt: skip
SHOWN = (None, None, None, None, "", "DRAFT", "WORKING", "MATCHED", "refused", "#N/A", 5, "✓")
PIECES = (
    "1",
    ",",
    ".",
    "-",
    "€",
    " ",
    "e",
    "%",
    "/",
    "x",
    "\t",
    "\n",
    "=",
    "'",
    "\u00a0",
    "é",
    "0",
)
LANGUAGES = ("en", "it")
BATCH = 500


class Shop:
    """A venue that refuses everything, and counts what it was asked to place."""

    def __init__(self) -> None:
        self.placed = 0

    def my_offers(self, market_id: str) -> MarketOffers:
        return MarketOffers(market_id, (), 7, MarketState.OPEN, False, 0, None)

    open_offers = my_offers

    def matches(self, market_id: str) -> tuple[()]:
        return ()

    def exposure(self, market_id: str) -> dict[str, int]:
        return {}

    def book(self, market_id: str, depth: int = 3) -> Book:
        return BOOK

    def place(self, request: PlaceRequest, **options: Any) -> Any:
        self.placed += len(request.offerta)
        raise Refused("place", "r1", 1, "closed")

    def cancel(self, market_id: str, offer_ids: Sequence[str]) -> Any:
        raise AssertionError("nothing stands")

    def cancel_unmatched(self, market_id: str) -> Any:
        raise AssertionError("nothing stands")


class Fuzz:
    """Rows through `read_row` and `Orders.place`; what comes out is held against the grammar."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._rng = Random(seed)
        self._folder = folder
        self._shop = Shop()
        self._language = LANGUAGES[0]
        self.rows = self.bad = self.good = 0
        self.problems: Counter[str] = Counter()

    def lines(self) -> str:
        kinds = ", ".join(sorted(self.problems))
        return (
            f"{self.rows} rows: {self.bad} bad, each with a sentence in both languages, none sent; "
            f"{self.good} good, sent\n{len(self.problems)} kinds of problem: {kinds}"
        )

    def run(self, rows: int) -> None:
        """In batches, a fresh journal every 40. Raises AssertionError."""
        while self.rows < rows:
            with_journal = min(40 * BATCH, rows - self.rows)
            self._with_a_journal(self._folder / f"journal{self.rows}.sqlite", with_journal)

    def _with_a_journal(self, path: Path, rows: int) -> None:
        journal = Journal(path)
        orders = self._orders(journal)
        try:
            armed(orders)
            for start in range(0, rows, BATCH):
                self._batch(orders, min(BATCH, rows - start))
        finally:
            orders.stop()
            journal.close()

    def _orders(self, journal: Journal) -> Orders:
        orders = make_orders(self._shop, LaidDownView(), journal, language=lambda: self._language)
        orders.start()
        return orders

    def _batch(self, orders: Orders, count: int) -> None:
        before, sent = self._shop.placed, 0
        self._language = LANGUAGES[self.rows // BATCH % 2]
        rows: list[Row] = []
        is_good: dict[str, bool] = {}
        cells: dict[str, dict[str, Any]] = {}
        for _ in range(count):
            self.rows += 1
            key = f"k{self.rows}"
            cells[key], good = self._cells()
            row = read_row(key, self.rows, cells[key])
            if row is None:
                continue
            rows.append(row)
            is_good[key] = good
            self._sentences(row)
        results = orders.place(rows, confirmed_twins=list(is_good))
        assert set(results) == set(is_good)
        for key, result in results.items():
            if not is_good[key]:
                self.bad += 1
                _must_be_refused(result, cells[key])
            elif result.status is Status.CHECKED:
                self.good += 1
                sent += 1
            else:
                _must_be_refused(result, cells[key])
        wait_until(lambda: all(r.status is not Status.CHECKED for r in _some(orders, results)))
        wait_until(lambda: all(r.status is not Status.SENDING for r in _some(orders, results)))
        after_another = say("send.others_fell", self._language)
        fell = sum(after_another in result.message for result in _some(orders, results))
        assert self._shop.placed == before + sent - fell

    def _cells(self) -> tuple[dict[str, Any], bool]:
        """A row, and whether it may be sent."""
        rng = self._rng
        cells: dict[str, Any] = {each: rng.choice(values) for each, values in GOOD.items()}
        spoiled = rng.choices((0, 1, 2, 3, 8), weights=(20, 40, 20, 10, 10))[0]
        columns = rng.sample(sorted(BAD), min(spoiled, len(BAD)))
        for column in columns:
            cells[column] = rng.choice(BAD[column])
        if columns and rng.random() < 0.3:
            cells[columns[0]] = _noise(rng)
        cells["status"] = rng.choice(SHOWN)
        is_new = cells["status"] in (None, "", "DRAFT")
        return cells, not columns and is_new

    def _sentences(self, row: Row) -> None:
        for problem in row.problems:
            self.problems[problem.code] += 1
            for language in LANGUAGES:
                assert say(problem, language).strip()


def _noise(rng: Random) -> str:
    """Pieces of what stands in cells, beginning with what makes them good for nothing."""
    return "?" + "".join(rng.choices(PIECES, k=rng.randint(0, 12)))


def _must_be_refused(result: RowResult, cells: dict[str, Any]) -> None:
    assert result.status is Status.REFUSED, (result, cells)
    assert len(result.message.split()) > 2, (result, cells)


def _some(orders: Orders, results: dict[str, RowResult]) -> list[RowResult]:
    found = orders.results()
    return [found[key] for key in results if key in found]
