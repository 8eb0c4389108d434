"""What was found."""

from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    GOOD = "good"
    NOTE = "note"  # works, but worth knowing
    BAD = "bad"


class Finding(msgspec.Struct, frozen=True):
    """`remedy` is empty where nothing needs doing."""

    subject: str
    verdict: Verdict
    says: str
    remedy: str = ""
