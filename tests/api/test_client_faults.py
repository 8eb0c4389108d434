"""The client against a server that misbehaves, over a real socket.

Reads are asked again and end in the right error; writes are sent exactly once, whatever happens.
"""

import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.support.clocks import Hasty
from tests.support.scripted_server import (
    Connection,
    ScriptedServer,
    Step,
    answer,
    answer_then_close,
    cut_short,
    drip,
    drop,
    reset,
    stall,
    waiting_for,
)
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.errors import (
    ApiError,
    Malformed,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Refused,
    SessionExpired,
    Unavailable,
)
from xlbetflag.api.translate import placement
from xlbetflag.market.account import Balance
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side

pytestmark = pytest.mark.socket

SECRETS = Credentials("trader-7", "pa55-word-secret", "key-1234-secret")
TOKENS = ("token-one-secret", "token-two-secret")

LOGIN = "POST /security/session"
LOGOUT = "DELETE /security/session"
BALANCE = "GET /account/balance"
MENU = "GET /navigation/menu"
PLACE = "POST /offers"
CANCEL = "DELETE /offers"
CANCEL_UNMATCHED = "DELETE /offers/unmatched"


def logged_in(token: str = TOKENS[0]) -> Step:
    return answer({"Balance": 7475, "SessionToken": token, "UserId": "13"})


BALANCE_ANSWER = {"Balance": 7475, "FreeBalance": 7000, "FunBalance": 0, "LockedBalance": 475}
A_BALANCE = Balance(total=7475, free=7000, locked=475, fun=0)
REFUSAL = {"errore": "Saldo insufficiente", "esito": 1031}
EXPIRED = {"errore": "Sessione scaduta", "esito": 1002}
PLACED = {
    "errore": "",
    "esito": 1024,
    "ordine": [{"offerta": "BC0001", "importo": 500, "abbinato": 0, "tipo": 1}],
}
REQUEST = placement("813016", [Bet("1", Side.BACK, 250, 500)])


@contextmanager
def venue(
    script: dict[str, list[Step]],
    *,
    read_timeout: float = 5.0,
    write_margin: float = 5.0,
    read_attempts: int = 2,
) -> Iterator[tuple[ScriptedServer, Client]]:
    """A scripted venue where logging in works, unless the script says otherwise."""
    with ScriptedServer({LOGIN: [logged_in()], **script}) as server:
        config = VenueConfig(
            base_url=server.url,
            read_timeout=read_timeout,
            write_margin=write_margin,
            read_attempts=read_attempts,
        )
        with Client(config, lambda: SECRETS, scheduler=Hasty()) as client:
            yield server, client
        assert not server.unforeseen


def failure_of(call: Callable[[], object]) -> ApiError:
    with pytest.raises(ApiError) as caught:
        call()
    return caught.value


# --- reads -----------------------------------------------------------------------------------

PASSING_FAULTS = {
    "dropped": drop(),
    "reset": reset(),
    "cut short": cut_short(BALANCE_ANSWER, keep=12),
    "500": answer(b"oops", 500),
    "502": answer(b"<html>bad gateway</html>", 502),
    "503": answer(None, 503),
    "redirect 302": answer(None, 302, {"Location": "/elsewhere"}),
    "redirect 307": answer(None, 307, {"Location": "/elsewhere"}),
    "404": answer(None, 404),
}


@pytest.mark.parametrize("fault", PASSING_FAULTS.values(), ids=PASSING_FAULTS)
def test_a_read_is_asked_again_after_a_passing_fault(fault: Step) -> None:
    with venue({BALANCE: [fault, answer(BALANCE_ANSWER)]}) as (server, client):
        assert client.balance() == A_BALANCE
        assert server.count(BALANCE) == 2


@pytest.mark.parametrize("fault", PASSING_FAULTS.values(), ids=PASSING_FAULTS)
def test_a_read_ends_as_unavailable_when_the_fault_stays(fault: Step) -> None:
    with venue({BALANCE: [fault]}) as (server, client):
        assert type(failure_of(client.balance)) is Unavailable
        assert server.count(BALANCE) == 2


@pytest.mark.parametrize("silence", [stall(), drip(0.02)], ids=["silent", "dripping"])
def test_a_read_does_not_wait_beyond_its_timeout(silence: Step) -> None:
    started = time.monotonic()
    with venue({BALANCE: [silence]}, read_timeout=0.2, read_attempts=1) as (_, client):
        assert type(failure_of(client.balance)) is Unavailable
    assert time.monotonic() - started < 3


LASTING_FAULTS: dict[str, tuple[Step, type[ApiError], str]] = {
    "HTML": (answer(b"<html>hello</html>"), Malformed, "answer"),
    "empty": (answer(b""), Malformed, "answer"),
    "truncated JSON": (answer(b'{"Balance": 7475, "FreeBal'), Malformed, "answer"),
    "nested without end": (answer(b'{"x":' + b"[" * 100_000), Malformed, "answer"),
    "wrong type": (answer(BALANCE_ANSWER | {"FreeBalance": "70"}), Malformed, "FreeBalance"),
    "missing field": (answer({"Balance": 1}), Malformed, "FreeBalance"),
    "refused": (answer(REFUSAL), Refused, "Saldo insufficiente"),
    "refused under success": (answer({"errore": "No", "esito": 1024}), Refused, "No"),
    "refused with 400": (answer(REFUSAL, 400), Refused, "Saldo insufficiente"),
    "refused in silence": (answer({"errore": "", "esito": 7}), Refused, "no reason given"),
    "403": (answer(None, 403), Refused, "HTTP 403"),
    "429": (answer(None, 429), RateLimited, "HTTP 429"),
    "429 enveloped": (answer(REFUSAL, 429), RateLimited, "Saldo insufficiente"),
}


@pytest.mark.parametrize(("fault", "error", "says"), LASTING_FAULTS.values(), ids=LASTING_FAULTS)
def test_a_read_is_not_repeated_after_an_answer(
    fault: Step, error: type[ApiError], says: str
) -> None:
    with venue({BALANCE: [fault]}) as (server, client):
        failure = failure_of(client.balance)
        assert type(failure) is error
        assert says in failure.reason
        assert failure.operation == "balance"
        assert server.count(BALANCE) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-3", None), ("nan", None)],
)
def test_retry_after_is_handed_on(header: str, seconds: float | None) -> None:
    with venue({MENU: [answer(None, 429, {"Retry-After": header})]}) as (_, client):
        failure = failure_of(client.menu)
        assert isinstance(failure, RateLimited)
        assert failure.retry_after == seconds


def test_an_idle_connection_that_the_server_closed_is_replaced() -> None:
    with venue({MENU: [answer_then_close({"d": []})]}, read_attempts=1) as (server, client):
        for turn in range(1, 4):
            assert client.menu() == ()
            server.wait_for_hangups(turn)
        assert server.count(MENU) == 3


def test_a_kept_connection_that_dies_under_a_read_costs_one_more_request() -> None:
    with venue({MENU: [answer({"d": []}), drop(), answer({"d": []})]}) as (server, client):
        assert client.menu() == client.menu() == ()
        assert server.count(MENU) == 3


def test_one_connection_serves_request_after_request() -> None:
    with venue({MENU: [answer({"d": []})]}) as (server, client):
        for _ in range(5):
            client.menu()
        assert server.connections == 1


# --- writes ----------------------------------------------------------------------------------

WRITES: dict[str, Callable[[Client], object]] = {
    PLACE: lambda client: client.place(REQUEST),
    CANCEL: lambda client: client.cancel("813016", ["BC0001"]),
    CANCEL_UNMATCHED: lambda client: client.cancel_unmatched("813016"),
}

UNKNOWN_AFTER: dict[str, Step] = {
    **PASSING_FAULTS,
    "silent": stall(),
    "dripping": drip(0.02),
    "HTML": answer(b"<html>hello</html>"),
    "empty": answer(b""),
    "truncated JSON": answer(b'{"errore":"","esito":1024,"ord'),
    "Latin-1": answer(b'{"errore":"gi\xe0","esito":7}'),
    "nested without end": answer(b'{"x":' + b"[" * 100_000),
    "no esito": answer({"errore": ""}),
    "esito as text": answer({"errore": "", "esito": "1024"}),
    "success that complains": answer(PLACED | {"errore": "Attenzione", "offerta": []}),
    "refusal with offers": answer(PLACED | {"esito": 7, "offerta": [{"id": "BC0001"}]}),
    "refusal with nonsense": answer(REFUSAL | {"ordine": "x", "offerta": "x"}),
    "refusal in a 500": answer(REFUSAL, 500),
    "success in a 400": answer(PLACED | {"offerta": []}, 400),
    "bare 401": answer(None, 401),
    "bare 403": answer(b"Forbidden", 403),
    "bare 429": answer(None, 429, {"Retry-After": "7"}),
}


@pytest.mark.parametrize("fault", UNKNOWN_AFTER.values(), ids=UNKNOWN_AFTER)
@pytest.mark.parametrize("write", WRITES)
def test_a_write_without_a_trustworthy_answer_is_unknown_and_was_sent_once(
    write: str, fault: Step
) -> None:
    with venue({write: [fault]}, write_margin=0.15, read_timeout=1.0) as (server, client):
        failure = failure_of(lambda: WRITES[write](client))
        assert type(failure) is OutcomeUnknown
        assert server.count(write) == 1


@pytest.mark.parametrize("write", WRITES)
def test_a_write_on_a_kept_connection_that_dies_is_not_sent_again(write: str) -> None:
    with venue({MENU: [answer({"d": []})], write: [drop()]}) as (server, client):
        client.menu()
        assert type(failure_of(lambda: WRITES[write](client))) is OutcomeUnknown
        assert server.count(write) == 1


REFUSED_BY: dict[str, tuple[Step, type[Refused]]] = {
    "200": (answer(REFUSAL), Refused),
    "400": (answer(REFUSAL, 400), Refused),
    "empty rows": (answer(REFUSAL | {"ordine": [], "offerta": []}), Refused),
    "401": (answer(EXPIRED, 401), SessionExpired),
    "429": (answer(REFUSAL, 429, {"Retry-After": "7"}), RateLimited),
}


@pytest.mark.parametrize(("refusal", "error"), REFUSED_BY.values(), ids=REFUSED_BY)
@pytest.mark.parametrize("write", WRITES)
def test_a_write_is_refused_by_a_decoded_answer_only(
    write: str, refusal: Step, error: type[Refused]
) -> None:
    with venue({write: [refusal]}) as (server, client):
        failure = failure_of(lambda: WRITES[write](client))
        assert type(failure) is error
        assert isinstance(failure, Refused)
        assert failure.errore in (REFUSAL["errore"], EXPIRED["errore"])
        assert server.count(write) == 1


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed_again:
        return int(closed_again.getsockname()[1])


@pytest.mark.parametrize("write", WRITES)
def test_a_write_that_finds_nobody_was_not_sent(write: str) -> None:
    config = VenueConfig(base_url=f"http://127.0.0.1:{free_port()}/api/rest")
    with Client(config, lambda: SECRETS, scheduler=Hasty()) as client:
        assert type(failure_of(lambda: WRITES[write](client))) is NotSent


def test_a_write_finds_nobody_any_more() -> None:
    with venue({BALANCE: [answer_then_close(BALANCE_ANSWER)]}) as (server, client):
        client.balance()
        server.close()
        assert type(failure_of(lambda: client.place(REQUEST))) is NotSent


@pytest.mark.parametrize(
    "log_in", [drop(), answer(None, 503), answer(b"<html>")], ids=["dropped", "503", "HTML"]
)
def test_a_write_is_not_sent_while_no_session_can_be_had(log_in: Step) -> None:
    with venue({LOGIN: [log_in]}) as (server, client):
        assert type(failure_of(lambda: client.place(REQUEST))) is NotSent
        assert [request.route for request in server.requests] == [LOGIN]


@pytest.mark.parametrize("base_url", ["nonsense", "ftp://127.0.0.1/", "http://127.0.0.1:99999/"])
def test_an_address_that_is_none_sends_nothing(base_url: str) -> None:
    with Client(VenueConfig(base_url=base_url), lambda: SECRETS, scheduler=Hasty()) as client:
        assert type(failure_of(lambda: client.place(REQUEST))) is NotSent


def test_a_closed_client_sends_nothing() -> None:
    with venue({}) as (server, client):
        client.close()
        assert type(failure_of(lambda: client.place(REQUEST))) is NotSent
        assert not server.requests


def placed_rows(*rows: object) -> Step:
    return answer({"errore": "", "esito": 1024, "ordine": list(rows)})


ROW = {"offerta": "BC0001", "importo": 500, "abbinato": 0, "tipo": 1}
OTHER = {"offerta": "BC0002", "importo": 800, "abbinato": 0, "tipo": 0}

ROWS_THAT_DO_NOT_FIT: dict[str, Step] = {
    "none at all": answer({"errore": "", "esito": 1024}),
    "no rows": placed_rows(),
    "a row too few": placed_rows(ROW),
    "a row too many": placed_rows(ROW, OTHER, OTHER | {"offerta": "BC0003"}),
    "another order": placed_rows(OTHER, ROW),
    "another amount": placed_rows(ROW, OTHER | {"importo": 801}),
    "another side": placed_rows(ROW, OTHER | {"tipo": 1}),
    "matched beyond its amount": placed_rows(ROW, OTHER | {"abbinato": 801}),
    "matched below nothing": placed_rows(ROW, OTHER | {"abbinato": -1}),
    "one id twice": placed_rows(ROW, OTHER | {"offerta": "BC0001"}),
    "no id": placed_rows(ROW, OTHER | {"offerta": ""}),
    "id missing": placed_rows(ROW, {"importo": 800, "abbinato": 0, "tipo": 0}),
    "amount as text": placed_rows(ROW, OTHER | {"importo": "800"}),
}


@pytest.mark.parametrize("rows", ROWS_THAT_DO_NOT_FIT.values(), ids=ROWS_THAT_DO_NOT_FIT)
def test_a_placement_whose_rows_do_not_fit_is_unknown(rows: Step) -> None:
    request = placement("813016", [Bet("1", Side.BACK, 250, 500), Bet("2", Side.LAY, 300, 800)])
    with venue({PLACE: [rows]}) as (server, client):
        assert type(failure_of(lambda: client.place(request))) is OutcomeUnknown
        assert server.count(PLACE) == 1


def test_a_placement_whose_rows_fit_is_placed() -> None:
    request = placement("813016", [Bet("1", Side.BACK, 250, 500), Bet("2", Side.LAY, 300, 800)])
    with venue({PLACE: [placed_rows(ROW, OTHER | {"abbinato": 800})]}) as (_, client):
        first, second = client.place(request)
        assert (first.offerta, first.abbinato) == ("BC0001", 0)
        assert (second.offerta, second.abbinato) == ("BC0002", 800)


def test_the_timeout_of_a_write_exceeds_the_live_delay() -> None:
    let_go = threading.Event()
    late = waiting_for(let_go, answer(PLACED))
    with venue({PLACE: [late]}, write_margin=0.2) as (server, client), ThreadPoolExecutor() as pool:
        sent = pool.submit(client.place, REQUEST, live_delay=8)
        server.wait_for_requests(PLACE, 1)
        with pytest.raises(TimeoutError):
            sent.result(timeout=0.5)  # beyond the margin, within the delay
        let_go.set()
        assert sent.result(timeout=8)[0].offerta == "BC0001"


# --- the session -----------------------------------------------------------------------------


@pytest.mark.parametrize("expired", [answer(EXPIRED, 401), answer(None, 401)], ids=["said", "bare"])
def test_a_read_renews_an_expired_session_once(expired: Step) -> None:
    script = {
        LOGIN: [logged_in(TOKENS[0]), logged_in(TOKENS[1])],
        BALANCE: [expired, answer(BALANCE_ANSWER)],
    }
    with venue(script) as (server, client):
        assert client.balance() == A_BALANCE
        sent = [r.headers["x-bf-session-token"] for r in server.requests if r.route == BALANCE]
        assert sent == list(TOKENS)


def test_a_read_refused_under_a_new_session_too_gives_up() -> None:
    script = {LOGIN: [logged_in(TOKENS[0]), logged_in(TOKENS[1])], BALANCE: [answer(EXPIRED, 401)]}
    with venue(script) as (server, client):
        assert type(failure_of(client.balance)) is SessionExpired
        assert (server.count(LOGIN), server.count(BALANCE)) == (2, 2)


def test_a_write_under_an_expired_session_is_refused_and_the_next_one_logs_in() -> None:
    script = {
        LOGIN: [logged_in(TOKENS[0]), logged_in(TOKENS[1])],
        PLACE: [answer(EXPIRED, 401), answer(PLACED)],
    }
    with venue(script) as (server, client):
        assert type(failure_of(lambda: client.place(REQUEST))) is SessionExpired
        assert server.count(PLACE) == 1
        assert client.place(REQUEST)[0].offerta == "BC0001"
        sent = [r.headers["x-bf-session-token"] for r in server.requests if r.route == PLACE]
        assert sent == list(TOKENS)


def test_twenty_threads_that_meet_an_expired_session_log_in_once() -> None:
    threads, at_once = 20, 16  # the client keeps 16 connections
    let_go = threading.Event()
    expired = waiting_for(let_go, answer(EXPIRED, 401))

    def by_token(connection: Connection) -> None:
        is_old = connection.request.headers["x-bf-session-token"] == TOKENS[0]
        (expired if is_old else answer(BALANCE_ANSWER))(connection)

    script: dict[str, list[Step]] = {
        LOGIN: [logged_in(TOKENS[0]), logged_in(TOKENS[1])],
        BALANCE: [by_token],
    }
    with venue(script) as (server, client), ThreadPoolExecutor(threads) as pool:
        client.login()
        asked = [pool.submit(client.balance) for _ in range(threads)]
        server.wait_for_requests(BALANCE, at_once)
        let_go.set()
        assert [each.result(10) for each in asked] == [A_BALANCE] * threads
        assert server.count(LOGIN) == 2
        assert server.count(BALANCE) == client.calls["balance"] >= at_once + threads


LOG_INS_THAT_FAIL: dict[str, Step] = {
    "enveloped": answer({"errore": "Credenziali errate", "esito": 1003}),
    "401": answer(None, 401),
    "401 enveloped": answer({"errore": "Credenziali errate", "esito": 1003}, 401),
    "400": answer(b"Bad Request", 400),
    "403": answer(None, 403),
    "429": answer(None, 429),
    "empty token": answer({"Balance": 0, "SessionToken": "", "UserId": "0"}),
    "no token": answer({"Balance": 0, "SessionToken": None, "UserId": "0"}),
}


@pytest.mark.parametrize("failing", LOG_INS_THAT_FAIL.values(), ids=LOG_INS_THAT_FAIL)
def test_a_log_in_that_was_answered_without_a_token_is_not_repeated(failing: Step) -> None:
    with venue({LOGIN: [failing]}) as (server, client):
        errors = [failure_of(client.balance) for _ in range(3)]
        assert len({type(error) for error in errors}) == 1
        assert isinstance(errors[0], Refused | Malformed)
        assert not isinstance(errors[0], SessionExpired)
        assert server.count(LOGIN) == 1
        failure_of(client.login)  # asked for by a person: tried
        assert server.count(LOGIN) == 2


def test_logging_out_ends_the_session_at_the_venue() -> None:
    with venue({LOGOUT: [answer(None)]}) as (server, client):
        client.logout()
        assert not server.requests
        client.login()
        assert client.is_logged_in
        client.logout()
        assert not client.is_logged_in
        assert server.count(LOGOUT) == 1


def test_logging_out_of_an_expired_session_does_not_log_in_again() -> None:
    with venue({LOGOUT: [answer(EXPIRED, 401)]}) as (server, client):
        client.login()
        client.logout()
        assert not client.is_logged_in
        assert server.count(LOGIN) == 1


def test_the_session_is_forgotten_even_if_logging_out_fails() -> None:
    with venue({LOGOUT: [drop()]}) as (_, client):
        client.login()
        failure_of(client.logout)
        assert not client.is_logged_in


# --- secrets ---------------------------------------------------------------------------------


def test_no_error_repr_or_log_carries_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [SECRETS.password, SECRETS.api_key, *TOKENS]
    echo = " ".join(secrets).encode()
    said: list[str] = []
    faults = [*UNKNOWN_AFTER.values(), answer(echo), answer(echo, 500), answer(EXPIRED, 401)]
    faults.append(lambda connection: connection.socket.sendall(echo + b"\r\n\r\n"))
    for fault in faults:
        script = {PLACE: [fault], BALANCE: [fault], LOGIN: [logged_in(TOKENS[0])]}
        with venue(script, read_timeout=0.2, write_margin=0.2, read_attempts=1) as (_, client):
            for call in (client.balance, lambda: client.place(REQUEST)):
                said += told(failure_of(call))
            said += [repr(client), repr(SECRETS), str(SECRETS), repr(client.config)]
    said.append(caplog.text)
    assert "HTTP 500" in "".join(said)
    assert [secret for secret in secrets if secret in "".join(said)] == []


@pytest.mark.parametrize("key", ["key-secret\n", "key-s\xe8cret", " key-secret", "key\x00secret"])
def test_a_key_that_no_header_can_carry_is_told_without_telling_it(key: str) -> None:
    config = VenueConfig(base_url="http://127.0.0.1:1/api/rest", read_attempts=1)
    with Client(config, lambda: Credentials("trader-7", "pa55", key)) as client:
        failure = failure_of(client.menu)
        assert type(failure) is NotSent
        assert "X-BFkey" in failure.reason
        assert "cret" not in "".join(told(failure))


def test_a_token_that_no_header_can_carry_sends_nothing() -> None:
    with venue({LOGIN: [logged_in("token-one-secret\r\nX-Evil: 1")]}) as (server, client):
        failure = failure_of(lambda: client.place(REQUEST))
        assert type(failure) is NotSent
        assert "secret" not in "".join(told(failure))
        assert server.count(PLACE) == 0


def told(error: ApiError) -> list[str]:
    """Everything a log might write of an error."""
    return [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
