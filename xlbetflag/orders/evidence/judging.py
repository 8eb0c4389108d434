"""What read-backs say about orders that left. Pure: no clock, no I/O.

Nothing is concluded but from what is shown: an offer's own row proves side, price and size; absence
proves nothing by itself; an order that got no id is linked only where no other reading is possible.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.market.offer import Bet, Match, Offer
from xlbetflag.market.state import MarketState
from xlbetflag.orders.evidence.linking import link_lost, linked, put_right
from xlbetflag.orders.evidence.read_back import (
    Finding,
    ReadBack,
    SentRow,
    Shown,
    average_hundredths,
    difference,
    match_difference,
)
from xlbetflag.orders.evidence.sums import Sums, compare
from xlbetflag.orders.order import State, candidates_in
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

ENOUGH_READS = 3
FINAL = frozenset({MarketState.SETTLED, MarketState.VOID})
"""Ends of a market of which two looks must tell before its rows have theirs."""
_RESERVED = frozenset({Status.ACCEPTED, Status.DELAYED, Status.UNKNOWN})  # not yet WORKING
_NEVER_SHOWN = frozenset({Status.ACCEPTED, Status.DELAYED, Status.UNKNOWN, Status.NOT_FOUND})


def judge(
    rows: Sequence[SentRow],
    seen: ReadBack,
    *,
    linked_elsewhere: Collection[str] = (),
    listed_before: Mapping[str, Bet] | None = None,
    ids_before: Collection[str] | None = None,
    state_before: MarketState | None = None,
    enough_reads: int = ENOUGH_READS,
) -> dict[str, Finding]:
    """What each row of one market is after this read-back, by key. Final rows are left out.

    `linked_elsewhere`: ids that belong to rows not handed in. `listed_before`, `ids_before`: what
    earlier looks showed, as of `Shown`; `state_before`: what the one just before showed of the
    market.
    """
    shown = Shown(seen, listed_before, ids_before)
    bench = _Bench(shown, state_before, enough_reads)
    live = put_right([row for row in rows if not row.state.status.is_final], shown)
    known = [row for row in live if row.state.offer_id is not None]
    lost = [row for row in live if row.state.offer_id is None]
    held = {row.state.offer_id for row in (*rows, *live) if row.state.offer_id is not None}
    taken = held.union(linked_elsewhere)
    found, undecided = link_lost(lost, shown, taken)
    findings = {row.key: bench.judge(row) for row in known}
    for row in lost:
        if row.key in found:
            may_be = [found[row.key]]
        else:
            may_be = candidates_in(undecided[row.key]) if row.key in undecided else []
        if not all(map(shown.is_sure, may_be)):
            findings[row.key] = Finding(row.state, row.absences)
        elif row.key in found and not row.is_due and not seen.market.state.is_over:
            findings[row.key] = Finding(row.state)  # ours may be listed yet, beside a hand's
        elif row.key in found:
            findings[row.key] = bench.judge(linked(row, found[row.key]))
        elif row.key in undecided:
            findings[row.key] = bench.undecided(row, undecided[row.key])
        else:
            findings[row.key] = bench.judge(row)
    return findings


class _Bench:
    """Judges single rows against one read-back."""

    def __init__(self, shown: Shown, state_before: MarketState | None, enough_reads: int) -> None:
        self._shown = shown
        self._seen = shown.seen
        self._market = shown.seen.market.state
        self._is_said_once = self._market in FINAL and state_before is not self._market
        self._enough_reads = enough_reads

    def judge(self, row: SentRow) -> Finding:
        offer_id = row.state.offer_id or ""
        offers = self._shown.offers.get(offer_id, ())
        matches = self._shown.matches.get(offer_id, ())
        if offers:
            return self._listed(row, offers, matches)
        if self._seen.matches is None:
            return Finding(row.state, row.absences)
        if matches:
            return self._only_matched(row, matches)
        return self._unseen(row, row.state.matched, row.state.price_matched)

    def undecided(self, row: SentRow, note: Note) -> Finding:
        notes = (*row.state.refusal, note)
        return Finding(self._changed(row, Status.UNKNOWN, notes=notes), row.absences)

    def _listed(self, row: SentRow, offers: Sequence[Offer], matches: Sequence[Match]) -> Finding:
        """The venue shows the offer: the strongest evidence there is."""
        if note := difference(row.bet, offers):
            return self.undecided(row, note)
        matched = max(row.state.matched, *(offer.matched for offer in offers))
        if matched > row.bet.size:
            return self.undecided(row, _too_much(row, matched))
        price = average_hundredths(row.bet, matches, matched) or row.state.price_matched
        if any(offer.is_working for offer in offers) and matched < row.bet.size:
            status = Status.PART_MATCHED if matched else Status.WORKING
            notes: tuple[Note, ...] = ()
            if self._seen.market.waits_for_regulator and row.state.status in _RESERVED:
                status, notes = Status.DELAYED, (Note("evidence.regulator"),)
            rest = row.bet.size - matched
            return self._proven(row, status, matched, price, remaining=rest, notes=notes)
        told = sum(match.size for match in matches)
        notes = ()
        if matched < row.bet.size and told != matched and not self._market.is_over:
            if row.absences + 1 < self._enough_reads:  # one of the two lists is late
                return Finding(row.state, row.absences + 1)
            notes = (Note("evidence.sums_differ", {"shown": matched, "told": told}),)
        return self._ended(row, matched, price, code=offers[0].status, notes=notes)

    def _only_matched(self, row: SentRow, matches: Sequence[Match]) -> Finding:
        """No longer among my offers, but among my matches, as offers wholly matched may be."""
        if note := match_difference(row.bet, row.state.offer_id or "", matches):
            return self.undecided(row, note)
        matched = max(row.state.matched, sum(match.size for match in matches))
        if matched > row.bet.size:
            return self.undecided(row, _too_much(row, matched))
        if row.state.status in _NEVER_SHOWN and any(m.price != row.bet.price for m in matches):
            row = linked(row, row.state.offer_id or "")  # its own price was never shown
        price = average_hundredths(row.bet, matches, matched) or row.state.price_matched
        if matched == row.bet.size or self._market.is_over:
            return self._ended(row, matched, price, code=None)
        return self._unseen(row, matched, price)

    def _ended(
        self,
        row: SentRow,
        matched: Cents,
        price: float | None,
        *,
        code: int | None,
        notes: tuple[Note, ...] = (),
    ) -> Finding:
        """Nothing of it works any more. `code`: the venue's own, where its row was shown; `notes`:
        what is to be said of how that is known."""
        if self._is_said_once:  # it may be the answer to another request
            return Finding(row.state, row.absences)
        if self._market is MarketState.VOID:
            status = Status.VOID
        elif self._market is MarketState.SETTLED and matched:
            if price is None and row.absences + 1 < self._enough_reads:
                return Finding(row.state, row.absences + 1)  # it is final: a second look at matches
            status = Status.SETTLED
        elif matched == row.bet.size:
            status = Status.MATCHED
        elif self._market.is_over and not row.cancel_asked:
            status = Status.PART_CANCELLED if matched else Status.LAPSED
            notes = (Note("evidence.rest_lapsed"),) if matched else ()
        else:
            status = Status.PART_CANCELLED if matched else Status.CANCELLED
            if not row.cancel_asked and code is not None:
                notes = (Note("evidence.removed", {"status": code}), *notes)
        if row.state.status is status:
            notes = row.state.notes
        return self._proven(row, status, matched, price, notes=notes)

    def _unseen(self, row: SentRow, matched: Cents, price: float | None) -> Finding:
        """Not among my offers. What was proven stays proven; anything else needs more."""
        before = row.state.status
        if row.state.is_looked_after:
            return self._refused(row)
        if before in (Status.MATCHED, Status.PART_CANCELLED):
            if self._market in FINAL:
                return self._ended(row, matched, price, code=None)
            return Finding(row.state)
        if self._market.is_over:
            note = Note("evidence.check_statement", {"state": self._market.value})
            state = self._changed(row, Status.UNKNOWN, matched, price, (note,))
            return Finding(state, row.absences)
        absences = row.absences + 1 if matched == row.state.matched else 1
        is_taken_back = row.cancel_named and (row.was_shown or before not in _NEVER_SHOWN)
        if absences < self._enough_reads or not (row.is_due or is_taken_back):
            return Finding(
                self._changed(row, self._while_waiting(before), matched, price), absences
            )
        status, note = self._absence(row, absences)
        if is_taken_back:
            sums = compare(row.bet, self._seen)
            if sums is not Sums.SHOW_MORE:
                notes = () if sums is Sums.FIT else (Note("evidence.cancel_unchecked"),)
                return self._ended(row, matched, price, code=None, notes=notes)
            status, note = Status.UNKNOWN, Note("evidence.exposure_changed", {"reads": absences})
        elif row.cancel_named and note.code == "evidence.not_found_exposure_same":
            return self._ended(row, matched, price, code=None)
        if before is Status.NOT_FOUND or _says(row.state, status, note):
            return Finding(self._changed(row, before, matched, price), absences)
        return Finding(self._changed(row, status, matched, price, (note,)), absences)

    def _refused(self, row: SentRow) -> Finding:
        """By the venue's answer, and nothing of it is shown: final with the first look after the
        time in which it could have been listed."""
        if not row.may_be_listed:
            return Finding(row.state, row.absences)
        if not row.is_due and (not self._market.is_over or self._is_said_once):
            return Finding(row.state, row.absences + 1)
        state = self._changed(row, Status.REFUSED, notes=row.state.refusal)
        return Finding(msgspec.structs.replace(state, remaining=0), row.absences + 1)

    def _while_waiting(self, before: Status) -> Status:
        """Accepted but not listed yet: on a live market its delay is running."""
        market = self._seen.market
        is_delayed = before is Status.ACCEPTED and market.is_live and market.live_delay > 0
        return Status.DELAYED if is_delayed else before

    def _absence(self, row: SentRow, reads: int) -> tuple[Status, Note]:
        """What may be said of a row that so many reads did not show."""
        if row.exposure_before is None or self._seen.exposure is None:
            return Status.NOT_FOUND, Note("evidence.not_found_exposure_unread", {"reads": reads})
        if _without_zeros(self._seen.exposure) == _without_zeros(row.exposure_before):
            return Status.NOT_FOUND, Note("evidence.not_found_exposure_same", {"reads": reads})
        return Status.UNKNOWN, Note("evidence.exposure_changed", {"reads": reads})

    def _changed(
        self,
        row: SentRow,
        status: Status,
        matched: Cents | None = None,
        price: float | None = None,
        notes: tuple[Note, ...] | None = None,
    ) -> State:
        """The row's state with what is still open in it."""
        matched = row.state.matched if matched is None else matched
        return msgspec.structs.replace(
            row.state,
            status=status,
            matched=matched,
            remaining=row.bet.size - matched,
            price_matched=row.state.price_matched if price is None else price,
            notes=row.state.notes if notes is None else notes,
            updated=self._seen.at,
        )

    def _proven(
        self,
        row: SentRow,
        status: Status,
        matched: Cents,
        price: float | None,
        *,
        remaining: Cents = 0,
        notes: tuple[Note, ...] = (),
    ) -> Finding:
        inferred = Note("evidence.inferred")
        if row.state.inferred and inferred not in notes:
            notes = (inferred, *notes)
        return Finding(
            State(
                status=status,
                updated=self._seen.at,
                offer_id=row.state.offer_id,
                matched=matched,
                remaining=remaining,
                price_matched=price,
                inferred=row.state.inferred,
                notes=notes,
            )
        )


def _says(state: State, status: Status, note: Note) -> bool:
    return state.status is status and any(each.code == note.code for each in state.notes)


def _too_much(row: SentRow, matched: Cents) -> Note:
    return Note("evidence.too_much_matched", {"offer": row.state.offer_id, "matched": matched})


def _without_zeros(exposure: Mapping[str, Cents]) -> dict[str, Cents]:
    return {selection: amount for selection, amount in exposure.items() if amount}
