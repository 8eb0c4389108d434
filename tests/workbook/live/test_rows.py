"""Reading order rows: all of a row's problems, never an exception."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.workbook.layout.columns import Writer
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.live.rows import read_row

GOOD: dict[str, Any] = {
    "market": "412887301",
    "selection": "3 · 2",
    "side": "PUNTA",
    "price": 2.5,
    "stake": "12,50",
}
A_DATE = datetime.fromisoformat("2026-02-05")
KEYS = [column.key for column in ORDER_TABLE.columns]
TYPED = [column.key for column in ORDER_TABLE.written_by(Writer.USER)]


def problems(**changes: object) -> list[tuple[str, str]]:
    row = read_row("k", 5, GOOD | changes)
    assert row is not None
    assert (row.draft is None) == bool(row.problems)
    return [(problem.code, str(problem.values["field"])) for problem in row.problems]


def test_a_good_row() -> None:
    row = read_row("k", 5, GOOD)
    assert row is not None
    assert row.draft is not None
    assert (row.draft.market_id, row.draft.selection) == ("412887301", "3 · 2")
    assert (row.draft.side, row.draft.price, row.draft.size) == (Side.BACK, 250, 1_250)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("price", "two", "number.not_a_number"),
        ("price", "1.234", "number.ambiguous"),
        ("price", 1, "price.too_low"),
        ("price", 2.005, "number.too_precise"),
        ("price", A_DATE, "number.is_a_date"),
        ("price", "#N/A", "number.not_a_number"),
        ("price", None, "field.empty"),
        ("stake", None, "field.empty"),
        ("stake", "   ", "field.empty"),
        ("stake", 0, "money.not_positive"),
        ("stake", True, "number.not_a_number"),
        ("side", "B", "side.single_letter"),
        ("side", "P", "side.single_letter"),
        ("side", "over", "side.no_command"),
        ("side", None, "field.empty"),
        ("market", "Inter", "id.not_an_id"),
        ("market", 1.5, "id.not_an_id"),
        ("selection", None, "field.empty"),
        ("selection", A_DATE, "number.is_a_date"),
        ("keep_at_live", "perhaps", "flag.unknown"),
        ("keep_when_suspended", "#REF!", "flag.unknown"),
    ],
)
def test_a_bad_field_is_named(field: str, value: object, code: str) -> None:
    assert problems(**{field: value}) == [(code, field)]


def test_all_problems_of_a_row_are_told() -> None:
    found = problems(price="two", stake=None, side="B", selection=None)
    assert [field for _, field in found] == ["selection", "side", "price", "stake"]


@pytest.mark.parametrize("typed", [2, 2.0, " 2 ", "2"])
def test_a_selection_typed_as_a_number_is_its_text(typed: object) -> None:
    row = read_row("k", 5, GOOD | {"selection": typed})
    assert row is not None
    assert row.draft is not None
    assert row.draft.selection == "2"


@pytest.mark.parametrize(("typed", "said"), [("#3", "#3"), ("#N/A", None), ("#REF!", None)])
def test_an_id_with_its_sign_is_no_error_of_a_formula(typed: str, said: str | None) -> None:
    row = read_row("k", 5, {**GOOD, "selection": typed})
    assert row is not None
    assert row.words is not None
    assert row.words.selection == said


def test_rows_without_an_order_are_skipped() -> None:
    blank: dict[str, object] = dict.fromkeys(KEYS)
    assert read_row("k", 5, blank | {"liability": "", "key": "k"}) is None
    assert read_row("k", 5, blank | {"note": "--- Sunday ---"}) is None
    assert read_row("k", 5, blank | {"market": "  "}) is None


def test_a_row_whose_order_was_erased_is_still_told_by_its_status() -> None:
    row = read_row("k", 5, dict.fromkeys(KEYS) | {"status": "WORKING"})
    assert row is not None
    assert (row.draft, row.shown_status) == (None, "WORKING")


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.text(max_size=30),
    st.sampled_from(["#N/A", "#DIV/0!", "BACK", "2,50", "1.234", "=1+1", "'", "9" * 400, "-", "²"]),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.decimals(),
)


@given(st.fixed_dictionaries(dict.fromkeys(KEYS, JUNK)))
def test_junk_never_raises(cells: dict[str, object]) -> None:
    row = read_row("k", 5, cells)
    if row is not None:
        assert (row.draft is None) == bool(row.problems)
        assert all(isinstance(problem, Problem) for problem in row.problems)
        assert all(problem.values["field"] in TYPED for problem in row.problems)


@given(st.sampled_from(TYPED), JUNK)
def test_one_junk_field_spoils_only_itself(field: str, value: object) -> None:
    assert {name for _, name in problems(**{field: value})} <= {field}


def test_times_of_day_are_refused_as_prices() -> None:
    for value in (date(2026, 1, 2), time(2, 30), timedelta(hours=2)):
        assert problems(price=value) == [("number.is_a_date", "price")]
    assert problems(price=Decimal("2.50")) == []
