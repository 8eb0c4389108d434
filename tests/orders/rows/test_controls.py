"""Every control, by itself and in the chain: what it refuses, and in which words."""

import threading
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import faulty
from tests.support.conditions import wait_until
from tests.support.exchange import NAMES
from tests.support.views import LaidDownView, book_of, fresh, offered
from tests.support.worlds import MARKET, NO_CEILING, WIDE, World, opened, row
from xlbetflag.api import translate
from xlbetflag.api.config import Environment
from xlbetflag.market.exposure import bet_result
from xlbetflag.market.money import Rounding
from xlbetflag.market.offer import Bet, MarketOffers, Offer
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Reading
from xlbetflag.market.rules import Source, VenueRule, VenueRules
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.orders.order import Intent, Order, State
from xlbetflag.orders.rows.controls import CONTROLS, VENUE_CONTROLS, candidate, run
from xlbetflag.orders.rows.draft import Draft, Row
from xlbetflag.orders.rows.limits import Ceiling, Limits, checked
from xlbetflag.orders.rows.situation import MarketSituation, Money, Situation
from xlbetflag.orders.rows.twins import others
from xlbetflag.orders.status import Status
from xlbetflag.practice.wire import answers

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
ASSUMED = {
    "ladder": row("k1", price=351),
    "minimum_back": row("k1", size=150),
    "minimum_lay": row("k1", side=Side.LAY, price=250, size=25),
    "stake_step": row("k1", size=225),
    "maximum_win": row("k1", price=100_000, size=20_000),
}
CODES = {
    "ladder": "rule.ladder",
    "minimum_back": "rule.minimum",
    "minimum_lay": "rule.minimum",
    "stake_step": "rule.step",
    "maximum_win": "rule.maximum_win",
}


def situation(
    *,
    environment: Environment = Environment.PRACTICE,
    rules: VenueRules | None = None,
    limits: Limits = WIDE,
    ceiling: Ceiling = NO_CEILING,
    money: Money | None = None,
    view: LaidDownView | None = None,
    winners: int | None = 1,
) -> Situation:
    rules = rules or VenueRules()
    looked_at = view or view_of_1x2()
    return Situation(
        environment=environment,
        rules=rules,
        limits=checked(limits),
        ceiling=ceiling,
        markets={
            MARKET: MarketSituation(
                MARKET, looked_at, [], winners, rules.liability_rounding.value, lambda send: ()
            )
        },
        money=money or Money(10_000_000, "LIVE", 0, 0),
        confirmed_twins=frozenset(),
    )


def view_of_1x2(state: MarketState = MarketState.OPEN) -> LaidDownView:
    view = LaidDownView()
    selections = (
        offered(str(place), name, [(300, 20_000)], [(310, 20_000)])
        for place, name in enumerate(NAMES, 1)
    )
    view.books = {MARKET: fresh(book_of(MARKET, *selections, state=state))}
    view.mine = {}
    return view


def refusal(given_row: Row, looked_at: Situation) -> Problem | None:
    assert given_row.draft is not None
    try:
        checked_row = candidate(given_row.draft, given_row.position, looked_at)
        run(checked_row, looked_at)
    except Problem as problem:
        return problem
    position = given_row.position
    looked_at.accept(checked_row.market, checked_row.bet, checked_row.extended, position)
    return None


# --- venue rules ------------------------------------------------------------------------------


@pytest.mark.parametrize("environment", [Environment.PRACTICE, Environment.STAGING])
@pytest.mark.parametrize("rule", ASSUMED)
def test_an_assumed_rule_refuses_in_practice_and_staging(
    rule: str, environment: Environment
) -> None:
    problem = refusal(ASSUMED[rule], situation(environment=environment))
    assert problem is not None
    assert problem.code == CODES[rule]


@pytest.mark.parametrize("rule", ASSUMED)
def test_an_assumed_rule_only_warns_in_production(rule: str) -> None:
    looked_at = situation(environment=Environment.PRODUCTION)
    draft = ASSUMED[rule].draft
    assert draft is not None
    codes = [note.code for note in run(candidate(draft, 1, looked_at), looked_at)]
    assert (codes[0], codes[-1]) == (CODES[rule], "rule.assumed")


@pytest.mark.parametrize("source", [Source.SETTING, Source.DOC, Source.CLIENT])
@pytest.mark.parametrize("rule", ASSUMED)
def test_a_rule_that_is_known_refuses_in_production_too(rule: str, source: Source) -> None:
    known = msgspec.structs.replace(getattr(VenueRules(), rule), source=source)
    rules = msgspec.structs.replace(VenueRules(), **{rule: known})
    problem = refusal(ASSUMED[rule], situation(environment=Environment.PRODUCTION, rules=rules))
    assert problem is not None
    assert problem.code == CODES[rule]


@pytest.mark.socket
def test_a_warned_row_is_sent_with_its_warning(tmp_path: Path) -> None:
    """The venue in the test takes any step of stakes; ours is only assumed."""
    world = World(tmp_path, rules=VenueRules(stake_step=VenueRule(1, Source.SETTING, "any")))
    world.environment = Environment.PRODUCTION
    world.rules = VenueRules()
    try:
        world.open(arm=False)
        world.journal.add_action("proved", "tables", world.now())
        assert world.orders.arm() is None
        assert world.orders.place([row("k1", size=225)])["k1"].status is Status.CHECKED
        message = world.wait_for("k1", Status.WORKING).message
    finally:
        world.close()
    assert "steps of 0.50" in message
    assert "not confirmed" in message


# --- the market and the user's limits ---------------------------------------------------------


def narrow(**limits: int) -> Limits:
    return msgspec.structs.replace(WIDE, **limits)


@pytest.mark.parametrize(
    ("limits", "rows", "code"),
    [
        (narrow(stake_per_bet=199), [row("k1")], "limit.stake_per_bet"),
        (narrow(stake_per_day=399), [row("k1"), row("k2", price=360)], "limit.stake_per_day"),
        (narrow(liability_per_market=399), [row("k1"), row("k2", price=360)], "limit.liability"),
        (
            narrow(liability_per_market=299),
            [row("k1", side=Side.LAY, price=250, size=250)],
            "limit.liability",
        ),
        (narrow(loss_per_day=399), [row("k1"), row("k2", price=360)], "limit.loss_per_day"),
        (narrow(price_distance_ticks=9), [row("k1", price=400)], "limit.price_distance"),
        (narrow(price_distance_ticks=9), [row("k1", price=280)], "limit.price_distance"),
    ],
)
def test_each_limit_refuses_the_row_that_breaks_it(
    limits: Limits, rows: list[Row], code: str
) -> None:
    looked_at = situation(limits=limits)
    problems = [refusal(each, looked_at) for each in rows]
    assert problems[:-1] == [None] * (len(rows) - 1)
    assert problems[-1] is not None
    assert problems[-1].code.startswith(code)


def test_unmatched_offers_are_not_netted_against_each_other() -> None:
    """A back and a lay of the same thing may each be matched alone."""
    looked_at = situation(limits=narrow(liability_per_market=250))
    assert refusal(row("k1", price=350, size=200), looked_at) is None
    netted_would_be_safe = row("k2", side=Side.LAY, price=250, size=200)
    problem = refusal(netted_would_be_safe, looked_at)
    assert problem is not None
    assert problem.values["liability"] == 300


def test_offers_placed_by_hand_count_for_the_limit() -> None:
    view = view_of_1x2()
    by_hand = Offer("H1", "2", Side.BACK, 300, 900, 0, True, 1)
    offers = MarketOffers(MARKET, (by_hand,), 7, MarketState.OPEN, False, 0, None)
    view.mine = {MARKET: fresh(offers)}
    limits = narrow(liability_per_market=1_000)
    problem = refusal(row("k1"), situation(limits=limits, view=view))
    assert problem is not None
    assert problem.values["liability"] == 1_100
    assert refusal(row("k1"), situation(limits=limits)) is None


@pytest.mark.socket
def test_an_order_whose_answer_is_awaited_counts_once_though_the_feed_shows_its_offer(
    tmp_path: Path,
) -> None:
    """Counted twice it would refuse what is within the limit."""
    go = threading.Event()

    def mine(market_id: str) -> Reading[MarketOffers]:
        with world.exchange.lock:
            account = world.exchange.account("demo")
            told = answers.my_offers(world.exchange.market(int(market_id)), account)
        return fresh(translate.my_offers(market_id, told))

    with opened(tmp_path) as world:
        world.limits = narrow(liability_per_market=15_000)
        world.view.offers = mine  # type: ignore[method-assign]
        world.proxy.on("POST /offers", faulty.late(go))
        world.orders.place([row("k1", selection="2 · X", size=10_000)])
        wait_until(lambda: world.at_venue)
        assert world.status("k1") is Status.SENDING
        lay = row("k2", selection="2 · X", side=Side.LAY, price=300, size=8_000)
        refused = world.orders.place([lay])["k2"]
        within = world.orders.place([row("k3", size=3_000)])["k3"]
        go.set()
        assert within.status is Status.CHECKED
        assert refused.status is Status.REFUSED
        assert "160.00" in refused.message
        world.wait_for("k1", Status.WORKING)
        assert "190.00" in world.orders.place([lay])["k2"].message


def test_what_may_be_a_lost_orders_offer_is_not_counted_beside_it() -> None:
    bet = Bet("1", Side.BACK, 350, 200)
    offers = [Offer(f"V{n}", "1", Side.BACK, 350, 200, 0, True, 1) for n in range(4)]
    lost = [an_order(f"k{n}", bet, status=Status.UNKNOWN, send=7) for n in range(2)]
    known = an_order("k3", bet, status=Status.WORKING, send=7, offer_id="V1")
    other = an_order("k4", msgspec.structs.replace(bet, price=360), status=Status.SENDING, send=7)
    ended = an_order("k5", bet, status=Status.REFUSED, send=7)
    left = others(offers, [*lost, known, other, ended], lambda send: {"V0"} if send == 7 else ())
    assert [each.offer_id for each in left] == ["V0"], "V0 stood before; V1 is known"
    assert others(offers, [], lambda _: ()) == offers


def an_order(
    key: str, bet: Bet, *, status: Status, send: int, offer_id: str | None = None
) -> Order:
    state = State(status=status, updated=NOON, offer_id=offer_id, remaining=bet.size)
    intent = Intent(
        key=key,
        position=1,
        market_id=MARKET,
        bet=bet,
        selection_name="1",
        cancel_at_live=False,
        keep_when_suspended=False,
        note="",
        warnings=(),
        created=NOON,
    )
    return Order(intent, state, send)


def test_the_price_must_have_something_to_be_compared_with() -> None:
    view = view_of_1x2()
    view.books = {MARKET: fresh(book_of(MARKET, offered("1", "1")))}
    problem = refusal(row("k1", selection="1"), situation(view=view))
    assert problem is not None
    assert problem.code == "limit.no_best_price"


@pytest.mark.parametrize("state", [state for state in MarketState if state is not MarketState.OPEN])
def test_only_an_open_market_trades(state: MarketState) -> None:
    problem = refusal(row("k1"), situation(view=view_of_1x2(state)))
    assert problem is not None
    assert (problem.code, problem.values["state"]) == ("market.not_open", state.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 · 1", None),
        ("X", None),
        ("x", None),
        ("2 · X", None),
        ("1", None),  # the id and the name of one and the same
        ("2", "selection.ambiguous"),
        ("2 · 2", "selection.label_disagrees"),
        ("pareggio", "selection.unknown"),
        ("", "selection.unknown"),
    ],
)
def test_a_selection_is_an_id_a_name_or_a_label(text: str, code: str | None) -> None:
    problem = refusal(row("k1", selection=text), situation())
    assert (problem.code if problem else None) == code


def test_an_id_that_is_no_number_cannot_be_ordered() -> None:
    view = view_of_1x2()
    view.books = {MARKET: fresh(book_of(MARKET, offered("A", "Home")))}
    problem = refusal(row("k1", selection="Home"), situation(view=view))
    assert problem is not None
    assert problem.code == "selection.not_an_id"


def test_the_chain_holds_every_control() -> None:
    names = {type(control).__name__ for control in (*VENUE_CONTROLS, *CONTROLS)}
    assert names == {
        "OnLadder",
        "AtLeastMinimum",
        "InSteps",
        "WinsNotTooMuch",
        "NotATwin",
        "MarketTrades",
        "PriceIsFresh",
        "NearBestPrice",
        "StakePerBet",
        "StakePerDay",
        "LiabilityPerMarket",
        "LossPerDay",
        "EnoughFunds",
    }


# --- properties -------------------------------------------------------------------------------

DRAFTS = st.builds(
    Draft,
    key=st.uuids().map(str),
    market_id=st.just(MARKET),
    selection=st.sampled_from(("1 · 1", "2 · X", "3 · 2")),
    side=st.sampled_from(Side),
    price=st.sampled_from((110, 250, 300, 350, 900)),
    size=st.sampled_from((50, 200, 500, 2_000)),
)


def worst_over_all_ends(bets: list[Bet], winners: int) -> int:
    """By brute force: each offer matched or not, each set of winners."""
    worst = 0
    for won in product((False, True), repeat=3):
        if sum(won) != winners:
            continue
        total = 0
        for bet in bets:
            wins, loses = bet_result(bet)
            total += min(0, wins if won[int(bet.selection_id) - 1] else loses)
        worst = min(worst, total)
    return worst


SUMS = st.tuples(*[st.integers(0, 6_000)] * 3)


@given(
    st.lists(DRAFTS, max_size=12),
    SUMS,
    SUMS,
    st.integers(0, 6_000),
    st.sampled_from((1, 2)),
)
def test_whatever_is_accepted_keeps_every_limit_after_the_whole_batch(
    drafts: list[Draft],
    own: tuple[int, int, int],
    over_all: tuple[int, int, int],
    free: int,
    winners: int,
) -> None:
    names = ("liability_per_market", "loss_per_day", "stake_per_day")
    looked_at = situation(
        limits=narrow(**dict(zip(names, own, strict=True))),
        ceiling=Ceiling(**dict(zip(names, over_all, strict=True))),
        money=Money(free, "LIVE", 0, 0),
        winners=winners,
    )
    liability, loss, stake = map(min, own, over_all)
    accepted = []
    for draft in drafts:
        given_row = Row(key=draft.key, position=1, draft=draft)
        if refusal(given_row, looked_at) is None:
            selection = draft.selection[0]
            accepted.append(Bet(selection, draft.side, draft.price, draft.size))
    worst = worst_over_all_ends(accepted, winners)
    assert -worst <= min(liability, loss, free)
    assert sum(bet.size for bet in accepted) <= stake
    assert len(accepted) == len(set(accepted))


@given(st.lists(DRAFTS, max_size=8))
def test_not_knowing_the_winners_never_lets_more_through(drafts: list[Draft]) -> None:
    limits = narrow(liability_per_market=2_000)
    for winners in (1, 2):
        knowing, not_knowing = (
            situation(limits=limits, winners=winners),
            situation(limits=limits, winners=None),
        )
        for draft in drafts:
            given_row = Row(key=draft.key, position=1, draft=draft)
            if refusal(given_row, not_knowing) is None:
                refusal(given_row, knowing)
        bets = [bet for _, bet in not_knowing.row_by_bet]
        assert -worst_over_all_ends(bets, winners) <= 2_000


@given(st.lists(DRAFTS, max_size=8), st.lists(DRAFTS, max_size=8))
def test_our_own_bets_stay_within_the_limit_whatever_a_hand_has_placed(
    drafts: list[Draft], by_hand: list[Draft]
) -> None:
    """Offers that may cost more than the limit are no leave to lose as much by others."""
    standing = tuple(
        Offer(f"H{n}", each.selection[0], each.side, each.price, each.size, 0, True, 1)
        for n, each in enumerate(by_hand)
    )
    view = view_of_1x2()
    view.mine = {MARKET: fresh(MarketOffers(MARKET, standing, 7, MarketState.OPEN, False, 0, None))}
    looked_at = situation(limits=narrow(liability_per_market=2_000), view=view)
    for draft in drafts:
        refusal(Row(key=draft.key, position=1, draft=draft), looked_at)
    assert -worst_over_all_ends([bet for _, bet in looked_at.row_by_bet], 1) <= 2_000


def test_over_a_lowered_limit_what_makes_nothing_known_worse_is_let_through() -> None:
    """30.00 are sure to be lost where 1 loses, and 10.00 by an order that may not be there where
    2 loses: together 40.00 where 3 wins."""
    view = view_of_1x2()
    known, unknown = Bet("1", Side.BACK, 350, 3_000), Bet("2", Side.BACK, 350, 1_000)
    backed = [
        an_order("k1", known, status=Status.WORKING, send=6, offer_id="V1"),
        an_order("k2", unknown, status=Status.UNKNOWN, send=7),
    ]

    def refused(bet: Bet, limit: int) -> bool:
        market = MarketSituation(MARKET, view, backed, 1, Rounding.HALF_UP, lambda send: ())
        looked_at = situation(limits=narrow(liability_per_market=limit), view=view)
        looked_at.markets[MARKET] = market
        named = {"1": "1 · 1", "2": "2 · X", "3": "3 · 2"}[bet.selection_id]
        asked = row("k9", selection=named, side=bet.side, price=bet.price, size=bet.size)
        problem = refusal(asked, looked_at)
        assert problem is None or problem.code == "limit.liability_per_market"
        return problem is not None

    assert not refused(Bet("1", Side.LAY, 300, 500), 500)  # 20.00 where 1 wins
    assert refused(Bet("2", Side.LAY, 300, 500), 500)  # 40.00 where 2 wins: more than is sure
    assert not refused(Bet("2", Side.LAY, 300, 500), 4_000)
    assert refused(Bet("3", Side.BACK, 350, 200), 500)  # 32.00 where 2 wins
