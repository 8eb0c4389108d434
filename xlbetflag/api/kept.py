"""Answers that change seldom, asked for by difference: what has not changed costs no work."""

import hashlib
import threading
from typing import Any

import msgspec

from xlbetflag.api.transport import Response

BY_DIFFERENCE = frozenset({"menu", "menu_with_markets", "live_menu", "near_live_menu"})
NOT_MODIFIED = 304
LONGEST = 200  # characters of a validator


class _Kept(msgspec.Struct, frozen=True):
    etag: str | None
    modified: str | None
    digest: bytes
    result: Any


class KeptAnswers:
    """By path, the last answer of the operations that are asked for by difference. Thread-safe.

    What comes back is the very object of before where the venue says that nothing has changed (by
    ETag or Last-Modified), or sends the same bytes, or bytes that mean the same.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def conditions(self, operation: str, path: str) -> dict[str, str]:
        """Headers that let the venue say that nothing has changed."""
        kept = self._found(operation, path)
        if kept is None:
            return {}
        found = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
        return {name: value for name, value in found.items() if value}

    def unchanged(self, operation: str, path: str, response: Response) -> Any:
        """The result of before, where this response is no other one; else None."""
        kept = self._found(operation, path)
        if kept is None:
            return None
        is_same = response.status == NOT_MODIFIED or _digest(response) == kept.digest
        return kept.result if is_same else None

    def keep(self, operation: str, path: str, response: Response, result: Any) -> Any:
        """The result, or the one of before where they are equal."""
        if operation not in BY_DIFFERENCE:
            return result
        before = self._found(operation, path)
        if before is not None and before.result == result:
            result = before.result
        etag, modified = _sendable(response.etag), _sendable(response.modified)
        kept = _Kept(etag, modified, _digest(response), result)
        with self._lock:
            self._kept[path] = kept
        return result

    def _found(self, operation: str, path: str) -> _Kept | None:
        if operation not in BY_DIFFERENCE:
            return None
        with self._lock:
            return self._kept.get(path)


def _sendable(words: str | None) -> str | None:
    """What may be sent back as a header of ours."""
    is_fit = words and len(words) <= LONGEST and words.isascii() and words.isprintable()
    return words if is_fit else None


def _digest(response: Response) -> bytes:
    return hashlib.blake2b(response.body, digest_size=16).digest() + bytes([response.status % 256])
