"""Each refusal of the trade by its name; those of the wire are in test_server."""

import msgspec
import pytest

from tests.practice.wire.test_server import REFUSED_ON_THE_WIRE
from tests.support.exchange import MARKET, back, lay, market_of, place, request, small_exchange
from xlbetflag.api.messages import CancelRequest, OfferReference, PlaceRequest
from xlbetflag.market.money import Rounding
from xlbetflag.market.rules import CancelOfGone, Source, VenueRule, VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.refusals import REFUSALS, Refused, euros


def changed(valid: PlaceRequest, **fields: object) -> PlaceRequest:
    return msgspec.structs.replace(valid, **fields)


def with_offer(**fields: object) -> PlaceRequest:
    valid = request(back(200, 400))
    return changed(valid, offerta=(msgspec.structs.replace(valid.offerta[0], **fields),))


def with_liability(cents: int) -> PlaceRequest:
    """A lay of 2.50 at 1.99, of which 2.475 is at risk."""
    valid = request(lay(199, 250))
    return changed(
        valid, offerta=(msgspec.structs.replace(valid.offerta[0], max_esposizione=cents),)
    )


PLACEMENTS: dict[str, list[PlaceRequest]] = {
    "market_unknown": [changed(request(back(200, 400)), id_mercato=77)],
    "version": [
        changed(request(back(200, 400)), versione_mercato=9),
        changed(request(back(200, 400)), versione_mercato=-1),
    ],
    "no_offers": [request()],
    "too_many": [request(*[back(200, 200)] * 51)],
    "flag": [
        changed(request(back(200, 400)), ritira=2),
        changed(request(back(200, 400)), mantieni=-1),
    ],
    "stake_sum": [
        changed(request(back(200, 400)), puntata=401),
        changed(request(lay(300, 400)), puntata=800),
    ],
    "side_unknown": [with_offer(tipo=2)],
    "selection_unknown": [with_offer(esito=4), with_offer(esito=0)],
    "ladder": [with_offer(quota=201), with_offer(quota=100), with_offer(quota=100_001)],
    "minimum_back": [request(back(200, 150)), request(back(200, 0)), request(back(200, -400))],
    "minimum_lay": [request(lay(200, 0)), request(lay(200, -50))],
    "step": [request(back(200, 425)), request(back(200, 451))],
    "maximum_win": [request(back(1_000, 111_150)), request(lay(101, 1_000_050))],
    "max_exposure": [
        with_offer(max_esposizione=399),
        with_offer(max_esposizione=-400),
        with_liability(246),
        with_liability(249),
    ],
    "funds": [request(back(200, 100_050)), request(lay(300, 50_050))],
}
STATES = {
    "market_not_open": MarketState.ANNOUNCED,
    "market_suspended": MarketState.SUSPENDED,
    "market_closed": MarketState.CLOSED,
}
ELSEWHERE = {
    "credentials",
    "event_unknown",
    "not_there",  # in test_operator_recordings
    "offer_unknown",
    "offer_gone",
    "sides_apart",
    "regulator",  # in test_life
    "transition",
    "winners",
}


@pytest.fixture
def exchange() -> Exchange:
    exchange = small_exchange()
    exchange.open_account("anna", "secret", 100_000)
    return exchange


def name_of(error: pytest.ExceptionInfo[Refused]) -> str:
    refused = error.value
    assert refused.errore
    assert refused.refusal.esito != 1024
    assert "{" not in refused.errore
    return refused.refusal.name


@pytest.mark.parametrize(
    ("name", "asked"), [(name, asked) for name, each in PLACEMENTS.items() for asked in each]
)
def test_placement(exchange: Exchange, name: str, asked: PlaceRequest) -> None:
    anna = exchange.account("anna")
    with pytest.raises(Refused) as error:
        exchange.place(anna, asked)
    assert name_of(error) == name
    assert (anna.locked, market_of(exchange).orders.get(anna, {})) == (0, {})


@pytest.mark.parametrize(
    "accepted",
    [
        request(back(101, 200)),
        request(lay(200, 50)),
        request(lay(200, 51)),
        request(back(200, 400), lay(190, 400)),
        with_liability(247),
        with_liability(248),
        request(back(1_000, 100_000)),
        request(*[back(200, 200)] * 50),
        changed(request(back(200, 400)), versione_mercato=1),
        request(lay(300, 50_000)),
    ],
)
def test_the_last_value_a_rule_allows(exchange: Exchange, accepted: PlaceRequest) -> None:
    orders = exchange.place(exchange.account("anna"), accepted)
    assert len(orders) == len(accepted.offerta)


@pytest.mark.parametrize(("name", "state"), STATES.items())
def test_states(exchange: Exchange, name: str, state: MarketState) -> None:
    market_of(exchange).state = state
    with pytest.raises(Refused) as error:
        place(exchange, exchange.account("anna"), back(200, 400))
    assert name_of(error) == name


@pytest.mark.parametrize("state", [MarketState.SETTLED, MarketState.VOID])
def test_a_market_that_is_over_is_closed(exchange: Exchange, state: MarketState) -> None:
    market_of(exchange).state = state
    with pytest.raises(Refused, match="market_closed"):
        place(exchange, exchange.account("anna"), back(200, 400))
    with pytest.raises(Refused, match="market_closed"):
        exchange.cancel_unmatched(exchange.account("anna"), MARKET)


def test_cancelling(exchange: Exchange) -> None:
    anna = exchange.account("anna")
    exchange.open_account("bruno", "", 100_000)
    [mine] = place(exchange, anna, back(200, 400))
    [others] = place(exchange, exchange.account("bruno"), back(200, 400))
    for ids in ([others.offer_id], [mine.offer_id, others.offer_id], ["BC9999"]):
        with pytest.raises(Refused) as error:
            exchange.cancel(anna, CancelRequest(MARKET, tuple(map(OfferReference, ids))))
        assert name_of(error) == "offer_unknown"
    assert (mine.remaining, others.remaining) == (400, 400)
    with pytest.raises(Refused, match="no_offers"):
        exchange.cancel(anna, CancelRequest(MARKET, ()))


def test_a_suspended_market_lets_offers_be_cancelled(exchange: Exchange) -> None:
    anna = exchange.account("anna")
    [mine] = place(exchange, anna, back(200, 400), keep_when_suspended=True)
    market_of(exchange).suspend()
    assert exchange.cancel_unmatched(anna, MARKET) == [mine]


@pytest.mark.parametrize(("user", "password"), [("anna", "x"), ("nobody", ""), ("exchange", "")])
def test_credentials(exchange: Exchange, user: str, password: str) -> None:
    with pytest.raises(Refused) as error:
        exchange.log_in(user, password)
    assert name_of(error) == "credentials"


def test_event_unknown(exchange: Exchange) -> None:
    with pytest.raises(Refused) as error:
        exchange.event(1)
    assert name_of(error) == "event_unknown"


@pytest.mark.parametrize("winners", [[], [1, 2], [9]])
def test_winners(exchange: Exchange, winners: list[int]) -> None:
    with pytest.raises(Refused) as error:
        exchange.settle(MARKET, winners)
    assert name_of(error) == "winners"
    assert market_of(exchange).state is MarketState.OPEN


@pytest.mark.parametrize("action", ["open", "resume"])
def test_transition(exchange: Exchange, action: str) -> None:
    with pytest.raises(Refused) as error:
        getattr(market_of(exchange), action)()
    assert name_of(error) == "transition"


def as_set(**values: object) -> Exchange:
    """An exchange whose user's settings say these rules; anna has an account."""
    found = {name: VenueRule(value, Source.SETTING, "set") for name, value in values.items()}
    exchange = small_exchange(rules=msgspec.structs.replace(VenueRules(), **found))
    exchange.open_account("anna", "", 100_000)
    return exchange


@pytest.mark.parametrize(
    ("rule", "value", "asked", "name"),
    [
        ("sides_apart", True, request(back(200, 400), lay(190, 400)), "sides_apart"),
        ("liability_rounding", Rounding.DOWN, with_liability(248), "max_exposure"),
        ("liability_rounding", Rounding.UP, with_liability(247), "max_exposure"),
        ("liability_rounding", Rounding.HALF_UP, with_liability(247), "max_exposure"),
        ("step_lay", 50, request(lay(200, 425)), "step"),
    ],
)
def test_what_the_settings_say_is_held_to(
    rule: str, value: object, asked: PlaceRequest, name: str
) -> None:
    exchange = as_set(**{rule: value})
    with pytest.raises(Refused) as error:
        exchange.place(exchange.account("anna"), asked)
    assert name_of(error) == name


@pytest.mark.parametrize("how", CancelOfGone)
def test_a_cancel_of_what_is_gone_is_answered_as_the_rule_says(how: CancelOfGone) -> None:
    exchange = as_set(cancel_of_gone=how)
    anna = exchange.account("anna")
    gone, stays = place(exchange, anna, back(200, 400), back(210, 400))
    cancel = CancelRequest(MARKET, (OfferReference(gone.offer_id),))
    assert exchange.cancel(anna, cancel) == [gone]
    both = CancelRequest(MARKET, (*cancel.offerte, OfferReference(stays.offer_id)))
    if how is CancelOfGone.REFUSED:
        with pytest.raises(Refused) as error:
            exchange.cancel(anna, both)
        assert name_of(error) == "offer_gone"
        assert stays.remaining == 400
        return
    again = exchange.cancel(anna, cancel)
    assert again == ([gone] if how is CancelOfGone.NAMED else [])
    assert exchange.cancel(anna, both) == [*again, stays]
    assert stays.remaining == 0


def test_every_refusal_of_the_table_is_tested() -> None:
    assert {*PLACEMENTS, *STATES, *ELSEWHERE, *REFUSED_ON_THE_WIRE} == REFUSALS.keys()


def test_every_code_is_one_refusal() -> None:
    assert len({refusal.esito for refusal in REFUSALS.values()}) == len(REFUSALS)


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0,00"),
        (5, "0,05"),
        (123_456_789, "1.234.567,89"),
        (-150, "-1,50"),
        (10**17, "1.000.000.000.000.000,00"),
        (-(10**4_000), "oltre -1.000.000.000.000.000,00"),
    ],
)
def test_amounts_in_sentences(cents: int, text: str) -> None:
    assert euros(cents) == text
