"""One request and its answer: headers, session, decoding, and what each failure means."""

import copy
import itertools
import math
import threading
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from random import Random
from typing import TypeVar
from urllib.parse import quote

import msgspec
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
)

from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.errors import (
    Malformed,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Refused,
    SessionExpired,
    Unavailable,
)
from xlbetflag.api.gate import Gate
from xlbetflag.api.kept import KeptAnswers
from xlbetflag.api.malformed import malformed
from xlbetflag.api.messages import SUCCESS, Envelope, LoginAnswer, LoginRequest
from xlbetflag.api.routes import KEY_HEADER, SESSION_HEADER, Route, overridden
from xlbetflag.api.secrecy import Hiding, hiding
from xlbetflag.api.session import Session
from xlbetflag.api.translate import BadField, present
from xlbetflag.api.transport import NeverLeft, NoAnswer, Response, Transport, always
from xlbetflag.scheduling import Scheduler

Answer = TypeVar("Answer")
Result = TypeVar("Result")

_request_numbers = itertools.count(1)
_envelope = msgspec.json.Decoder(Envelope)
_undecodable = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Caller:
    """Sends requests of the route table. Thread-safe.

    `calls` counts them by operation. Each is let out by the gate.
    """

    def __init__(
        self,
        config: VenueConfig,
        credentials: Callable[[], Credentials],
        transport: Transport,
        scheduler: Scheduler,
        gate: Gate,
    ) -> None:
        self.calls: Counter[str] = Counter()
        self._gate = gate
        self._kept = KeptAnswers()
        self._dates: deque[str | None] = deque([None], maxlen=1)
        self._counting = threading.Lock()
        self.session = Session(self._log_in, clock=scheduler.monotonic)
        self._tokens: deque[str] = deque(maxlen=4)  # an answer may quote the one before
        self._config = config
        self._credentials = credentials
        self._routes = overridden(config.routes)
        self._decoders: dict[str, msgspec.json.Decoder[msgspec.Struct]] = {
            operation: msgspec.json.Decoder(route.answer)
            for operation, route in self._routes.items()
            if route.answer is not None
        }
        self._transport = transport
        self._patience = Retrying(
            retry=retry_if_exception_type((NotSent, Unavailable)),
            stop=stop_after_attempt(config.read_attempts),
            wait=_spread_pauses(),
            sleep=scheduler.sleep,
            reraise=True,
        )

    def through(self, gate: Gate) -> "Caller":
        """The same caller, whose requests another gate lets out. A log-in leaves through its own
        first one: it is everybody's."""
        other = copy.copy(self)
        other._gate = gate
        return other

    @property
    def last_date(self) -> str | None:
        """The Date header of the last answer."""
        return self._dates[-1]

    def close(self) -> None:
        self._transport.close()

    def read(
        self, operation: str, translation: Callable[[Answer], Result], **fields: str | int
    ) -> Result:
        """Ask, again on a network fault and once after a session renewal; translate the answer.

        Raises NotSent, Unavailable, Malformed or Refused.
        """
        route = self._routes[operation]
        read = partial(self._read_once, route, translation, fields)
        found: Result = self._patience.copy()(read)
        return found

    def log_out(self) -> None:
        """End the session at the venue, if there is one; tried once, and forgotten in any case."""
        token, route = self.session.held, self._routes["logout"]
        if token is None:
            return
        try:
            self._exchange(route, route.path, token, None, self._config.read_timeout, _nothing)
        except SessionExpired:
            pass  # what was asked for
        finally:
            self.session.forget()

    def write(
        self,
        operation: str,
        request: msgspec.Struct,
        translation: Callable[[Answer], Result],
        timeout: float,
        may_leave: Callable[[], bool] = always,
    ) -> Result:
        """Send once and never again; translate the answer. `timeout`: seconds for all of it;
        `may_leave`: asked just before the first byte, when nothing is left to wait for.

        Raises NotSent, Refused or OutcomeUnknown: an answer that cannot be read, or that the
        translation refuses, is an unknown outcome.
        """
        route = self._routes[operation]
        token = self._token_for_write(operation)
        try:
            return self._exchange(
                route,
                route.path,
                token,
                msgspec.json.encode(request),
                timeout,
                translation,
                may_leave,
            )
        except SessionExpired:
            self.session.drop(token)
            raise
        except (Unavailable, Malformed) as error:
            raise OutcomeUnknown(operation, error.request_id, error.reason) from None

    def _token_for_write(self, operation: str) -> str:
        try:
            return self.session.token()
        except (Unavailable, Malformed) as error:
            raise NotSent(operation, error.request_id, f"no session: {error.reason}") from None

    def _read_once(
        self,
        route: Route,
        translation: Callable[[Answer], Result],
        fields: dict[str, str | int],
    ) -> Result:
        path = route.path.format(**{name: quote(str(v), safe="") for name, v in fields.items()})
        timeout = self._config.read_timeout
        if not route.session:
            return self._exchange(route, path, None, None, timeout, translation)
        token = self.session.token()
        try:
            return self._exchange(route, path, token, None, timeout, translation)
        except SessionExpired:
            renewed = self.session.renew(token)
            return self._exchange(route, path, renewed, None, timeout, translation)

    def _log_in(self) -> str:
        secrets = self._credentials()
        route = self._routes["login"]
        body = msgspec.json.encode(LoginRequest(secrets.username, secrets.password))
        timeout = self._config.read_timeout
        return self._exchange(route, route.path, None, body, timeout, _session_token)

    def _exchange(
        self,
        route: Route,
        path: str,
        token: str | None,
        body: bytes | None,
        timeout: float,
        translation: Callable[[Answer], Result],
        may_leave: Callable[[], bool] = always,
    ) -> Result:
        """One request out, one answer in. Every failure becomes one of our errors here."""
        operation, request_id = route.operation, f"r{next(_request_numbers)}"
        self._gate.enter(operation)
        secrets = self._credentials()
        headers = {KEY_HEADER: secrets.api_key, "Accept": "application/json"}
        if token is not None:
            headers[SESSION_HEADER] = token
        if body is not None:
            headers["Content-Type"] = "application/json"
        headers |= self._kept.conditions(operation, path)
        with self._counting:
            self.calls[operation] += 1
            hide = self._hiding(secrets, token)
        try:
            response = self._transport.send(
                route.method,
                path,
                headers=headers,
                body=body,
                timeout=timeout,
                may_leave=may_leave,
            )
        except NeverLeft as error:
            raise NotSent(operation, request_id, hide.words(str(error))) from None
        except NoAnswer as error:
            raise Unavailable(operation, request_id, hide.words(str(error))) from None
        self._dates.append(response.date and hide.words(response.date))
        if operation != "login":  # which answers with the session's token
            response = msgspec.structs.replace(response, body=hide.answer(response.body))
        if response.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._gate.refused(operation, _seconds(response.retry_after))
        unchanged: Result | None = self._kept.unchanged(operation, path, response)
        if unchanged is not None:
            return unchanged
        answer = self._decoded(route, request_id, response, hide)
        try:
            result = translation(answer)  # type: ignore[arg-type]
        except BadField as error:
            field, reason = hide.words(error.field), hide.words(error.reason)
            raise Malformed(operation, request_id, field, reason) from None
        except ValueError as error:
            raise Malformed(operation, request_id, "answer", hide.words(str(error))) from None
        kept: Result = self._kept.keep(operation, path, response, result)
        return kept

    def _hiding(self, secrets: Credentials, token: str | None) -> Hiding:
        for each in (token, self.session.held):
            if each is not None and each not in self._tokens:
                self._tokens.append(each)
        own = () if secrets.are_published else (secrets.password, secrets.api_key)
        return hiding((*own, *self._tokens))

    def _decoded(
        self, route: Route, request_id: str, response: Response, hide: Hiding
    ) -> msgspec.Struct | None:
        """The answer's message, or the refusal it carries."""
        operation, status = route.operation, response.status
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unavailable(operation, request_id, f"HTTP {status}")
        message, flaw = None, None
        if operation in self._decoders:
            try:
                message = self._decoders[operation].decode(response.body)
            except _undecodable as error:
                flaw = malformed(operation, request_id, error, hide)
        envelope = message if isinstance(message, Envelope) else _read_envelope(response.body)
        if envelope is not None and envelope.errore:
            envelope = msgspec.structs.replace(envelope, errore=hide.words(envelope.errore))
        if envelope is not None and (envelope.esito != SUCCESS or envelope.errore):
            if route.writes and not _only_refuses(message):
                said = f"{envelope.esito} {envelope.errore!r} with an answer that is no refusal"
                raise Malformed(operation, request_id, "esito", said)
            raise _refusal(operation, request_id, response, envelope)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            _refuse_without_words(route, request_id, response)
            raise Unavailable(operation, request_id, f"HTTP {status}")
        if flaw is not None:
            raise flaw
        return message


def _spread_pauses() -> Callable[[RetryCallState], float]:
    """Seconds before a read is asked again: the same at every run, other ones at every turn."""
    growing, spread = wait_exponential(multiplier=0.1), Random(0)  # noqa: S311 - keeps no secret
    return lambda turn: growing(turn) + spread.uniform(0, 0.2)


def _session_token(answer: LoginAnswer) -> str:
    return present("SessionToken", answer.SessionToken or None)


def _nothing(_: object) -> None:
    """Any success will do."""


def _read_envelope(body: bytes) -> Envelope | None:
    try:
        return _envelope.decode(body)
    except _undecodable:
        return None


def _only_refuses(message: msgspec.Struct | None) -> bool:
    """A write is refused only by an answer that says so and reports nothing done."""
    if not isinstance(message, Envelope) or message.esito == SUCCESS:
        return False
    rest = set(message.__struct_fields__) - set(Envelope.__struct_fields__)
    return not any(getattr(message, field) for field in rest)


def _refusal(operation: str, request_id: str, response: Response, envelope: Envelope) -> Refused:
    said = envelope.errore or f"no reason given (HTTP {response.status})"
    if response.status == HTTPStatus.UNAUTHORIZED and operation != "login":
        return SessionExpired(operation, request_id, envelope.esito, said)
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(
            operation, request_id, envelope.esito, said, _seconds(response.retry_after)
        )
    return Refused(operation, request_id, envelope.esito, said)


def _refuse_without_words(route: Route, request_id: str, response: Response) -> None:
    """A read may trust a bare status; of a write, only a decoded answer refuses."""
    operation, status = route.operation, response.status
    if route.writes:
        return
    if status == HTTPStatus.UNAUTHORIZED and route.session:
        raise SessionExpired(operation, request_id, None, "HTTP 401")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = _seconds(response.retry_after)
        raise RateLimited(operation, request_id, None, "HTTP 429", seconds)
    is_refused_log_in = operation == "login" and status >= HTTPStatus.BAD_REQUEST
    if is_refused_log_in or status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise Refused(operation, request_id, None, f"HTTP {status}")


def _seconds(text: str | None) -> float | None:
    """Retry-After as seconds; its other form, a date, is not read."""
    try:
        seconds = float(text) if text else -1.0
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
