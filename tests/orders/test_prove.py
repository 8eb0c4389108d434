"""Production is earned: what a proof does, what it must not let through, and what arming asks."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.support.worlds import API_KEY, MARKET, OTHER_MARKET, PASSWORD, QUICK, World, hand_places
from xlbetflag.api import translate
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.api.messages import PlacedOffer, PlaceRequest
from xlbetflag.market.book import Book
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.rules import Source, VenueRule
from xlbetflag.market.side import Side
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.lowering.switch import PROVED
from xlbetflag.orders.prove import Plan, Prover, make_plan
from xlbetflag.settings import Settings, VenueSettings


class SwappingClient(Client):
    """Speaks to a venue that takes a back for a lay; its answers echo what was sent."""

    def place(self, request: PlaceRequest, **options: Any) -> tuple[PlacedOffer, ...]:
        bets = [
            Bet(str(row.esito), translate.side(1 - row.tipo), row.quota, row.importo)
            for row in request.offerta
        ]
        twisted = translate.placement(str(request.id_mercato), bets, cancel_at_live=True)
        placed = super().place(twisted, **options)
        return tuple(msgspec.structs.replace(row, tipo=1 - row.tipo) for row in placed)

    def my_offers(self, market_id: str):
        return _swapped(super().my_offers(market_id))

    def open_offers(self, market_id: str):
        return _swapped(super().open_offers(market_id))


def _swapped(found):
    offers = tuple(msgspec.structs.replace(o, side=o.side.opposite) for o in found.offers)
    return msgspec.structs.replace(found, offers=offers)


class Proving:
    """A prover against the world's exchange, with the journal to itself."""

    def __init__(self, world: World, kind: type[Client] = Client, **options: float) -> None:
        world.shut()
        self.world = world
        self.client = kind(world.config, lambda: Credentials("demo", PASSWORD, API_KEY))
        self.journal = Journal(world.path)
        self.books: Callable[[str], Book] = lambda market_id: self.client.book(market_id)
        self._options = options

    def plan(self, market_id: str | None = None) -> Plan:
        return make_plan(
            self.client.menu_with_markets(),
            self.books,
            self.world.rules,
            lambda each: self.client.my_offers(each).is_live,
            market_id,
        )

    def prove(self) -> None:
        world = self.world
        prover = Prover(
            self.client,
            self.books,
            world.view,
            self.journal,
            world.rules,
            "tables",
            lambda: world.language,
            world.clock,
            pace=QUICK,
            patience=self._options.get("patience", 10.0),
        )
        prover.prove(self.plan())

    def close(self) -> None:
        self.client.close()
        self.journal.close()


@pytest.fixture
def proving(world: World):
    found = Proving(world)
    yield found
    found.close()


def nothing_stands(world: World) -> bool:
    return all(offer["remaining"] == 0 for offer in world.at_venue.values())


def test_a_plan_is_the_minimum_strictly_inside_a_spread(proving: Proving) -> None:
    plan = proving.plan()
    assert (plan.market_id, plan.below, plan.above) == (MARKET, 300, 310)
    assert plan.price == 305
    assert plan.stakes == {Side.BACK: 200, Side.LAY: 50}
    assert plan.event.startswith("Lazio")


def test_a_proof_places_reads_back_and_cancels_both_sides(proving: Proving) -> None:
    proving.prove()
    offers = list(proving.world.at_venue.values())
    assert [(o["side"], o["price"], o["size"]) for o in offers] == [
        ("BACK", 305, 200),
        ("LAY", 305, 50),
    ]
    assert nothing_stands(proving.world)
    (proof,) = proving.journal.actions(PROVED)
    assert proof.words.startswith("tables market")
    keys = [order.key for order in proving.journal.orders()]
    assert [proving.journal.story(key)[-1].what for key in keys] == ["CANCELLED"] * 2


def test_a_venue_that_swaps_sides_is_found_out(world: World) -> None:
    proving = Proving(world, SwappingClient)
    with pytest.raises(Problem) as found:
        proving.prove()
    assert found.value.code == "prove.wrong_list"
    assert proving.journal.actions(PROVED) == []
    assert nothing_stands(world)
    assert len(world.at_venue) == 1
    proving.close()


def test_book_lists_the_wrong_way_round_are_found_out_before_anything_is_sent(
    proving: Proving,
) -> None:
    def swapped(market_id: str) -> Book:
        book = proving.client.book(market_id)
        sides = [msgspec.structs.replace(s, back=s.lay, lay=s.back) for s in book.selections]
        return msgspec.structs.replace(book, selections=tuple(sides))

    proving.books = swapped
    with pytest.raises(Problem, match=r"prove\.crossed"):
        proving.prove()
    assert proving.world.posts == 0


def test_an_offer_that_the_book_never_shows_proves_nothing(world: World) -> None:
    proving = Proving(world, patience=1.5)
    frozen = proving.client.book(MARKET)
    proving.books = lambda market_id: frozen
    with pytest.raises(Problem, match=r"prove\.not_listed"):
        proving.prove()
    assert proving.journal.actions(PROVED) == []
    assert nothing_stands(world)
    proving.close()


def test_a_market_without_room_inside_the_spread_is_passed_over(proving: Proving) -> None:
    house = proving.world.exchange.open_house_account("narrow")
    for selection in ("1", "2", "3"):
        bets = [Bet(selection, Side.LAY, 305, 20_000)]
        proving.world.exchange.place(house, translate.placement(MARKET, bets))
    assert proving.plan().market_id != MARKET
    with pytest.raises(Problem, match=r"prove\.no_market"):
        proving.plan(MARKET)


def test_a_market_in_play_is_taken_only_when_asked_for(proving: Proving) -> None:
    with proving.world.exchange.lock:
        proving.world.exchange.market(int(MARKET)).turn_live()
    assert proving.plan().market_id == OTHER_MARKET
    assert proving.plan(MARKET).market_id == MARKET


def test_offers_placed_by_hand_are_left_alone(proving: Proving) -> None:
    (by_hand,) = hand_places(proving.world, [Bet("1", Side.BACK, 500, 200)])
    proving.prove()
    assert proving.world.at_venue[by_hand]["remaining"] == 200


def test_production_is_armed_only_with_the_tables_that_were_proved(world: World) -> None:
    world.shut()
    journal = Journal(world.path)
    journal.add_action(PROVED, "other-tables market 1", world.now())
    journal.close()
    world.environment = Environment.PRODUCTION
    world.open(arm=False)
    problem = world.orders.arm()
    assert problem is not None
    assert problem.code == "arm.unproven"
    world.journal.add_action(PROVED, "tables market 1", world.now())
    assert world.orders.arm() is None


def test_another_route_rule_code_or_address_is_another_table() -> None:
    plain = Settings(environment=Environment.PRODUCTION)
    others = [
        Settings(environment=Environment.STAGING),
        msgspec.structs.replace(plain, rules={"minimum_back": 3}),
        *[
            msgspec.structs.replace(plain, venues={Environment.PRODUCTION: venue})
            for venue in (
                VenueSettings(base_url="https://elsewhere/api"),
                VenueSettings(routes={"logout": "POST /security/logout"}),
                VenueSettings(states={9: "OPEN"}),  # type: ignore[dict-item]
            )
        ],
    ]
    assert len({each.tables for each in [plain, *others]}) == len(others) + 1
    confirmed = msgspec.structs.replace(plain, rules={"minimum_back": 2})
    assert confirmed.venue_rules.minimum_back == VenueRule(
        200, Source.SETTING, "the user's settings"
    )
    assert confirmed.tables == plain.tables
