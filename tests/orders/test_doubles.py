"""What a request that was delivered twice has left: each offer counted once, none a hand's."""

from collections import Counter

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.orders.test_evidence import BET, look, lost, offer, sent
from xlbetflag.market.offer import Bet, Offer
from xlbetflag.orders.doubles import doubles
from xlbetflag.orders.evidence import judge
from xlbetflag.orders.readback import Sent, Shown
from xlbetflag.orders.status import Status

BETS = [msgspec.structs.replace(BET, price=price) for price in (250, 252)]


def found(rows: list[Sent], *offers: Offer) -> dict[str, list[str]]:
    seen = look(*offers)
    return doubles(rows, judge(rows, seen), Shown(seen), ())


def of_send(row: Sent, send: int) -> Sent:
    return msgspec.structs.replace(row, send=send)


def test_every_row_of_the_request_has_its_double() -> None:
    rows = [sent("k1", BETS[0], offer_id="A"), sent("k2", BETS[1], offer_id="B")]
    own = [offer("A", BETS[0]), offer("B", BETS[1])]
    copy = [offer("C", BETS[0]), offer("D", BETS[1])]
    assert found(rows, *own, *copy) == {"k1": ["C"], "k2": ["D"]}
    assert found(rows, *own, copy[0]) == {}  # a hand's


def test_what_stood_before_what_a_lost_row_may_own_and_what_comes_later_is_no_double() -> None:
    own = offer("A")
    assert found([sent()], own, offer("old")) == {}
    assert found([sent(), lost("k2")], own, offer("C")) == {}
    working = sent(status=Status.WORKING)
    assert found([working], own, offer("C")) == {}


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
