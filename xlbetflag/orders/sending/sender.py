"""One batch out: the look before, journal, a single POST, journal."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from xlbetflag.api.errors import ApiError, NotSent, OutcomeUnknown, Refused, SessionExpired
from xlbetflag.api.messages import PlacedOffer, PlaceRequest
from xlbetflag.api.translate import placement
from xlbetflag.market.reading import View
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.orders.lowering.generations import Generations
from xlbetflag.orders.lowering.switch import Switch
from xlbetflag.orders.order import LOOKED_AFTER
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.rows.tightened import Tightened
from xlbetflag.orders.sending.batches import PlaceBatch, Queued
from xlbetflag.orders.sending.leaving import Leaving
from xlbetflag.orders.sending.look_before import LookBefore, LooksBefore
from xlbetflag.orders.status import Status
from xlbetflag.orders.transitions import Answer, Event, Fall
from xlbetflag.orders.venue import Venue
from xlbetflag.scheduling import Scheduler
from xlbetflag.texts.note import Note


class PostOutcome(msgspec.Struct, frozen=True):
    """What became of a POST: `name` and `words` for the journal, one state for all its rows, or an
    id for each."""

    name: str
    words: str
    status: Status
    notes: tuple[Note, ...] = ()
    offer_ids: tuple[str, ...] = ()


class Sender:
    """Used from the one worker lane, but for `hurry`.

    Without a `switch` nothing has to be armed, without `tightened` limits hold as they were: so is
    a proof sent.
    """

    def __init__(
        self,
        client: Venue,
        ledger: Ledger,
        generations: Generations,
        view: View,
        rules: VenueRules,
        pace: Pace,
        scheduler: Scheduler,
        *,
        switch: Switch | None = None,
        tightened: Tightened | None = None,
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._rules = rules
        self._pace = pace
        self._scheduler = scheduler
        self._is_in_a_hurry = False
        self._leaving = Leaving(ledger, generations, rules, switch, tightened)
        self._looks = LooksBefore(client, ledger, view, pace, scheduler)

    def hurry(self) -> None:
        """The desk stops: no pause between tries is waited out."""
        self._is_in_a_hurry = True

    def close(self) -> None:
        """Returns when a read under way has ended."""
        self._looks.close()

    def send(self, batch: PlaceBatch, following: str | None = None) -> bool:
        """Send what of the batch still waits; True where a POST left, or may have.

        Every row gets a state that says what happened: what fails before the POST refuses it.
        `following`: the market of the next batch, read while this POST is under way. Raises what
        nobody foresaw, and JournalBroken, once every row has its state.
        """
        try:
            return self._send(batch, following)
        except JournalBroken:
            self._let_go(batch, "journal", Note("send.journal"))
            raise
        except Exception as error:
            name = type(error).__name__
            self._let_go(batch, name, Note("send.fault", {"error": name}))
            raise

    def _send(self, batch: PlaceBatch, following: str | None) -> bool:
        market_id = batch.market_id
        waiting = self._waiting(batch)
        self._end(self._leaving.withdrawn(waiting))
        if not self._waiting(batch):
            return False
        try:
            stood = self._looks.of(market_id, batch.rows[0].basis.origin.at)
        except ApiError as error:
            code = "send.no_prices" if error.operation == "book" else "send.no_baseline"
            keys = [row.key for row in batch.rows]
            self._ledger.fall(keys, Status.REFUSED, Note(code, {"reason": error.reason}))
            return False
        known = stood.baseline.offer_ids.union(self._ledger.linked_offers(market_id))
        with self._ledger.lock:
            self._end(self._leaving.fallen(self._waiting(batch), stood))
            rows = self._waiting(batch)
            if not rows:
                return False
            send = self._ledger.start_send(stood.baseline, [row.order for row in rows])
        if following is not None and following != market_id:
            self._looks.look_ahead(following)
        outcome, gone, fallen = self._post(batch, rows, stood, known)
        events: dict[str, Event] = {**_answers(gone, outcome), **fallen}
        self._ledger.finish_send(send, outcome.name, outcome.words, events)
        is_known = outcome.status is Status.ACCEPTED
        self._looks.keep(stood.with_offers(outcome.offer_ids) if is_known else None)
        return True

    def _waiting(self, batch: PlaceBatch) -> list[Queued]:
        """What of it is still to leave."""
        found = ((row, self._ledger.get(row.key)) for row in batch.rows)
        return [row for row, order in found if order and order.status is Status.CHECKED]

    def _end(self, fallen: Mapping[str, Fall]) -> None:
        for key, fall in fallen.items():
            self._ledger.fall([key], fall.status, fall.note)

    def _let_go(self, batch: PlaceBatch, reason: str, note: Note) -> None:
        """After an error: what certainly did not leave is refused, what may have left is looked
        for; what was answered stays known."""
        keys = [row.key for row in batch.rows]
        self._ledger.fall(keys, Status.REFUSED, note)
        self._ledger.doubt(keys, Note("send.outcome_unknown", {"reason": reason}))

    def _request(
        self, batch: PlaceBatch, rows: Sequence[Queued], stood: LookBefore
    ) -> PlaceRequest:
        return placement(
            batch.market_id,
            [row.order.intent.bet for row in rows],
            version=stood.book.version if self._rules.version_named.value else 0,
            cancel_at_live=batch.cancel_at_live,
            keep_when_suspended=batch.keep_when_suspended,
            rounding=self._rules.liability_rounding.value,
        )

    def _post(
        self, batch: PlaceBatch, rows: Sequence[Queued], stood: LookBefore, known: Collection[str]
    ) -> tuple[PostOutcome, Sequence[Queued], dict[str, Fall]]:
        """What became of it, the rows that it was sent with, and those that fell before.

        Sent once. Only what certainly did not leave is tried again, a few times, and judged again.
        `known`: ids of offers that no answer can give.
        """
        outcome = PostOutcome("withdrawn", "", Status.REFUSED)
        fallen: dict[str, Fall] = {}
        for attempt in range(1, self._pace.tries + 1):
            if attempt > 1:
                self._scheduler.wait_for(lambda: self._is_in_a_hurry, self._pace.pause)
            fallen |= self._leaving.withdrawn_or_late(rows, stood)
            rows = [row for row in rows if row.key not in fallen]
            if not rows:
                break
            outcome, is_over = self._try(batch, rows, stood, known)
            if is_over:
                break
        else:
            fallen |= self._leaving.withdrawn_or_late(rows, stood)
            rows = [row for row in rows if row.key not in fallen]
        return outcome, rows, fallen

    def _try(
        self, batch: PlaceBatch, rows: Sequence[Queued], stood: LookBefore, known: Collection[str]
    ) -> tuple[PostOutcome, bool]:
        """What became of one try; False where it certainly did not leave."""
        request = self._request(batch, rows, stood)
        delay = max(stood.market.live_delay, self._rules.live_delay.value)
        try:
            placed = self._client.place(
                request,
                live_delay=delay,
                may_leave=lambda: not self._leaving.withdrawn_or_late(rows, stood),
            )
        except NotSent as error:
            note = Note("send.not_sent", {"reason": error.reason})
            return PostOutcome("not sent", str(error), Status.REFUSED, (note,)), False
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
        strange = self._ledger.of_other_markets(
            batch.market_id, [str(offer.offerta) for offer in placed]
        )
        return _accepted(placed, {*known, *strange}), True


def _answers(gone: Sequence[Queued], outcome: PostOutcome) -> dict[str, Answer]:
    ids = outcome.offer_ids or (None,) * len(gone)
    return {
        row.key: Answer(outcome.status, outcome.notes, offer_id)
        for row, offer_id in zip(gone, ids, strict=True)
    }


def _accepted(placed: Sequence[PlacedOffer], known: Collection[str]) -> PostOutcome:
    ids = tuple(str(row.offerta) for row in placed)
    if not set(ids).isdisjoint(known):
        return _unknown("the answer names offers of before or of another market", ", ".join(ids))
    return PostOutcome("accepted", ", ".join(ids), Status.ACCEPTED, offer_ids=ids)


def _unknown(reason: str, words: str) -> PostOutcome:
    note = Note("send.outcome_unknown", {"reason": reason})
    return PostOutcome("unknown", words, Status.UNKNOWN, (note,))


def _refused(error: Refused, note: Note) -> PostOutcome:
    """Believed once a look has shown nothing of it: the request may have been delivered twice."""
    return PostOutcome("refused", str(error), Status.UNKNOWN, (note, LOOKED_AFTER))
