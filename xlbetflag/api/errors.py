"""What can go wrong between us and the venue.

    ApiError
    +-- NotSent            nothing left this machine: may be sent again
    +-- Unavailable        a read got no usable answer: may be asked again
    +-- OutcomeUnknown     a write left, and nobody can say what became of it: never sent again
    +-- Malformed          an answer that is not what the venue's page says (reads)
    +-- Refused            the venue answered, and said no: `esito` and its own text in `errore`
        +-- SessionExpired     the session is over; nothing was done
        +-- RateLimited        too many requests; nothing was done

All carry the operation and the request id, never a token, a password or a body. What the venue
said goes into cells, the journal, logs and tracebacks: it is cut at LONGEST_WORDS characters, and
nothing in it can move a terminal's cursor. The caller has taken our secrets out of it.
"""

from xlbetflag.market.printable import printable

LONGEST_WORDS = 500


class ApiError(Exception):
    """Base of everything the client raises."""

    def __init__(self, operation: str, request_id: str, reason: str) -> None:
        self.operation = operation
        self.request_id = request_id
        self.reason = _cut(reason)
        super().__init__(f"{operation} [{request_id}]: {self.reason}")


class NotSent(ApiError):  # noqa: N818 - the tree reads as what happened
    """The request certainly never left: connection refused, connect or pool timeout."""


class Unavailable(ApiError):  # noqa: N818
    """A read got no answer, a server error or a redirect."""


class OutcomeUnknown(ApiError):  # noqa: N818
    """A write left this machine and no trustworthy answer came back."""


class Malformed(ApiError):  # noqa: N818
    """The answer to a read does not have the documented form, or speaks of something else than was
    asked for; `field` says where."""

    def __init__(self, operation: str, request_id: str, field: str, reason: str) -> None:
        self.field = _cut(field)
        super().__init__(operation, request_id, f"{field}: {reason}" if field else reason)


class Refused(ApiError):  # noqa: N818
    """The venue's own no: `esito` is its code (None where it gave none), `errore` its words."""

    def __init__(self, operation: str, request_id: str, esito: int | None, errore: str) -> None:
        self.esito = esito
        self.errore = _cut(errore)
        super().__init__(operation, request_id, f"refused ({esito}): {self.errore}")


class SessionExpired(Refused):
    """The venue no longer knows the session."""


class RateLimited(Refused):
    """Too many requests; `retry_after` in seconds where the venue said it."""

    def __init__(
        self,
        operation: str,
        request_id: str,
        esito: int | None,
        errore: str,
        retry_after: float | None,
    ) -> None:
        self.retry_after = retry_after
        super().__init__(operation, request_id, esito, errore)


def _cut(words: str) -> str:
    words = printable(words)
    return words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"
