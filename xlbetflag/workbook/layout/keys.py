"""The keys of order rows: one row, one key, for the life of the file."""

import hashlib
import os
import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec


def new_file_id() -> str:
    """A name for a new file, unlike any other; it begins the key of each of its order rows."""
    return "f" + secrets.token_hex(4)


def copied_file_id(file_id: str, path: str, attempt: int) -> str:
    """The name of a copy, always the same for the same file at the same place: a copy that was
    closed without saving is known again, however its path is spelled. `attempt`: 0, more where that
    name is taken."""
    place = unicodedata.normalize("NFC", os.path.realpath(path)).casefold()
    digest = hashlib.sha256(f"{file_id}\n{place}\n{attempt}".encode()).hexdigest()
    return "f" + digest[:8]


def row_key(file_id: str, number: int) -> str:
    """The key of the row with that number: "f3a1b2c4d-0007"."""
    return f"{file_id}-{number:04d}"


def file_of(key: str) -> str:
    """The name of the file that gave a key; "" for any other text."""
    return key.rpartition("-")[0]


def stem_of(key: str) -> str:
    """The key of the row from which an order stems: "f3a1b2c4d-0007" of "f3a1b2c4d-0007/2" (it was
    replaced), of "...-0007.o1" (its rule has set it off) and of "...-0007=2" (a copy of it)."""
    file, dash, number = key.rpartition("-")
    return file + dash + re.split(r"[/.=]", number)[0]


def key_number(file_id: str, key: str) -> int:
    """The number in a key of this file; 0 for any other text. A replaced order's key, "...-0007/2",
    has that of its row."""
    prefix, _, number = key.partition("/")[0].rpartition("-")
    return int(number) if prefix == file_id and number.isascii() and number.isdigit() else 0


def likely_file(keys: Iterable[str]) -> str:
    """The file that most of these keys are of; "" where there are none."""
    found = Counter(file_of(key) for key in keys if file_of(key))
    return found.most_common(1)[0][0] if found else ""


class Copied(msgspec.Struct, frozen=True):
    """`copies`: places of rows that were copied from another, whose key is not theirs. `unclear`:
    places of rows of which nothing tells which is the copy, with all places of that key."""

    copies: tuple[int, ...]
    unclear: Mapping[int, tuple[int, ...]]


def tell_copies(
    keys: Sequence[str], before: Sequence[str], reads: Callable[[int], bool | None]
) -> Copied:
    """Of rows that carry the same key, which are copies.

    `before`: the keys as this workbook's own last look saw them, empty at the first. `reads`: of a
    place, whether its row says what was sent under its key; None where nothing was sent.

    The original is the one row that says what was sent; among several the one that did not move
    while the others appeared. What was never sent stays where it was, or with the first row. Taking
    a copy for the original would let the original's bet be placed again, so where nothing tells,
    nobody guesses.
    """
    copies: list[int] = []
    unclear: dict[int, tuple[int, ...]] = {}
    twice = {key for key, count in Counter(keys).items() if key and count > 1}
    for key in twice:
        where = tuple(place for place, each in enumerate(keys) if each == key)
        said = [reads(place) for place in where]
        alike = [place for place, is_same in zip(where, said, strict=True) if is_same]
        original = alike[0] if len(alike) == 1 else _unmoved(key, alike or where, keys, before)
        if original is None and all(each is None for each in said):
            original = where[0]
        if original is None:
            unclear.update(dict.fromkeys(where, where))
        else:
            copies += [place for place in where if place != original]
    return Copied(tuple(sorted(copies)), unclear)


def _unmoved(
    key: str, where: Sequence[int], keys: Sequence[str], before: Sequence[str]
) -> int | None:
    """The one place where the key stood before, as far as the keys around it carry that.

    Rows pasted over others move no other key. Rows that were inserted do: then only neighbours
    that are the same as before, and are not copied themselves, tell a row from its copy.
    """
    if before.count(key) != 1:
        return None
    old = before.index(key)
    counts = Counter(keys)
    if len(keys) == len(before) and all(
        now == was or counts[now] > 1 or now not in before
        for now, was in zip(keys, before, strict=True)
    ):
        return old if old in where else None
    wanted = _neighbours(before, old)
    among = [
        place
        for place in where
        if _neighbours(keys, place) == wanted and all(counts[each] == 1 for each in wanted if each)
    ]
    return among[0] if len(among) == 1 else None


def _neighbours(keys: Sequence[str], place: int) -> tuple[str, str]:
    """ "" at either end of the table."""
    return (
        keys[place - 1] if place else "",
        keys[place + 1] if place + 1 < len(keys) else "",
    )
