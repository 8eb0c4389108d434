"""Our secrets taken out of what the venue says: an answer may quote what a request carried."""

import base64
import html
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, quote_plus

HIDDEN = "•••"
_SHORTEST = 4  # a shorter secret would be found in any sentence
# In whole answers, where figures and names must stay what they are, only what is no word or figure.
_SHORTEST_IN_ANSWERS = 8


class Hiding:
    """Takes some secrets out, also as they read in an address, in HTML, JSON or base64."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = [secret for secret in secrets if len(secret) >= _SHORTEST]
        written = sorted({w for secret in known for w in _written(secret)}, key=len, reverse=True)
        self._words = re.compile("|".join(map(re.escape, written)), re.IGNORECASE)
        self._bytes = [
            each.encode()
            for each in written
            if len(each) >= _SHORTEST_IN_ANSWERS and not each.replace("-", "").isdecimal()
        ]
        self._hides = bool(written)

    def words(self, text: str) -> str:
        return self._words.sub(HIDDEN, text) if self._hides else text

    def answer(self, body: bytes) -> bytes:
        """A whole answer: what is hidden there stands within its texts."""
        for each in self._bytes:
            if each in body:
                body = body.replace(each, HIDDEN.encode())
        return body


@lru_cache(maxsize=4)
def hiding(secrets: tuple[str, ...]) -> Hiding:
    return Hiding(secrets)


def _written(secret: str) -> set[str]:
    """The ways in which a secret may be written, itself first."""
    plain = secret.encode()
    coded = {base64.b64encode(plain).decode(), base64.urlsafe_b64encode(plain).decode()}
    return {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        html.escape(secret),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        plain.decode("latin-1"),  # as somebody reads it who takes it for that
        *(each.rstrip("=") for each in coded),
    }
