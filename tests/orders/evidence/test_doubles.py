"""What a request that was delivered twice has left: each offer counted once, none a hand's."""

from collections import Counter
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.orders.evidence.test_evidence import BET, look, lost, offer
from tests.orders.evidence.test_evidence import sent as any_sent
from xlbetflag.market.offer import Bet, Offer
from xlbetflag.orders.evidence.doubles import doubles
from xlbetflag.orders.evidence.judging import judge
from xlbetflag.orders.evidence.read_back import SentRow, Shown
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

BETS = [msgspec.structs.replace(BET, price=price) for price in (250, 252)]


def found(rows: list[SentRow], *offers: Offer) -> dict[str, list[str]]:
    seen = look(*offers)
    return doubles(rows, judge(rows, seen), Shown(seen), ())


def sent(key: str = "k1", bet: Bet = BET, *, offer_id: str | None = "A", **more: Any) -> SentRow:
    row = any_sent(key, bet, offer_id=offer_id, **more)
    return msgspec.structs.replace(row, may_be_doubled=True)


def of_send(row: SentRow, send: int) -> SentRow:
    return msgspec.structs.replace(row, send=send)


def test_every_row_of_the_request_has_its_double() -> None:
    rows = [sent("k1", BETS[0], offer_id="A"), sent("k2", BETS[1], offer_id="B")]
    own = [offer("A", BETS[0]), offer("B", BETS[1])]
    copy = [offer("C", BETS[0]), offer("D", BETS[1])]
    assert found(rows, *own, *copy) == {"k1": ["C"], "k2": ["D"]}
    assert found(rows, *own, copy[0]) == {"k1": ["C"]}


def test_a_copy_that_arrives_later_is_a_double_whatever_became_of_the_row() -> None:
    for status in (Status.WORKING, Status.MATCHED, Status.CANCELLED):
        assert found([sent(status=status)], offer("A"), offer("C")) == {"k1": ["C"]}
    assert found([sent(status=Status.REFUSED, offer_id=None)], offer("C")) == {"k1": ["C"]}


def test_what_stood_before_what_a_lost_row_may_own_and_what_comes_too_late_is_no_double() -> None:
    own = offer("A")
    assert found([sent()], own, offer("old")) == {}
    assert found([sent(), lost("k2")], own, offer("C")) == {}
    late = msgspec.structs.replace(sent(status=Status.WORKING), may_be_doubled=False)
    assert found([late], own, offer("C")) == {}


def test_what_turns_up_late_is_taken_back_where_a_cancel_was_asked() -> None:
    """As many as the rows that were given up, or fewer."""
    given_up = lost(
        status=Status.NOT_FOUND, notes=(Note("evidence.not_found_exposure_same", {"reads": 3}),)
    )
    asked = msgspec.structs.replace(given_up, cancel_asked=True)
    assert found([given_up], offer("C")) == {}
    assert found([asked], offer("C")) == {"k1": ["C"]}
    assert found([asked], offer("C"), offer("D")) == {}
    two = [asked, of_send(msgspec.structs.replace(asked, key="k2"), 9)]
    assert sorted(found(two, offer("C"), offer("D"))["k1"]) == ["C", "D"]


@given(st.lists(st.lists(st.sampled_from(BETS), min_size=1, max_size=3), max_size=4), st.data())
def test_no_offer_is_two_rows_and_no_request_has_more_than_its_share(
    requests: list[list[Bet]], data: st.DataObject
) -> None:
    """Several requests in one look, each delivered once or more."""
    rows, offers = [], []
    for send, bets in enumerate(requests):
        for bet in bets:
            own = f"V{len(offers):02}"
            offers.append(offer(own, bet))
            rows.append(of_send(sent(f"k{len(rows)}", bet, offer_id=own), send))
        for _ in range(data.draw(st.integers(0, 2))):
            offers += [offer(f"V{len(offers) + n:02}", bet) for n, bet in enumerate(bets)]
    shown = data.draw(st.permutations(offers))
    given_out = found(rows, *shown)
    ids = Counter(each for found_ids in given_out.values() for each in found_ids)
    assert not ids or max(ids.values()) == 1
    assert not ids.keys() & {row.state.offer_id for row in rows}
    by_id = {each.offer_id: each for each in offers}
    for row in rows:
        for each in given_out.get(row.key, ()):
            assert by_id[each].price == row.bet.price
