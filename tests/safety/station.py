"""A trader's place: the real workbook in the headless engine, its binding, commands and journal."""

import contextlib
import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import xlwings as xw

from tests.conditions import wait_until
from tests.orders.world import NO_CEILING, QUICK, WIDE, ExchangeView
from tests.safety.venue import API_KEY, PASSWORD, RULES, Group, Venue
from xlbetflag.api import translate
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, Environment, VenueConfig
from xlbetflag.api.translate import ROME
from xlbetflag.engines import headless
from xlbetflag.market.account import Balance
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health, Reading
from xlbetflag.orders.draft import Row, RowResult
from xlbetflag.orders.journal import Journal
from xlbetflag.orders.limits import Limits
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.status import Status
from xlbetflag.practice import answers
from xlbetflag.workbook import Binding, build, layout

# The plan's faults let an offer be listed late, a delayed request's too: the desk waits longer.
PACE = msgspec.structs.replace(QUICK, patience=0.6)

TABLE = layout.ORDER_TABLE
ROWS = 14  # of it that the trader uses
NAMES = ("1", "X", "2")
TWIN = "twin"  # a note: the trader says yes to a row equal to another
WRITE_MARGIN, READ_TIMEOUT = 0.25, 0.25
STARTED_ON = datetime(2026, 5, 3, 20, 45, tzinfo=ROME)
MOVING = (Status.CHECKED, Status.SENDING, Status.ACCEPTED, Status.DELAYED)


class TraderView(ExchangeView):
    """What the feed would know, for the account and the markets of this run."""

    def __init__(self, venue: Venue, now: Callable[[], datetime]) -> None:
        super().__init__(venue.exchange, now)
        self._venue = venue

    def balance(self) -> Reading[Balance]:
        with self._exchange.lock:
            value = translate.balance(answers.balance(self._venue.account))
        return Reading(value, Health.LIVE, self.age, self._now())

    def exposure(self, market_id: str) -> Reading[dict[str, int]]:
        with self._exchange.lock:
            market = self._exchange.market(int(market_id))
            value = translate.exposure(answers.exposure(market, self._venue.account))
        return Reading(value, Health.LIVE, self.age, self._now())

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        if market_id not in self._venue.markets:
            return None
        selections = tuple(Selection(str(place), name) for place, name in enumerate(NAMES, 1))
        market = Market(market_id, "Esito Finale 1x2", "", selections)
        event = Event(market_id, "Lazio - Verona", "CALCIO", "Italia", "A", STARTED_ON, (market,))
        return event, market


class Books:
    """The workbook's file as it was built once, for every run; short, as it is read at every
    step."""

    def __init__(self, folder: Path) -> None:
        headless.activate()
        self.fresh = folder / "fresh.xlsx"
        size = {"blocks": 1, "order_rows": ROWS + 4, "market_rows": 3}
        build(self.fresh, file_id="safety", environment=Environment.PRACTICE, **size)
        self._app = xw.App(add_book=False)

    def open(self, path: Path) -> xw.Book:
        return self._app.books.open(str(path))

    def close(self) -> None:
        self._app.quit()


class Station:
    """`handed`: by key, all that it was ever asked to place. `posted`: the keys of each POST."""

    orders_kind: type[Orders] = Orders
    journal_kind: type[Journal] = Journal
    client_kind: type[Client] = Client
    binding_kind: type[Binding] = Binding
    liability: int = 15_000  # cents a market: reached now and then

    def __init__(self, venue: Venue, books: Books, folder: Path) -> None:
        self.venue = venue
        self.folder = folder
        self.limits: Limits = msgspec.structs.replace(WIDE, liability_per_market=self.liability)
        self.handed: dict[str, set[Group]] = {}
        self.posted: list[tuple[str, ...]] = []
        self._files = itertools.count()
        self._books = books
        self._view = TraderView(venue, self._now)
        self.saved = [books.fresh]
        self._book: xw.Book | None = None
        self.client: Client
        self.journal: Journal
        self.orders: Orders
        self.open_desk()
        self.open_file(books.fresh)

    def _now(self) -> datetime:
        return datetime.now(ROME)

    # --- the desk -------------------------------------------------------------------------------

    def open_desk(self) -> None:
        """An order path over the same journal, as after a restart; disarmed."""
        who = Credentials(self.venue.account.username, PASSWORD, API_KEY)
        config = VenueConfig(
            base_url=self.venue.server.url,
            write_margin=WRITE_MARGIN,
            read_timeout=READ_TIMEOUT,
            read_attempts=1,
        )
        self.client = self.client_kind(config, lambda: who)
        self.journal = self.journal_kind(self.folder / "journal.sqlite")
        self.orders = self.orders_kind(
            self.client,
            self._view,
            self.journal,
            RULES,
            lambda: self.limits,
            Environment.PRACTICE,
            lambda: "en",
            self._now,
            ceiling=NO_CEILING,
            winners=lambda market_id: 1,
            pace=PACE,
        )
        self._note_what_is_handed_over()
        self.orders.start()

    def close_desk(self) -> None:
        self.orders.stop()
        self.journal.close()
        self.client.close()

    def arm(self) -> None:
        """Armed, once what an earlier run left has been read back."""
        wait_until(lambda: self.orders.is_reconciled)
        assert self.orders.arm() is None

    def _note_what_is_handed_over(self) -> None:
        place, start_send = self.orders.place, self.journal.start_send

        def noting_rows(rows: Sequence[Row], confirmed: Collection[str]) -> dict[str, RowResult]:
            for row in rows:
                if row.draft is not None:
                    draft = row.draft
                    selection = draft.selection.partition(" ")[0]
                    bet = Bet(selection, draft.side, draft.price, draft.size)
                    self.handed.setdefault(row.key, set()).add(Group(draft.market_id, bet))
            return place(rows, confirmed)

        def noting_sends(baseline: Any, keys: Sequence[str], at: datetime) -> int:
            send = start_send(baseline, keys, at)
            self.posted.append(tuple(keys))
            return send

        self.orders.place = noting_rows  # type: ignore[method-assign]
        self.journal.start_send = noting_sends  # type: ignore[method-assign]

    # --- the sheet ------------------------------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Close without saving, and open a file."""
        self.close_file()
        self._book = self._books.open(path)
        self._sheet = self._book.sheets[TABLE.sheet]
        self._binding = self.binding_kind(self._book)
        self._seen = 0

    def close_file(self) -> None:
        if self._book is not None:
            self._book.close()
            self._book = None

    def save(self) -> None:
        assert self._book is not None
        path = self.folder / f"copy{next(self._files)}.xlsx"
        self._book.save(str(path))
        self.saved.append(path)

    def tick(self) -> None:
        """As the host does: give copied rows their keys, follow replacements, show what changed."""
        replacements = self.orders.replacements()
        followed = {
            r.key: replacements[r.key]
            for r in self._binding.rows(self.orders.sent)
            if r.key in replacements
        }
        if followed:
            self._binding.follow(followed)
            new = {each.key for each in followed.values()}
            results = self.orders.results()
            self._binding.show_results({key: results[key] for key in new if key in results})
        self._seen, changed = self.orders.changes(self._seen)
        if changed:
            self._binding.show_results(changed)

    def place(self) -> dict[str, RowResult]:
        """The button: every row of the table is handed over."""
        self.tick()
        rows = self._binding.rows(self.orders.sent)
        confirmed = [r.key for r in rows if r.draft is not None and r.draft.note == TWIN]
        results = self.orders.place(rows, confirmed)
        self._binding.show_results(results)
        return results

    def cancel(self, rows: Iterable[int]) -> None:
        self.tick()
        positions = {self.position(row) for row in rows}
        keys = [
            row.key for row in self._binding.rows(self.orders.sent) if row.position in positions
        ]
        self._binding.show_results(self.orders.cancel(keys))

    def replace(self, row: int, price: int) -> None:
        """Re-price the order of a row; as many as it may leave are asked for, once."""
        self.tick()
        keys = [
            r.key for r in self._binding.rows(self.orders.sent) if r.position == self.position(row)
        ]
        for order in self.journal.orders(keys=keys):
            intent, bet = order.intent, order.intent.bet
            with contextlib.suppress(Problem):
                self.orders.replace(order.key, price)
                self.handed[f"{order.key} at {price}"] = {
                    Group(intent.market_id, Bet(bet.selection_id, bet.side, price, size))
                    for size in range(1, bet.size + 1)
                }

    # --- the trader's hands ---------------------------------------------------------------------

    def cell(self, row: int, key: str) -> xw.Range:
        place = layout.FIRST_TABLE_ROW + 1 + row, layout.FIRST_COLUMN + 1 + TABLE.index(key)
        return self._sheet.range(place)

    def position(self, row: int) -> int:
        return layout.FIRST_TABLE_ROW + 1 + row

    def read(self, rows: int) -> list[list[Any]]:
        return self._area(rows).options(ndim=2, err_to_str=True).value  # type: ignore[no-any-return]

    def write(self, values: Sequence[Sequence[Any]], first: int = 0) -> None:
        """As a sort or a paste leaves it: everything, key and status too."""
        self._area(len(values), first).value = [[_typed(each) for each in row] for row in values]

    def _area(self, rows: int, first: int = 0) -> xw.Range:
        last = layout.FIRST_TABLE_ROW + first + rows, layout.FIRST_COLUMN + len(TABLE.columns)
        return self._sheet.range(
            (layout.FIRST_TABLE_ROW + 1 + first, layout.FIRST_COLUMN + 1), last
        )

    def close(self) -> None:
        self.close_file()
        self.close_desk()


def _typed(value: Any) -> Any:
    """Text stays text, as a paste leaves it."""
    return f"'{value}" if isinstance(value, str) and value else value
