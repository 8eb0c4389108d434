"""Who is at the operator's page: log-in by token, one session for this run, forms of our own only.

The cookie is SameSite=Strict and HttpOnly, but other programs on this machine share its host, so
every form also carries a token that only our own pages know.
"""

import hmac
import secrets
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from xlbetflag.practice.operator.forms import Form
from xlbetflag.practice.operator.frame import PREFIX
from xlbetflag.practice.wire.limits import RateLimit, RateLimiter
from xlbetflag.practice.wire.requests import bounded_body

GUESSES = RateLimit(per_second=0.5, burst=10)


class Door:
    """Checks the operator's token, cookie and forms; each comparison takes the same time."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._guesses = RateLimiter(GUESSES)
        self._renew()

    def _renew(self) -> None:
        self._session, self.csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)

    def is_open(self, request: Request) -> bool:
        """Whether the request comes with the session's cookie."""
        given = request.cookies.get(_cookie(request), "")
        return hmac.compare_digest(given.encode(), self._session.encode())

    def may_guess(self) -> bool:
        return self._guesses.take("token") == 0

    def opens(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self._token.encode())

    def let_in(self, request: Request, response: Response) -> None:
        response.set_cookie(
            _cookie(request), self._session, path=PREFIX, httponly=True, samesite="strict"
        )

    def lock(self, request: Request, response: Response) -> None:
        """End the session, in every browser."""
        self._renew()
        response.delete_cookie(_cookie(request), path=PREFIX, httponly=True, samesite="strict")

    def is_own_form(self, request: Request, form: Form) -> bool:
        """Whether a form was sent from a page of ours."""
        given = form.get("csrf", [""])[0]
        return is_same_origin(request) and hmac.compare_digest(given.encode(), self.csrf.encode())


def is_same_origin(request: Request) -> bool:
    """A browser tells where a form comes from; what tells nothing is no browser."""
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.url.scheme}://{request.headers.get('Host')}"


async def read_form(request: Request) -> Form:
    """Raises Refused for a body beyond the limit."""
    body = await bounded_body(request)
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1_000)


def _cookie(request: Request) -> str:
    return f"practice_operator_{request.url.port or 80}"  # ports of one host share their cookies
