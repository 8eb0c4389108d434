"""The session token, many callers at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

import pytest

from tests.support.conditions import wait_until
from xlbetflag.api.errors import ApiError, Malformed, NotSent, Refused, Unavailable
from xlbetflag.api.session import Session

THREADS = 20
REFUSED = Refused("login", "r1", 1003, "Credenziali errate")


class CountedLock:
    """A lock that tells how many hold it or wait for it."""

    def __init__(self) -> None:
        self.callers = 0
        self._lock = threading.Lock()
        self._counting = threading.Lock()

    def __enter__(self) -> None:
        with self._counting:
            self.callers += 1
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._lock.release()
        with self._counting:
            self.callers -= 1


class Venue:
    """Logs in once every caller waits, with the outcomes given; the last one repeats."""

    def __init__(self, *outcomes: str | ApiError, waiting: int = 1) -> None:
        self.log_ins = 0
        self.now = 0.0
        self.session = Session(self._log_in, pause=60, clock=lambda: self.now)
        self._outcomes = outcomes
        self._waiting = waiting
        self._lock = CountedLock()
        self.session._lock = self._lock  # type: ignore[assignment]

    def _log_in(self) -> str:
        wait_until(lambda: self._lock.callers >= self._waiting)
        outcome = self._outcomes[min(self.log_ins, len(self._outcomes) - 1)]
        self.log_ins += 1
        self._waiting = 1
        if isinstance(outcome, ApiError):
            raise outcome
        return outcome


def everybody_asks(session: Session, stale: str | None = None) -> list[str | BaseException]:
    def ask(_: int) -> str | BaseException:
        try:
            return session.renew(stale)
        except ApiError as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(ask, range(THREADS)))


def test_many_first_callers_log_in_once() -> None:
    venue = Venue("one", "two", waiting=THREADS)
    assert everybody_asks(venue.session) == ["one"] * THREADS
    assert venue.log_ins == 1


def test_many_callers_with_the_same_stale_token_renew_it_once() -> None:
    venue = Venue("one", "two", "three")
    assert venue.session.token() == "one"
    venue._waiting = THREADS
    assert everybody_asks(venue.session, stale="one") == ["two"] * THREADS
    assert venue.log_ins == 2


@pytest.mark.parametrize(
    "failure",
    [REFUSED, NotSent("login", "r1", "no"), Unavailable("login", "r1", "no")],
    ids=lambda error: type(error).__name__,
)
def test_callers_that_wait_for_a_failing_log_in_share_its_failure(failure: ApiError) -> None:
    venue = Venue(failure, waiting=THREADS)
    assert everybody_asks(venue.session) == [failure] * THREADS
    assert venue.log_ins == 1


@pytest.mark.parametrize("failure", [NotSent("login", "r1", ""), Unavailable("login", "r1", "")])
def test_a_log_in_without_an_answer_is_tried_again_by_the_next_caller(failure: ApiError) -> None:
    venue = Venue(failure, "one")
    with pytest.raises(type(failure)):
        venue.session.token()
    assert venue.session.token() == "one"


@pytest.mark.parametrize("failure", [REFUSED, Malformed("login", "r1", "SessionToken", "missing")])
def test_a_refused_log_in_is_not_tried_again_for_a_minute(failure: ApiError) -> None:
    venue = Venue(failure, "one")
    for venue.now in (0, 1, 59.9):
        with pytest.raises(type(failure)):
            venue.session.token()
    assert venue.log_ins == 1
    venue.now = 60
    assert venue.session.token() == "one"
    assert venue.log_ins == 2


def test_a_remembered_failure_does_not_grow_with_each_caller() -> None:
    session = Venue(REFUSED).session
    lengths = set()
    for _ in range(5):
        with pytest.raises(Refused) as caught:
            session.token()
        lengths.add(len(caught.traceback))
    assert len(lengths) <= 2  # the one that logged in, and the others


def test_forgetting_clears_the_token_and_the_refusal() -> None:
    venue = Venue(REFUSED, "one", "two")
    with pytest.raises(Refused):
        venue.session.token()
    venue.session.forget()
    assert venue.session.token() == "one"
    venue.session.forget()
    assert not venue.session.is_open
    assert venue.session.token() == "two"


def test_dropping_an_older_token_keeps_the_newer_one() -> None:
    venue = Venue("one", "two", "three")
    venue.session.token()
    venue.session.renew("one")
    venue.session.drop("one")
    assert venue.session.held == "two"
    venue.session.drop("two")
    assert venue.session.token() == "three"
