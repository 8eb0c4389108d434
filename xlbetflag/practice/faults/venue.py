"""Faults of the venue itself: what the engine is made to do, and what my offers do not show.

They are applied around an operation's handler, under the exchange's lock; the ledger always shows
what really happened.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from xlbetflag.api import messages as m
from xlbetflag.practice.faults.plan import Strike
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market
from xlbetflag.practice.venue.refusals import Refused
from xlbetflag.practice.wire.answers import Status
from xlbetflag.practice.wire.handlers import Call
from xlbetflag.practice.wire.sessions import Sessions

Struck = TypeVar("Struck")
GONE = (Status.MATCHED, Status.SETTLED, Status.VOID)


class Veil:
    """Offers that exist and that my offers do not show yet."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[m.Id, float] = {}

    def hide(self, offer_ids: Iterable[m.Id], seconds: float) -> None:
        until = self._clock() + seconds
        self._until.update((offer_id, until) for offer_id in offer_ids)

    def seen(self, message: msgspec.Struct) -> msgspec.Struct:
        """The message without the rows of hidden offers."""
        if not self._until:
            return message
        now = self._clock()
        self._until = {each: until for each, until in self._until.items() if until > now}
        return _kept(message, lambda row: row.id not in self._until)


class VenueFaults:
    """Strikes at the handlers of one exchange."""

    def __init__(self, exchange: Exchange, sessions: Sessions) -> None:
        self._exchange = exchange
        self._sessions = sessions
        self.veil = Veil()
        self._before: dict[str, Callable[[Strike, Call], Call | None]] = {
            "partial_acceptance": self._part,
            "suspend": self._suspend,
            "new_version": self._new_version,
            "hand_trader": self._same_by_hand,
        }
        self._after: dict[str, Callable[[Strike, Call, msgspec.Struct], msgspec.Struct | None]] = {
            "session_expired": self._end_session,
            "slow_acceptance": self._hide,
            "vanish": self._vanish,
            "hand_trader": self._same_by_hand_after,
        }

    def before_session(self, strikes: Iterable[Strike], token: str) -> None:
        """Ends the session where a strike says so, before anybody looks at it."""
        for strike in strikes:
            if strike.kind.name == "session_expired" and strike.when == "before":
                self._sessions.end(token)
                strike.happened()

    def before(self, call: Call, strikes: Iterable[Strike]) -> Call:
        """The call to handle, with what the strikes do before it."""
        for strike in strikes:
            if strike.when == "before" and strike.kind.name in self._before:
                struck = self._before[strike.kind.name](strike, call)
                call = _counted(strike, struck) or call
        return call

    def after(
        self, call: Call, message: msgspec.Struct, strikes: Iterable[Strike]
    ) -> msgspec.Struct:
        """The handler's answer, with what the strikes do after it. Raises Refused."""
        for strike in strikes:
            if strike.when == "after":
                changed = self._after[strike.kind.name](strike, call, message)
                message = _counted(strike, changed) or message
        return self.veil.seen(message)

    # --- before: the call to go on with, None where there was nothing to strike ---------------

    def _part(self, strike: Strike, call: Call) -> Call | None:
        request = call.body(m.PlaceRequest)
        count = len(request.offerta)
        if count < 2:
            return None
        places = sorted(strike.rng.sample(range(count), strike.rng.randint(1, count - 1)))
        kept = tuple(request.offerta[place] for place in places)
        total = sum(offer.importo for offer in kept)
        return call.with_body(msgspec.structs.replace(request, offerta=kept, puntata=total))

    def _suspend(self, strike: Strike, call: Call) -> Call | None:
        market = self._market(call)
        if market is None:
            return None
        try:
            market.suspend()
        except Refused:
            return None
        if strike.seconds:
            asyncio.get_running_loop().call_later(strike.seconds, self._resume, market)
        return call

    def _resume(self, market: Market) -> None:
        with self._exchange.lock, contextlib.suppress(Refused):  # the operator may have been faster
            market.resume()

    def _new_version(self, strike: Strike, call: Call) -> Call | None:
        market = self._market(call)
        if market is None:
            return None
        market.version += 1
        return call

    def _same_by_hand(self, strike: Strike, call: Call) -> Call | None:
        try:
            self._exchange.submit(call.account, call.body(m.PlaceRequest))
        except Refused:
            return None
        return call

    def _market(self, call: Call) -> Market | None:
        body = call.body(msgspec.Struct)
        return self._exchange.markets.get(getattr(body, "id_mercato", 0))

    # --- after: the answer to go on with, None where there was nothing to strike ---------------

    def _end_session(
        self, strike: Strike, call: Call, message: msgspec.Struct
    ) -> msgspec.Struct | None:
        self._sessions.end(call.token)
        return message

    def _hide(self, strike: Strike, call: Call, message: msgspec.Struct) -> msgspec.Struct | None:
        if not isinstance(message, m.PlaceAnswer) or not message.ordine:
            return None
        self.veil.hide([row.offerta for row in message.ordine], strike.seconds)
        return message

    def _vanish(self, strike: Strike, call: Call, message: msgspec.Struct) -> msgspec.Struct | None:
        kept = _kept(message, lambda row: getattr(row, "st", None) not in GONE)
        return None if kept is message else kept

    def _same_by_hand_after(
        self, strike: Strike, call: Call, message: msgspec.Struct
    ) -> msgspec.Struct | None:
        return message if self._same_by_hand(strike, call) else None


def _counted(strike: Strike, struck: Struck | None) -> Struck | None:
    if struck is not None:
        strike.happened()
    return struck


Row = m.OfferRow | m.MatchRow


def _kept(message: msgspec.Struct, wanted: Callable[[Row], bool]) -> msgspec.Struct:
    """The message with only the rows wanted; the same object where all are."""
    if isinstance(message, m.MyOffersAnswer) and message.offerte and message.offerte.o:
        rows = tuple(filter(wanted, message.offerte.o))
        if len(rows) < len(message.offerte.o):
            return msgspec.structs.replace(message, offerte=m.OfferRows(rows))
    elif isinstance(message, m.OpenOffersAnswer) and message.o:
        rows = tuple(filter(wanted, message.o))
        if len(rows) < len(message.o):
            return msgspec.structs.replace(message, o=rows)
    elif isinstance(message, m.MatchesAnswer) and message.abbinamenti and message.abbinamenti.o:
        matches = tuple(filter(wanted, message.abbinamenti.o))
        if len(matches) < len(message.abbinamenti.o):
            return msgspec.structs.replace(message, abbinamenti=m.MatchRows(matches))
    return message
