"""The life of a market: whole random lives against the slow reference, and each rule by hand."""

from fractions import Fraction
from functools import partial
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.matching.test_matching import crossed_between_accounts
from tests.practice.reference import Offer, ReferenceMarket
from tests.support.exchange import MARKET, back, lay, market_of, request
from tests.support.exchange import small_exchange as exchange_by_the_clock
from xlbetflag.api.messages import CancelRequest, OfferReference
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.engine import Ending, Order
from xlbetflag.practice.venue.behaviour import Behaviour
from xlbetflag.practice.venue.delays import Waiting
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.refusals import Refused
from xlbetflag.practice.venue.settlement import HALF, NOTHING, Verdict
from xlbetflag.practice.wire import answers

small_exchange = partial(exchange_by_the_clock, clock=lambda: 0.0)  # only ticks end a delay
DEPOSIT, COMMISSION, DELAY = 20_000, 500, 5  # the delay is the market's own, in ticks
PRICES = (101, 133, 150, 160, 200, 210, 315, 1_050)

placing = st.tuples(
    st.just("place"),
    st.integers(0, 2),  # account
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(PRICES), st.integers(4, 80)), min_size=1,
             max_size=3),
    st.booleans(),  # back?
    st.booleans(),  # ritira?
    st.booleans(),  # mantieni?
    st.sampled_from((0, 0, 0, 1, 2, 3)),  # versione_mercato
)  # fmt: skip
steps = st.one_of(
    placing,
    placing,
    placing,
    st.tuples(st.just("cancel"), st.integers(0, 50)),
    st.tuples(st.just("cancel all"), st.integers(0, 2)),
    st.tuples(st.just("tick"), st.integers(1, 6)),
    st.tuples(st.sampled_from(("suspend", "resume", "turn_live"))),
)


class Both:
    """The exchange and the reference, living the same life."""

    def __init__(self, winners: int, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.exchange = small_exchange(selections=4, winners=winners, behaviour=behaviour)
        self.market = market_of(self.exchange)
        self.traders = [
            self.exchange.open_account(f"t{n}", "", DEPOSIT, commission=COMMISSION)
            for n in range(3)
        ]
        self.slow = ReferenceMarket(4, winners)
        self.state, self.is_live, self.version, self.now = "OPEN", False, 1, 0
        self.waiting: list[tuple[int, int, Waiting, tuple]] = []
        self.held: list[tuple[int, Offer]] = []
        self.pairs: list[tuple[Order, Offer]] = []
        self.refused = self.delayed = 0

    def do(self, step: tuple) -> None:
        if step[0] == "place":
            self.place(step)
        elif step[0] == "cancel":
            if self.pairs:
                self.register()
                order, offer = self.pairs[step[1] % len(self.pairs)]
                reference = CancelRequest(MARKET, (OfferReference(order.offer_id),))
                gone = self.exchange.cancel(order.account, reference)
                assert gone == ([order] if offer.remaining else [])
                offer.remaining = 0
        elif step[0] == "cancel all":
            self.register()
            self.exchange.cancel_unmatched(self.traders[step[1]], MARKET)
            self.slow.lapse(lambda offer: offer.account == step[1])
        elif step[0] == "tick":
            for _ in range(step[1]):
                self.tick()
        else:
            self.move(step[0])

    def move(self, change: str) -> None:
        possible = {
            "suspend": self.state == "OPEN",
            "resume": self.state == "SUSPENDED",
            "turn_live": not self.is_live,
        }
        if not possible[change]:
            with pytest.raises(Refused, match="transition"):
                getattr(self.market, change)()
            return
        getattr(self.market, change)()
        self.version += 1
        if change == "suspend":
            self.state = "SUSPENDED"
            self.slow.lapse(lambda offer: self.is_live and not offer.mantieni)
        elif change == "resume":
            self.state = "OPEN"
        else:
            self.is_live = True
            self.slow.lapse(lambda offer: offer.ritira)

    def place(self, step: tuple) -> None:
        self.register()
        _, who, bets, is_back, ritira, mantieni, version = step
        side = Side.BACK if is_back else Side.LAY
        asked = request(
            *(Bet(str(selection + 1), side, price, n * 50) for selection, price, n in bets),
            version=version,
            cancel_at_live=ritira,
            keep_when_suspended=mantieni,
        )
        reason = self.why_not(step)
        try:
            found = self.exchange.submit(self.traders[who], asked)
        except Refused as refused:
            assert refused.refusal.name == reason  # noqa: PT017
            self.refused += 1
            return
        assert reason is None
        if isinstance(found, Waiting):
            assert self.is_live
            self.waiting.append((self.now + DELAY, self.version, found, step))
            self.delayed += 1
        else:
            assert not self.is_live
            self.accept(step, found)

    def why_not(self, step: tuple) -> str | None:
        _, who, bets, is_back, _, _, version = step
        if self.state != "OPEN":
            return "market_suspended"
        if version not in (0, self.version):
            return "version"
        extra = tuple(Offer(who, sel, is_back, price, n * 50) for sel, price, n in bets)
        strict = self.behaviour.strict_netting
        before = self.slow.blocked(who, strict)
        more = self.slow.blocked(who, strict, extra) - before
        return "funds" if more > 0 and more > DEPOSIT - before else None

    def accept(self, step: tuple, orders: list[Order]) -> None:
        _, who, bets, is_back, ritira, mantieni, _ = step
        for order, (selection, price, n) in zip(orders, bets, strict=True):
            offer = Offer(who, selection, is_back, price, n * 50, ritira, mantieni)
            self.slow.offers.append(offer)
            self.pairs.append((order, offer))
            if self.behaviour.regulator_delay:
                self.held.append((self.now + int(self.behaviour.regulator_delay), offer))
            else:
                self.slow.enter(offer)

    def tick(self) -> None:
        self.now += 1
        self.exchange.tick()
        self.register()
        for entry in [each for each in self.waiting if each[0] <= self.now]:
            self.waiting.remove(entry)
            _, version, waiting, step = entry
            reason = self.why_not(step) or ("version" if version != self.version else None)
            if reason:
                with pytest.raises(Refused, match=reason):
                    waiting.decided.result(0)
            else:
                self.accept(step, waiting.decided.result(0))

    def register(self) -> None:
        """What the regulator has by now: looked at with every tick and every request."""
        if self.state == "OPEN":
            for due, offer in [each for each in self.held if each[0] <= self.now]:
                self.held.remove((due, offer))
                if offer.remaining:
                    self.slow.enter(offer)

    def agree(self) -> None:
        for order, offer in self.pairs:
            assert (order.remaining, order.matches) == (offer.remaining, offer.matches)
            assert offer.account not in offer.partners
        for selection in range(4):
            for side in Side:
                shown = self.market.available(selection, side, 99)
                assert shown == self.slow.available(selection, side is Side.BACK)
        for who, trader in enumerate(self.traders):
            assert trader.locked == self.slow.blocked(who, self.behaviour.strict_netting)
            assert trader.balance == DEPOSIT
        assert self.market.version == self.version
        assert crossed_between_accounts(self.market) == []

    def end(self, parts: dict[int, tuple[Fraction, Fraction]]) -> None:
        """Settle; every account is paid once what its bets are worth, and nothing is lost."""
        exchange, market = self.exchange, self.market
        market.settle_by(
            {place + 1: Verdict(*part) for place, part in parts.items()}, exchange.purse
        )
        for who, trader in enumerate(self.traders):
            net = self.slow.paid(who, parts)
            fee = floor(Fraction(net * COMMISSION, 10_000) + Fraction(1, 2)) if net > 0 else 0
            assert trader.balance == DEPOSIT + net - fee
            assert trader.locked == 0
            amounts = [entry.amount for entry in trader.statement]
            assert amounts == [each for each in (DEPOSIT, net, -fee) if each]
            assert trader.statement[-1].balance == trader.balance == sum(amounts)
        assert sum(account.balance for account in exchange.accounts) == 3 * DEPOSIT
        with pytest.raises(Refused, match="transition"):
            market.settle_by({}, exchange.purse)
        with pytest.raises(Refused, match="transition"):
            market.void()
        assert sum(trader.balance for trader in self.traders) + exchange.purse.balance == (
            3 * DEPOSIT
        )
        for order, offer in self.pairs:
            assert order.remaining == 0
            assert (order.ending is Ending.SETTLED) == bool(offer.matches)


def parts_of(winners: int, order: list[int], ending: str) -> dict[int, tuple[Fraction, Fraction]]:
    """How the selections end: `order` is the finishing order."""
    one, none = Fraction(1), Fraction(0)
    parts = dict.fromkeys(range(4), (none, one))
    if ending == "push":
        return dict.fromkeys(range(4), (none, none))
    for place in order[:winners]:
        parts[place] = (one, none)
    if ending == "dead heat":  # the last place is shared with the next
        for place in order[winners - 1 : winners + 1]:
            parts[place] = (Fraction(1, 2), Fraction(1, 2))
    if ending == "quarter line":
        parts[order[0]] = (Fraction(1, 2), none)
    return parts


lives = given(
    program=st.lists(steps, max_size=25),
    winners=st.integers(1, 3),
    order=st.permutations(range(4)),
    ending=st.sampled_from(("clear", "clear", "dead heat", "push", "quarter line")),
    behaviour=st.builds(
        Behaviour, strict_netting=st.booleans(), regulator_delay=st.sampled_from((0.0, 0.0, 2.0))
    ),
)


@settings(max_examples=1_000, deadline=None)
@lives
def test_whole_lives_agree_with_the_slow_exchange(
    program: list[tuple],
    winners: int,
    order: list[int],
    ending: str,
    behaviour: Behaviour,
) -> None:
    both = Both(winners, behaviour)
    for step in program:
        both.do(step)
        both.agree()
    both.end(parts_of(winners, order, ending))


# --- by hand --------------------------------------------------------------------------------


@pytest.fixture
def exchange() -> Exchange:
    exchange = small_exchange()
    for name in ("anna", "bruno"):
        exchange.open_account(name, "", 100_000)
    return exchange


def waiting_offer(exchange: Exchange, *, version: int = 0) -> Waiting:
    found = exchange.submit(exchange.account("anna"), request(back(300, 400), version=version))
    assert isinstance(found, Waiting)
    return found


def test_a_live_market_accepts_after_its_delay(exchange: Exchange) -> None:
    market_of(exchange).turn_live()
    waiting = waiting_offer(exchange, version=2)
    exchange.tick(4)
    assert not waiting.decided.done()
    assert exchange.account("anna").locked == 0
    exchange.tick()
    [order] = waiting.decided.result(0)
    assert (order.remaining, exchange.account("anna").locked) == (400, 400)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (("suspend",), "market_suspended"),
        (("suspend", "resume"), "version"),
        (("close",), "market_closed"),
    ],
)
def test_a_change_during_the_delay_refuses(
    exchange: Exchange, changes: tuple[str, ...], reason: str
) -> None:
    market = market_of(exchange)
    market.turn_live()
    waiting = waiting_offer(exchange)
    for change in changes:
        getattr(market, change)()
    exchange.tick(5)
    with pytest.raises(Refused, match=reason):
        waiting.decided.result(0)
    assert market.orders.get(exchange.account("anna"), {}) == {}


def test_money_spent_during_the_delay_refuses(exchange: Exchange) -> None:
    market_of(exchange).turn_live()
    anna = exchange.account("anna")
    one, other = (exchange.submit(anna, request(back(300, 60_000))) for _ in range(2))
    assert isinstance(one, Waiting)
    assert isinstance(other, Waiting)
    exchange.tick(5)
    assert one.decided.result(0)[0].remaining == 60_000
    with pytest.raises(Refused, match="funds"):
        other.decided.result(0)


def test_where_nobody_ticks_the_delay_passes_in_real_time() -> None:
    exchange = small_exchange()
    now = [100.0]
    exchange.clock = lambda: now[0]
    anna = exchange.open_account("anna", "", 100_000)
    market_of(exchange).turn_live()
    waiting = exchange.submit(anna, request(back(300, 400)))
    assert isinstance(waiting, Waiting)
    now[0] += 4.9
    exchange.market(MARKET)
    assert not waiting.decided.done()
    now[0] += 0.2
    exchange.market(MARKET)
    assert len(waiting.decided.result(0)) == 1


def test_without_the_delay_a_live_market_accepts_at_once() -> None:
    exchange = small_exchange(behaviour=Behaviour(live_delay=False))
    anna = exchange.open_account("anna", "", 100_000)
    market_of(exchange).turn_live()
    assert isinstance(exchange.submit(anna, request(back(300, 400))), list)


def test_an_offer_waits_for_the_regulator() -> None:
    exchange = small_exchange(behaviour=Behaviour(regulator_delay=3))
    anna, bruno = (exchange.open_account(name, "", 100_000) for name in ("anna", "bruno"))
    market = market_of(exchange)
    [first] = exchange.place(anna, request(back(300, 400)))
    exchange.tick()
    [second] = exchange.place(bruno, request(lay(300, 400)))
    [third] = exchange.place(bruno, request(lay(290, 400)))
    assert (first.is_waiting, anna.locked) == (True, 400)
    said = [answers.my_offers(market, each) for each in (anna, exchange.purse)]
    assert [(each.stato_betflag, each.stato_sogei) for each in said] == [(2, 1), (2, 2)]
    assert market.available(0, Side.LAY, 9) == []
    exchange.tick(2)
    assert market.available(0, Side.LAY, 9) == [(300, 400)]
    exchange.cancel(bruno, CancelRequest(MARKET, (OfferReference(third.offer_id),)))
    exchange.tick()
    assert first.matches == second.matches == [(300, 400)]
    assert (third.remaining, third.ending, third.matches) == (0, Ending.CANCELLED, [])


def test_what_waits_for_the_regulator_waits_for_a_suspended_market_too() -> None:
    exchange = small_exchange(behaviour=Behaviour(regulator_delay=1))
    anna = exchange.open_account("anna", "", 100_000)
    [order] = exchange.place(anna, request(back(300, 400), keep_when_suspended=True))
    market = market_of(exchange)
    market.suspend()
    exchange.tick(3)
    assert order.is_waiting
    market.resume()
    exchange.tick()
    assert (order.is_waiting, order.remaining) == (False, 400)


def test_the_regulator_opens_a_market_later_than_the_venue() -> None:
    exchange = small_exchange(behaviour=Behaviour(regulator_delay=2))
    anna = exchange.open_account("anna", "", 100_000)
    market = market_of(exchange)
    market.state = MarketState.ANNOUNCED
    assert market.regulator_state is MarketState.ANNOUNCED
    market.open()
    assert (market.state, market.regulator_state) == (MarketState.OPEN, MarketState.ANNOUNCED)
    with pytest.raises(Refused, match="regulator"):
        exchange.place(anna, request(back(300, 400)))
    exchange.tick(2)
    assert market.regulator_state is MarketState.OPEN
    assert exchange.place(anna, request(back(300, 400)))


def matched(exchange: Exchange, price: int = 300, size: int = 1_000) -> None:
    exchange.place(exchange.account("anna"), request(back(price, size)))
    exchange.place(exchange.account("bruno"), request(lay(price, size)))


def balances(exchange: Exchange) -> tuple[int, int, int]:
    anna, bruno = (exchange.account(name) for name in ("anna", "bruno"))
    return anna.balance - 100_000, bruno.balance - 100_000, exchange.purse.balance


def test_a_dead_heat_pays_half(exchange: Exchange) -> None:
    matched(exchange)
    exchange.settle(MARKET, [], tied=[1, 2])
    assert balances(exchange) == (500 - 13, -500, 13)
    assert market_of(exchange).won == (1, 2)


def test_the_odd_cent_of_a_dead_heat_goes_to_the_purse(exchange: Exchange) -> None:
    matched(exchange, 315, 250)  # wins 537.5, rounded 538: half won, half lost is 144
    exchange.place(exchange.account("anna"), request(back(133, 250, 2)))
    exchange.place(exchange.account("bruno"), request(lay(133, 250, 2)))
    exchange.settle(MARKET, [], tied=[1, 2])
    anna, bruno, purse = balances(exchange)
    assert anna + bruno + purse == 0
    assert (anna, bruno) == (61 - 2, -60)  # 60.5 each: halves go up


def test_a_push_gives_every_stake_back(exchange: Exchange) -> None:
    matched(exchange)
    exchange.settle(MARKET, [], returned=[1, 2, 3])
    assert balances(exchange) == (0, 0, 0)
    assert market_of(exchange).state is MarketState.SETTLED
    assert [entry.amount for entry in exchange.account("anna").statement] == [100_000]


def test_a_selection_that_did_not_take_part(exchange: Exchange) -> None:
    matched(exchange)
    exchange.settle(MARKET, [2], returned=[1])
    assert balances(exchange) == (0, 0, 0)


def test_a_quarter_line_gives_half_back(exchange: Exchange) -> None:
    matched(exchange)
    market_of(exchange).settle_by({1: Verdict(HALF, NOTHING)}, exchange.purse)
    assert balances(exchange) == (1_000 - 25, -1_000, 25)


@pytest.mark.parametrize(
    ("winning", "tied", "returned"),
    [([1], [2, 3], []), ([], [1], []), ([1], [], [1]), ([], [], [1]), ([1], [], [9])],
)
def test_results_that_cannot_be(
    exchange: Exchange, winning: list[int], tied: list[int], returned: list[int]
) -> None:
    with pytest.raises(Refused, match="winners"):
        exchange.settle(MARKET, winning, tied=tied, returned=returned)
    assert market_of(exchange).state is MarketState.OPEN


def test_settled_offers_leave_my_offers_after_a_while() -> None:
    exchange = small_exchange(behaviour=Behaviour(forget_settled_after=10))
    anna = exchange.open_account("anna", "", 100_000)
    exchange.place(anna, request(back(300, 400)))
    market = market_of(exchange)
    exchange.settle(MARKET, [1])
    exchange.tick(9)
    assert len(market.orders[anna]) == 1
    exchange.tick()
    assert market.orders.get(anna, {}) == {}
    assert anna.free == 100_000


def test_an_unmatched_offer_frees_nothing_with_strict_netting() -> None:
    for is_strict, expected in ((False, 40), (True, 840)):
        exchange = small_exchange(behaviour=Behaviour(strict_netting=is_strict))
        anna = exchange.open_account("anna", "", 100_000)
        exchange.place(anna, request(back(300, 400)))
        exchange.place(anna, request(lay(310, 400)))
        assert anna.locked == expected


def test_a_cancel_always_passes_and_may_leave_less_than_nothing(exchange: Exchange) -> None:
    anna = exchange.account("anna")
    [hedge] = exchange.place(anna, request(lay(190, 50_000)))
    exchange.place(anna, request(back(200, 100_000)))
    exchange.place(anna, request(back(200, 50_000)))
    assert (anna.locked, anna.free) == (100_000, 0)
    exchange.cancel(anna, CancelRequest(MARKET, (OfferReference(hedge.offer_id),)))
    assert anna.free == -50_000
    with pytest.raises(Refused, match="funds"):
        exchange.place(anna, request(back(200, 200)))
    assert exchange.place(anna, request(lay(190, 10_000)))
