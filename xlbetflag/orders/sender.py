"""One parcel out: baseline, journal, a single POST, journal."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from xlbetflag.api.errors import ApiError, NotSent, OutcomeUnknown, Refused, SessionExpired
from xlbetflag.api.messages import PlacedOffer, PlaceRequest
from xlbetflag.api.translate import placement
from xlbetflag.market.reading import View
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.orders.generations import Generations
from xlbetflag.orders.journal import JournalBroken
from xlbetflag.orders.ledger import Ledger
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.parcels import Parcel, Queued
from xlbetflag.orders.records import LOOKED_AFTER, Order, State
from xlbetflag.orders.standing import Standing, Standings
from xlbetflag.orders.status import Status
from xlbetflag.orders.venue import Venue
from xlbetflag.texts.note import Note


class Outcome(msgspec.Struct, frozen=True):
    """What became of a POST: `name` and `words` for the journal, one state for all its rows, or an
    id for each."""

    name: str
    words: str
    status: Status
    notes: tuple[Note, ...] = ()
    offer_ids: tuple[str, ...] = ()


class Sender:
    """Used from the one worker thread.

    `obstacle` says why nothing may leave at this moment, None where it may; `wait` pauses for
    some seconds, less when the desk stops.
    """

    def __init__(
        self,
        client: Venue,
        ledger: Ledger,
        generations: Generations,
        view: View,
        rules: VenueRules,
        pace: Pace,
        *,
        obstacle: Callable[[], Note | None],
        wait: Callable[[float], object],
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._generations = generations
        self._view = view
        self._rules = rules
        self._pace = pace
        self._obstacle = obstacle
        self._wait = wait
        self._standings = Standings(client, ledger, view, pace)

    def close(self) -> None:
        """Let go of the thread that reads ahead."""
        self._standings.close()

    def send(self, parcel: Parcel, following: str | None = None) -> bool:
        """Send what of the parcel still waits; True where a POST left, or may have.

        Every row gets a state that says what happened: what fails before the POST refuses it.
        `following`: the market of the next parcel, read while this POST is under way.
        """
        waiting = self._waiting(parcel)
        if not waiting:
            return False
        try:
            stood = self._standings.of(parcel.market_id)
        except ApiError as error:
            self._refuse(waiting, Note("send.no_baseline", {"reason": error.reason}))
            return False
        if stood.state is not MarketState.OPEN:
            self._refuse(waiting, Note("send.market_not_open", {"state": stood.state.value}))
            return False
        with self._ledger.lock:
            leaving = self._waiting(parcel)
            obstacle = self._obstacle()
            if obstacle is not None:
                self._refuse(leaving, obstacle)
                return False
            if not leaving:
                return False
            try:
                send = self._ledger.start_send(stood.baseline, [row.order for row in leaving])
            except JournalBroken:
                self._refuse(leaving, Note("send.journal"))
                return False
        if following is not None and following != parcel.market_id:
            self._standings.look_ahead(following)
        outcome, gone = self._post(parcel, leaving, stood)
        states = self._states([row.order for row in gone], outcome)
        states |= self._withdrawn(row for row in leaving if row not in gone)
        self._ledger.finish_send(send, outcome.name, outcome.words, states)
        is_known = outcome.status is Status.ACCEPTED
        self._standings.keep(stood.with_offers(outcome.offer_ids) if is_known else None)
        return True

    def _waiting(self, parcel: Parcel) -> list[Queued]:
        """What of it is still to leave; what a wish has ended meanwhile is ended here."""
        waiting = []
        for row in parcel.rows:
            order = self._ledger.get(row.order.key)
            if order is None or order.status is not Status.CHECKED:
                continue
            wish = self._generations.ended_by(row.stamp)
            if wish is None:
                waiting.append(row)
            else:
                self._ledger.end([order.key], wish.status, wish.note)
        return waiting

    def _refuse(self, rows: Sequence[Queued], note: Note) -> None:
        self._ledger.end([row.order.key for row in rows], Status.REFUSED, note)

    def _request(self, parcel: Parcel, leaving: Sequence[Queued]) -> PlaceRequest:
        return placement(
            parcel.market_id,
            [row.order.intent.bet for row in leaving],
            cancel_at_live=parcel.cancel_at_live,
            keep_when_suspended=parcel.keep_when_suspended,
            rounding=self._rules.liability_rounding.value,
        )

    def _post(
        self, parcel: Parcel, leaving: Sequence[Queued], stood: Standing
    ) -> tuple[Outcome, Sequence[Queued]]:
        """Sent once, with the rows that no wish has ended until then. Only what certainly did not
        leave is tried again, a few times."""
        outcome = Outcome("withdrawn", "", Status.REFUSED)
        for attempt in range(1, self._pace.tries + 1):
            if attempt > 1:
                self._wait(self._pace.pause)
            leaving = [row for row in leaving if self._generations.holds(row.stamp)]
            if not leaving:
                break
            outcome, is_over = self._try(self._request(parcel, leaving), stood)
            if is_over:
                break
        return outcome, leaving

    def _try(self, request: PlaceRequest, stood: Standing) -> tuple[Outcome, bool]:
        """What became of one try; False where it certainly did not leave."""
        delay = max(stood.live_delay, self._rules.live_delay.value)
        try:
            placed = self._client.place(request, live_delay=delay)
        except NotSent as error:
            note = Note("send.not_sent", {"reason": error.reason})
            return Outcome("not sent", str(error), Status.REFUSED, (note,)), False
        except SessionExpired as error:
            note = Note("send.session_expired", {"errore": error.errore})
            return _refused(error, note), True
        except Refused as error:
            note = Note("send.refused", {"esito": error.esito, "errore": error.errore})
            return _refused(error, note), True
        except OutcomeUnknown as error:
            return _unknown(error.reason, str(error)), True
        except Exception as error:  # noqa: BLE001 - it may have left: only evidence can tell
            return _unknown(type(error).__name__, repr(error)), True
        return self._accepted(placed, stood), True

    def _accepted(self, placed: Sequence[PlacedOffer], stood: Standing) -> Outcome:
        ids = tuple(str(row.offerta) for row in placed)
        market_id = stood.baseline.market_id
        strange = stood.baseline.offer_ids.union(self._ledger.linked_offers(market_id))
        if not strange.isdisjoint(ids):
            return _unknown("the answer names offers that stood before", ", ".join(ids))
        return Outcome("accepted", ", ".join(ids), Status.ACCEPTED, offer_ids=ids)

    def _withdrawn(self, rows: Iterable[Queued]) -> dict[str, State]:
        """Rows that a wish has ended after they were journaled as leaving, and before they left."""
        at, states = self._ledger.now(), {}
        for row in rows:
            wish = self._generations.ended_by(row.stamp)
            if wish is not None:
                states[row.order.key] = State(status=wish.status, updated=at, notes=(wish.note,))
        return states

    def _states(self, orders: Sequence[Order], outcome: Outcome) -> dict[str, State]:
        at = self._ledger.now()
        ids = outcome.offer_ids or (None,) * len(orders)
        is_refused = outcome.status is Status.REFUSED
        return {
            order.key: State(
                status=outcome.status,
                updated=at,
                offer_id=offer_id,
                remaining=0 if is_refused else order.intent.bet.size,
                notes=outcome.notes,
            )
            for order, offer_id in zip(orders, ids, strict=True)
        }


def _unknown(reason: str, words: str) -> Outcome:
    note = Note("send.outcome_unknown", {"reason": reason})
    return Outcome("unknown", words, Status.UNKNOWN, (note,))


def _refused(error: Refused, note: Note) -> Outcome:
    """Believed once a look has shown nothing of it: the request may have been delivered twice."""
    return Outcome("refused", str(error), Status.UNKNOWN, (note, LOOKED_AFTER))
