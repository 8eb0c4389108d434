from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.market.money import Rounding, as_decimal, as_float, winnings

AS_DECIMAL_ROUNDS = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.UP: ROUND_CEILING,
    Rounding.DOWN: ROUND_FLOOR,
}


@given(
    size=st.integers(1, 10**9), price=st.integers(101, 100_000), rounding=st.sampled_from(Rounding)
)
def test_winnings_are_what_decimal_arithmetic_says(
    size: int, price: int, rounding: Rounding
) -> None:
    euros = Decimal(size) / 100 * (Decimal(price) / 100 - 1)
    in_cents = euros.quantize(Decimal("0.01"), rounding=AS_DECIMAL_ROUNDS[rounding]) * 100
    assert winnings(size, price, rounding) == in_cents


@pytest.mark.parametrize(
    ("rounding", "cents"), [(Rounding.HALF_UP, 1), (Rounding.UP, 1), (Rounding.DOWN, 0)]
)
def test_half_a_cent(rounding: Rounding, cents: int) -> None:
    assert winnings(50, 101, rounding) == cents  # 0.50 at 1.01 wins half a cent


@given(st.integers(-(10**12), 10**12))
def test_euros_and_cents_are_one_amount(cents: int) -> None:
    assert as_decimal(cents) * 100 == cents
    assert as_decimal(cents).as_tuple().exponent == -2
    assert round(as_float(cents) * 100) == cents
    assert as_float(cents) == float(as_decimal(cents))
