"""A trader's place: a real desk over the practice exchange, and the workbooks open on it."""

import itertools
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec

from tests.safety.books import NARROW, Books
from tests.safety.disk import FailingJournal
from tests.safety.mirror import lines
from tests.safety.open_sheet import OpenSheet
from tests.safety.venue import API_KEY, PASSWORD, Venue
from tests.safety.view import TraderView
from tests.safety.wishes import Wishes
from tests.support.clocks import Shifted
from tests.support.conditions import wait_until
from tests.support.worlds import QUICK, WIDE
from xlbetflag import desk as desk_module
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.api.gate import Gate
from xlbetflag.desk import Desk
from xlbetflag.feed import Cadence
from xlbetflag.market.moments import rome
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.order import Order
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.orders.status import Status
from xlbetflag.scheduling import Scheduler
from xlbetflag.settings import Settings, VenueSettings
from xlbetflag.workbook.live.binding import Binding

# The plan's faults let an offer be listed late, a delayed request's too: the desk waits longer.
PACE = msgspec.structs.replace(QUICK, patience=0.6)
TWIN = "twin"  # a note: the trader says yes to a row equal to another
WRITE_MARGIN, READ_TIMEOUT = 0.25, 0.25
MOVING = (Status.CHECKED, Status.SENDING, Status.ACCEPTED, Status.DELAYED)


class Station:
    """`wishes`: what the trader asked for. `clock`: the machine's."""

    orders_kind: type[Orders] = Orders
    journal_kind: type[Journal] = FailingJournal
    client_kind: type[Client] = Client
    binding_kind: type[Binding] = Binding
    liability: int = 15_000  # cents a market: reached now and then
    write_margin, read_timeout = WRITE_MARGIN, READ_TIMEOUT

    def __init__(self, venue: Venue, books: Books, folder: Path) -> None:
        self.venue = venue
        self.folder = folder
        self.limits: Limits = msgspec.structs.replace(WIDE, liability_per_market=self.liability)
        self.wishes = Wishes()
        self.clock = Shifted()
        self._books = books
        self._sheets: dict[str, OpenSheet] = {}
        self._numbers = itertools.count()
        self.journal_path = folder / "journal.sqlite"
        self.desk: Desk
        self.open_desk()
        self.main = self.open_file("main", books.hand_out("main", folder))

    def now(self) -> datetime:
        return rome(self.clock.now())

    def set_clock(self, to: datetime) -> None:
        self.step_clock(to - self.now())

    def step_clock(self, by: timedelta) -> None:
        if by < timedelta():
            self.wishes.clock_set_back()
        self.clock.skew += by

    @property
    def orders(self) -> Orders:
        assert isinstance(self.desk.orders, Orders)
        return self.desk.orders

    def journaled(self, **wanted: Any) -> list[Order]:
        """What the journal says of the orders, as it is on disk."""
        return self.journal.orders(**wanted)

    # --- the desk -------------------------------------------------------------------------------

    def open_desk(self) -> None:
        """A desk over the same journal, as after a restart; disarmed."""
        who = Credentials(self.venue.account.username, PASSWORD, API_KEY)
        practice = VenueSettings(
            base_url=self.venue.server.url,
            write_margin=self.write_margin,
            read_timeout=self.read_timeout,
        )
        settings = Settings(
            venues={Environment.PRACTICE: practice},
            rules={"live_delay": 0},
            ceiling=dict.fromkeys(
                ("liability_per_market", "stake_per_day", "loss_per_day"), 100_000
            ),
            winners=dict.fromkeys(self.venue.markets, 1),
            feed=Cadence(requests_per_second=10_000),
        )
        with mock.patch.multiple(
            desk_module,
            Client=self._client,
            Feed=lambda client, cadence, **how: TraderView(self.venue, self.now, how["budget"]),
            Journal=self._journal,
            Orders=self.orders_kind,
        ):
            self.desk = Desk(settings, who, self.journal_path, scheduler=self.clock, pace=PACE)
            self.desk.start()
        self.desk.limits = self.limits
        self.told = self.desk.log
        self.desk.log = lambda: ()  # type: ignore[method-assign]  # the Log sheet takes no part
        self._note_what_is_handed_over()

    def _client(
        self,
        config: Any,
        credentials: Callable[[], Credentials],
        *,
        transport: None,
        scheduler: Scheduler,
        gate: Gate,
    ) -> Client:
        once = msgspec.structs.replace(config, read_attempts=1)
        client = self.client_kind(
            once, credentials, transport=transport, scheduler=scheduler, gate=gate
        )
        place = client.place

        def noting_requests(
            request: Any, *, may_leave: Callable[[], bool] = lambda: True, **more: Any
        ) -> Any:
            rows = len(request.offerta)
            return place(request, may_leave=lambda: self.wishes.look(may_leave, rows), **more)

        client.place = noting_requests  # type: ignore[method-assign]
        return client

    def _journal(self, path: Path) -> Journal:
        self.journal = self.journal_kind(path)
        start_send = self.journal.start_send

        def noting_sends(baseline: Any, keys: Sequence[str], at: datetime) -> int:
            self.wishes.leave(keys)
            return start_send(baseline, keys, at)

        self.journal.start_send = noting_sends  # type: ignore[method-assign]
        return self.journal

    def close_desk(self) -> None:
        self.desk.stop()

    def restart(self) -> None:
        self.close_desk()
        names = list(self._sheets)
        self.open_desk()
        for name in names:  # a desk that starts again finds the files as they stand open
            self._sheets[name] = self._sheets[name].on(self.desk, self.binding_kind)
        self.main = self._sheets["main"]
        self.arm()

    def arm(self) -> None:
        """Armed, once what an earlier run left has been read back."""
        wait_until(lambda: self.orders.is_reconciled)
        assert self.orders.arm() is None

    def _note_what_is_handed_over(self) -> None:
        orders, wishes = self.orders, self.wishes
        place, replace = orders.place, orders.replace

        def noting_rows(
            rows: Sequence[Row], confirmed_twins: Collection[str] = (), **more: Any
        ) -> dict[str, RowResult]:
            wishes.hand_over(rows)
            results = place(rows, confirmed_twins, **more)
            wishes.kept_back(self._never_journaled(results))
            return results

        def noting_replacements(key: str, price: int, **more: Any) -> None:
            (order,) = self.journaled(keys=[key]) or (None,)
            if order is None:
                return replace(key, price, **more)
            bet, market_id = order.intent.bet, order.intent.market_id
            take_back = wishes.replace(key, market_id, bet, price)
            try:
                replace(key, price, **more)
            except BaseException:
                take_back()
                raise

        orders.place = noting_rows  # type: ignore[method-assign]
        orders.replace = noting_replacements  # type: ignore[method-assign]

    def _never_journaled(self, results: Mapping[str, RowResult]) -> set[str]:
        kept = {k for k, r in results.items() if r.status in (Status.DRAFT, Status.REFUSED)}
        known = {order.key for order in self.journaled(keys=sorted(kept))}
        return kept - known - {asked.key for asked in self.orders.rules()}

    # --- the workbooks --------------------------------------------------------------------------

    @property
    def sheets(self) -> list[OpenSheet]:
        return list(self._sheets.values())

    @property
    def other(self) -> OpenSheet:
        """The second workbook, with narrow limits; opened when it is first asked for."""
        if "other" not in self._sheets:
            narrow = msgspec.structs.replace(self.limits, stake_per_bet=NARROW)
            return self.open_file("other", self._books.hand_out("other", self.folder), narrow)
        return self._sheets["other"]

    def open_file(self, name: str, path: Path, limits: Limits | None = None) -> OpenSheet:
        """Open a file in place of what is open under that name, which is not saved."""
        self.close_file(name)
        opened = OpenSheet(self.desk, self._books.open(path), path, self.binding_kind)
        opened.set_limits(limits or self.limits)
        self._sheets[name] = opened
        if name == "main":
            self.main = opened
        return opened

    def close_file(self, name: str) -> None:
        if name in self._sheets:
            self._sheets.pop(name).close()

    def reopen(self, saved: Path | None = None) -> None:
        """Close without saving, and open what was saved last, or an older copy in its place."""
        path = self.main.path
        if saved is not None:
            shutil.copyfile(saved, path)
        self.open_file("main", path)

    def move_file(self) -> None:
        """Save, close, give the file another name, and open it there."""
        self.main.save()
        moved = self.folder / f"moved{next(self._numbers)}.xlsx"
        self.main.path.rename(moved)
        self.open_file("main", moved)

    def open_copy(self) -> OpenSheet:
        """For the next day: the saved file copied, and the copy opened beside it."""
        self.main.save()
        copied = self.folder / f"copy{next(self._numbers)}.xlsx"
        return self.open_file("copy", Path(shutil.copyfile(self.main.path, copied)))

    def back_up(self) -> Path:
        """Save, and keep a copy where no spreadsheet looks for it."""
        self.main.save()
        copy = self.folder / f"main{len(self.backups())}.bak"
        return Path(shutil.copyfile(self.main.path, copy))

    def backups(self) -> list[Path]:
        return sorted(self.folder.glob("*.bak"))

    def tick(self) -> None:
        for each in self.sheets:
            each.tick()

    # --- what the buttons do --------------------------------------------------------------------

    def place(self, sheet: OpenSheet | None = None) -> None:
        """The button: every row of the table; twins where the trader's note says yes."""
        sheet = sheet or self.main
        sheet.command("PLACE")
        results = self.orders.results()
        if not any(result.is_twin for result in results.values()):
            return
        rows = [row for row in sheet.sheet.commands.rows() if row.draft is not None]
        twins = [
            row.position
            for row in rows
            if row.draft and row.draft.note == TWIN and _is_twin(results.get(row.key))
        ]
        if twins:
            sheet.command(" ".join(["PLACE TWINS", *map(str, twins)]))

    def orders_read_in(self, sheet: OpenSheet, rows: Collection[int]) -> list[str]:
        """The keys of the orders that these rows read as, and no other row claims to be."""
        positions = {sheet.position(row) for row in rows}
        return [
            line.key
            for line in lines(sheet, self.journaled())
            if line.position in positions and line.is_its_own_order
        ]

    def cancel(self, rows: Collection[int], sheet: OpenSheet | None = None) -> None:
        """CANCEL 5 7: a stop for the orders that those rows read as."""
        sheet = sheet or self.main
        sheet.command(" ".join(["CANCEL", *(str(sheet.position(row)) for row in rows)]))
        self.wishes.stop("CANCEL", self.orders_read_in(sheet, rows))

    def replace(self, row: int, price: int, sheet: OpenSheet | None = None) -> None:
        sheet = sheet or self.main
        sheet.command(f"REPLACE {sheet.position(row)} {price / 100}")

    def stop(self, command: str, sheet: OpenSheet | None = None) -> None:
        """CANCEL ALL, HALT or DISARM: whatever was wished before does not leave after it."""
        (sheet or self.main).command(command)
        self.wishes.stop(command)

    def begin_again(self, *, rearms_rules: bool = False) -> None:
        """After a stop: RESUME and ARM, and REARM RULES where rules are to go on."""
        self.main.command("RESUME")
        self.arm()
        if rearms_rules:
            self.wishes.rearm()
            self.main.command("REARM RULES")

    def close(self) -> None:
        for each in self.sheets:
            each.close()
        self.close_desk()


def _is_twin(result: RowResult | None) -> bool:
    return result is not None and result.is_twin
