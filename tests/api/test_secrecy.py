"""What the venue echoes of our secrets reaches no error, no name, no log."""

import base64
import html
import json
import logging
import traceback
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.test_client_faults import (
    BALANCE,
    CANCEL,
    LOGIN,
    LOGOUT,
    MENU,
    PLACE,
    REQUEST,
    SECRETS,
    TOKENS,
    failure_of,
    logged_in,
    venue,
)
from tests.support.scripted_server import Step, answer
from xlbetflag.api.client import Client
from xlbetflag.api.errors import LONGEST_WORDS, ApiError, Refused
from xlbetflag.api.routes import SESSION_HEADER
from xlbetflag.api.secrecy import HIDDEN, Hiding
from xlbetflag.credentials import PRACTICE

OURS = (SECRETS.password, SECRETS.api_key, TOKENS[0])


def written(secret: str) -> list[str]:
    return [
        secret,
        secret.upper(),
        quote(secret, safe=""),
        html.escape(secret),
        base64.b64encode(secret.encode()).decode(),
        json.dumps(secret),
        secret.encode().decode("latin-1"),
    ]


def nothing_of(text: str) -> bool:
    told = text.casefold()
    return not any(each.casefold() in told for secret in OURS for each in written(secret))


def all_that_is_told(error: ApiError) -> str:
    """What may come to a cell, the journal, a log, a screen."""
    return "\n".join(
        [str(error), repr(error), *traceback.format_exception(error), repr(error.args)]
    )


ECHO = " and ".join(each for secret in OURS for each in written(secret))
ECHOES: dict[str, tuple[object, int]] = {
    "a refusal": ({"esito": 1031, "errore": ECHO}, 200),
    "a refusal that is cut within a secret": (
        {"esito": 1031, "errore": "x" * (LONGEST_WORDS - 8) + SECRETS.password + ECHO},
        200,
    ),
    "a session that is over": ({"esito": 1002, "errore": ECHO}, 401),
    "too many requests": ({"esito": 1002, "errore": ECHO}, 429),
    "no JSON": (ECHO.encode(), 200),
    "a field of another kind": ({"Balance": ECHO, "ordine": ECHO, "d": ECHO}, 200),
    "a server error": (ECHO.encode(), 503),
    "escaped": (
        b'{"esito": 1031, "errore": "' + "".join(f"\\u{ord(c):04x}" for c in ECHO).encode() + b'"}',
        200,
    ),
}
CALLS: dict[str, Callable[[Client], object]] = {
    BALANCE: Client.balance,
    MENU: Client.menu,
    PLACE: lambda client: client.place(REQUEST),
    CANCEL: lambda client: client.cancel("813016", ["BC1"]),
}


@pytest.mark.socket
@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("route", CALLS)
def test_an_answer_that_quotes_our_secrets_tells_none_of_them(
    route: str, echo: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    content, status = ECHOES[echo]
    with venue({route: [answer(content, status=status)], LOGOUT: [answer()]}) as (_, client):
        client.login()
        error = failure_of(lambda: CALLS[route](client))
    assert nothing_of(all_that_is_told(error))
    assert nothing_of(caplog.text)
    assert error.operation
    assert error.request_id.startswith("r")


SENT = ECHO.partition(TOKENS[0])[0]  # with a log-in


@pytest.mark.socket
@pytest.mark.parametrize("content", [{"esito": 7, "errore": SENT}, {"SessionToken": None}, SENT])
def test_a_log_in_that_is_refused_tells_none_of_them(content: object) -> None:
    script: dict[str, list[Step]] = {LOGIN: [answer(content, status=401)]}
    with venue(script) as (_, client):
        assert nothing_of(all_that_is_told(failure_of(client.login)))


@pytest.mark.socket
def test_a_name_that_quotes_a_secret_is_shown_without_it() -> None:
    event = {"id": 1, "da": f"Lazio {TOKENS[0]}", "dt": "2026-05-03T15:00:00", "s": []}
    menu = {"d": [{"n": [{"m": [{"a": [event]}]}]}]}
    with venue({MENU: [answer(menu)], LOGOUT: [answer()]}) as (_, client):
        client.login()
        (found,) = client.menu()
    assert found.name == f"Lazio {HIDDEN}"


@pytest.mark.socket
def test_the_token_of_a_renewed_session_that_is_the_same_is_still_a_token() -> None:
    balance = {"Balance": 7475, "FreeBalance": 7000, "FunBalance": 0, "LockedBalance": 475}
    over = answer({"esito": 1002, "errore": "over"}, status=401)
    script = {LOGIN: [logged_in(), logged_in()], BALANCE: [over, answer(balance)]}
    with venue({**script, LOGOUT: [answer()]}) as (server, client):
        assert client.balance().total == 7475
    sent = [
        each.headers[SESSION_HEADER.lower()] for each in server.requests if each.route == BALANCE
    ]
    assert sent == [TOKENS[0], TOKENS[0]]


def test_the_practice_exchanges_published_account_is_no_secret() -> None:
    assert PRACTICE.are_published
    assert not SECRETS.are_published


@pytest.mark.parametrize("secret", ["", "a", "abc"])
def test_what_is_too_short_to_be_found_hides_nothing(secret: str) -> None:
    assert Hiding([secret]).words("abc is a word") == "abc is a word"


@pytest.mark.parametrize("secret", ["12345678", "-1024-1024"])
def test_figures_of_an_answer_stay_what_they_are(secret: str) -> None:
    body = b'{"Balance": 12345678, "x": -1024}'
    assert Hiding([secret]).answer(body) == body
    assert (
        Hiding(["password"]).answer(b'{"password": 1}')
        == b'{"\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2": 1}'
    )


@given(st.text(min_size=4, max_size=40), st.text(max_size=60), st.text(max_size=60))
def test_whatever_the_secret_and_the_words_around_it_it_is_taken_out(
    secret: str, before: str, after: str
) -> None:
    hiding = Hiding([secret])
    for each in (secret, quote(secret, safe=""), html.escape(secret)):
        assert each not in hiding.words(before + each + after) or each in HIDDEN


def test_control_characters_in_a_refusal_move_nothing() -> None:
    said = "a\x1b[31mb\x07\r\nc\u202ed"
    error = Refused("place", "r1", 7, said)
    assert error.errore.isprintable()
    assert str(error).isprintable()
