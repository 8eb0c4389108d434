"""One handler for each operation of the route table: a checked call in, a message out."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from xlbetflag.api import messages as m
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.delays import Waiting
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.wire import answers
from xlbetflag.practice.wire.holder import HolderAnswer, holder
from xlbetflag.practice.wire.sessions import Sessions
from xlbetflag.scheduling import Scheduler

Body = TypeVar("Body", bound=msgspec.Struct)
DONE = m.Envelope(esito=m.SUCCESS)


class Call:
    """A request past its checks: key, session, numbers in the path, decoded body.

    `admit` gives back an account for which the request's key may act, and refuses another.
    """

    def __init__(
        self,
        exchange: Exchange,
        sessions: Sessions,
        fields: Mapping[str, int],
        body: msgspec.Struct | None,
        account: Account | None,
        token: str,
        admit: Callable[[Account], Account],
    ) -> None:
        self.exchange = exchange
        self.sessions = sessions
        self.fields = fields
        self.token = token
        self.admit = admit
        self._body = body
        self._account = account

    @property
    def account(self) -> Account:
        if self._account is None:
            raise RuntimeError("the route table does not ask for a session here")
        return self._account

    def body(self, kind: type[Body]) -> Body:
        if not isinstance(self._body, kind):
            raise TypeError(f"the route table does not ask for a {kind.__name__} here")
        return self._body

    def with_body(self, body: msgspec.Struct) -> "Call":
        """The same call, asking for something else."""
        return Call(
            self.exchange,
            self.sessions,
            self.fields,
            body,
            self._account,
            self.token,
            self.admit,
        )


class Pending:
    """An answer that comes when a live market's delay is over; awaited without the lock (assumed:
    the venue answers the POST then, with what became of the offers)."""

    def __init__(self, exchange: Exchange, waiting: Waiting) -> None:
        self._exchange = exchange
        self._waiting = waiting

    async def answer(self) -> m.PlaceAnswer:
        """In an event loop. Raises Refused."""
        decided = asyncio.wrap_future(self._waiting.decided)
        seconds = max(0.0, self._waiting.delay.seconds)
        try:
            orders = await asyncio.wait_for(asyncio.shield(decided), seconds)
        except TimeoutError:
            self._exchange.mature()
            orders = await decided
        with self._exchange.lock:
            return answers.placed(orders)

    def decided(self, scheduler: Scheduler) -> m.PlaceAnswer:
        """On the scheduler's time, which is the exchange's too. Raises Refused."""
        waiting = self._waiting
        if not scheduler.wait_for(waiting.decided.done, max(0.0, waiting.delay.seconds)):
            self._exchange.mature()
        with self._exchange.lock:
            return answers.placed(waiting.decided.result())


def login(call: Call) -> m.LoginAnswer:
    asked = call.body(m.LoginRequest)
    account = call.admit(call.exchange.log_in(asked.Username, asked.Pwd))
    token = call.sessions.start(account)
    return m.LoginAnswer(Balance=account.balance, SessionToken=token, UserId=str(account.number))


def logout(call: Call) -> m.Envelope:
    call.sessions.end(call.token)
    return DONE


def refresh(call: Call) -> m.Envelope:
    return DONE  # asking for the session has renewed it


def menu(call: Call) -> m.MenuAnswer:
    events = call.exchange.events.values()
    return answers.menu(events, with_markets=False, wanted=answers.any_event)


def menu_with_markets(call: Call) -> m.MenuAnswer:
    events = call.exchange.events.values()
    return answers.menu(events, with_markets=True, wanted=answers.any_event)


def live_menu(call: Call) -> m.MenuAnswer:
    events = call.exchange.events.values()
    return answers.menu(events, with_markets=False, wanted=answers.live_event)


def near_live_menu(call: Call) -> m.MenuAnswer:
    events = call.exchange.events.values()
    return answers.menu(events, with_markets=False, wanted=answers.near_live_event)


def event(call: Call) -> m.EventAnswer:
    return answers.event_detail(call.exchange.event(call.fields["id_avvenimento"]))


def book(call: Call) -> m.BookAnswer:
    levels = call.fields["livello"]
    if levels not in (1, 2, 3):
        raise refusals.MALFORMED.error(reason="livello deve valere 1, 2 o 3")
    return answers.book(call.exchange.market(call.fields["id_mercato"]), levels)


def exposure(call: Call) -> m.ExposureAnswer:
    return answers.exposure(call.exchange.market(call.fields["id_mercato"]), call.account)


def my_offers(call: Call) -> m.MyOffersAnswer:
    return answers.my_offers(call.exchange.market(call.fields["id_mercato"]), call.account)


def matches(call: Call) -> m.MatchesAnswer:
    return answers.matches(call.exchange.market(call.fields["id_mercato"]), call.account)


def open_offers(call: Call) -> m.OpenOffersAnswer:
    return answers.open_offers(call.exchange.market(call.fields["id_mercato"]), call.account)


def place(call: Call) -> m.PlaceAnswer | Pending:
    found = call.exchange.submit(call.account, call.body(m.PlaceRequest))
    return answers.placed(found) if isinstance(found, list) else Pending(call.exchange, found)


def cancel(call: Call) -> m.CancelAnswer:
    return answers.cancelled(call.exchange.cancel(call.account, call.body(m.CancelRequest)))


def cancel_unmatched(call: Call) -> m.CancelAnswer:
    market_id = call.body(m.CancelUnmatchedRequest).id_mercato
    return answers.cancelled(call.exchange.cancel_unmatched(call.account, market_id))


def account_info(call: Call) -> HolderAnswer:
    return holder(call.account)


def balance(call: Call) -> m.BalanceAnswer:
    return answers.balance(call.account)


def commission(call: Call) -> m.CommissionAnswer:
    return answers.commission(call.account)


HANDLERS: Mapping[str, Callable[[Call], msgspec.Struct | Pending]] = {
    handler.__name__: handler
    for handler in (
        login,
        logout,
        refresh,
        menu,
        menu_with_markets,
        live_menu,
        near_live_menu,
        event,
        book,
        exposure,
        my_offers,
        matches,
        open_offers,
        place,
        cancel,
        cancel_unmatched,
        account_info,
        balance,
        commission,
    )
}
