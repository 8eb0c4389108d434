"""Every request ends in time, from its first byte to its last, and no answer is too long.

Over real sockets: in-process transports know no time limits.
"""

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.test_client_faults import (
    A_BALANCE,
    BALANCE,
    BALANCE_ANSWER,
    CANCEL,
    LOGIN,
    PLACE,
    REQUEST,
    WRITES,
    failure_of,
    logged_in,
    venue,
)
from tests.support.clocks import Hasty
from tests.support.scripted_server import ScriptedServer, Step, answer, drip, dripping, stall
from xlbetflag.api import http
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.errors import LONGEST_WORDS, NotSent, OutcomeUnknown, Refused, Unavailable

pytestmark = pytest.mark.socket

SOON = 0.3  # seconds that a request is given here
LATE = 4 * SOON  # on a machine that has other things to do
PAUSE = 0.05
OK = b"HTTP/1.1 200 OK\r\n"
GZIP_WITH_A_NAME = b"a\r\n\x1f\x8b\x08\x08\0\0\0\0\0\xff\r\n"

DRIPS: dict[str, Step] = {
    "nothing": stall(),
    "status line": dripping(b"HTTP/1.1 ", b"2", PAUSE),
    "headers": dripping(OK + b"X-Slow: ", b"a", PAUSE),
    "one header after another": dripping(OK, b"X-Slow: a\r\n", PAUSE),
    "informational answers": dripping(b"", b"HTTP/1.1 102 Processing\r\n\r\n", PAUSE),
    "body": drip(PAUSE),
    "empty-looking gzip": dripping(
        OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + GZIP_WITH_A_NAME,
        b"1\r\na\r\n",
        PAUSE,
    ),
    "chunk sizes": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0", PAUSE),
}


@pytest.mark.parametrize("fault", DRIPS.values(), ids=DRIPS)
def test_an_answer_that_drips_in_ends_with_its_time(fault: Step) -> None:
    script = {BALANCE: [fault], PLACE: [fault], CANCEL: [fault]}
    with venue(script, read_timeout=SOON, write_margin=SOON, read_attempts=1) as (_, client):
        client.login()
        for call, error in (
            (client.balance, Unavailable),
            (lambda: client.place(REQUEST), OutcomeUnknown),
        ):
            started = time.monotonic()
            assert type(failure_of(call)) is error
            assert time.monotonic() - started < LATE


def test_a_cancel_has_a_short_time_of_its_own() -> None:
    with ScriptedServer({LOGIN: [logged_in()], CANCEL: [DRIPS["headers"]]}) as server:
        config = VenueConfig(base_url=server.url, write_margin=60.0, cancel_timeout=SOON)
        with Client(config, lambda: Credentials("u", "p", "k"), scheduler=Hasty()) as client:
            client.login()
            started = time.monotonic()
            assert type(failure_of(lambda: client.cancel("813016", ["BC0001"]))) is OutcomeUnknown
            assert time.monotonic() - started < LATE


def test_a_log_in_that_drips_does_not_hold_a_write() -> None:
    script = {LOGIN: [DRIPS["headers"]]}
    with venue(script, read_timeout=SOON, write_margin=60.0) as (_, client):
        started = time.monotonic()
        assert type(failure_of(lambda: client.place(REQUEST))) is NotSent
        assert time.monotonic() - started < LATE


def test_a_name_that_nobody_looks_up_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def never(*_: object, **__: object) -> None:
        let_go.wait(10)
        raise OSError("nobody knows")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    config = VenueConfig(base_url="http://venue.invalid/api/rest", connect_timeout=SOON)
    with Client(config, lambda: Credentials("u", "p", "k"), scheduler=Hasty()) as client:
        started = time.monotonic()
        assert type(failure_of(lambda: client.place(REQUEST))) is NotSent
        assert time.monotonic() - started < LATE
    let_go.set()


def test_a_name_with_several_addresses_is_met_at_the_one_that_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedServer({LOGIN: [logged_in()], BALANCE: [answer(BALANCE_ANSWER)]}) as server:
        port = int(server.url.split(":")[2].split("/")[0])
        found = [(0, 0, 0, "", (address, port)) for address in ("127.0.0.99", "127.0.0.1")]
        known = socket.getaddrinfo

        def look_up(host: str, *rest: Any, **more: Any) -> Any:
            return found if host == "venue.invalid" else known(host, *rest, **more)

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        config = VenueConfig(base_url=f"http://venue.invalid:{port}/api/rest")
        with Client(config, lambda: Credentials("u", "p", "k"), scheduler=Hasty()) as client:
            assert client.balance() == A_BALANCE


# --- length ----------------------------------------------------------------------------------


def packed(megabytes: int) -> bytes:
    """So many megabytes of blanks, as a few kilobytes."""
    packing = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    blanks = b" " * (1 << 20)
    return b"".join(packing.compress(blanks) for _ in range(megabytes)) + packing.flush()


GZIPPED = {"Content-Encoding": "gzip"}
TOO_LONG: dict[str, Callable[[], Step]] = {
    "unpacked": lambda: answer(packed(200), headers=GZIPPED),
    "packed twice": lambda: answer(
        gzip.compress(packed(100)), headers={"Content-Encoding": "gzip, gzip"}
    ),
    "packed otherwise": lambda: answer(b"?", headers={"Content-Encoding": "br"}),
    "as it is": lambda: answer(b'"' + b"x" * (http.LONGEST_READ + 1)),
    "not gzip at all": lambda: answer(b"{}", headers=GZIPPED),
    "gzip cut short": lambda: answer(gzip.compress(b"{}" * 1_000)[:-9], headers=GZIPPED),
}


@pytest.mark.parametrize("step", TOO_LONG.values(), ids=TOO_LONG)
def test_an_answer_that_is_too_long_is_none_and_costs_no_memory(
    step: Callable[[], Step],
) -> None:
    fault = step()
    with venue({BALANCE: [fault], **{write: [fault] for write in WRITES}}) as (_, client):
        client.login()
        tracemalloc.start()
        try:
            assert type(failure_of(client.balance)) is Unavailable
            for write in WRITES.values():
                assert type(failure_of(lambda write=write: write(client))) is OutcomeUnknown
            assert tracemalloc.get_traced_memory()[1] < 4 * http.LONGEST_READ
        finally:
            tracemalloc.stop()


def test_an_answer_that_is_packed_is_unpacked() -> None:
    body = gzip.compress(
        b'{"Balance": 7475, "FreeBalance": 7000, "FunBalance": 0, "LockedBalance": 475}'
    )
    with venue({BALANCE: [answer(body, headers=GZIPPED)]}) as (server, client):
        assert client.balance() == A_BALANCE
        assert server.requests[-1].headers["accept-encoding"] == "gzip"


def test_what_the_venue_says_is_cut() -> None:
    """A refusal's words go into cells, the journal and the log."""
    refusal = answer({"esito": 43, "errore": "x" * 500_000})
    with venue({PLACE: [refusal], BALANCE: [refusal]}) as (_, client):
        for call in (client.balance, lambda: client.place(REQUEST)):
            failure = failure_of(call)
            assert isinstance(failure, Refused)
            for words in (failure.errore, failure.reason):
                assert len(words) == LONGEST_WORDS
            assert len(str(failure)) < 2 * LONGEST_WORDS


def test_a_field_that_is_none_is_named_in_a_few_words() -> None:
    with venue({BALANCE: [answer(b'{"%s": {"a": 1}}' % (b"y" * 500_000))]}) as (_, client):
        assert len(str(failure_of(client.balance))) < 2 * LONGEST_WORDS
