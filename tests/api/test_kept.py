"""The menu by difference: an answer that has not changed is the very one of before."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from tests.support.exchange import API_KEY, PASSWORD, exchange_with
from xlbetflag.api import translate
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.errors import Unavailable
from xlbetflag.api.transport import Response
from xlbetflag.practice.local import LocalTransport
from xlbetflag.scheduling import THREADS

Change = Callable[[Response, Mapping[str, str]], Response]


class Between(LocalTransport):
    """The practice exchange, whose answers to reads the test changes on their way."""

    change: Change = staticmethod(lambda response, _: response)

    def send(self, method: str, path: str, **how: Any) -> Response:
        response = super().send(method, path, **how)
        return self.change(response, how["headers"]) if method == "GET" else response


@pytest.fixture
def between() -> Between:
    return Between(exchange_with(40), THREADS, api_key=API_KEY)


@pytest.fixture
def client(between: Between) -> Client:
    config = VenueConfig(base_url="http://127.0.0.1/", read_attempts=1)
    secrets = Credentials("demo", PASSWORD, API_KEY)
    return Client(config, lambda: secrets, transport=between)


def with_validators(response: Response, headers: Mapping[str, str]) -> Response:
    """As a venue that keeps an ETag."""
    if headers.get("If-None-Match") == '"one"':
        return Response(304, b"", etag='"one"')
    return msgspec.structs.replace(response, etag='"one"', modified="Sun, 03 May 2026 13:00:00 GMT")


def test_the_same_bytes_are_not_even_decoded(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.menu_with_markets()
    assert len(first) > 0
    monkeypatch.setattr(translate, "menu", lambda _: pytest.fail("it was translated again"))
    assert client.menu_with_markets() is first


def test_other_bytes_that_mean_the_same_are_the_same_menu(client: Client, between: Between) -> None:
    first = client.menu_with_markets()
    between.change = lambda response, _: msgspec.structs.replace(
        response, body=response.body.replace(b"{", b"{ ", 1)
    )
    assert client.menu_with_markets() is first


def test_a_venue_that_says_not_modified_is_believed_and_asked_with_what_it_said(
    client: Client, between: Between
) -> None:
    asked: list[Mapping[str, str]] = []

    def noting(response: Response, headers: Mapping[str, str]) -> Response:
        asked.append(headers)
        return with_validators(response, headers)

    between.change = noting
    first = client.menu_with_markets()
    assert client.menu_with_markets() is first
    assert "If-None-Match" not in asked[0]
    assert asked[1]["If-None-Match"] == '"one"'
    assert asked[1]["If-Modified-Since"] == "Sun, 03 May 2026 13:00:00 GMT"


def test_a_menu_that_has_changed_is_another_one(client: Client, between: Between) -> None:
    first = client.menu_with_markets()
    between.change = lambda response, _: msgspec.structs.replace(
        response, body=response.body.replace(b"Esito", b"Altro")
    )
    second = client.menu_with_markets()
    assert second != first
    between.change = lambda response, _: response
    assert client.menu_with_markets() == first


def test_not_modified_of_what_was_never_read_is_no_answer(client: Client, between: Between) -> None:
    between.change = lambda response, _: Response(304, b"")
    with pytest.raises(Unavailable, match="304"):
        client.menu_with_markets()


@pytest.mark.parametrize("etag", ["è", "a\nb", "x" * 10_000])
def test_a_validator_that_no_header_may_carry_is_not_sent_back(
    client: Client, between: Between, etag: str
) -> None:
    asked: list[Mapping[str, str]] = []

    def noting(response: Response, headers: Mapping[str, str]) -> Response:
        asked.append(headers)
        return msgspec.structs.replace(response, etag=etag)

    between.change = noting
    client.menu_with_markets()
    client.menu_with_markets()
    assert "If-None-Match" not in asked[1]


def test_books_are_never_asked_for_by_difference(client: Client, between: Between) -> None:
    market = client.menu_with_markets()[0].markets[0].market_id
    asked: list[Mapping[str, str]] = []

    def noted(response: Response, headers: Mapping[str, str]) -> Response:
        asked.append(headers)
        return with_validators(response, headers)

    between.change = noted
    assert client.book(market) == client.book(market)
    assert [each.get("If-None-Match") for each in asked] == [None, None]
