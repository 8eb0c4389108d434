"""Words from elsewhere: pasted from web pages, phones and other languages' keyboards."""

import unicodedata
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.market.inputs import is_blank, parse_id, parse_price, parse_side, shown
from xlbetflag.market.menu import Selection
from xlbetflag.market.naming import find_selection
from xlbetflag.market.search import Between, has_words, parse_window
from xlbetflag.market.side import Side
from xlbetflag.market.words import folded, plain
from xlbetflag.orders.conditional.terms.options import parse_options

NBSP, ZERO_WIDTH, RIGHT_TO_LEFT, BOM = "\u00a0", "\u200b", "\u202e", "\ufeff"
SELECTIONS = [
    Selection("11", "Đoković N."),
    Selection("12", "N'Golo K."),
    Selection("13", "Čilić M."),
    Selection("14", "Under-21 3-2"),
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (unicodedata.normalize("NFD", "Čilić M."), "13"),
        ("N\u2019Golo K.", "12"),
        (f"{BOM}N'Golo{NBSP}K.{ZERO_WIDTH}", "12"),
        ("under\u201321\u00a03\u22122", "14"),
        (f"{RIGHT_TO_LEFT}13", "13"),
        ("#13", "13"),
        (f"13{NBSP}·{NBSP}" + unicodedata.normalize("NFD", "čilić m."), "13"),
    ],
)
def test_a_selection_is_found_as_it_looks(typed: str, meant: str) -> None:
    assert find_selection(typed, SELECTIONS).selection_id == meant
    assert parse_id(f"{ZERO_WIDTH}{meant}{NBSP}", "market") == meant


@given(st.text())
def test_plain_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)
    assert "\n" not in plain(text)


def test_what_cannot_be_seen_is_blank_and_no_number_changes_by_it() -> None:
    assert is_blank(f" {ZERO_WIDTH}{BOM}{NBSP}")
    assert parse_price(f"{ZERO_WIDTH}3{BOM},25") == 325
    assert parse_side(f"{ZERO_WIDTH}Punta{NBSP}") is Side.BACK
    assert has_words("N'Golo Kante", "n\u2019golo")


def test_times_are_read_with_a_full_stop_as_everywhere() -> None:
    assert parse_options("FROM 20.45; UNTIL 21.30.15") == parse_options(
        "FROM 20:45; UNTIL 21:30:15"
    )
    assert isinstance(parse_window("18.00\u201420.30"), Between)


@pytest.mark.parametrize("day", [(1899, 12, 30), (1899, 12, 31), (1904, 1, 1)])
def test_a_time_of_day_is_told_as_one(day: tuple[int, int, int]) -> None:
    assert shown(datetime(*day, 18, 0)) == "18:00:00"  # noqa: DTZ001 - as a cell gives it
    assert shown(datetime(2026, 5, 12, 18, 0)) == "2026-05-12 18:00:00"  # noqa: DTZ001
