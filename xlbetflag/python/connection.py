"""The desk from Python: the same prices, the same journal, the same one order path as a sheet has.

A desk starts disarmed; limits, checks and the journal are those of the sheet. Prices and amounts
that go in may be a Decimal, a float or a text, and are read as strictly as a cell.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeVar

import msgspec

from xlbetflag import credentials as keyring
from xlbetflag import settings as files
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.desk import Desk, DeskStatus
from xlbetflag.feed.topics import BALANCE
from xlbetflag.market.money import as_float
from xlbetflag.market.problem import Problem
from xlbetflag.orders.draft import Row, RowResult
from xlbetflag.orders.identity import private_folder
from xlbetflag.orders.limits import Limits
from xlbetflag.python import frames
from xlbetflag.python.reader import Reader
from xlbetflag.python.scalars import python_value, selection_words
from xlbetflag.settings import Settings, VenueSettings
from xlbetflag.workbook.keys import new_file_id, row_key
from xlbetflag.workbook.rows import read_row

if TYPE_CHECKING:
    import pandas as pd

Number = Decimal | float | str
Value = TypeVar("Value")
LOOK = 0.02  # seconds between two looks at what became of orders
MOVING = ("CHECKED", "SENDING", "ACCEPTED", "DELAYED", "UNKNOWN")
ORDER = ("market", "selection", "side", "price", "stake")
MAY_SAY = (*ORDER, "options", "key", "keep_at_live", "keep_when_suspended", "note")


class OrderResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an order. Euros; `price_matched` in odds, None where nothing was read back.

    `status` is one of docs/orders.md; `message` says why, in the user's language.
    """

    key: str
    status: str
    offer_id: str
    matched: float
    remaining: float
    price_matched: float | None
    message: str


def connect(
    environment: str | None = None,
    *,
    url: str | None = None,
    settings: Settings | None = None,
    credentials: Credentials | None = None,
    journal: Path | None = None,
) -> "Connection":
    """A running desk; close it, or use it in a `with`.

    `environment`: practice, staging or production, instead of the settings' own; `url`: its
    address, instead of the known one. `settings`, `credentials` and `journal`: instead of the
    user's file, keyring and journal. Where another desk writes that journal, this one only looks.

    Raises credentials.NotStored, credentials.NoKeyring, settings.BadSettings.
    """
    chosen = settings or files.load()
    if environment is not None:
        chosen = msgspec.structs.replace(chosen, environment=Environment(environment))
    if url is not None:
        known = chosen.venues.get(chosen.environment, VenueSettings())
        venues = {**chosen.venues, chosen.environment: msgspec.structs.replace(known, base_url=url)}
        files.check_addresses(venues)
        chosen = msgspec.structs.replace(chosen, venues=venues)
    secrets = credentials or keyring.load(chosen.environment)
    private_folder(files.data_folder())
    path = journal or files.journal_path(chosen.environment, secrets.username)
    desk = Desk(chosen, secrets, path)
    desk.start()
    return Connection(desk, path)


class Connection(Reader):
    """One desk, to read and to trade. Used from one thread."""

    def __init__(self, desk: Desk, journal: Path, *, patience: float = 15.0) -> None:
        super().__init__(desk, journal, patience=patience)
        self._series = new_file_id()
        self._given = 0

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Settle what is under way, log out. What stands at the venue stands."""
        self._desk.stop()

    @property
    def status(self) -> DeskStatus:
        return self._desk.status()

    @property
    def is_read_only(self) -> bool:
        """Another desk writes this journal: nothing can be sent from here."""
        return self._desk.orders.is_read_only

    @property
    def limits(self) -> Limits:
        """In cents. Replace them whole: `desk.limits = Limits(stake_per_bet=500)`."""
        return self._desk.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._desk.limits = limits

    def arm(self, *, knowing_loss: bool = False) -> None:
        """Let orders leave from now on, once what earlier runs left has been read back.

        `knowing_loss`: though the journal has lost its end; look at the venue first for orders that
        it does not know. Raises Refusal with what keeps the desk disarmed.
        """
        self._until(lambda: self._desk.orders.is_reconciled or self.is_read_only, self.patience)
        problem: Problem | None = self._desk.orders.arm(knowing_loss=knowing_loss)
        if problem is not None:
            raise self._said(problem)

    def disarm(self) -> None:
        """Let nothing leave. What stands is left alone."""
        self._trading(self._desk.orders.disarm)

    def halt(self) -> None:
        """Disarm, refuse everything, cancel all of ours."""
        self._trading(self._desk.orders.halt)

    def resume(self) -> None:
        """End a halt; the desk stays disarmed."""
        self._trading(self._desk.orders.resume)

    def rearm_rules(self) -> int:
        """Let options that stand still since a start, a disarm or a halt go on; of how many orders.

        Raises Refusal where the desk is not armed.
        """
        return self._trading(self._desk.orders.rearm_rules)

    def place(
        self,
        market: str,
        selection: str,
        side: str,
        price: Number,
        stake: Number,
        *,
        options: str = "",
        key: str | None = None,
        keep_at_live: bool = False,
        keep_when_suspended: bool = False,
        note: str = "",
    ) -> OrderResult:
        """Place one order; at once what is known of it, `wait` for the rest.

        `selection`: name, id (a number, or "#3"), or both as "3 · 2". `side`: BACK or LAY. `price`
        in decimal odds, `stake` in euros (of a lay the backer's). `options`: as the cell of
        docs/automation.md, "STOP 5 TICKS; UNTIL 21:30"; this desk acts on them while it is open
        and armed. `key`: a name of your own; one that the journal knows is never sent again, so a
        call may be repeated with it. Without, each call is a new order. The rest as on the sheet
        Orders. A bad order comes back REFUSED with why.
        """
        order = dict(zip(ORDER, (market, selection, side, price, stake), strict=True))
        order |= {"keep_at_live": keep_at_live, "keep_when_suspended": keep_when_suspended}
        return self._place([{**order, "options": options, "key": key, "note": note}])[0]

    def place_all(self, orders: "pd.DataFrame | Iterable[Mapping[str, object]]") -> "pd.DataFrame":
        """Place a batch, checked as a whole: its columns are the arguments of `place`.

        A frame of results in the same order. Good orders go, bad ones say why. Raises Refusal for
        a column that is none.
        """
        if hasattr(orders, "to_dict"):
            orders = orders.to_dict("records")
        placed = self._place(list(orders))
        return frames.frame(
            " ".join(OrderResult.__struct_fields__), map(msgspec.structs.astuple, placed)
        )

    def result(self, key: str) -> OrderResult:
        """What became of an order of this run, of today, or still open. Raises KeyError."""
        return _shown(self._desk.orders.results()[key])

    def wait(self, *keys: str, timeout: float = 30.0) -> list[OrderResult]:
        """What each order is once the venue has shown it, or it is over; or after the time.

        One that is WAITING for what its options say is not waited for.
        """
        self._until(lambda: all(self.result(key).status not in MOVING for key in keys), timeout)
        return [self.result(key) for key in keys]

    def cancel(self, *keys: str) -> list[OrderResult]:
        """Ask for orders to be cancelled; a read-back tells when they are. Their options end.

        Raises Refusal where no key is given (`cancel_all` is for all), or where one names no order:
        those that do are being cancelled all the same.
        """
        found = self._trading(lambda: self._desk.orders.cancel(keys))
        unknown = [str(key) for key in keys if key not in found]
        if unknown or not keys:
            code = "python.no_such_key" if unknown else "python.cancel_which"
            raise self._said(Problem(code, keys=", ".join(unknown)))
        return [_shown(result) for result in found.values()]

    def cancel_all(self, market: str | None = None) -> list[OrderResult]:
        """Ask for all of ours that is open to be cancelled, on one market or on all."""
        found = self._trading(lambda: self._desk.orders.cancel_all(market))
        return [_shown(result) for result in found.values()]

    # --------------------------------------------------------------------------------------------

    def _place(self, orders: Iterable[Mapping[str, object]]) -> list[OrderResult]:
        rows = [self._row(number, order) for number, order in enumerate(orders, 1)]
        if self._desk.orders.is_armed:
            self._first_look(dict.fromkeys(row.market_id for row in rows if row.market_id))
        found = self._desk.orders.place(rows)
        return [_shown(found[row.key]) for row in rows]

    def _first_look(self, markets: Iterable[str]) -> None:
        """What an order is judged by is waited for where it was never read."""
        self._read([BALANCE], self._view.balance)
        for market in markets:
            self._book(market)

    def _row(self, number: int, order: Mapping[str, object]) -> Row:
        """As a row of the sheet would be read; an age of the price that was last handed over."""
        values = {name: python_value(value) for name, value in order.items()}
        values["selection"] = selection_words(order.get("selection"))
        given = {name: value for name, value in values.items() if value is not None}
        if unknown := sorted(given.keys() - set(MAY_SAY)):
            raise self._said(
                Problem("python.no_such_column", column=unknown[0], choices=", ".join(MAY_SAY))
            )
        row = read_row(str(given.get("key") or self._new_key()), number, given)
        if row is None or (row.draft is None and not row.problems):
            raise self._said(Problem("python.no_order", row=number))
        if row.draft is None:
            return row
        age = self._view.age(row.draft.market_id)
        return msgspec.structs.replace(row, draft=msgspec.structs.replace(row.draft, shown_age=age))

    def _new_key(self) -> str:
        self._given += 1
        return row_key(self._series, self._given)

    def _trading(self, action: Callable[[], Value]) -> Value:
        """What only the desk that trades can do. Raises Refusal."""
        try:
            return action()
        except Problem as problem:
            raise self._said(problem) from None

    def _until(self, condition: Callable[[], object], timeout: float) -> None:
        end = monotonic() + timeout
        while not condition() and monotonic() < end:
            sleep(LOOK)


def _shown(result: RowResult) -> OrderResult:
    price = result.price_matched
    return OrderResult(
        key=result.key,
        status=str(result.status),
        offer_id=result.offer_id,
        matched=as_float(result.matched),
        remaining=as_float(result.remaining),
        price_matched=None if price is None else price / 100,
        message=result.message,
    )
