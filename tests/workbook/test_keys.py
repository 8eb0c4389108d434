"""Keys of order rows: given once, and a copy told from its original."""

from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.workbook.keys import copies, key_number, new_file_id, row_key

KEYS = st.lists(st.sampled_from([*"abcdefg", ""]), max_size=12)


def test_numbers_are_read_back_from_own_keys_only() -> None:
    assert row_key("f00000001", 7) == "f00000001-0007"
    assert key_number("f00000001", "f00000001-0007") == 7
    assert key_number("f00000001", row_key("f00000001", 123_456)) == 123_456
    for other in ("f00000002-0007", "f00000001-", "f00000001-x", "f00000001-²", "0007", ""):
        assert key_number("f00000001", other) == 0


def test_file_ids_differ_and_begin_with_a_letter() -> None:
    made = {new_file_id() for _ in range(100)}
    assert len(made) == 100
    assert all(file_id[0].isalpha() for file_id in made)


@given(KEYS, KEYS)
def test_without_the_copies_every_key_stands_once(keys: list[str], before: list[str]) -> None:
    found = copies(keys, before)
    rest = [key for place, key in enumerate(keys) if key and place not in found]
    assert len(rest) == len(set(rest))
    assert set(rest) == {key for key in keys if key}


@given(st.permutations(list("abcdefgh")), st.integers(0, 7), st.integers(0, 8))
def test_a_row_inserted_anywhere_is_the_copy(order: list[str], original: int, at: int) -> None:
    after = [*order[:at], order[original], *order[at:]]
    (copy,) = copies(after, order)
    # Next to its original a copy cannot be told from it, and need not be.
    assert copy == at or at in (original, original + 1)


@given(st.permutations(list("abcdefgh")), st.integers(0, 7), st.integers(0, 7))
def test_a_row_pasted_over_another_is_the_copy(order: list[str], original: int, at: int) -> None:
    after = [*order]
    after[at] = order[original]
    expected = [] if at == original else [at]
    if abs(at - original) > 1:
        assert copies(after, order) == expected


def test_unseen_copies_come_after_their_original() -> None:
    assert copies(["a", "b", "a", "", "a", ""], ()) == [2, 4]
