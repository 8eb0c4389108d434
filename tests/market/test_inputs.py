"""What people type into cells: what it means, or why it is refused."""

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xlbetflag.market.inputs import (
    is_blank,
    parse_flag,
    parse_id,
    parse_money,
    parse_price,
    parse_side,
    shown,
)
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
A_DAY = datetime(2026, 5, 12, 20, 45)  # noqa: DTZ001 - as a spreadsheet hands it over


def told_off(read: Callable[[object], object], typed: object) -> str:
    """The code of the problem that reading `typed` raises."""
    with pytest.raises(Problem) as caught:
        read(typed)
    assert caught.value.values["field"]
    return caught.value.code


def money(typed: object) -> int:
    return parse_money(typed, "stake")


# --- numbers ---------------------------------------------------------------------------------

# What is typed or handed over, in hundredths: the same whether it is a price or an amount.
NUMBERS: list[tuple[object, int]] = [
    (2.5, 250),
    (2, 200),
    (1000, 100_000),
    (Decimal("2.50"), 250),
    (1.1 + 1.1 + 0.1, 230),  # 2.3000000000000003
    (4.35, 435),  # 434.99999999999994 hundredths
    ("2,50", 250),
    ("2.50", 250),
    ("2,5", 250),
    ("2", 200),
    ("+2,50", 250),
    ("  2,50  ", 250),
    (f"{NBSP}2,50{NARROW}", 250),
    ("€ 2,50", 250),
    ("€2.50", 250),
    ("2,50 €", 250),
    (f"2,50{NBSP}€", 250),
    ("1234,50", 123_450),
    ("1234", 123_400),
    ("1.234,50", 123_450),
    ("1,234.50", 123_450),
    ("1.234.567,8", 123_456_780),
    ("1,234,567.89", 123_456_789),
    ("007,50", 750),
]

NOT_NUMBERS: list[tuple[object, str]] = [
    (None, "field.empty"),
    ("", "field.empty"),
    ("   ", "field.empty"),
    (NBSP, "field.empty"),
    ("1.234", "number.ambiguous"),
    ("1,234", "number.ambiguous"),
    ("2.500", "number.ambiguous"),
    ("€ 1.234", "number.ambiguous"),
    ("1.234.567", "number.ambiguous"),
    ("١٢", "number.not_a_number"),
    ("1.234,567", "number.ambiguous"),
    ("2,505.", "number.not_a_number"),
    (2.505, "number.too_precise"),
    (1.234, "number.too_precise"),
    (Decimal("2.505"), "number.too_precise"),
    (date(2026, 5, 2), "number.is_a_date"),
    (A_DAY, "number.is_a_date"),
    (time(2, 50), "number.is_a_date"),
    (timedelta(hours=2), "number.is_a_date"),
    (True, "number.not_a_number"),
    (False, "number.not_a_number"),
    (math.nan, "number.not_a_number"),
    (math.inf, "number.not_a_number"),
    (-math.inf, "number.not_a_number"),
    (Decimal("NaN"), "number.not_a_number"),
    (Decimal("sNaN"), "number.not_a_number"),
    (Decimal("Infinity"), "number.not_a_number"),
    (1e300, "number.not_a_number"),
    (10**400, "number.not_a_number"),
    ("9" * 400, "number.not_a_number"),
    ("nan", "number.not_a_number"),
    ("inf", "number.not_a_number"),
    ("1e3", "number.not_a_number"),
    ("=1+1", "number.not_a_number"),
    ("evens", "number.not_a_number"),
    ("due e mezzo", "number.not_a_number"),
    ("2,5O", "number.not_a_number"),
    ("2..5", "number.not_a_number"),
    ("2,", "number.not_a_number"),
    (",50", "number.not_a_number"),
    ("2 50", "number.not_a_number"),
    ("2€50", "number.not_a_number"),
    ("€", "number.not_a_number"),
    ("3/2", "number.not_a_number"),
    ("12/05/2026", "number.not_a_number"),
    ("20:45", "number.not_a_number"),
    ("1,23,456.00", "number.not_a_number"),
    ("1.234.50", "number.not_a_number"),
    ("- 2", "number.not_a_number"),
    ("#N/A", "number.not_a_number"),
    ("#VALUE!", "number.not_a_number"),
    ("X", "number.not_a_number"),
    ([2.5], "number.not_a_number"),
    (2.5 + 0j, "number.not_a_number"),
]


@pytest.mark.parametrize(("typed", "meant"), NUMBERS)
@pytest.mark.parametrize("read", [parse_price, money])
def test_numbers_as_they_are_typed(
    read: Callable[[object], int], typed: object, meant: int
) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(("typed", "code"), NOT_NUMBERS, ids=shown)
@pytest.mark.parametrize("read", [parse_price, money])
def test_what_is_no_number_or_two(read: Callable[[object], int], typed: object, code: str) -> None:
    assert told_off(read, typed) == code


@pytest.mark.parametrize("typed", [1, 1.0, "1,00", 0, 0.5, -2.5, "-2,50", "0"])
def test_a_price_pays_more_than_the_stake(typed: object) -> None:
    assert told_off(parse_price, typed) == "price.too_low"


@pytest.mark.parametrize("typed", [0, -0.0, 0.0, -5, "-5", "0,00", "€ -1"])
def test_an_amount_is_more_than_nothing(typed: object) -> None:
    assert told_off(money, typed) == "money.not_positive"


def test_the_problem_names_the_field_and_quotes_the_cell() -> None:
    with pytest.raises(Problem) as caught:
        parse_money("due\teuro\n", "stake")
    assert caught.value == Problem("number.not_a_number", field="stake", value="due euro")


FORMATS: list[Callable[[int], object]] = [
    lambda n: n / 100,
    lambda n: Decimal(n).scaleb(-2),
    lambda n: f"{n / 100:.2f}",
    lambda n: f"{n / 100:.2f}".replace(".", ","),
    lambda n: f"{n / 100:,.2f}",
    lambda n: f"{n / 100:,.2f}".translate(str.maketrans(",.", ".,")),
    lambda n: f"€ {n / 100:.2f}",
    lambda n: f"{n / 100:.2f}{NBSP}€",
]


@given(st.integers(101, 10**9), st.sampled_from(FORMATS))
def test_a_formatted_number_is_read_back(hundredths: int, written: Callable[[int], object]) -> None:
    typed = written(hundredths)
    assert parse_price(typed) == hundredths
    assert money(typed) == hundredths


@given(st.integers(101, 10**7), st.sampled_from([0.004, -0.004, 0.001]))
def test_a_third_decimal_is_never_rounded_away(hundredths: int, extra: float) -> None:
    assert told_off(money, hundredths / 100 + extra) == "number.too_precise"


# --- sides -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "side"),
    [
        ("BACK", Side.BACK),
        ("back", Side.BACK),
        ("Punta", Side.BACK),
        ("PUNTA", Side.BACK),
        (f" punta{NBSP}", Side.BACK),
        (Side.BACK, Side.BACK),
        ("lay", Side.LAY),
        ("LAY", Side.LAY),
        ("banca", Side.LAY),
        (" BANCA ", Side.LAY),
        (Side.LAY, Side.LAY),
    ],
)
def test_sides_in_both_languages(typed: object, side: Side) -> None:
    assert parse_side(typed) is side


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (None, "field.empty"),
        (" ", "field.empty"),
        ("B", "side.single_letter"),
        ("b", "side.single_letter"),
        ("P", "side.single_letter"),
        ("L", "side.single_letter"),
        ("X", "side.single_letter"),
        (1, "side.single_letter"),
        (0, "side.single_letter"),
        (1.0, "side.unknown"),
        (True, "side.unknown"),
        ("BACK LAY", "side.unknown"),
        ("backs", "side.unknown"),
        ("=BACK", "side.unknown"),
        (A_DAY, "side.unknown"),
        (["BACK"], "side.unknown"),
    ],
)
def test_what_is_no_side(typed: object, code: str) -> None:
    assert told_off(parse_side, typed) == code


# --- ids and flags ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("813016", "813016"),
        (813016, "813016"),
        (813016.0, "813016"),
        (f" 813016{NBSP}", "813016"),
        ("000813016", "813016"),
        (0, "0"),
        (2**53 - 1.0, "9007199254740991"),
        (2**63 - 1, "9223372036854775807"),
        ("9223372036854775807", "9223372036854775807"),
    ],
)
def test_ids_become_text(typed: object, meant: str) -> None:
    assert parse_id(typed, "market") == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (None, "field.empty"),
        ("  ", "field.empty"),
        (True, "id.not_an_id"),
        (-1, "id.not_an_id"),
        (-1.0, "id.not_an_id"),
        (1.5, "id.not_an_id"),
        (2.0**53, "id.not_an_id"),  # a float no longer tells it from its neighbour
        (2**63, "id.not_an_id"),
        ("9223372036854775808", "id.not_an_id"),
        ("9" * 5000, "id.not_an_id"),
        (10**400, "id.not_an_id"),
        (math.nan, "id.not_an_id"),
        (math.inf, "id.not_an_id"),
        (-math.inf, "id.not_an_id"),
        ("813.016", "id.not_an_id"),
        ("813016.0", "id.not_an_id"),
        ("+813016", "id.not_an_id"),
        ("8_130", "id.not_an_id"),
        ("٣٤", "id.not_an_id"),
        ("²", "id.not_an_id"),
        ("Lazio", "id.not_an_id"),
        ("=A1", "id.not_an_id"),
        (A_DAY, "id.not_an_id"),
    ],
    ids=shown,
)
def test_what_is_no_id(typed: object, code: str) -> None:
    assert told_off(lambda value: parse_id(value, "market"), typed) == code


YES: list[object] = [True, 1, 1.0, "1", "yes", "Y", "si", "sì", "SÌ", "vero", "TRUE", "x", " X "]
NO: list[object] = [False, 0, 0.0, "0", None, "", "  ", NBSP, "no", "N", "falso", "False"]
NEITHER: list[object] = [2, -1, math.nan, "maybe", "forse", "10", A_DAY, [True]]


@pytest.mark.parametrize("typed", YES)
def test_yes(typed: object) -> None:
    assert parse_flag(typed, "keep") is True


@pytest.mark.parametrize("typed", NO)
def test_no(typed: object) -> None:
    assert parse_flag(typed, "keep") is False


@pytest.mark.parametrize("typed", NEITHER)
def test_neither_yes_nor_no(typed: object) -> None:
    assert told_off(lambda value: parse_flag(value, "keep"), typed) == "flag.unknown"


# --- anything at all -------------------------------------------------------------------------

READERS: dict[str, Callable[[object], object]] = {
    "price": parse_price,
    "money": money,
    "side": parse_side,
    "id": lambda value: parse_id(value, "market"),
    "flag": lambda value: parse_flag(value, "keep"),
}

ANY_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(),
    st.text("0123456789.,-+€eE% \N{NO-BREAK SPACE}", max_size=12),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.lists(st.floats(), max_size=2),
    st.binary(max_size=8),
)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@given(typed=ANY_CELL)
@example(typed=-(10**400))
@example(typed="\ud800")
def test_nothing_but_a_problem_is_ever_raised(
    read: Callable[[object], object], typed: object
) -> None:
    problem = None
    try:
        read(typed)
    except Problem as found:
        problem = found
    if problem is not None:
        assert problem.values["field"]
        assert len(str(problem.values.get("value", ""))) <= 40


@given(ANY_CELL)
def test_what_is_read_as_a_number_is_what_was_typed(typed: object) -> None:
    """An independent reading: the digits of the text, in order, with its last mark as the point."""
    try:
        cents = money(typed)
    except Problem:
        return
    if isinstance(typed, str):
        whole, _, decimals = typed.strip("€ +\N{NO-BREAK SPACE}").replace(",", ".").rpartition(".")
        if not whole:
            whole, decimals = decimals, ""
        assert cents == int(whole.replace(".", "")) * 100 + int(decimals.ljust(2, "0") or 0)
    else:
        assert cents == pytest.approx(float(typed) * 100, abs=1e-3)  # type: ignore[arg-type]


@given(st.text())
def test_a_quoted_cell_is_short_and_on_one_line(text: str) -> None:
    quoted = shown(text)
    assert len(quoted) <= 40
    assert len(quoted.splitlines()) <= 1


@pytest.mark.parametrize("value", [None, "", " ", "\t\n", NBSP])
def test_blank(value: object) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, False, "0", ".", A_DAY])
def test_not_blank(value: object) -> None:
    assert not is_blank(value)


def test_a_minus_is_a_minus_however_it_is_typed() -> None:
    for typed in ("-2", "\N{MINUS SIGN}2", "\N{EN DASH}2"):
        assert told_off(parse_price, typed) == "price.too_low"
        assert told_off(money, typed) == "money.not_positive"
