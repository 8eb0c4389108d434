"""Words as people type and paste them, made to compare as they look."""

import re
import unicodedata
from functools import lru_cache

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    }
)
_LEFT_OUT = ("Cf", "Cc", "Cs")  # zero-width, bidi, control; lone halves of a pair


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """The same words on one line: accents composed, typographic apostrophes and dashes plain, every
    kind of space one space, and no character that cannot be seen."""
    composed = unicodedata.normalize("NFC", text).translate(_ALIKE)
    if not composed.isascii():
        composed = re.sub(r"\s", " ", composed)
        composed = "".join(c for c in composed if unicodedata.category(c) not in _LEFT_OUT)
    return " ".join(composed.split())


def folded(text: str) -> str:
    """`plain`, and capitals do not matter: two texts mean the same where this is equal."""
    return plain(text).casefold()
