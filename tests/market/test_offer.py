from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.market.offer import Match, Offer, average_price
from xlbetflag.market.side import Side

MATCHES = st.lists(
    st.builds(
        Match,
        offer_id=st.just("BC0001"),
        selection_id=st.just("1"),
        side=st.sampled_from(Side),
        price=st.integers(101, 100_000),
        size=st.integers(1, 10_000_000),
    ),
    min_size=1,
)


def offer(*, matched: int, is_working: bool) -> Offer:
    return Offer("BC0001", "1", Side.BACK, 250, 1_000, matched, is_working, 1)


def test_no_match_has_no_average() -> None:
    assert average_price([]) is None


@given(MATCHES)
def test_the_average_weighs_each_price_by_its_size(matches: list[Match]) -> None:
    total = sum(Decimal(match.size) for match in matches)
    weighted = sum(Decimal(match.size) * Decimal(match.price) / 100 for match in matches)
    average = average_price(iter(matches))
    assert average == pytest.approx(float(weighted / total), rel=1e-12)
    prices = [match.price / 100 for match in matches]
    assert average is not None
    assert min(prices) - 1e-9 <= average <= max(prices) + 1e-9


def test_what_remains_of_an_offer() -> None:
    assert offer(matched=0, is_working=True).remaining == 1_000
    assert offer(matched=400, is_working=True).remaining == 600
    assert offer(matched=400, is_working=False).remaining == 0
    assert offer(matched=1_001, is_working=True).remaining == 0  # whatever the venue meant by it
