"""The keys of order rows: one row, one key, for the life of the file."""

import secrets
from collections.abc import Sequence


def new_file_id() -> str:
    """A name for a new file, unlike any other; it begins the key of each of its order rows."""
    return "f" + secrets.token_hex(4)


def row_key(file_id: str, number: int) -> str:
    """The key of the row with that number: "f3a1b2c4d-0007"."""
    return f"{file_id}-{number:04d}"


def key_number(file_id: str, key: str) -> int:
    """The number in a key of this file; 0 for any other text."""
    prefix, _, number = key.rpartition("-")
    return int(number) if prefix == file_id and number.isascii() and number.isdigit() else 0


def copies(keys: Sequence[str], before: Sequence[str]) -> list[int]:
    """The places of rows that were copied from another: each has a key that stands twice.

    Of equal keys the original stays, the one between the same neighbours as in `before` (the
    keys as last seen); where that decides nothing, the first. Taking a copy for the original
    would let the original's bet be placed again.
    """
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        if key:
            places.setdefault(key, []).append(place)
    found = []
    for key, where in places.items():
        if len(where) > 1:
            original = _original(key, where, keys, before)
            found += [place for place in where if place != original]
    return sorted(found)


def _original(key: str, where: Sequence[int], keys: Sequence[str], before: Sequence[str]) -> int:
    if key not in before:
        return where[0]
    wanted = _neighbours(before, before.index(key))
    return max(where, key=lambda place: (_alike(_neighbours(keys, place), wanted), -place))


def _neighbours(keys: Sequence[str], place: int) -> tuple[str, str]:
    return (
        keys[place - 1] if place else "",
        keys[place + 1] if place + 1 < len(keys) else "",
    )


def _alike(first: tuple[str, str], second: tuple[str, str]) -> int:
    return sum(a == b for a, b in zip(first, second, strict=True))
