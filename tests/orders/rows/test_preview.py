"""A batch is shown before it is sent, and only what was shown is sent."""

from datetime import timedelta

import msgspec
import pytest

from tests.support.worlds import MARKET, OTHER_MARKET, ExchangeView, LiveView, World, row
from xlbetflag.api import translate
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.orders.status import Status

DAY = timedelta(days=1)


def take_best_back(world: World, selection: str = "1") -> None:
    """Somebody takes all that a back could have taken on a selection."""
    house = world.exchange.open_house_account("mover")
    bet = Bet(selection, Side.BACK, 300, 20_000)
    world.exchange.place(house, translate.placement(MARKET, [bet]))


def test_a_preview_tells_rows_stake_and_worst_outcome_and_sends_nothing(world: World) -> None:
    world.orders.place([row("k0", size=1_000)])
    world.wait_for("k0", Status.WORKING)
    rows = [
        row("k1", size=500),
        row("k2", side=Side.LAY, price=290, size=400),
        row("k3", price=351),
        row("k4", size=300, market=OTHER_MARKET),
    ]
    seen = world.orders.preview(rows)
    assert seen.rows == ("k1", "k2", "k4")
    assert seen.stake == 500 + 400 + 300
    # "1" wins: the lay loses 7.60; else the two backs lose 15.00. The other market: 3.00.
    assert seen.worst == -1_500 - 300
    assert "not on the ladder" in seen.refused["k3"]
    assert seen.trouble == ""
    assert world.posts == 1
    assert world.journal.orders(keys=["k1", "k2", "k4"]) == []
    assert world.journal.refusals(["k3"]) == {}


def test_what_was_previewed_is_placed_with_its_token(world: World) -> None:
    rows = [row("k1"), row("k2", price=360)]
    token = world.orders.preview(rows).token
    results = world.orders.place(rows, token=token)
    assert {result.status for result in results.values()} <= {Status.CHECKED, Status.SENDING}
    world.wait_at_rest()
    assert len(world.at_venue) == 2


@pytest.mark.parametrize("options", ["", "OFFSET 2"])
def test_names_that_changed_hands_since_the_confirmation_keep_the_batch_back(
    world: World, monkeypatch: pytest.MonkeyPatch, options: str
) -> None:
    """The words are the same, the selection that they mean is another."""
    rows = [row("k1", selection="X", options=options)]
    token = world.orders.preview(rows).token
    swapped = (Selection("1", "X"), Selection("2", "1"), Selection("3", "2"))
    find = world.view.find

    def find_swapped(market_id: str) -> tuple[Event, Market] | None:
        found = find(market_id)
        return found and (found[0], msgspec.structs.replace(found[1], selections=swapped))

    monkeypatch.setattr(world.view, "find", find_swapped)
    result = world.orders.place(rows, token=token)["k1"]
    assert result.status is Status.DRAFT
    assert "have changed" in result.message
    assert world.posts == 0


def test_a_preview_counts_rows_that_no_longer_say_what_was_sent(world: World) -> None:
    world.orders.place([row("k1"), row("k2", price=360)])
    world.wait_for("k1", Status.WORKING)
    rows = [row("k1", selection="2 · X"), row("k2", price=360), row("k3", price=370)]
    seen = world.orders.preview(rows)
    assert (seen.rows, seen.changed) == (("k3",), ("k1",))
    world.orders.disarm()
    seen = world.orders.preview(rows)
    assert "not armed" in seen.trouble
    assert seen.changed == ("k1",)


def _other_price(rows: list) -> list:
    return [msgspec.structs.replace(rows[0], draft=row("k1", price=355).draft), rows[1]]


def _one_row_more(rows: list) -> list:
    return [*rows, row("k3", price=370)]


def _one_row_less(rows: list) -> list:
    return rows[:1]


@pytest.mark.parametrize("change", [_other_price, _one_row_more, _one_row_less])
def test_another_batch_than_the_confirmed_one_is_kept_back(world: World, change: object) -> None:
    rows = [row("k1"), row("k2", price=360)]
    token = world.orders.preview(rows).token
    results = world.orders.place(change(rows), token=token)  # type: ignore[operator]
    assert {result.status for result in results.values()} == {Status.DRAFT}
    assert all("have changed since you confirmed" in r.message for r in results.values())
    assert world.posts == 0


def test_a_price_that_moves_past_no_row_changes_nothing(world: World) -> None:
    rows = [row("k1"), row("k2", price=360)]  # both wait, before and after
    token = world.orders.preview(rows).token
    take_best_back(world)
    assert world.orders.preview(rows).token == token
    world.orders.place(rows, token=token)
    world.wait_at_rest()
    assert len(world.at_venue) == 2


def test_a_price_that_moved_past_a_row_since_the_confirmation_keeps_the_batch_back(
    world: World,
) -> None:
    rows = [row("k1", price=300), row("k2", price=360)]
    token = world.orders.preview(rows).token
    take_best_back(world)
    assert world.orders.place(rows, token=token)["k1"].status is Status.DRAFT
    assert world.posts == 0
    again = world.orders.preview(rows)
    assert again.token != token
    world.orders.place(rows, token=again.token)
    world.wait_at_rest()
    assert len(world.at_venue) == 2


def test_a_preview_says_why_nothing_would_leave(world: World) -> None:
    world.orders.disarm()
    seen = world.orders.preview([row("k1")])
    assert "not armed" in seen.trouble
    assert (seen.rows, seen.token) == ((), "")
    assert world.orders.place([row("k1")], token="")["k1"].status is Status.DRAFT


def test_a_twin_is_told_apart_and_placed_once_confirmed(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    seen = world.orders.preview([row("k2")])
    assert seen.twins == ("k2",)
    refused = world.orders.place([row("k2")])["k2"]
    assert (refused.status, refused.is_twin) == (Status.REFUSED, True)
    as_it_stands = row("k2", shown="REFUSED")
    assert world.orders.preview([as_it_stands]).twins == ("k2",)
    assert "Not tried again" in world.orders.place([as_it_stands])["k2"].message
    confirmed = world.orders.place([as_it_stands], confirmed_twins=["k2"])["k2"]
    assert confirmed.status in (Status.CHECKED, Status.SENDING)
    world.wait_for("k2", Status.WORKING)
    assert len(world.at_venue) == 2


def journal_lost(world: World, view: ExchangeView) -> str:
    """k1 works, and a new journal knows nothing of it; the offer's id."""
    world.orders.place([row("k1")])
    offer_id = world.wait_for("k1", Status.WORKING).offer_id
    world.shut()
    world.path = world.path.with_name("another.sqlite")
    world.view = view
    world.open()
    return offer_id


def test_an_equal_offer_at_the_venue_that_no_row_owns_asks(world: World) -> None:
    """As after a lost journal, or where a hand has placed it."""
    offer_id = journal_lost(world, LiveView(world.exchange, world.now))
    assert world.orders.preview([row("k1"), row("k2", price=360)]).twins == ("k1",)
    refused = world.orders.place([row("k1")])["k1"]
    assert (refused.status, refused.is_twin) == (Status.REFUSED, True)
    assert offer_id in refused.message
    world.orders.place([row("k1", shown="REFUSED")], confirmed_twins=["k1"])
    world.wait_for("k1", Status.WORKING)
    assert len(world.at_venue) == 2


def test_an_equal_offer_that_only_the_last_look_shows_keeps_the_row_back(world: World) -> None:
    """The feed has not read my offers yet when the row is checked."""
    offer_id = journal_lost(world, world.view)
    assert world.orders.place([row("k1"), row("k2", price=360)])["k1"].status is Status.CHECKED
    assert offer_id in world.wait_for("k1", Status.REFUSED).message
    world.wait_for("k2", Status.WORKING)
    assert len(world.at_venue) == 2
    world.orders.place([row("k3")], confirmed_twins=["k3"])
    world.wait_for("k3", Status.WORKING)


def test_an_equal_offer_that_ended_unmatched_asks_nothing(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.orders.cancel(["k1"])
    world.wait_for("k1", Status.CANCELLED)
    world.shut()
    world.path = world.path.with_name("another.sqlite")
    world.view = LiveView(world.exchange, world.now)
    world.open()
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)


def test_confirming_twins_confirms_nothing_else(world: World) -> None:
    world.orders.place([row("k1", price=351)])
    again = row("k1", price=351, shown="REFUSED")
    result = world.orders.place([again], confirmed_twins=["k1"])["k1"]
    assert "ladder" in result.message
    assert not result.is_twin
    assert world.posts == 0


def test_an_order_that_ended_still_asks_for_the_life_of_its_market(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.orders.cancel(["k1"])
    world.wait_for("k1", Status.CANCELLED)
    world.shut()
    world.clock.skew += DAY
    world.open()
    assert "k1" not in world.orders.results()
    result = world.orders.place([row("k2")])["k2"]
    assert result.is_twin
    assert "already CANCELLED" in result.message


def test_a_refused_order_is_nobodys_twin(world: World) -> None:
    world.orders.place([row("k1", price=351)])
    assert "already" not in world.orders.place([row("k2", price=351)])["k2"].message


def test_the_age_that_counts_is_that_of_the_price_the_sheet_shows(world: World) -> None:
    fresh, old = row("k1"), row("k2", price=360)
    assert old.draft
    old = msgspec.structs.replace(old, draft=msgspec.structs.replace(old.draft, shown_age=10.1))
    results = world.orders.place([fresh, old])
    assert results["k1"].status in (Status.CHECKED, Status.SENDING)
    assert results["k2"].status is Status.REFUSED
    assert "10.1 s old" in results["k2"].message
