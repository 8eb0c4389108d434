"""Keys of order rows: given once, and a copy told from its original, or asked about."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.workbook.layout.keys import (
    copied_file_id,
    file_of,
    key_number,
    likely_file,
    new_file_id,
    row_key,
    tell_copies,
)

KEYS = st.lists(st.sampled_from([*"abcdefg", ""]), max_size=12)
ROWS = st.permutations(list("abcdefgh"))


def sent(place: int) -> bool | None:
    """Every row says what was sent under its key."""
    return True


def unsent(place: int) -> bool | None:
    return None


def test_numbers_are_read_back_from_own_keys_only() -> None:
    assert row_key("f00000001", 7) == "f00000001-0007"
    assert key_number("f00000001", "f00000001-0007") == 7
    assert key_number("f00000001", "f00000001-0007/2") == 7  # as re-pricing names what follows
    assert key_number("f00000001", row_key("f00000001", 123_456)) == 123_456
    for other in ("f00000002-0007", "f00000001-", "f00000001-x", "f00000001-²", "0007", ""):
        assert key_number("f00000001", other) == 0


def test_a_key_names_its_file() -> None:
    assert file_of("f00000001-0007") == file_of("f00000001-0007/2") == "f00000001"
    assert file_of("0007") == ""
    assert likely_file(["f1-0001", "f2-0001", "f1-0002", ""]) == "f1"
    assert likely_file([""]) == ""


def test_file_ids_differ_and_begin_with_a_letter() -> None:
    made = {new_file_id() for _ in range(100)}
    made |= {copied_file_id("f1", f"/day{n}.xlsx", m) for n in range(10) for m in range(3)}
    assert len(made) == 130
    assert all(file_id[0].isalpha() for file_id in made)
    assert copied_file_id("f1", "/day1.xlsx", 0) == copied_file_id("f1", "/Days/../DAY1.xlsx", 0)


@given(KEYS, KEYS)
def test_without_the_copies_a_key_stands_once_or_is_asked_about(
    keys: list[str], before: list[str]
) -> None:
    for reads in (sent, unsent):
        told = tell_copies(keys, before, reads)
        rest = Counter(k for place, k in enumerate(keys) if k and place not in told.copies)
        assert set(rest) == {key for key in keys if key}
        asked = {keys[place] for place in told.unclear}
        assert {key for key, count in rest.items() if count > 1} == asked
        assert not asked or reads is sent


@given(ROWS, st.integers(0, 7), st.integers(0, 8), st.integers(1, 3))
def test_rows_inserted_anywhere_never_make_the_original_a_copy(
    order: list[str], first: int, at: int, count: int
) -> None:
    block = order[first : first + count]
    after = [*order[:at], *block, *order[at:]]
    told = tell_copies(after, order, sent)
    inserted = set(range(at, at + len(block)))
    assert set(told.copies) <= inserted
    assert inserted <= {*told.copies, *told.unclear}


@given(ROWS, st.integers(0, 7), st.integers(0, 7), st.integers(1, 3))
def test_rows_pasted_over_others_are_the_copies(
    order: list[str], first: int, at: int, count: int
) -> None:
    block = order[first : first + count]
    after = [*order]
    after[at : at + len(block)] = block
    after = after[: len(order)]
    told = tell_copies(after, order, sent)
    pasted = {place for place in range(at, at + len(block)) if place < len(order)}
    assert set(told.copies) <= pasted
    if first + count <= at or at + count <= first:  # else some originals are gone
        assert set(told.copies) == pasted
        assert not told.unclear


def test_next_to_each_other_nothing_tells_the_copy() -> None:
    """Inserted above or below its original: the same table."""
    told = tell_copies(["a", "b", "b", "c"], ["a", "b", "c"], sent)
    assert told.copies == ()
    assert told.unclear == {1: (1, 2), 2: (1, 2)}


def test_a_block_inserted_next_to_its_original_is_asked_about_as_a_whole() -> None:
    told = tell_copies([*"abcdbcde"], [*"abcde"], sent)
    assert told.copies == ()
    assert set(told.unclear) == {1, 2, 3, 4, 5, 6}


def test_copies_that_nobody_saw_being_made_are_asked_about() -> None:
    keys = ["a", "b", "a", "", "a", ""]
    assert set(tell_copies(keys, (), sent).unclear) == {0, 2, 4}
    assert tell_copies(keys, (), unsent).copies == (2, 4)  # nothing was sent: any of them will do


def test_the_row_that_says_what_was_sent_is_the_original() -> None:
    for words in (lambda place: place == 2, lambda place: place != 0):
        told = tell_copies(["a", "b", "a"], (), words)
        assert (told.copies, told.unclear) == ((0,), {})
    # Even where it was the other one that did not move.
    assert tell_copies(["a", "b", "a"], ["a", "b", "c"], lambda place: place == 2).copies == (0,)


def test_where_no_row_says_what_was_sent_only_the_last_look_tells() -> None:
    def neither(place: int) -> bool | None:
        return False

    assert set(tell_copies(["a", "b", "a"], (), neither).unclear) == {0, 2}
    assert tell_copies(["a", "b", "a"], ["a", "b", "c"], neither).copies == (2,)
