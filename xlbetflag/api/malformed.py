"""What is wrong with an answer that could not be decoded, in words."""

import re

import msgspec

from xlbetflag.api.errors import Malformed
from xlbetflag.api.secrecy import Hiding

_missing = re.compile(r"missing required field `(.+)`")


def malformed(operation: str, request_id: str, error: Exception, hide: Hiding) -> Malformed:
    """Names the field by its path in the answer: `offerte.banca[0].esi[0].off[0].q`."""
    if isinstance(error, RecursionError):
        return Malformed(operation, request_id, "answer", "nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return Malformed(operation, request_id, "answer", "not UTF-8")
    if not isinstance(error, msgspec.ValidationError):
        return Malformed(operation, request_id, "answer", "not JSON, or cut short")
    reason, _, place = hide.words(str(error)).partition(" - at ")
    path = place.strip("`").removeprefix("$").removeprefix(".")
    if missing := _missing.search(reason):
        name = missing[1].replace("`", "")
        return Malformed(operation, request_id, f"{path}.{name}" if path else name, "missing")
    return Malformed(operation, request_id, path or "answer", reason)
