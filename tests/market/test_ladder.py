import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.market.ladder import CLASSIC, Band, Ladder
from xlbetflag.market.side import Side

PRICES = st.sampled_from(CLASSIC.prices)
ANY_PRICE = st.integers(0, 110_000)

# "ladder 1.01-2 step .01, to 3 .02, to 4 .05, to 6 .1, to 10 .2, to 20 .5, to 30 1, to 50 2,
# to 100 5, to 1000 10", in hundredths: from, to, step.
AS_WRITTEN = [
    (101, 200, 1),
    (200, 300, 2),
    (300, 400, 5),
    (400, 600, 10),
    (600, 1_000, 20),
    (1_000, 2_000, 50),
    (2_000, 3_000, 100),
    (3_000, 5_000, 200),
    (5_000, 10_000, 500),
    (10_000, 100_000, 1_000),
]


def test_the_ladder_is_the_one_written_down() -> None:
    expected = {price for low, high, step in AS_WRITTEN for price in range(low, high + 1, step)}
    assert CLASSIC.prices == tuple(sorted(expected))
    assert len(CLASSIC.prices) == 350
    assert (CLASSIC.lowest, CLASSIC.highest) == (101, 100_000)


@given(ANY_PRICE)
def test_a_price_is_legal_exactly_when_it_is_on_the_ladder(price: int) -> None:
    assert CLASSIC.is_legal(price) == (price in CLASSIC.prices)


@given(ANY_PRICE)
def test_neighbours_are_the_nearest_legal_prices(price: int) -> None:
    below, above = CLASSIC.neighbours(price)
    assert below == max((p for p in CLASSIC.prices if p <= price), default=None)
    assert above == min((p for p in CLASSIC.prices if p >= price), default=None)


@given(PRICES, st.integers(-400, 400))
def test_moving_and_counting_ticks_are_inverse_until_an_end(price: int, ticks: int) -> None:
    moved = CLASSIC.move(price, ticks)
    assert CLASSIC.is_legal(moved)
    counted = CLASSIC.ticks_between(price, moved)
    if moved in (CLASSIC.lowest, CLASSIC.highest):
        assert abs(counted) <= abs(ticks)
    else:
        assert counted == ticks


@given(PRICES, PRICES)
def test_ticks_between_lead_from_one_price_to_the_other(first: int, second: int) -> None:
    ticks = CLASSIC.ticks_between(first, second)
    assert CLASSIC.move(first, ticks) == second
    assert CLASSIC.ticks_between(second, first) == -ticks


def test_a_move_is_held_at_the_ends() -> None:
    assert CLASSIC.move(102, -5) == 101
    assert CLASSIC.move(101, -1) == 101
    assert CLASSIC.move(99_000, 7) == 100_000
    assert CLASSIC.move(100_000, 1) == 100_000


@pytest.mark.parametrize("price", [100, 201, 303, 100_001])
def test_a_price_off_the_ladder_has_no_ticks(price: int) -> None:
    with pytest.raises(KeyError):
        CLASSIC.move(price, 1)
    with pytest.raises(KeyError):
        CLASSIC.ticks_between(price, 101)
    with pytest.raises(KeyError):
        CLASSIC.ticks_between(101, price)


def test_a_band_that_its_step_does_not_fill_still_ends_at_its_end() -> None:
    ladder = Ladder(lowest=101, bands=(Band(110, 4), Band(120, 5)))
    assert ladder.prices == (101, 105, 109, 110, 115, 120)


@given(st.floats(50, 120_000))
def test_the_nearest_price_is_the_nearest(price: float) -> None:
    best = min(abs(legal - price) for legal in CLASSIC.prices)
    assert abs(CLASSIC.nearest(price) - price) == best


@pytest.mark.parametrize(
    ("price", "side", "legal"),
    [
        (250, Side.BACK, 250),
        (251, Side.BACK, 250),
        (251, Side.LAY, 252),
        (50, Side.BACK, 101),
        (50, Side.LAY, 101),
        (200_000, Side.LAY, 100_000),
        (200_000, Side.BACK, 100_000),
    ],
)
def test_a_price_that_is_easier_to_match(price: int, side: Side, legal: int) -> None:
    assert CLASSIC.easier(price, side) == legal
