"""What networks and servers do to a POST: one leaves, and the row says what evidence carries."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support import faulty
from tests.support.conditions import wait_until
from tests.support.worlds import MARKET, OTHER_MARKET, QUICK, World, hand_places, opened, row
from xlbetflag.api.config import VenueConfig
from xlbetflag.market.offer import Bet
from xlbetflag.market.rules import Source, VenueRule, VenueRules
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.orders.status import Status
from xlbetflag.practice.venue.behaviour import Behaviour

POST = "POST /offers"


def other_amount(message: Any) -> Any:
    message["ordine"][0]["importo"] += 50
    return message


def other_side(message: Any) -> Any:
    message["ordine"][0]["tipo"] = 0
    return message


def one_row_less(message: Any) -> Any:
    del message["ordine"][-1]
    return message


def same_id_twice(message: Any) -> Any:
    message["ordine"][1]["offerta"] = message["ordine"][0]["offerta"]
    return message


def no_rows(message: Any) -> Any:
    return {"errore": "", "esito": 1024}


def an_id_that_stood_before(message: Any) -> Any:
    message["ordine"][0]["offerta"] = "BC0013"
    return message


DONE_BUT_UNCLEAR = {
    "answer dropped": faulty.dropped,
    "cut short": faulty.truncated,
    "HTML": faulty.html,
    "500": faulty.status(500),
    "502": faulty.status(502),
    "a bare 401": faulty.status(401),
    "a redirect": faulty.status(302),
    "another amount": faulty.changed(other_amount),
    "another side": faulty.changed(other_side),
    "a row missing": faulty.changed(one_row_less),
    "an id twice": faulty.changed(same_id_twice),
    "no rows": faulty.changed(no_rows),
    "wrong types": faulty.changed(lambda message: {**message, "ordine": "BC0001"}),
    "an empty object": faulty.changed(lambda message: {}),
    "a list": faulty.changed(lambda message: []),
}


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[World]:
    """A POST waits a quarter of a second for its answer, so that a test can wait longer."""
    world = World(
        tmp_path, rules=VenueRules(live_delay=VenueRule(0, Source.SETTING, "a test has no time"))
    )
    world.config = VenueConfig(base_url=world.proxy.url, write_margin=0.25)
    world.open()
    yield world
    world.close()


@pytest.mark.parametrize("fault", DONE_BUT_UNCLEAR.values(), ids=DONE_BUT_UNCLEAR.keys())
def test_what_was_done_is_found_and_nothing_is_sent_again(
    world: World, fault: faulty.Fault
) -> None:
    world.proxy.on(POST, fault)
    world.orders.place([row("k1"), row("k2", price=360)])
    for key, price in (("k1", 350), ("k2", 360)):
        result = world.wait_for(key, Status.WORKING)
        assert world.at_venue[result.offer_id]["price"] == price
        assert "inferred" in result.message
    assert world.posts == 1
    assert len(world.at_venue) == 2
    assert any(event.what == "UNKNOWN" for event in world.journal.story("k1"))


@pytest.mark.socket
def test_an_answer_after_the_timeout_is_an_unknown_outcome(hasty: World) -> None:
    go = threading.Event()
    hasty.proxy.on(POST, faulty.late(go))
    hasty.orders.place([row("k1")])
    result = hasty.wait_for("k1", Status.WORKING)
    go.set()
    assert "inferred" in result.message
    assert hasty.posts == 1
    assert set(hasty.at_venue) == {result.offer_id}


def test_the_timeout_of_a_post_exceeds_the_live_delay_by_the_margin(world: World) -> None:
    asked: list[int] = []
    place = world.client.place

    def noting(request: Any, **options: Any) -> Any:
        asked.append(options["live_delay"])
        return place(request, **options)

    world.client.place = noting  # type: ignore[method-assign]
    world.exchange.behaviour = Behaviour(live_delay=False)  # told, but not waited for
    with world.exchange.lock:
        market = world.exchange.market(int(MARKET))
        market.live_delay = 9
        market.turn_live()
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    world.wait_at_rest()
    assert asked == [9, world.rules.live_delay.value]


def test_what_never_arrived_is_not_found_and_a_human_decides(world: World) -> None:
    world.proxy.on(POST, faulty.never_arrived)
    world.orders.place([row("k1")])
    result = world.wait_for("k1", Status.NOT_FOUND)
    assert "Not found in 3 reads, exposure unchanged" in result.message
    assert world.posts == 1
    assert world.at_venue == {}
    refused = world.orders.decide("k1", Status.WORKING)
    assert refused is not None
    assert refused.code == "decide.not_final"
    assert world.orders.decide("k1", Status.REFUSED) is None
    result = world.result("k1")
    assert (result.status, result.remaining) == (Status.REFUSED, 0)
    again = world.orders.decide("k1", Status.REFUSED)
    assert again is not None
    assert again.code == "decide.not_undecided"
    assert world.posts == 1


def test_an_equal_offer_that_appears_late_is_left_to_a_human(world: World) -> None:
    world.proxy.on(POST, faulty.never_arrived)
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.NOT_FOUND)
    (by_hand,) = hand_places(world, [Bet("1", Side.BACK, 350, 200)])
    result = world.wait_for("k1", Status.UNKNOWN)
    assert by_hand in result.message
    assert "by hand" in result.message
    reads = world.proxy.count("GET /offers/all")
    wait_until(lambda: world.proxy.count("GET /offers/all") > reads + 3)
    assert world.result("k1").offer_id == ""


def test_two_equal_candidates_stay_undecided(world: World) -> None:
    """The answer is lost, and a hand at the site places the same before anybody reads."""
    placed_by_hand: list[str] = []

    def meanwhile(connection: Any, forward: faulty.Forward) -> None:
        forward()
        placed_by_hand.extend(hand_places(world, [Bet("1", Side.BACK, 350, 200)]))
        connection.close()

    world.proxy.on(POST, meanwhile)
    world.orders.place([row("k1")])
    wait_until(lambda: "Undecided" in world.result("k1").message)
    result = world.result("k1")
    assert (result.status, result.offer_id) == (Status.UNKNOWN, "")
    assert placed_by_hand[0] in result.message
    world.exchange.cancel_unmatched(world.exchange.account("demo"), int(MARKET))
    reads = world.proxy.count("GET /offers/all")
    wait_until(lambda: world.proxy.count("GET /offers/all") > reads + 3)
    assert world.status("k1") is Status.UNKNOWN


def test_what_was_matched_while_nobody_looked_is_found_among_the_matches(world: World) -> None:
    world.proxy.on(POST, faulty.dropped)
    world.orders.place([row("k1", price=290)])
    result = world.wait_for("k1", Status.MATCHED)
    assert (result.matched, result.price_matched) == (200, 300)
    assert world.posts == 1


def test_rows_of_an_answer_in_another_order_each_get_their_own_offer(world: World) -> None:
    def swapped(message: Any) -> Any:
        message["ordine"].reverse()
        return message

    world.proxy.on(POST, faulty.changed(swapped))
    world.orders.place([row("k1"), row("k2", price=360), row("k3", price=370)])
    for key, price in (("k1", 350), ("k2", 360), ("k3", 370)):
        result = world.wait_for(key, Status.WORKING)
        assert world.at_venue[result.offer_id]["price"] == price
    assert "inferred" in world.result("k1").message
    assert "inferred" not in world.result("k2").message


def test_an_answer_that_names_an_offer_of_before_is_not_believed(world: World) -> None:
    (stood,) = hand_places(world, [Bet("3", Side.BACK, 400, 200)])
    assert stood == "BC0013"
    world.proxy.on(POST, faulty.changed(an_id_that_stood_before))
    world.orders.place([row("k1")])
    result = world.wait_for("k1", Status.WORKING)
    assert result.offer_id != stood
    assert "inferred" in result.message


def test_an_answer_to_another_request_is_not_believed(world: World) -> None:
    """As a proxy that mixes answers up gives it: of as many offers, of the same side and stake."""
    world.orders.place([row("k1", market=OTHER_MARKET)])
    other = world.wait_for("k1", Status.WORKING).offer_id

    def mixed_up(message: Any) -> Any:
        message["ordine"][0]["offerta"] = other
        return message

    world.proxy.on(POST, faulty.changed(mixed_up))
    world.orders.place([row("k2")])
    result = world.wait_for("k2", Status.WORKING)
    assert result.offer_id not in ("", other)
    assert "inferred" in result.message


@pytest.mark.parametrize("is_restarted", [False, True])
def test_an_answer_that_names_another_markets_offer_is_not_believed(
    world: World, is_restarted: bool
) -> None:
    world.orders.place([row("k1")])
    first = world.wait_for("k1", Status.WORKING).offer_id
    if is_restarted:
        world.orders.cancel(["k1"])
        world.wait_for("k1", Status.CANCELLED)
        world.shut()
        world.open()

    def the_first(message: Any) -> Any:
        message["ordine"][0]["offerta"] = first
        return message

    world.proxy.on(POST, faulty.changed(the_first))
    world.orders.place([row("k2", market=OTHER_MARKET)])
    result = world.wait_for("k2", Status.WORKING)
    assert {first, result.offer_id} == set(world.at_venue)
    assert result.offer_id != first
    assert "inferred" in result.message
    world.orders.halt()
    wait_until(lambda: not standing(world))
    world.wait_for("k2", Status.CANCELLED)


def test_a_look_that_lists_another_markets_offer_is_no_evidence(world: World) -> None:
    """My offers on one market are answered as were those on the other."""
    answers: list[Any] = []
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.proxy.on("GET /offers/all", faulty.changed(lambda m: answers.append(m) or m), only=MARKET)
    world.orders.place([row("k3", price=360)])
    world.wait_for("k3", Status.WORKING)
    world.proxy.on("GET /offers/all", faulty.passed, only=OTHER_MARKET)  # the baseline
    another = faulty.changed(lambda _: answers[0])
    world.proxy.on("GET /offers/all", another, times=10_000, only=OTHER_MARKET)
    world.orders.place([row("k2", market=OTHER_MARKET)])
    wait_until(lambda: "offers of another market" in world.result("k2").message)
    assert world.status("k2") is Status.ACCEPTED
    world.proxy.heal()
    world.wait_for("k2", Status.WORKING)
    assert "another market" not in world.result("k2").message


def test_the_end_of_another_market_told_once_ends_nothing_here(world: World) -> None:
    """A look is answered as one at a market that was voided: a row that was matched stays so, and a
    cancel that is wanted is asked for on."""

    def ended(message: Any) -> Any:
        return {**message, "offerte": {"o": []}, "stato_betflag": 6, "stato_sogei": 6}

    world.orders.place([row("k1", price=300), row("k2")])
    world.wait_for("k1", Status.MATCHED)
    world.wait_for("k2", Status.WORKING)
    world.proxy.on("DELETE /offers", faulty.never_arrived, times=10_000)
    world.orders.cancel(["k2"])
    statuses: list[Status] = []
    world.proxy.on("GET /offers/all", faulty.changed(ended))
    reads = world.proxy.count("GET /offers/all")

    def is_read_on() -> bool:
        statuses.append(world.status("k1"))
        return world.proxy.count("GET /offers/all") > reads + 4

    wait_until(is_read_on)
    assert set(statuses) == {Status.MATCHED}
    world.proxy.heal()
    world.wait_for("k2", Status.CANCELLED)


def test_a_read_back_that_disagrees_stays_unknown_and_says_where(world: World) -> None:
    def dearer(message: Any) -> Any:
        for offer in message["offerte"]["o"]:
            offer["quo"] = 355
        return message

    world.proxy.on("GET /offers/all", faulty.passed)  # the baseline
    world.proxy.on("GET /offers/all", faulty.changed(dearer), times=10_000)
    world.orders.place([row("k1")])
    wait_until(lambda: "does not show the Price" in world.result("k1").message)
    result = world.result("k1")
    assert (result.status, [result.offer_id]) == (Status.UNKNOWN, list(world.at_venue))
    assert "3.55 instead of 3.50" in result.message


def test_a_refused_connection_is_tried_a_few_times_and_then_refused(world: World) -> None:
    """Certainly nothing left, so trying again is safe; ordering again needs a new row."""
    tries: list[int] = []
    place = world.client.place

    def to_nobody(request: Any, **options: Any) -> Any:
        tries.append(options["live_delay"])
        world.proxy.close()
        return place(request, **options)

    world.client.place = to_nobody  # type: ignore[method-assign]
    world.orders.place([row("k1")])
    result = world.wait_for("k1", Status.REFUSED)
    assert result.message.startswith("Not sent: the venue could not be reached (ConnectError")
    assert len(tries) == 3
    assert (world.posts, world.at_venue) == (0, {})


def test_a_session_that_expires_on_the_post_refuses_and_is_not_replayed(world: World) -> None:
    world.orders.place([row("k0")])
    world.wait_for("k0", Status.WORKING)
    before = world.posts
    expired = {"errore": "Sessione scaduta", "esito": 401}
    world.proxy.on(POST, faulty.refused(401, expired))
    world.orders.place([row("k1", price=360)])
    result = world.wait_for("k1", Status.REFUSED)
    assert "session had expired" in result.message
    assert world.posts == before + 1
    world.orders.place([row("k2", price=370)])
    world.wait_for("k2", Status.WORKING)
    assert len(world.at_venue) == 2


def test_the_venues_refusal_is_shown_in_its_own_words(world: World) -> None:
    world.proxy.on(POST, faulty.refused(200, {"errore": "=Quota {non} ammessa", "esito": 77}))
    world.orders.place([row("k1")])
    words = "Refused by the venue (77): =Quota {non} ammessa"
    assert world.wait_for("k1", Status.REFUSED).message.startswith(words)
    wait_until(lambda: world.result("k1").message == words)
    assert world.at_venue == {}
    assert world.orders.open_markets() == frozenset()


def delivered_twice(world: World) -> faulty.Fault:
    """The second copy finds the market suspended and is refused."""
    return faulty.twice(world.exchange.market(int(MARKET)).suspend)


EXPIRED = {"errore": "Sessione inesistente o scaduta", "esito": 3}
DONE_BUT_REFUSED = {
    "delivered twice": delivered_twice,
    "an expired session of another request": lambda _: faulty.answered(401, EXPIRED),
    "another request's refusal": lambda _: faulty.answered(200, {"errore": "No", "esito": 9}),
}


@pytest.mark.parametrize("name", DONE_BUT_REFUSED)
def test_what_stands_though_an_answer_refused_it_is_found_and_cancelled(
    world: World, name: str
) -> None:
    market = world.exchange.market(int(MARKET))
    world.proxy.on(POST, DONE_BUT_REFUSED[name](world))
    world.orders.place([row("k1", suspended=True)])
    wait_until(lambda: world.result("k1").offer_id)
    if market.state is MarketState.SUSPENDED:
        market.resume()
    result = world.wait_for("k1", Status.WORKING)
    assert "inferred" in result.message
    assert (world.posts, [result.offer_id]) == (1, list(world.at_venue))
    world.orders.halt()
    world.wait_for("k1", Status.CANCELLED)
    assert [offer["remaining"] for offer in world.at_venue.values()] == [0]


def test_a_halt_before_it_is_found_cancels_what_stands_though_refused(world: World) -> None:
    world.proxy.on(POST, faulty.answered(200, {"errore": "No", "esito": 9}))
    world.proxy.on("GET /offers/all", faulty.passed)  # the baseline
    world.proxy.on("GET /offers/all", faulty.status(503), times=2)
    world.orders.place([row("k1")])
    assert "looked after" in world.wait_for("k1", Status.REFUSED).message
    world.orders.halt()
    world.wait_for("k1", Status.CANCELLED)
    assert [offer["remaining"] for offer in world.at_venue.values()] == [0]


@pytest.mark.socket
def test_what_turns_up_later_though_refused_may_be_a_hands(tmp_path: Path) -> None:
    """A look after the refusal did not show it: whose it is nobody can tell."""
    with opened(tmp_path) as world:
        world.shut()
        world.open(pace=msgspec.structs.replace(QUICK, patience=60.0))
        world.proxy.on(POST, faulty.refused(200, {"errore": "No", "esito": 9}))
        world.orders.place([row("k1")])
        world.wait_for("k1", Status.REFUSED)
        looks = world.proxy.count("GET /offers/all")
        wait_until(lambda: world.proxy.count("GET /offers/all") > looks + 1)
        [by_hand] = hand_places(world, [Bet("1", Side.BACK, 350, 200)])
        result = world.wait_for("k1", Status.UNKNOWN)
        assert by_hand in result.message
        assert "placed by hand" in result.message
        assert "Refused by the venue (9): No" in result.message
        assert world.orders.decide("k1", Status.REFUSED) is None


def test_a_refusal_goes_on_being_looked_after_after_a_restart(world: World) -> None:
    world.proxy.on(POST, faulty.answered(200, {"errore": "No", "esito": 9}))
    world.proxy.on("GET /offers/all", faulty.passed)  # the baseline
    world.proxy.on("GET /offers/all", faulty.status(503), times=3)
    world.orders.place([row("k1")])
    assert "looked after" in world.wait_for("k1", Status.REFUSED).message
    world.shut()
    world.open()
    result = world.wait_for("k1", Status.UNKNOWN)
    assert next(iter(world.at_venue)) in result.message


def test_without_a_baseline_nothing_is_sent(world: World) -> None:
    world.proxy.on("GET /offers/all", faulty.status(500), times=2)
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    assert "could not be read first" in world.wait_for("k1", Status.REFUSED).message
    world.wait_for("k2", Status.WORKING)
    assert world.posts == 1


def test_read_backs_that_fail_keep_the_last_state_and_say_so(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.proxy.on("GET /offers/all", faulty.status(503), times=6)
    wait_until(lambda: "could not be read" in world.result("k1").message)
    assert world.status("k1") is Status.WORKING
    wait_until(lambda: world.result("k1").message == "")


def test_slow_acceptance_waits_for_the_offer_to_be_listed(world: World) -> None:
    """The venue gave an id, but lists the offer only some reads later."""

    def unlisted(message: Any) -> Any:
        message["offerte"]["o"] = []
        return message

    not_told = faulty.refused(200, {"errore": "Non disponibile", "esito": 9})
    world.proxy.on("GET /offers/all", faulty.passed)  # the baseline
    world.proxy.on("GET /offers/all", faulty.changed(unlisted), times=8)
    world.proxy.on("GET /offers/open", not_told, times=8)
    world.orders.place([row("k1")])
    wait_until(lambda: "exposure has changed" in world.result("k1").message)
    seen = world.result("k1")
    assert (seen.status, [seen.offer_id]) == (Status.UNKNOWN, list(world.at_venue))
    assert world.wait_for("k1", Status.WORKING).offer_id == seen.offer_id
    assert world.posts == 1


def test_a_lost_row_of_a_market_that_is_void_is_looked_for_more_than_once(world: World) -> None:
    """The first look after the end shows no offers at all, the next one does."""

    def void_and_say_nothing(connection: socket.socket, forward: faulty.Forward) -> None:
        forward()
        with world.exchange.lock:
            world.exchange.market(int(MARKET)).void()
        world.proxy.on(
            "GET /offers/all", faulty.changed(lambda told: {**told, "offerte": {"o": []}})
        )
        connection.close()

    world.proxy.on(POST, void_and_say_nothing)
    world.orders.place([row("k1")])
    assert "inferred" in world.wait_for("k1", Status.VOID).message


# --- delivered twice, and accepted twice ------------------------------------------------------


def standing(world: World) -> list[object]:
    return [offer["remaining"] for offer in world.at_venue.values() if offer["remaining"]]


@pytest.mark.parametrize("answer", [0, 1])
def test_a_request_delivered_twice_leaves_nothing_that_a_halt_does_not_cancel(
    world: World, answer: int
) -> None:
    world.proxy.on(POST, faulty.twice(answer=answer))
    world.orders.place([row("k1"), row("k2", price=360), row("k3", price=360)], ["k3"])
    wait_until(lambda: {"k1=2", "k2=2", "k3=2"} <= set(world.orders.results()))
    for key in ("k1", "k1=2", "k2=2", "k3=2"):
        world.wait_for(key, Status.WORKING)
    assert len(world.at_venue) == 6
    assert {world.result(key).offer_id for key in world.orders.results()} == set(world.at_venue)
    said = world.result("k1").message
    assert world.result("k1=2").offer_id in said
    assert "delivered twice" in said
    world.orders.halt()
    wait_until(lambda: not standing(world))
    world.wait_for("k1=2", Status.CANCELLED)


def test_a_double_is_cancelled_with_its_row_also_after_a_restart(world: World) -> None:
    world.proxy.on(POST, faulty.twice())
    world.orders.place([row("k1")])
    wait_until(lambda: "k1=2" in world.orders.results())
    world.shut()
    world.open()
    assert "delivered twice" in world.result("k1").message
    world.orders.cancel(["k1"])
    wait_until(lambda: not standing(world))
    for key in ("k1", "k1=2"):
        world.wait_for(key, Status.CANCELLED)


def test_a_cancel_given_before_a_double_is_seen_takes_it_back_too(world: World) -> None:
    seen = threading.Event()
    world.proxy.on(POST, faulty.twice())
    world.proxy.on("GET /offers/all", faulty.passed)  # the baseline
    world.proxy.on("GET /offers/all", faulty.late(seen))
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.ACCEPTED)
    world.orders.cancel(["k1"])
    seen.set()
    wait_until(lambda: len(world.at_venue) == 2 and not standing(world))


def placed_with_a_copy_on_its_way(world: World, end: Status) -> threading.Event:
    """An order that is matched where that is its end; set, the event lets its copy arrive."""
    arrives = threading.Event()
    world.proxy.on(POST, faulty.again(arrives))
    price = 300 if end is Status.MATCHED else 350
    world.orders.place([row("k1", price=price, size=15_000)])
    world.wait_for("k1", Status.WORKING, Status.MATCHED)
    return arrives


@pytest.mark.parametrize("end", [Status.WORKING, Status.CANCELLED, Status.MATCHED])
def test_a_copy_that_arrives_later_is_found_and_a_halt_takes_it_back(
    world: World, end: Status
) -> None:
    """Whatever has become of the row meanwhile."""
    arrives = placed_with_a_copy_on_its_way(world, end)
    if end is Status.CANCELLED:
        world.orders.cancel(["k1"])
    world.wait_for("k1", end)
    looks = world.proxy.count("GET /offers/all")
    wait_until(lambda: world.proxy.count("GET /offers/all") > looks + 2)  # long since shown
    arrives.set()
    wait_until(lambda: "k1=2" in world.orders.results())
    assert "inferred" in world.result("k1=2").message
    assert world.result("k1=2").offer_id in world.result("k1").message
    world.orders.halt()
    wait_until(lambda: len(world.at_venue) == 2 and not standing(world))
    world.wait_for("k1=2", Status.CANCELLED, Status.PART_CANCELLED)


def hand_cancels_all(world: World) -> None:
    world.exchange.cancel_unmatched(world.exchange.account("demo"), int(MARKET))


@pytest.mark.parametrize("stop", ["CANCEL ALL", "CANCEL ALL here", "CANCEL", "HALT, RESUME"])
@pytest.mark.parametrize("end", [Status.CANCELLED, Status.MATCHED])
def test_a_copy_that_arrives_after_a_stop_is_taken_back_though_its_row_has_ended(
    world: World, end: Status, stop: str
) -> None:
    arrives = placed_with_a_copy_on_its_way(world, end)
    if end is Status.CANCELLED:  # by nobody's wish
        hand_cancels_all(world)
    world.wait_for("k1", end)
    if stop == "CANCEL":
        world.orders.cancel(["k1"])
    elif stop == "HALT, RESUME":
        world.orders.halt()
        world.orders.resume()
    else:
        world.orders.cancel_all(MARKET if stop.endswith("here") else None)
    arrives.set()
    wait_until(lambda: len(world.at_venue) == 2 and not standing(world))
    world.wait_for("k1=2", Status.CANCELLED, Status.PART_CANCELLED)


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_copy_that_arrives_after_a_restart_is_found_though_its_row_has_ended(
    world: World, is_asked: bool
) -> None:
    """No other order stands on its market. What was to be cancelled before is so after it."""
    arrives = threading.Event()
    world.proxy.on(POST, faulty.again(arrives))
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    if is_asked:
        world.orders.cancel(["k1"])
    else:
        hand_cancels_all(world)
    world.wait_for("k1", Status.CANCELLED)
    world.shut()
    world.open()
    arrives.set()
    if is_asked:
        world.wait_for("k1", Status.CANCELLED)
        wait_until(lambda: len(world.at_venue) == 2 and not standing(world))
    wait_until(lambda: "k1=2" in world.orders.results())
    world.wait_for("k1=2", Status.CANCELLED if is_asked else Status.WORKING)


def test_each_copy_of_a_request_is_an_order_of_its_own(world: World) -> None:
    first, second = threading.Event(), threading.Event()

    def three_times(connection: socket.socket, forward: faulty.Forward) -> None:
        faulty.again(first)(connection, forward)
        threading.Thread(target=lambda: second.wait(9) and forward(), daemon=True).start()

    world.proxy.on(POST, three_times)
    world.orders.place([row("k1")])
    first.set()
    wait_until(lambda: "k1=2" in world.orders.results())
    second.set()
    wait_until(lambda: "k1=3" in world.orders.results())
    world.orders.cancel(["k1"])
    wait_until(lambda: not standing(world))


@pytest.mark.socket
def test_an_equal_offer_long_after_the_request_is_nobodys(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.shut()
        world.open(pace=msgspec.structs.replace(QUICK, copies=0.0))
        world.orders.place([row("k1")])
        world.wait_for("k1", Status.WORKING)
        (by_hand,) = hand_places(world, [Bet("1", Side.BACK, 350, 200)])
        wait_until(lambda: f"An equal offer {by_hand} stands" in world.result("k1").message)
        world.orders.halt()
        world.wait_for("k1", Status.CANCELLED)
        assert standing(world) == [200]
        assert set(world.orders.results()) == {"k1"}


@pytest.mark.socket
def test_an_equal_offer_that_is_nobodys_is_named_for_as_long_as_it_stands(tmp_path: Path) -> None:
    """Beside the rows whose request it came after, and no others."""
    with opened(tmp_path) as world:
        world.shut()
        world.open(pace=msgspec.structs.replace(QUICK, copies=0.0))
        world.orders.place([row("k1"), row("k2", price=360)])
        for key in ("k1", "k2"):
            world.wait_for(key, Status.WORKING)
        hand_places(world, [Bet("1", Side.BACK, 350, 200)])
        wait_until(lambda: "no row owns it" in world.result("k1").message)
        world.orders.place([row("k3")], confirmed_twins=["k3"])  # who confirms it knows of it
        world.wait_for("k3", Status.WORKING)
        assert "no row owns it" not in world.result("k2").message
        assert "no row owns it" not in world.result("k3").message
        hand_cancels_all(world)
        world.wait_for("k1", Status.CANCELLED)
        assert "no row owns it" not in world.result("k1").message


def test_a_request_delivered_late_is_taken_back_where_a_cancel_was_asked(world: World) -> None:
    arrives = threading.Event()
    world.proxy.on(POST, faulty.delivered_late(arrives))
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.NOT_FOUND)
    world.orders.halt()
    arrives.set()
    wait_until(lambda: world.at_venue and not standing(world))
    world.wait_for("k1=2", Status.CANCELLED)
    assert "has turned up" in world.result("k1").message
    assert next(iter(world.at_venue)) in world.result("k1").message
    assert world.status("k1") in (Status.UNKNOWN, Status.NOT_FOUND)


def test_a_request_delivered_late_stays_undecided_where_no_cancel_was_asked(world: World) -> None:
    arrives = threading.Event()
    world.proxy.on(POST, faulty.delivered_late(arrives))
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.NOT_FOUND)
    arrives.set()
    assert "Undecided" in world.wait_for("k1", Status.UNKNOWN).message
    assert set(world.orders.results()) == {"k1"}
    assert standing(world) == [200]
    world.orders.cancel(["k1"])
    wait_until(lambda: not standing(world))


def test_what_a_hand_places_just_then_counts_as_a_copy_and_says_inferred(world: World) -> None:
    by_hand = faulty.then(lambda: hand_places(world, [Bet("1", Side.BACK, 350, 200)]))
    world.proxy.on(POST, by_hand)
    world.orders.place([row("k1"), row("k2", price=360)])
    wait_until(lambda: "k1=2" in world.orders.results())
    for key in ("k1", "k2", "k1=2"):
        world.wait_for(key, Status.WORKING)
    assert "inferred" in world.result("k1=2").message
    assert set(world.orders.results()) == {"k1", "k2", "k1=2"}
