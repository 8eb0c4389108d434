"""The desk from Python: the same prices, the same journal, the same one order path as a sheet has.

A desk starts disarmed; limits, checks and the journal are those of the sheet. Prices and amounts
that go in may be a Decimal, a float or a text, and are read as strictly as a cell.
"""

from collections.abc import (
    Collection,
    Iterable,
    Mapping,
    Sequence,
)
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from xlbetflag.api.config import Environment
from xlbetflag.desk import Desk as Session
from xlbetflag.desk import DeskStatus
from xlbetflag.feed.topics import BALANCE
from xlbetflag.market.inputs import parse_price
from xlbetflag.market.money import as_float
from xlbetflag.market.naming import find_selection
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.rows.words import reads_as
from xlbetflag.orders.status import Status
from xlbetflag.python import frames, results
from xlbetflag.python.batch import ORDER, Batches
from xlbetflag.python.completing import Ids
from xlbetflag.python.display import as_html
from xlbetflag.python.limits import Limits, in_cents, in_euros
from xlbetflag.python.refusal import Refusal
from xlbetflag.python.results import Order, Preview
from xlbetflag.python.scalars import key_text, python_value
from xlbetflag.python.waiting import Waiter

if TYPE_CHECKING:
    import pandas as pd

Number = Decimal | float | str


class Desk(Waiter):
    """One desk, to read and to trade, as `connect` gives it. Used from one thread.

    What cannot be done raises Refusal, and so does every call of a desk that is closed.
    """

    def __init__(
        self,
        session: Session,
        journal: Path,
        *,
        patience: float = 15.0,
        answered: Mapping[str, Order] = MappingProxyType({}),
    ) -> None:
        super().__init__(session, journal, patience=patience, answered=answered)
        self._batches = Batches(self._delivery.age)

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._ended is not None:
            return "<xlbetflag.Desk, closed>"
        now = self._session.status()
        return f"<xlbetflag.Desk of {now.environment} at {now.base_url}, {self._state(now)}>"

    def _repr_html_(self) -> str:
        if self._ended is not None:
            return as_html("Desk", [("state", "closed")])
        now, balance = self._session.status(), self._session.feed.balance()
        money = balance.value
        free = f"{as_float(money.free):,.2f} € ({balance.health})" if money else None
        return as_html(
            "Desk",
            [
                ("environment", f"{now.environment} at {now.base_url}"),
                ("state", self._state(now)),
                ("trouble", now.trouble),
                ("feed", now.feed.trouble or "reads" if now.feed.is_running else "stopped"),
                ("read at", now.feed.read_at),
                ("free", free),
            ],
        )

    def _state(self, now: DeskStatus) -> str:
        if self.is_read_only:
            return "only looks"
        return "armed" if now.is_armed else "halted" if now.is_halted else "disarmed"

    def __getitem__(self, market: str) -> "pd.DataFrame":
        """`desk[market]` is its book; a notebook completes the ids with Tab."""
        return self.book(market)

    __iter__ = None  # a desk is no sequence of books
    __contains__ = None

    def _ipython_key_completions_(self) -> list[str]:
        return self._ids().markets

    def _ids(self) -> Ids:
        """What Tab offers: asks for nothing, and a closed desk has none."""
        if self._ended is not None:
            return Ids([], {}, [])
        events = self._session.feed.menu().value or ()
        selections = {
            market.market_id: [frames.ref(each.selection_id) for each in market.selections]
            for event in events
            for market in event.markets
        }
        return Ids(list(selections), selections, list(self._session.orders.results()))

    def close(self) -> None:
        """Settle what is under way, log out. What stands at the venue stands."""
        self._end("python.closed")

    @property
    def status(self) -> DeskStatus:
        """Whether it is connected, armed, halted, and what is in the way."""
        return self._desk.status()

    @property
    def limits(self) -> Limits:
        """Of the orders placed here, in euros; set whole: `desk.limits = Limits(stake_per_bet=5)`.

        Raises Refusal for what are no limits.
        """
        return in_euros(self._desk.limits)

    @limits.setter
    def limits(self, given: Limits) -> None:
        desk = self._desk
        if not isinstance(given, Limits):
            raise self._said(Problem("python.no_limits"))
        desk.limits = self._trading(lambda: in_cents(given))

    def arm(self, *, knowing_loss: bool = False) -> None:
        """Let orders leave from now on, once what earlier runs left has been read back.

        `knowing_loss`: though the journal has lost its end; look at the venue first for orders that
        it does not know. Raises Refusal with what keeps the desk disarmed: the exchange that does
        not answer, too.
        """
        if not self.is_read_only:
            self._reach()
            self._until(lambda: self._desk.orders.is_reconciled, self.patience)
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
        price: Number | None = None,
        stake: Number | None = None,
        *,
        options: str = "",
        key: str | None = None,
        keep_at_live: bool = False,
        keep_when_suspended: bool = False,
        note: str = "",
        again: bool = False,
        strict: bool = False,
    ) -> Order:
        """Place one order, or give a command; at once what is known of it, `wait` for the rest.

        `selection`: id as a frame gives it ("#3"; a number is an id too), name, or both as "3 · 2".
        `side`: BACK or LAY with `price` in decimal odds and `stake` in euros (of a lay the
        backer's); or a command: CANCEL, REPLACE (to `price`), GREEN, CLOSE MARKET. `options`: as
        the cell of docs/automation.md, "STOP 5 TICKS; UNTIL 21:30"; this desk acts on them while it
        is open and armed. `key`: a name of your own; one that the journal knows is never sent
        again, so a call may be repeated with it. Without, each call is a new order. `again`: though
        an equal order is there already. The rest as on the sheet Orders.

        A bad order comes back REFUSED with why, and what could not be looked at (disarmed) DRAFT;
        with `strict` both raise Refusal. A key that is another order's, and a selection that can be
        read two ways, always do.
        """
        order = dict(zip(ORDER, (market, selection, side, price, stake), strict=True))
        order |= {"keep_at_live": keep_at_live, "keep_when_suspended": keep_when_suspended}
        given = {**order, "options": options, "key": key, "note": note}
        return self._place([given], again, is_strict=strict)[0]

    def place_all(
        self,
        orders: "pd.DataFrame | Iterable[Mapping[str, object]] | Preview",
        *,
        again: bool | Collection[str] = False,
        strict: bool = False,
    ) -> "pd.DataFrame":
        """Place a batch, checked as a whole: its columns are the arguments of `place`.

        A frame of results in the same order. Good orders go, bad ones say why; with `strict` none
        goes unless all can, else it raises Refusal. `again`: the keys of those that are meant
        though an equal order is there, True for all. Of a `preview`, just what it showed is placed:
        where rows or prices are no longer those, all stay DRAFT.
        """
        return _frame(self._place(orders, again, is_strict=strict))

    def preview(
        self,
        orders: "pd.DataFrame | Iterable[Mapping[str, object]]",
        *,
        again: bool | Collection[str] = False,
    ) -> Preview:
        """What `place_all` would do with these orders now. Sends nothing."""
        rows = self._rows(orders)
        self._look_at(rows)
        confirmed = _confirmed(rows, again)
        seen = self._desk.orders.preview(self._batches.aged(rows), confirmed)
        return results.previewed(seen, rows, confirmed)

    def cancel(self, *keys: str) -> list[Order]:
        """Ask for orders to be cancelled; a read-back tells when they are. Their options end.

        Raises Refusal where no key is given (`cancel_all` is for all), or where one names no order:
        those that do are being cancelled all the same.
        """
        wanted = [key_text(key) for key in keys]
        found = self._trading(lambda: self._desk.orders.cancel(wanted))
        unknown = [key for key in wanted if key not in found]
        if unknown or not keys:
            code = "python.no_such_key" if unknown else "python.cancel_which"
            raise self._said(Problem(code, keys=", ".join(unknown)))
        return [results.order(result) for result in found.values()]

    def cancel_all(self, market: str | None = None) -> list[Order]:
        """Ask for all of ours that is open to be cancelled, on one market or on all."""
        where = None if market is None else self._id(market)
        found = self._trading(lambda: self._desk.orders.cancel_all(where))
        return [results.order(result) for result in found.values()]

    def replace(self, key: str, price: Number, *, timeout: float = 40.0) -> Order:
        """Cancel an order and, once that is confirmed, place what is left of it at another price;
        the new order, which has a key of its own.

        Raises Refusal where that cannot be done, or was not (the order was matched meanwhile), and
        NotYet where nobody knew after `timeout` seconds.
        """
        orders, key = self._desk.orders, key_text(key)
        before = self.result(key)
        wanted = self._trading(lambda: parse_price(python_value(price)))
        sent = self._trading(lambda: orders.sent([key])).get(key)
        age = self._delivery.age(sent.market_id) if sent is not None else 0.0
        self._trading(lambda: orders.replace(key, wanted, shown_age=age))
        if not self._until(lambda: not orders.is_replacing(key), timeout):
            raise self._not_yet(timeout, [self.result(key)])
        taken = orders.replacements().get(key)
        if taken is None:
            seen = self.result(key)
            raise Refusal(seen.message or str(before.status), (seen,))
        return self.result(taken.key)

    def decide(self, key: str, status: Status | str) -> Order:
        """Your word on an order that stays UNKNOWN or NOT FOUND: how it ended, as the venue's own
        site says. REFUSED where nothing was placed, else CANCELLED, LAPSED, VOID or SETTLED.

        Raises Refusal where the order is not undecided, or the word is not how an order ends.
        """
        key, orders = key_text(key), self._desk.orders
        word = next((each for each in Status if each == str(status).upper()), None)
        if word is None:
            raise self._said(Problem("decide.not_final", status=str(status)))
        problem = orders.decide(key, word)
        if problem is not None:
            raise self._said(problem)
        return self.result(key)

    # --------------------------------------------------------------------------------------------

    def _end(self, why: str) -> None:
        if self._ended is None:
            self._ended = why
            self._session.stop()

    def _reach(self) -> None:
        """Raises Refusal where the exchange does not answer now."""
        self._desk.feed.refresh([BALANCE], timeout=self.patience)
        reading = self._desk.feed.balance()
        if reading.health is Health.LIVE and not reading.trouble:
            return
        url, reason = self._desk.client.config.base_url, reading.trouble or str(reading.health)
        where = self._desk.settings.environment
        if where is Environment.PRACTICE:
            raise self._said(Problem("python.no_practice", url=url, reason=reason))
        raise self._said(Problem("python.no_exchange", environment=where, url=url, reason=reason))

    def _place(
        self,
        given: "pd.DataFrame | Iterable[Mapping[str, object]] | Preview",
        again: bool | Collection[str],
        *,
        is_strict: bool,
    ) -> list[Order]:
        token = given.token if isinstance(given, Preview) else None
        rows = given.rows if isinstance(given, Preview) else self._rows(given)
        self._look_at(rows)
        self._check_keys(rows)
        confirmed = given.confirmed if isinstance(given, Preview) else _confirmed(rows, again)
        orders, aged = self._desk.orders, self._batches.aged(rows)
        if is_strict and any(row.wanted is None for row in aged):
            seen = orders.preview(aged, confirmed)
            if seen.trouble or seen.refused:
                why = [f"{key}: {said}" for key, said in seen.refused.items()]
                raise Refusal(" ".join([seen.trouble, *why]).strip())
            token = seen.token or token
        found = orders.place(aged, confirmed, token=token)
        placed = [results.order(found[row.key]) for row in rows]
        for order in placed:
            if order.status in (Status.DRAFT, Status.REFUSED):
                self._answered[order.key] = order
        bad = [o for o, row in zip(placed, rows, strict=True) if _has_failed(o, row)]
        if is_strict and bad:
            raise Refusal(" ".join(f"{o.key}: {o.message}" for o in bad), tuple(placed))
        return placed

    def _rows(self, given: "pd.DataFrame | Iterable[Mapping[str, object]]") -> tuple[Row, ...]:
        to_dict = getattr(given, "to_dict", None)
        orders: Iterable[Mapping[str, object]] = to_dict("records") if to_dict else given
        return self._trading(lambda: self._batches.read(orders))

    def _look_at(self, rows: Sequence[Row]) -> None:
        """What orders are judged by is waited for where it was never read. Raises Refusal for a
        selection that can be read two ways."""
        if not self._desk.orders.is_armed:
            return
        self._read([BALANCE], self._view.balance)
        for market in dict.fromkeys(row.market_id for row in rows if row.market_id):
            book = self._book(market).value
            for row in rows:
                said = row.draft or row.wanted
                if book is None or said is None or said.market_id != market or not said.selection:
                    continue
                try:
                    find_selection(said.selection, book.selections, self._known.line(market))
                except Problem as problem:
                    if problem.code == "selection.ambiguous":
                        raise self._said(problem) from None

    def _check_keys(self, rows: Sequence[Row]) -> None:
        """Raises Refusal where one is that of another order."""
        sent = self._trading(lambda: self._desk.orders.sent([row.key for row in rows]))
        for row in rows:
            known = sent.get(row.key)
            if known is not None and not reads_as(row, known):
                where = known.market_id
                raise self._said(
                    Problem("python.key_of_another", key=row.key, sent=str(known), market=where)
                )


def _confirmed(rows: Iterable[Row], again: bool | Collection[str]) -> frozenset[str]:
    keys = frozenset(row.key for row in rows)
    if isinstance(again, bool):
        return keys if again else frozenset()
    return keys & frozenset(map(key_text, again))


def _has_failed(order: Order, row: Row) -> bool:
    """A CANCEL is done though it comes back DRAFT: taking back needs nothing."""
    is_kept_back = order.status is Status.DRAFT and row.wanted is None
    return order.status is Status.REFUSED or is_kept_back


def _frame(orders: Iterable[Order]) -> "pd.DataFrame":
    columns = " ".join(Order.__struct_fields__)
    return frames.frame(columns, map(msgspec.structs.astuple, orders))
