"""Every operation of the route table, through the client, at the practice exchange."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.support.exchange import (
    EVENT,
    MARKET,
    OPENED,
    back,
    lay,
    market_of,
    request,
    small_exchange,
)
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.errors import Refused, SessionExpired
from xlbetflag.api.messages import PlacedOffer
from xlbetflag.api.routes import ROUTES
from xlbetflag.market.account import Balance
from xlbetflag.market.book import Level
from xlbetflag.market.menu import Market, Selection
from xlbetflag.market.offer import MarketOffers, Match, Offer
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.server import PracticeServer

ID = str(MARKET)
THE_MARKET = Market(
    ID, "Esito Finale 1x2", "", (Selection("1", "1"), Selection("2", "X"), Selection("3", "2"))
)
TRADER = Credentials("demo", "demo", "practice")


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    """A maker lays 5.00 @2.00 and 7.00 @1.99 and backs 6.00 @2.04 on the first selection."""
    exchange = small_exchange()
    exchange.open_account("demo", "demo", 100_000)
    maker = exchange.open_house_account("maker")
    market = market_of(exchange)
    market.place(maker, "", 0, Side.LAY, 200, 500)
    market.place(maker, "", 0, Side.LAY, 199, 700)
    market.place(maker, "", 0, Side.BACK, 204, 600)
    with PracticeServer(exchange) as running:
        yield running


@pytest.fixture
def client(server: PracticeServer) -> Iterator[Client]:
    config = VenueConfig(base_url=server.url, read_attempts=1)
    with Client(config, lambda: TRADER) as client:
        yield client


# --- one check an operation ------------------------------------------------------------------


def check_login(client: Client) -> None:
    assert not client.is_logged_in
    client.login()
    assert client.is_logged_in


def check_refresh(client: Client) -> None:
    client.refresh()


def check_menus(client: Client) -> None:
    (event,) = client.menu()
    assert (event.event_id, event.name) == (str(EVENT), "Lazio - Hellas Verona")
    assert (event.sport, event.nation, event.competition) == ("CALCIO", "Italia", "Serie A")
    assert event.start == OPENED + timedelta(minutes=45)
    assert event.markets == ()
    (with_markets,) = client.menu_with_markets()
    assert with_markets.markets == (THE_MARKET,)
    assert client.live_menu() == ()
    assert client.near_live_menu() == (event,)


def check_event(client: Client) -> None:
    event = client.event(str(EVENT))
    assert event.name == "Lazio - Hellas Verona"
    assert event.markets == (THE_MARKET,)


def check_book(client: Client) -> None:
    book = client.book(ID)
    assert (book.market_id, book.state) == (ID, MarketState.OPEN)
    assert [selection.name for selection in book.selections] == ["1", "X", "2"]
    assert book.selections[0].back == (Level(200, 500), Level(199, 700))
    assert book.selections[0].lay == (Level(204, 600),)
    assert client.book(ID, depth=1).selections[0].back == (Level(200, 500),)


def check_place(client: Client) -> None:
    placed = client.place(request(back(199, 800)), live_delay=5)
    assert placed == (PlacedOffer(offerta="BC0001", importo=800, abbinato=800, tipo=1),)
    (resting,) = client.place(request(lay(150, 1_000, 2)))
    assert (resting.offerta, resting.abbinato) == ("BC0002", 0)


def check_offers(client: Client) -> None:
    mine = client.my_offers(ID)
    working = Offer("BC0002", "2", Side.LAY, 150, 1_000, 0, True, 1)
    assert by_id(mine)["BC0002"] == working
    assert not by_id(mine)["BC0001"].is_working
    assert by_id(mine)["BC0001"].matched == 800
    assert (mine.state, mine.is_live, mine.live_delay) == (MarketState.OPEN, False, 0)
    assert mine.start == OPENED + timedelta(minutes=45)
    assert client.open_offers(ID).offers == (working,)
    assert client.matches(ID) == (
        Match("BC0001", "1", Side.BACK, 200, 500),
        Match("BC0001", "1", Side.BACK, 199, 300),
    )


def check_exposure(client: Client) -> None:
    """The venue nets all offers: 8.00 staked on 1 at 2.00 and 1.99, 10.00 laid at 1.50 on 2."""
    assert client.exposure(ID) == {"1": 797 + 1_000, "2": -800 - 500, "3": -800 + 1_000}


def check_account(client: Client) -> None:
    assert client.balance() == Balance(total=100_000, free=98_700, locked=1_300, fun=0)
    assert client.commission() == 251
    assert client.account_info().Username == "demo"


def check_cancel(client: Client) -> None:
    assert client.cancel(ID, ["BC0002"]) == ("BC0002",)
    assert client.open_offers(ID).offers == ()
    client.place(request(lay(150, 1_000, 2), lay(151, 1_000, 3)))
    assert client.cancel_unmatched(ID) == ("BC0003", "BC0004")
    assert client.open_offers(ID).offers == ()


def check_logout(client: Client) -> None:
    client.logout()
    assert not client.is_logged_in


def by_id(offers: MarketOffers) -> dict[str, Offer]:
    return {offer.offer_id: offer for offer in offers.offers}


EVENING: tuple[Callable[[Client], None], ...] = (
    check_login,
    check_refresh,
    check_menus,
    check_event,
    check_book,
    check_place,
    check_offers,
    check_exposure,
    check_account,
    check_cancel,
    check_logout,
)


def test_every_operation_of_the_route_table_works_over_a_socket(client: Client) -> None:
    """Fails too when the route table gains an operation that no check above exercises."""
    for check in EVENING:
        check(client)
    assert set(client.calls) == {route.operation for route in ROUTES}


# --- what an evening rarely sees -------------------------------------------------------------


def test_an_expired_session_costs_a_read_one_log_in(server: PracticeServer, client: Client) -> None:
    before = client.balance()
    server.sessions.expire_all()
    assert client.balance() == before
    assert (client.calls["login"], client.calls["balance"]) == (2, 3)


def test_an_expired_session_refuses_a_write_and_nothing_is_placed(
    server: PracticeServer, client: Client
) -> None:
    client.login()
    server.sessions.expire_all()
    with pytest.raises(SessionExpired):
        client.place(request(back(199, 800)))
    assert client.my_offers(ID).offers == ()
    assert client.calls["place"] == 1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda client: client.book("999"), "Mercato 999 inesistente"),
        (lambda client: client.event("999"), "Avvenimento 999 inesistente"),
        (lambda client: client.my_offers("999"), "Mercato 999 inesistente"),
        (lambda client: client.place(request(back(199, 90_000_000))), ""),
        (lambda client: client.cancel("999", ["BC0001"]), "Mercato 999 inesistente"),
    ],
)
def test_a_refusal_carries_the_venues_words(
    client: Client, call: Callable[[Client], object], says: str
) -> None:
    with pytest.raises(Refused) as caught:
        call(client)
    assert caught.value.esito not in (None, 1024)
    assert says in caught.value.errore
    assert caught.value.errore


@pytest.mark.parametrize(
    "wrong",
    [Credentials("demo", "wrong", "practice"), Credentials("demo", "demo", "wrong key")],
    ids=["password", "key"],
)
def test_wrong_credentials_are_refused_once(server: PracticeServer, wrong: Credentials) -> None:
    with Client(VenueConfig(base_url=server.url), lambda: wrong) as client:
        for _ in range(3):
            with pytest.raises(Refused):
                client.balance()
        assert client.calls == {"login": 1}


def test_a_route_can_be_replaced_in_settings(server: PracticeServer) -> None:
    config = VenueConfig(base_url=server.url, routes={"live_menu": "GET /navigation/menu"})
    with Client(config, lambda: TRADER) as client:
        assert client.live_menu() == client.menu() != ()
