"""The states of an order: one function, the table of the page, and what looks can show."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import msgspec
import pytest

from tests.orders.evidence.test_evidence import AT, BET, look, lost, match, offer, refused, sent
from xlbetflag.market.offer import Bet
from xlbetflag.market.state import MarketState
from xlbetflag.orders.evidence.judging import judge
from xlbetflag.orders.evidence.read_back import ReadBack, SentRow
from xlbetflag.orders.order import Intent, Order, State
from xlbetflag.orders.status import Status
from xlbetflag.orders.transitions import (
    NEXT,
    REFUSED_LOOKED_AFTER,
    Answer,
    Event,
    Fall,
    ImpossibleError,
    Look,
    Turn,
    Word,
    after,
    begun,
    stage_of,
)
from xlbetflag.texts.note import Note

PAGE = Path(__file__).parents[3] / "docs" / "orders.md"
STAGES = (REFUSED_LOOKED_AFTER, *sorted(Status, key=len, reverse=True))
HALF = {Status.PART_MATCHED, Status.PART_CANCELLED, Status.MATCHED}
NOTHING_MATCHED = {
    Status.ACCEPTED,
    Status.DELAYED,
    Status.WORKING,
    Status.CANCELLED,
    Status.LAPSED,
}
LIVE = set(NEXT[Look]) - {Status.MATCHED, Status.PART_CANCELLED}
AS_LISTED = {
    Status.DELAYED,
    Status.WORKING,
    Status.PART_MATCHED,
    Status.MATCHED,
    Status.PART_CANCELLED,
    Status.CANCELLED,
    Status.LAPSED,
    Status.SETTLED,
    Status.VOID,
}


def named(text: str) -> set[str]:
    """The states that a cell of the page names."""
    found = set()
    for stage in STAGES:
        if re.search(rf"(?<![-\w]){stage}(?![-\w])", text):
            found.add(str(stage))
            text = text.replace(stage, "")
    return found


def lines() -> Iterator[tuple[str, str, str]]:
    """(by, state, next) of each line of the page's table that moves an order, one state each."""
    text = PAGE.read_text("utf-8").partition("## Transitions")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    before: set[str] = set()
    for state, _, by, following, *_ in rows[1:]:
        if by.strip() == "place":
            continue
        if "not final" in state:
            before = set(NEXT[Look])
        elif "any" in state:
            before = LIVE | named(state)
        elif state.strip() != "the same":
            before = named(state)
        after_it = set() if "unchanged;" in following and "3 reads" not in following else None
        if after_it is None:
            after_it = AS_LISTED if "as listed" in following else named(following)
        for one, other in product(before, after_it):
            by, is_empty = by.strip(), one in HALF and other in NOTHING_MATCHED
            if one != other and (not is_empty or by == "word"):
                yield by, one, str(other)


def test_the_table_of_the_page_is_the_function() -> None:
    known = {
        (event.__name__.lower(), str(state), str(following))
        for event, table in NEXT.items()
        for state, all_following in table.items()
        for following in all_following
    }
    assert set(lines()) == known


def looks() -> Iterator[ReadBack]:
    """A market in every way that tells rows apart."""
    other = Bet(BET.selection_id, BET.side, BET.price + 2, BET.size)
    listed = (
        (offer("A"),),
        (offer("A", matched=400),),
        (offer("A", matched=BET.size, works=False),),
        (offer("A", works=False),),
        (offer("A", matched=400, works=False),),
        (offer("A", other),),
        (offer("B"),),
        (offer("B"), offer("C")),
    )
    for offers, state in product(listed, MarketState):
        seen = look(*offers, state=state)
        yield seen
        yield msgspec.structs.replace(
            seen, market=msgspec.structs.replace(seen.market, waits_for_regulator=True)
        )
    matched = ((), (match("A", size=400),), (match("A"),))
    for matches, state, exposure in product(matched, MarketState, (None, {}, {"1": 5})):
        yield look(matches=matches, state=state, exposure=exposure)
    yield look(live=True)


def judged(state: State) -> Iterator[State]:
    """What one look, whatever it shows, can make of a row in this state."""
    for seen, absences, is_due, asked in product(looks(), (0, 2), (False, True), (False, True)):
        row = SentRow(
            key="k1",
            bet=BET,
            state=state,
            send=1,
            baseline=frozenset(),
            exposure_before={},
            absences=absences,
            is_due=is_due,
            was_shown=is_due,
            cancel_asked=asked,
            cancel_named=asked,
        )
        for finding in judge([row], seen, state_before=seen.market.state).values():
            yield finding.state


def test_what_looks_can_show_is_the_table_and_nothing_else() -> None:
    """From every state that looks lead to, however many follow each other."""
    left = [sent().state, lost().state, refused().state]
    known, found = set(), set()
    while left:
        before = left.pop()
        for state in judged(before):
            if stage_of(state) != stage_of(before):
                found.add((str(stage_of(before)), str(stage_of(state))))
            kind = (stage_of(state), state.offer_id is None, state.matched, state.inferred)
            if kind not in known and not state.status.is_final:
                left.append(state)
            known.add(kind)
    in_table = {(str(b), str(a)) for b, following in NEXT[Look].items() for a in following}
    assert found == in_table


def an_order(state: State | None = None) -> Order:
    intent = Intent(
        key="k1",
        position=5,
        market_id="1",
        bet=BET,
        selection_name="A",
        cancel_at_live=False,
        keep_when_suspended=False,
        note="",
        warnings=(),
        created=AT,
    )
    return Order(intent, state or begun(intent))


EVENTS: tuple[Event, ...] = (
    Turn(),
    Fall(Status.REFUSED, Note("send.disarmed")),
    Answer(Status.ACCEPTED, offer_id="A"),
    Word(Status.VOID),
)


@pytest.mark.parametrize("status", [status for status in Status if status.is_final])
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_nothing_follows_what_is_final(status: Status, event: Event) -> None:
    with pytest.raises(ImpossibleError):
        after(an_order(State(status=status, updated=AT)), event, AT)


def test_what_was_sent_never_waits_or_leaves_again() -> None:
    """No event leads back to CHECKED, and only from there to SENDING."""
    following = [all_following for table in NEXT.values() for all_following in table.values()]
    assert Status.CHECKED not in set().union(*following)
    into_sending = [
        state for table in NEXT.values() for state, to in table.items() if Status.SENDING in to
    ]
    assert into_sending == [Status.CHECKED]


def test_what_may_still_be_matched_follows_the_state() -> None:
    sending = an_order(after(an_order(), Turn(), AT))
    assert sending.state.remaining == BET.size
    accepted = after(sending, Answer(Status.ACCEPTED, offer_id="A"), AT)
    assert (accepted.offer_id, accepted.remaining) == ("A", BET.size)
    assert after(sending, Answer(Status.REFUSED), AT).remaining == 0
    assert after(sending, Fall(Status.CANCELLED, Note("send.stopped")), AT).remaining == 0
