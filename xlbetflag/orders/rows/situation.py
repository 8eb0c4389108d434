"""What preflight knows: read once per batch, however many rows there are."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property

import msgspec

from xlbetflag.api.config import Environment
from xlbetflag.market.book import BEST_ALONE, Book
from xlbetflag.market.exposure import (
    Result,
    bet_result,
    cautious_results,
    results,
    worst_result,
    worst_result_where,
)
from xlbetflag.market.menu import Selection
from xlbetflag.market.money import Cents, Rounding
from xlbetflag.market.naming import find_selection
from xlbetflag.market.offer import Bet, MarketOffers, Offer
from xlbetflag.market.reading import Health, Reading, View
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.selections import selections_of
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.options import Phase
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.limits import Ceiling, CheckedLimits
from xlbetflag.orders.rows.twins import others, strangers
from xlbetflag.orders.status import Status


class MarketSituation:
    """A market as the view shows it, with our orders on it and the batch's rows so far.

    `stood_before`: ids that stood before a POST of ours.
    """

    def __init__(
        self,
        market_id: str,
        view: View,
        orders: Sequence[Order],
        winners: int | None,
        rounding: Rounding,
        stood_before: Callable[[int], Collection[str]],
    ) -> None:
        self.market_id = market_id
        self.book: Reading[Book] = view.book(market_id, BEST_ALONE)
        found = view.find(market_id)
        self.event_name = found[0].name if found else ""
        self.market_name = f"{found[1].name} {found[1].line}".rstrip() if found else ""
        self.is_known = found is not None or self.book.value is not None
        self.selections = selections_of(view, market_id)
        self._sent = [order for order in orders if order.status is not Status.REFUSED]
        self._orders = [order for order in orders if order.stands]
        self._winners = winners
        self._rounding = rounding
        mine = view.offers(market_id)
        found_there = mine.value.offers if mine.value is not None else ()
        self._others = others(found_there, orders, stood_before)
        self.phase = phase_of(mine)
        self._meant: dict[str, Selection] = {}
        self._ids = tuple(each.selection_id for each in self.selections)

    @cached_property
    def twins(self) -> dict[Bet, Order]:
        """Our orders of this market's whole life, by what they bet; one that stands first."""
        ended_first = sorted(self._sent, key=lambda order: order.stands)
        return {order.intent.bet: order for order in ended_first}

    @cached_property
    def strangers(self) -> dict[Bet, Offer]:
        """Offers of the account that belong to no row, by what they bet."""
        return strangers(self._others, ())

    @cached_property
    def _results(self) -> dict[str, Result]:
        """Per selection what may be lost: our orders, offers placed by hand, rows added since."""
        matched, unmatched = parts_of_orders(self._orders)
        for offer in self._others:
            at = offer.selection_id, offer.side, offer.price
            matched.append(Bet(*at, offer.matched))
            unmatched.append(Bet(*at, offer.remaining))
        return cautious_results(matched, unmatched, self._rounding)

    @cached_property
    def worst(self) -> Cents:
        """The worst result of the market, signed."""
        return worst_result(self._ids, self._results, self._winners)

    @cached_property
    def worst_proven(self) -> Cents:
        """The worst result of our own offers that are known, signed: without orders whose offer may
        not be there, and without offers placed by hand."""
        known = [order for order in self._orders if order.state.offer_id is not None]
        found = cautious_results(*parts_of_orders(known), self._rounding)
        return worst_result(self._ids, found, self._winners)

    def worst_where_it_costs(self, bet: Bet, extended: "Extended") -> Cents:
        """The worst result, with the bet, over the outcomes in which it loses, signed."""
        return worst_result_where(
            bet.selection_id,
            self._ids,
            extended.results,
            self._winners,
            it_wins=bet.side is Side.LAY,
        )

    def worst_alone(self, bets: Iterable[Bet]) -> Cents:
        """The worst result if all these bets were matched and nothing else stood, signed."""
        return worst_result(self._ids, results(bets, self._rounding), self._winners)

    def with_bet(self, bet: Bet) -> "Extended":
        """The market if this bet were added: unmatched, so only what it may cost."""
        wins, loses = bet_result(bet, self._rounding)
        before_wins, before_loses = self._results.get(bet.selection_id, (0, 0))
        result = (before_wins + min(0, wins), before_loses + min(0, loses))
        results = {**self._results, bet.selection_id: result}
        return Extended(results, worst_result(self._ids, results, self._winners))

    def take(self, extended: "Extended") -> None:
        """The bet counts from here on."""
        self._results, self.worst = extended.results, extended.worst

    def selection(self, text: str) -> Selection:
        """The one that a row means. Raises Problem."""
        found = self._meant.get(text)
        if found is None:
            found = self._meant[text] = find_selection(text, self.selections)
        return found


class Extended(msgspec.Struct, frozen=True):
    """A market's results with one more bet, and the worst of them."""

    results: dict[str, Result]
    worst: Cents


class Money(msgspec.Struct):
    """The account, estimated: as last read, less what has been committed since. It moves as rows
    are accepted. `free` is None where no fresh balance is known (`health` says why)."""

    free: Cents | None
    health: str
    loss_today: Cents
    stake_today: Cents

    def commit(self, stake: Cents, cost: Cents) -> None:
        self.stake_today += stake
        self.loss_today += cost
        if self.free is not None:
            self.free -= cost


class Situation(msgspec.Struct, kw_only=True):
    """Everything a control may look at. `limits`: of the sheet that hands the rows over;
    `row_by_bet`: rows of this batch accepted so far."""

    environment: Environment
    rules: VenueRules
    limits: CheckedLimits
    ceiling: Ceiling
    markets: dict[str, MarketSituation]
    money: Money
    confirmed_twins: frozenset[str]
    row_by_bet: dict[tuple[str, Bet], int] = {}

    @property
    def only_warns_of_assumed_rules(self) -> bool:
        return self.environment is Environment.PRODUCTION

    def accept(self, market: MarketSituation, bet: Bet, extended: Extended, position: int) -> None:
        """From here on the bet counts: for the limits of its market, of the day, of the funds."""
        self.money.commit(bet.size, market.worst - extended.worst)
        market.take(extended)
        self.row_by_bet[(market.market_id, bet)] = position


def parts_of_orders(orders: Iterable[Order]) -> tuple[list[Bet], list[Bet]]:
    """What of the orders is matched, and what may still be.

    At the price asked: a better one only lowers what a bet may cost.
    """
    matched, unmatched = [], []
    for order in orders:
        bet = order.intent.bet
        at = bet.selection_id, bet.side, bet.price
        matched.append(Bet(*at, order.matched))
        unmatched.append(Bet(*at, order.may_still_match))
    return matched, unmatched


def phase_of(mine: Reading[MarketOffers]) -> Phase | None:
    """Of a market, as the newest look at my offers there tells it; None where that is not fresh."""
    if mine.value is None or mine.health is not Health.LIVE:
        return None
    return Phase.LIVE if mine.value.is_live else Phase.BEFORE_LIVE
