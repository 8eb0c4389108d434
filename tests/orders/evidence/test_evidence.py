"""Evidence: whatever is shown, in any order, no state is false and no offer is linked twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import Bet, MarketOffers, Match, Offer
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.orders.evidence.judging import judge
from xlbetflag.orders.evidence.read_back import Finding, ReadBack, SentRow
from xlbetflag.orders.order import LOOKED_AFTER, State
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

AT = datetime(2026, 5, 3, 15, 0, tzinfo=ROME)
BET = Bet("1", Side.BACK, 250, 1_000)


def sent(key: str = "k1", bet: Bet = BET, **known: object) -> SentRow:
    """A row that was accepted as offer "A", unless told."""
    state = {
        name: known.pop(name)
        for name in list(known)
        if name in ("status", "offer_id", "matched", "price_matched", "inferred", "notes")
    }
    values = {"status": Status.ACCEPTED, "offer_id": "A", **state}
    return SentRow(
        key=key,
        bet=bet,
        state=State(updated=AT, remaining=bet.size, **values),  # type: ignore[arg-type]
        send=1,
        baseline=frozenset({"old"}),
        **known,  # type: ignore[arg-type]
    )


def lost(key: str = "k1", bet: Bet = BET, **known: object) -> SentRow:
    return sent(key, bet, **{"status": Status.UNKNOWN, "offer_id": None, **known})


def offer(offer_id: str = "A", bet: Bet = BET, matched: int = 0, *, works: bool = True) -> Offer:
    code = 1 if works else 4
    return Offer(offer_id, bet.selection_id, bet.side, bet.price, bet.size, matched, works, code)


def match(offer_id: str = "A", size: int = 1_000, price: int = 250, bet: Bet = BET) -> Match:
    return Match(offer_id, bet.selection_id, bet.side, price, size)


def look(
    *offers: Offer,
    matches: tuple[Match, ...] | None = (),
    state: MarketState = MarketState.OPEN,
    live: bool = False,
    exposure: dict[str, int] | None = None,
) -> ReadBack:
    market = MarketOffers("1", offers, 7, state, live, 5 if live else 0, None)
    return ReadBack(market=market, matches=matches, exposure=exposure, at=AT + timedelta(seconds=9))


def found(row: SentRow, seen: ReadBack) -> Finding:
    """At the second of two equal looks."""
    return judge([row], seen, state_before=seen.market.state)[row.key]


# --- what one read-back says ------------------------------------------------------------------

OTHER = {
    "selection": msgspec.structs.replace(BET, selection_id="2"),
    "side": msgspec.structs.replace(BET, side=Side.LAY),
    "price": msgspec.structs.replace(BET, price=260),
    "size": msgspec.structs.replace(BET, size=1_050),
}


def test_an_accepted_row_works_once_its_own_row_is_shown() -> None:
    finding = found(sent(), look(offer()))
    assert (finding.state.status, finding.state.remaining) == (Status.WORKING, 1_000)


@pytest.mark.parametrize("field", OTHER)
def test_what_disagrees_is_unknown_and_names_the_field(field: str) -> None:
    state = found(sent(), look(offer(bet=OTHER[field]))).state
    assert state.status is Status.UNKNOWN
    assert [(note.code, note.values["field"]) for note in state.notes] == [
        ("evidence.mismatch", field)
    ]
    assert state.offer_id == "A"


@pytest.mark.parametrize("field", OTHER)
def test_a_lost_row_is_not_linked_to_what_disagrees(field: str) -> None:
    state = found(lost(), look(offer("B", OTHER[field]))).state
    assert (state.status, state.offer_id) == (Status.UNKNOWN, None)


@pytest.mark.parametrize(
    ("matched", "works", "status"),
    [
        (0, True, Status.WORKING),
        (400, True, Status.PART_MATCHED),
        (1_000, True, Status.MATCHED),
        (1_000, False, Status.MATCHED),
        (400, False, Status.PART_CANCELLED),
        (0, False, Status.CANCELLED),
    ],
)
def test_states_of_an_offer_that_is_listed(matched: int, works: bool, status: Status) -> None:
    matches = (match(size=matched),) if matched else ()
    state = found(sent(), look(offer(matched=matched, works=works), matches=matches)).state
    assert (state.status, state.matched) == (status, matched)
    assert state.remaining == (1_000 - matched if status.is_open else 0)


@pytest.mark.parametrize(
    ("matched", "state", "status"),
    [
        (0, MarketState.CLOSED, Status.LAPSED),
        (0, MarketState.SETTLED, Status.LAPSED),
        (0, MarketState.VOID, Status.VOID),
        (400, MarketState.CLOSED, Status.PART_CANCELLED),
        (400, MarketState.SETTLED, Status.SETTLED),
        (400, MarketState.VOID, Status.VOID),
        (1_000, MarketState.CLOSED, Status.MATCHED),
        (1_000, MarketState.SETTLED, Status.SETTLED),
        (1_000, MarketState.VOID, Status.VOID),
    ],
)
@pytest.mark.parametrize("is_listed", [True, False])
def test_states_of_an_offer_once_its_market_is_over(
    matched: int, state: MarketState, status: Status, is_listed: bool
) -> None:
    rows = (offer(matched=matched, works=False),) if is_listed else ()
    matches = (match(size=matched),) if matched else ()
    if not is_listed and not matched:
        status = Status.UNKNOWN  # nothing of it is shown: the venue's statement must tell
    assert found(sent(), look(*rows, matches=matches, state=state)).state.status is status


def test_an_offer_may_vanish_once_matched_in_several_parts_at_better_prices() -> None:
    matches = (match(size=400, price=260), match(size=600, price=250))
    state = found(sent(status=Status.WORKING), look(matches=matches)).state
    assert (state.status, state.matched, state.price_matched) == (Status.MATCHED, 1_000, 254.0)
    assert not state.inferred


def test_a_match_alone_does_not_prove_the_price_of_an_offer_never_listed() -> None:
    assert found(sent(), look(matches=(match(price=260),))).state.inferred
    assert not found(sent(), look(matches=(match(price=250),))).state.inferred


@pytest.mark.parametrize(("side", "price"), [(Side.BACK, 248), (Side.LAY, 252)])
def test_a_match_at_a_worse_price_is_not_ours(side: Side, price: int) -> None:
    bet = msgspec.structs.replace(BET, side=side)
    state = found(sent(bet=bet), look(matches=(match(price=price, bet=bet),))).state
    assert state.status is Status.UNKNOWN


def test_more_matched_than_was_bet_is_not_believed() -> None:
    assert found(sent(), look(matches=(match(), match()))).state.status is Status.UNKNOWN
    assert found(sent(), look(offer(matched=1_100))).state.status is Status.UNKNOWN


def test_absence_proves_nothing_until_enough_reads_and_time() -> None:
    row = sent(status=Status.WORKING)
    finding = found(row, look())
    assert (finding.state.status, finding.absences) == (Status.WORKING, 1)
    early = msgspec.structs.replace(row, absences=9, is_due=False)
    assert found(early, look()).state.status is Status.WORKING
    late = msgspec.structs.replace(row, absences=2)
    state = found(late, look()).state
    assert state.status is Status.NOT_FOUND
    assert [n.code for n in state.notes] == ["evidence.not_found_exposure_unread"]


def test_without_matches_read_absence_is_not_even_counted() -> None:
    assert found(sent(absences=2), look(matches=None)) == Finding(sent().state, 2)


@pytest.mark.parametrize(
    ("after", "status", "code"),
    [
        ({"1": -500, "2": 0}, Status.NOT_FOUND, "evidence.not_found_exposure_same"),
        ({"1": -1_500}, Status.UNKNOWN, "evidence.exposure_changed"),
        (None, Status.NOT_FOUND, "evidence.not_found_exposure_unread"),
    ],
)
def test_an_exposure_that_moved_contradicts_not_found(
    after: dict[str, int] | None, status: Status, code: str
) -> None:
    row = lost(absences=2, exposure_before={"1": -500})
    state = found(row, look(exposure=after)).state
    assert (state.status, [note.code for note in state.notes]) == (status, [code])
    again = msgspec.structs.replace(row, state=state, absences=3)
    assert found(again, look(exposure=after)).state.says_the_same_as(state)


def test_an_accepted_offer_of_a_live_market_is_delayed_until_listed() -> None:
    delayed = found(sent(is_due=False), look(live=True))
    assert delayed.state.status is Status.DELAYED
    assert found(sent(status=Status.DELAYED), look(offer(), live=True)).state.status is (
        Status.WORKING
    )


@pytest.mark.parametrize("before", [Status.ACCEPTED, Status.DELAYED, Status.UNKNOWN])
def test_an_offer_taken_with_reserve_waits_for_the_regulator(before: Status) -> None:
    seen = look(offer())
    waits = msgspec.structs.replace(
        seen, market=msgspec.structs.replace(seen.market, waits_for_regulator=True)
    )
    row = sent(status=before)
    state = found(row, waits).state
    assert state.status is Status.DELAYED
    assert [note.code for note in state.notes] == ["evidence.regulator"]
    assert found(msgspec.structs.replace(row, state=state), seen).state.notes == ()
    assert found(msgspec.structs.replace(row, state=state), seen).state.status is Status.WORKING
    assert found(sent(status=Status.WORKING), waits).state.status is Status.WORKING


def test_a_cancel_the_venue_named_and_no_trace_left_is_cancelled() -> None:
    row = sent(status=Status.WORKING, cancel_asked=True, cancel_named=True)
    assert seen_by(row, *[look(exposure=LEVEL)] * 3).state.status is Status.CANCELLED
    part = look(matches=(match(size=400),), exposure={"1": 600, "2": -400})
    assert seen_by(row, *[part] * 3).state.status is Status.PART_CANCELLED
    assert seen_by(row, *[look(exposure=LEVEL)] * 2).state.status is Status.WORKING
    unnamed = msgspec.structs.replace(row, cancel_named=False)
    assert seen_by(unnamed, *[look(exposure=LEVEL)] * 3).state.status is Status.NOT_FOUND


LEVEL = {"1": 0, "2": 0}


def seen_by(row: SentRow, *looks: ReadBack) -> Finding:
    """What several looks one after the other make of a row."""
    finding = Finding(row.state)
    was_shown = row.state.status is Status.WORKING
    for seen in looks:
        was_shown = was_shown or bool(seen.market.offers)
        finding = found(row, seen)
        row = msgspec.structs.replace(
            row, state=finding.state, absences=finding.absences, was_shown=was_shown
        )
    return finding


def test_matched_in_the_moment_of_its_cancel_is_not_cancelled_while_the_match_is_late() -> None:
    """However long the match takes to be listed: the exposure speaks against it meanwhile."""
    row = sent(status=Status.WORKING, cancel_asked=True, cancel_named=True)
    late = look(exposure={"1": 1_500, "2": -1_000})
    finding = seen_by(row, *[late] * 9)
    assert finding.state.status is Status.UNKNOWN
    assert finding.state.notes[0].code == "evidence.exposure_changed"
    listed = look(matches=(match(),), exposure={"1": 1_500, "2": -1_000})
    assert seen_by(row, *[late] * 9, listed).state.status is Status.MATCHED
    assert seen_by(row, late, listed).state.status is Status.MATCHED
    some = look(matches=(match(size=400),), exposure={"1": 600, "2": -400})
    state = seen_by(row, *[look(exposure={"1": 600, "2": -400})] * 5, *[some] * 3).state
    assert (state.status, state.matched) == (Status.PART_CANCELLED, 400)


def test_a_cancel_that_no_exposure_confirms_says_so() -> None:
    row = sent(status=Status.WORKING, cancel_asked=True, cancel_named=True)
    for exposure in (None, {"1": -700, "2": -300}):
        state = seen_by(row, *[look(exposure=exposure)] * 3).state
        assert (state.status, state.notes) == (
            Status.CANCELLED,
            (Note("evidence.cancel_unchecked"),),
        )


def test_an_exposure_is_explained_by_all_that_is_matched_with_or_without_what_stands() -> None:
    row = sent(status=Status.WORKING, cancel_asked=True, cancel_named=True)
    lay = Bet("2", Side.LAY, 300, 500)
    others = (offer("H", lay, matched=200), match("H", 200, 300, lay))
    for standing in (0, 300):
        amount = 200 + standing
        exposure = {"1": amount, "2": -2 * amount, "3": amount}
        seen = look(others[0], matches=(others[1],), exposure=exposure)
        assert seen_by(row, *[seen] * 3).state.notes == ()


def test_an_end_whose_sums_differ_is_looked_at_again_and_then_told() -> None:
    """The offer shows 4.00 matched; the matches come late, or tell more."""
    row = sent(status=Status.WORKING, cancel_asked=True)
    ended = offer(matched=400, works=False)
    late, all_there = look(ended), look(ended, matches=(match(size=400),))
    assert seen_by(row, late, late).state.status is Status.WORKING
    assert seen_by(row, late, all_there).state.status is Status.PART_CANCELLED
    assert seen_by(row, late, all_there).state.notes == ()
    more = look(ended, matches=(match(size=700),))
    state = seen_by(row, *[more] * 3).state
    assert (state.status, state.matched) == (Status.PART_CANCELLED, 400)
    assert state.notes == (Note("evidence.sums_differ", {"shown": 400, "told": 700}),)


# --- refused by an answer ---------------------------------------------------------------------

REFUSAL = Note("send.refused", {"esito": 43, "errore": "Saldo insufficiente"})


def refused(key: str = "k1", bet: Bet = BET, **known: object) -> SentRow:
    return lost(key, bet, **{"notes": (REFUSAL, LOOKED_AFTER), "is_due": False, **known})


def due(row: SentRow) -> SentRow:
    return msgspec.structs.replace(row, is_due=True)


def test_a_refusal_is_final_with_the_first_look_after_its_time() -> None:
    early = found(refused(may_be_listed=False), look(live=True))
    assert (early.state.is_looked_after, early.absences) == (True, 0)
    waiting = found(refused(), look())
    assert (waiting.state.is_looked_after, waiting.absences) == (True, 1)
    state = found(due(refused(absences=1)), look()).state
    assert (state.status, state.notes, state.remaining) == (Status.REFUSED, (REFUSAL,), 0)


def test_what_stands_though_refused_is_linked_and_marked() -> None:
    seen = look(offer("B"), offer("old"))
    first = found(refused(), seen)
    assert (first.state.is_looked_after, first.absences) == (True, 0)
    state = found(due(refused()), seen).state
    assert (state.status, state.offer_id, state.inferred) == (Status.WORKING, "B", True)
    matched = found(due(refused()), look(matches=(match("B"),))).state
    assert (matched.status, matched.inferred) == (Status.MATCHED, True)


def test_what_turns_up_after_a_look_without_it_may_be_a_hands() -> None:
    for row in (refused(absences=1), due(refused(absences=1))):
        state = found(row, look(offer("B"))).state
        assert (state.status, state.offer_id) == (Status.UNKNOWN, None)
        assert [note.code for note in state.notes] == ["send.refused", "evidence.late_candidate"]
        assert not state.is_looked_after


def test_two_that_stand_for_one_refusal_are_undecided() -> None:
    state = found(refused(), look(offer("B"), offer("C"))).state
    assert [note.code for note in state.notes] == ["send.refused", "evidence.ambiguous"]


def test_what_stood_before_or_is_another_rows_does_not_contradict_a_refusal() -> None:
    row = due(refused(absences=1))
    for seen in (look(offer("old")), look(offer("B", OTHER["price"]))):
        assert found(row, seen).state.status is Status.REFUSED
    findings = judge([row, sent("k2", offer_id="B")], look(offer("B")))
    assert findings["k1"].state.status is Status.REFUSED


def test_a_named_cancel_of_an_offer_never_shown_proves_nothing_until_the_exposure_does() -> None:
    """Some of it may have been matched before the cancel, and be listed later."""
    row = sent(
        status=Status.ACCEPTED, cancel_asked=True, cancel_named=True, exposure_before={"1": 0}
    )
    assert found(row, look()).state.status is Status.ACCEPTED
    patient = msgspec.structs.replace(row, absences=9)
    assert found(patient, look()).state.status is Status.NOT_FOUND
    assert found(patient, look(exposure={"1": -200})).state.status is Status.UNKNOWN
    assert found(patient, look(exposure={"1": 0})).state.status is Status.CANCELLED


def test_what_was_removed_without_our_asking_says_so() -> None:
    state = found(sent(), look(offer(works=False))).state
    assert state.notes == (Note("evidence.removed", {"status": 4}),)
    asked = found(sent(cancel_asked=True), look(offer(works=False))).state
    assert asked.notes == ()


def test_a_matched_row_whose_offer_is_forgotten_stays_matched() -> None:
    row = sent(status=Status.MATCHED, matched=1_000, price_matched=250.0)
    assert found(row, look()).state.status is Status.MATCHED
    assert found(row, look(state=MarketState.SETTLED)).state.status is Status.SETTLED


def test_what_was_paid_is_looked_for_again_before_a_row_is_settled_for_good() -> None:
    """Matches listed twice do not make up what is matched; the next look may."""
    twice = look(offer(matched=1_000), matches=(match(), match()), state=MarketState.SETTLED)
    first = found(sent(), twice)
    assert (first.state.status, first.absences) == (Status.ACCEPTED, 1)
    once = look(offer(matched=1_000), matches=(match(),), state=MarketState.SETTLED)
    second = found(sent(absences=1), once)
    assert (second.state.status, second.state.price_matched) == (Status.SETTLED, 250.0)
    last = found(sent(absences=2), twice)
    assert (last.state.status, last.state.price_matched) == (Status.SETTLED, None)


@pytest.mark.parametrize("before", [None, *MarketState])
@pytest.mark.parametrize("end", [MarketState.SETTLED, MarketState.VOID])
@pytest.mark.parametrize("is_listed", [True, False])
@pytest.mark.parametrize(
    ("status", "matched", "cancel_named"),
    [
        (Status.ACCEPTED, 0, False),
        (Status.WORKING, 0, True),
        (Status.PART_MATCHED, 400, True),
        (Status.MATCHED, 1_000, False),
        (Status.PART_CANCELLED, 400, False),
    ],
)
def test_what_is_final_needs_two_looks_that_tell_of_the_same_end(
    before: MarketState | None,
    end: MarketState,
    is_listed: bool,
    status: Status,
    matched: int,
    cancel_named: bool,
) -> None:
    """By whatever way it is judged."""
    row = sent(status=status, matched=matched, cancel_named=cancel_named, absences=9)
    offers = (offer(matched=matched, works=False),) if is_listed else ()
    told = (match(size=matched),) if matched else ()
    seen = look(*offers, matches=told, state=end)
    state = judge([row], seen, state_before=before)["k1"].state
    assert not state.status.is_final or before is end
    assert found(row, seen).state.status.is_final or not (is_listed or matched)


# --- linking ----------------------------------------------------------------------------------


def test_one_candidate_for_one_row_is_linked_and_marked() -> None:
    state = found(lost(), look(offer("B"), offer("old"))).state
    assert (state.status, state.offer_id, state.inferred) == (Status.WORKING, "B", True)
    assert Note("evidence.inferred") in state.notes


def test_a_candidate_is_not_linked_while_our_own_offer_may_still_be_listed() -> None:
    early = found(lost(is_due=False), look(offer("B"))).state
    assert (early.status, early.offer_id) == (Status.UNKNOWN, None)
    both = found(lost(is_due=False), look(offer("B"), offer("C"))).state
    assert both.notes[0].code == "evidence.ambiguous"
    assert found(lost(is_due=True), look(offer("B"))).state.offer_id == "B"
    over = look(offer("B", works=False), state=MarketState.CLOSED)
    assert found(lost(is_due=False), over).state.offer_id == "B"


def test_an_offer_is_taken_for_a_lost_rows_once_two_looks_have_shown_it() -> None:
    """One may be the answer for another market, where an equal offer stands."""

    def once_more(row: SentRow, ids: set[str], *offers: Offer) -> Finding:
        return judge([row], look(*offers), ids_before=ids)["k1"]

    first = once_more(lost(absences=1), set(), offer("B"))
    assert (first.state, first.absences) == (lost().state, 1)
    assert once_more(lost(), {"B"}, offer("B")).state.offer_id == "B"
    both = once_more(lost(), {"B"}, offer("B"), offer("C"))
    assert both.state == lost().state
    again = once_more(lost(), {"B", "C"}, offer("B"), offer("C"))
    assert again.state.candidates == ["B", "C"]


def test_a_candidate_of_another_row_is_not_taken() -> None:
    findings = judge([sent("k1"), lost("k2")], look(offer("A")))
    assert findings["k2"].state.offer_id is None
    assert judge([lost()], look(offer("A")), linked_elsewhere={"A"})["k1"].state.offer_id is None


def test_twins_of_one_request_share_as_many_candidates() -> None:
    findings = judge([lost("k1"), lost("k2")], look(offer("B"), offer("C")))
    assert {finding.state.offer_id for finding in findings.values()} == {"B", "C"}


@pytest.mark.parametrize(("rows", "offers"), [(1, 2), (2, 1), (2, 3), (3, 2)])
def test_other_numbers_stay_undecided(rows: int, offers: int) -> None:
    all_rows = [lost(f"k{n}") for n in range(rows)]
    findings = judge(all_rows, look(*[offer(f"B{n}") for n in range(offers)]))
    for finding in findings.values():
        assert finding.state.status is Status.UNKNOWN
        assert finding.state.offer_id is None
        assert finding.state.notes[0].code == "evidence.ambiguous"


def test_equal_rows_of_two_requests_with_one_candidate_stay_undecided() -> None:
    second = msgspec.structs.replace(lost("k2"), send=2, baseline=frozenset({"old", "X"}))
    findings = judge([lost("k1"), second], look(offer("B")))
    assert {finding.state.offer_id for finding in findings.values()} == {None}


def test_once_too_many_were_seen_one_that_vanishes_decides_nothing() -> None:
    state = found(lost(), look(offer("B"), offer("C"))).state
    again = found(lost(notes=state.notes), look(offer("B"))).state
    assert (again.status, again.offer_id) == (Status.UNKNOWN, None)


def test_a_candidate_that_turns_out_to_be_another_rows_is_none_any_more() -> None:
    undecided = found(lost(), look(offer("B"), offer("C"))).state
    row = lost(notes=undecided.notes)
    only_b, nothing = look(offer("B")), look()
    state = judge([row], only_b, linked_elsewhere={"C"})["k1"].state
    assert (state.status, state.offer_id) == (Status.WORKING, "B")
    assert judge([row], only_b, linked_elsewhere={"D"})["k1"].state.offer_id is None
    assert judge([row], nothing, linked_elsewhere={"B", "C"})["k1"].state.offer_id is None
    three = found(lost(), look(offer("B"), offer("C"), offer("D"))).state
    one_known = judge([lost(notes=three.notes)], only_b, linked_elsewhere={"D"})["k1"].state
    assert one_known.notes[-1].values["candidates"] == "B, C"


def test_a_candidate_after_not_found_may_be_placed_by_hand() -> None:
    given_up = found(lost(absences=2), look()).state
    assert given_up.status is Status.NOT_FOUND
    late = found(msgspec.structs.replace(lost(), state=given_up), look(offer("B"))).state
    assert (late.status, late.offer_id) == (Status.UNKNOWN, None)
    assert late.notes[0].code == "evidence.late_candidate"
    still = found(msgspec.structs.replace(lost(), state=late), look(offer("B"))).state
    assert still.offer_id is None


def test_ids_in_another_order_are_put_right_only_where_all_fit() -> None:
    bets = [msgspec.structs.replace(BET, price=price) for price in (250, 252, 254)]
    rows = [
        sent(f"k{n}", bet, offer_id=offer_id)
        for n, (bet, offer_id) in enumerate(zip(bets, "CAB", strict=True))
    ]
    shown = [offer(offer_id, bet) for offer_id, bet in zip("ABC", bets, strict=True)]
    findings = judge(rows, look(*shown))
    assert [findings[f"k{n}"].state.offer_id for n in range(3)] == ["A", "B", "C"]
    assert all(finding.state.inferred for finding in findings.values())
    odd = [*shown[:2], offer("C", msgspec.structs.replace(BET, price=300))]
    assert {f.state.status for f in judge(rows, look(*odd)).values()} == {Status.UNKNOWN}


# --- properties: a venue with a truth, and looks at it that come late, twice or cut ------------


class Venue:
    """Offers as they truly are. Our rows' offers, in order, then those placed by hand."""

    def __init__(self, bets: list[Bet], by_hand: list[Bet], arrived: list[bool]) -> None:
        self.bets = bets
        self.ids = [f"V{n}" if came else None for n, came in enumerate(arrived)]
        self.offers = {
            offer_id: offer(offer_id, bet)
            for offer_id, bet in zip(self.ids, bets, strict=True)
            if offer_id
        }
        self.offers.update({f"H{n}": offer(f"H{n}", bet) for n, bet in enumerate(by_hand)})
        self.matches: list[Match] = []
        self.forgotten: set[str] = set()

    def fill(self, offer_id: str, size: int, better: int) -> None:
        """A part of it is matched, at a price better by so many hundredths."""
        shown = self.offers[offer_id]
        size = min(size, shown.remaining)
        if not size:
            return
        price = shown.price + (better if shown.side is Side.BACK else -better)
        self.matches.append(Match(offer_id, shown.selection_id, shown.side, price, size))
        matched = shown.matched + size
        works = matched < shown.size
        self.offers[offer_id] = msgspec.structs.replace(
            shown, matched=matched, is_working=works, status=2 if works else 3
        )

    def cancel(self, offer_id: str) -> None:
        shown = self.offers[offer_id]
        if shown.is_working:
            self.offers[offer_id] = msgspec.structs.replace(shown, is_working=False, status=4)

    def forget_matched(self) -> None:
        """Offers wholly matched are no longer listed."""
        for offer_id, shown in self.offers.items():
            if shown.matched == shown.size:
                self.forgotten.add(offer_id)

    def look(self) -> ReadBack:
        listed = [each for key, each in self.offers.items() if key not in self.forgotten]
        return look(*listed, matches=tuple(self.matches))


FEW = st.sampled_from(
    [
        Bet(selection, side, price, size)
        for selection in ("1", "2")
        for side in Side
        for price in (250, 252)
        for size in (400, 1_000)
    ]
)


@st.composite
def stories(draw: st.DrawFn, by_hand: int = 2) -> tuple[Venue, list[SentRow], list[ReadBack]]:
    """A venue, the rows that left for it, and looks at it while things happen there."""
    bets = draw(st.lists(FEW, min_size=1, max_size=5))
    arrived = draw(st.lists(st.booleans(), min_size=len(bets), max_size=len(bets)))
    hands = draw(st.lists(FEW, max_size=by_hand))
    venue = Venue(bets, hands, arrived)
    told = draw(st.lists(st.booleans(), min_size=len(bets), max_size=len(bets)))
    rows = [
        sent(f"k{n}", bet, offer_id=offer_id) if offer_id and tell else lost(f"k{n}", bet)
        for n, (bet, offer_id, tell) in enumerate(zip(bets, venue.ids, told, strict=True))
    ]
    looks = [venue.look()]
    for _ in range(draw(st.integers(0, 8))):
        if venue.offers:
            chosen = draw(st.sampled_from(sorted(venue.offers)))
            action = draw(st.sampled_from(("fill", "fill", "cancel", "forget")))
            if action == "fill":
                venue.fill(
                    chosen, draw(st.sampled_from((200, 400, 1_000))), draw(st.integers(0, 4))
                )
            elif action == "cancel":
                venue.cancel(chosen)
            else:
                venue.forget_matched()
        looks.append(venue.look())
    return venue, rows, looks


def cut(draw: Callable[..., Any], seen: ReadBack) -> ReadBack:
    """A look of which some rows were lost and others came twice."""
    kept = [each for each in seen.market.offers if draw(st.integers(0, 4))]
    twice = [each for each in kept if not draw(st.integers(0, 4))]
    market = msgspec.structs.replace(seen.market, offers=(*kept, *twice))
    return msgspec.structs.replace(seen, market=market)


def followed(rows: list[SentRow], looks: list[ReadBack]) -> list[SentRow]:
    """The rows after each look in turn, by somebody who remembers what was listed."""
    listed: dict[str, Bet] = {}
    for seen in looks:
        findings = judge(rows, seen, listed_before=listed)
        listed.update(
            (o.offer_id, Bet(o.selection_id, o.side, o.price, o.size)) for o in seen.market.offers
        )
        rows = [
            msgspec.structs.replace(
                row, state=findings[row.key].state, absences=findings[row.key].absences
            )
            if row.key in findings
            else row
            for row in rows
        ]
    return rows


def assert_nothing_is_false(venue: Venue, rows: list[SentRow]) -> None:
    for row in rows:
        state = row.state
        if state.offer_id is None:
            assert state.status in (Status.UNKNOWN, Status.NOT_FOUND)
            assert state.matched == 0
            continue
        truth = venue.offers[state.offer_id]
        shape = Bet(truth.selection_id, truth.side, truth.price, truth.size)
        assert shape == venue.bets[int(row.key[1:])]
        assert state.matched <= truth.matched
        if state.status is Status.MATCHED:
            assert truth.matched == truth.size
        if state.status in (Status.CANCELLED, Status.PART_CANCELLED):
            assert not truth.is_working


@given(st.data())
def test_shuffled_dropped_and_repeated_looks_never_give_a_false_state(data: st.DataObject) -> None:
    venue, rows, looks = data.draw(stories(by_hand=0))
    shown = [cut(data.draw, each) for each in data.draw(st.lists(st.sampled_from(looks)))]
    assert_nothing_is_false(venue, followed(rows, shown))


@given(st.data())
def test_nor_do_they_where_a_hand_trades_on_the_account(data: st.DataObject) -> None:
    """One whole look comes first: what is never listed and only matched may be anybody's."""
    venue, rows, looks = data.draw(stories(by_hand=2))
    shown = [cut(data.draw, each) for each in data.draw(st.lists(st.sampled_from(looks)))]
    assert_nothing_is_false(venue, followed(rows, [looks[0], *shown]))


def test_a_part_matched_offer_that_vanished_is_not_taken_for_a_smaller_one() -> None:
    small = msgspec.structs.replace(BET, size=400)
    seen = look(matches=(match("B", size=400),))
    findings = judge([lost("k1", small), lost("k2", BET)], seen)
    assert {finding.state.offer_id for finding in findings.values()} == {None}
    assert judge([lost("k1", small)], seen)["k1"].state.offer_id == "B"
    assert judge([lost("k1", small)], seen, listed_before={"B": BET})["k1"].state.offer_id is None


@given(st.data())
def test_no_offer_belongs_to_two_rows(data: st.DataObject) -> None:
    _, rows, looks = data.draw(stories())
    shown = [cut(data.draw, each) for each in data.draw(st.lists(st.sampled_from(looks)))]
    ids = [row.state.offer_id for row in followed(rows, shown) if row.state.offer_id]
    assert len(ids) == len(set(ids))


@given(st.data())
def test_after_looks_in_order_what_has_an_id_shows_the_truth(data: st.DataObject) -> None:
    venue, rows, looks = data.draw(stories())
    for row in followed(rows, [*looks, venue.look()]):
        if row.state.offer_id is None or row.state.status is Status.UNKNOWN:
            continue
        truth = venue.offers[row.state.offer_id]
        assert row.state.matched == truth.matched
        if truth.is_working:
            assert row.state.status in (Status.WORKING, Status.PART_MATCHED)
            assert row.state.remaining == truth.remaining
        elif truth.matched == truth.size:
            assert row.state.status is Status.MATCHED
        else:
            assert row.state.status in (Status.CANCELLED, Status.PART_CANCELLED)


@given(st.data())
def test_without_hands_every_row_that_arrived_is_found_and_no_other(data: st.DataObject) -> None:
    """All different and nobody else on the account: evidence decides everything."""
    bets = data.draw(st.lists(FEW, min_size=1, max_size=5, unique=True))
    arrived = data.draw(st.lists(st.booleans(), min_size=len(bets), max_size=len(bets)))
    venue = Venue(bets, [], arrived)
    rows = [lost(f"k{n}", bet) for n, bet in enumerate(bets)]
    for row, offer_id in zip(followed(rows, [venue.look()] * 3), venue.ids, strict=True):
        assert row.state.offer_id == offer_id
        assert row.state.status is (Status.WORKING if offer_id else Status.NOT_FOUND)


@given(st.data())
def test_an_offer_is_never_taken_from_a_hand_where_ours_arrived_too(data: st.DataObject) -> None:
    bet = data.draw(FEW)
    hands = data.draw(st.integers(1, 3))
    venue = Venue([bet], [bet] * hands, [True])
    (row,) = followed([lost("k0", bet)], [venue.look()] * 2)
    assert row.state.offer_id is None
    assert row.state.status is Status.UNKNOWN
