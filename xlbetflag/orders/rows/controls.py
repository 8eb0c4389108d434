"""The checks of one row, in the order in which they run. Each raises one Problem, or is content.

A control of a venue rule names its rule: while that rule is only assumed, it warns in production
and refuses elsewhere. No flag skips a control.
"""

from bisect import bisect_left
from typing import Any, Protocol

import msgspec

from xlbetflag.market.book import Book, SelectionBook
from xlbetflag.market.exposure import bet_result
from xlbetflag.market.ladder import Ladder
from xlbetflag.market.menu import Selection
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.market.rules import VenueRule, VenueRules
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.orders.rows.draft import Draft
from xlbetflag.orders.rows.situation import Extended, MarketSituation, Situation
from xlbetflag.texts.note import Note


class Candidate(msgspec.Struct, frozen=True):
    """A row whose market and selection are known. `extended`: its market with it."""

    draft: Draft
    position: int
    market: MarketSituation
    selection: Selection
    bet: Bet
    extended: Extended

    @property
    def cost(self) -> Cents:
        """By how much the row makes its market's worst result worse."""
        return self.market.worst - self.extended.worst


def candidate(draft: Draft, position: int, situation: Situation) -> Candidate:
    """Raises Problem for a market or a selection that is not known."""
    market = situation.markets[draft.market_id]
    if not market.is_known or not draft.market_id.isdigit():
        raise Problem("market.unknown", market=draft.market_id)
    selection = market.selection(draft.selection)
    if not selection.selection_id.isdigit():
        raise Problem("selection.not_an_id", selection=draft.selection)
    bet = Bet(selection.selection_id, draft.side, draft.price, draft.size)
    return Candidate(draft, position, market, selection, bet, market.with_bet(bet))


class Control(Protocol):
    def check(self, row: Candidate, situation: Situation) -> None:
        """Raises Problem."""
        ...


class VenueControl(Control, Protocol):
    def rule(self, rules: VenueRules, side: Side) -> VenueRule[Any]: ...


def run(row: Candidate, situation: Situation) -> tuple[Note, ...]:
    """Every control over one row. Raises the first Problem; gives the warnings."""
    warnings = [
        Note.of(problem)
        for control in VENUE_CONTROLS
        if (problem := _against_rule(control, row, situation)) is not None
    ]
    for control in CONTROLS:
        control.check(row, situation)
    return (*warnings, Note("rule.assumed")) if warnings else ()


def _against_rule(control: VenueControl, row: Candidate, situation: Situation) -> Problem | None:
    try:
        control.check(row, situation)
    except Problem as problem:
        if not control.rule(situation.rules, row.bet.side).is_assumed:
            raise
        if not situation.only_warns_of_assumed_rules:
            raise
        return problem
    return None


# --- the venue's rules ------------------------------------------------------------------------


class OnLadder:
    def rule(self, rules: VenueRules, side: Side) -> VenueRule[Ladder]:
        return rules.ladder

    def check(self, row: Candidate, situation: Situation) -> None:
        ladder, price = situation.rules.ladder.value, row.bet.price
        if ladder.is_legal(price):
            return
        below, above = ladder.neighbours(price)
        if below is None or above is None:
            raise Problem(
                "rule.ladder_end", price=price, lowest=ladder.lowest, highest=ladder.highest
            )
        raise Problem("rule.ladder", price=price, below=below, above=above)


class AtLeastMinimum:
    def rule(self, rules: VenueRules, side: Side) -> VenueRule[Cents]:
        return rules.minimum(side)

    def check(self, row: Candidate, situation: Situation) -> None:
        side, stake = row.bet.side, row.bet.size
        minimum = self.rule(situation.rules, side).value
        if stake < minimum:
            raise Problem("rule.minimum", stake=stake, minimum=minimum, side=side.value)


class InSteps:
    def rule(self, rules: VenueRules, side: Side) -> VenueRule[Cents]:
        return rules.step(side)

    def check(self, row: Candidate, situation: Situation) -> None:
        step = situation.rules.step(row.bet.side).value
        if row.bet.size % step:
            raise Problem("rule.step", stake=row.bet.size, step=step)


class WinsNotTooMuch:
    def rule(self, rules: VenueRules, side: Side) -> VenueRule[Cents]:
        return rules.maximum_win

    def check(self, row: Candidate, situation: Situation) -> None:
        win, maximum = max(bet_result(row.bet)), situation.rules.maximum_win.value
        if win > maximum:
            raise Problem("rule.maximum_win", win=win, maximum=maximum)


# --- the market as it is now ------------------------------------------------------------------


class MarketTrades:
    def check(self, row: Candidate, situation: Situation) -> None:
        reading = row.market.book
        book = reading.value
        if book is not None and book.state is not MarketState.OPEN:
            raise Problem("market.not_open", state=book.state.value)
        if book is None or reading.health is not Health.LIVE:
            raise Problem("market.no_prices", health=reading.health.value)


class PriceIsFresh:
    def check(self, row: Candidate, situation: Situation) -> None:
        age = max(row.market.book.age, row.draft.shown_age)
        limit = situation.limits.price_age_seconds
        if not age <= limit:
            raise Problem("market.price_old", age=f"{age:.1f}", limit=f"{limit:g}")


class NearBestPrice:
    """Either way: a back far below the best gives money away, one far above it is a slip."""

    def check(self, row: Candidate, situation: Situation) -> None:
        limit = situation.limits.price_distance_ticks
        near_best_price(row.bet, row.market.book.value, situation.rules.ladder.value, limit)


def near_best_price(bet: Bet, book: Book | None, ladder: Ladder, limit: int) -> None:
    """Raises Problem for a price more than `limit` ticks from the best one of a book."""
    best = _best_price(book.selection(bet.selection_id) if book else None, bet.side)
    if best is None:
        raise Problem("limit.no_best_price")
    ticks = _ticks_apart(ladder, bet.price, best)
    if ticks > limit:
        raise Problem("limit.price_distance", price=bet.price, ticks=ticks, best=best, limit=limit)


def _best_price(selection: SelectionBook | None, side: Side) -> Hundredths | None:
    """What this side could take; where nothing stands there, the best of the other."""
    if selection is None:
        return None
    best = selection.best(side) or selection.best(side.opposite)
    return best.price if best else None


def _ticks_apart(ladder: Ladder, first: Hundredths, second: Hundredths) -> int:
    """Ticks between two prices, legal or not: an assumed ladder may not be the venue's."""
    return abs(bisect_left(ladder.prices, first) - bisect_left(ladder.prices, second))


# --- the user's limits ------------------------------------------------------------------------


class NotATwin:
    def check(self, row: Candidate, situation: Situation) -> None:
        if row.draft.key in situation.confirmed_twins:
            return
        other = situation.row_by_bet.get((row.market.market_id, row.bet))
        if other is not None:
            raise Problem("row.twin_in_batch", row=other)
        order = row.market.twins.get(row.bet)
        if order is not None:
            raise Problem(
                "row.twin_journaled", status=order.status.value, row=order.intent.position
            )
        stranger = row.market.strangers.get(row.bet)
        if stranger is not None:
            raise Problem("row.twin_at_venue", offer=stranger.offer_id)


class StakePerBet:
    def check(self, row: Candidate, situation: Situation) -> None:
        limit = situation.limits.stake_per_bet
        if row.bet.size > limit:
            raise Problem("limit.stake_per_bet", stake=row.bet.size, limit=limit)


class StakePerDay:
    """Of all sheets together, by the row's own sheet and by the desk's ceiling."""

    def check(self, row: Candidate, situation: Situation) -> None:
        stake = situation.money.stake_today + row.bet.size
        for whose, limit in _both(situation, "stake_per_day"):
            if stake > limit:
                raise Problem(f"{whose}.stake_per_day", stake=stake, limit=limit)


class LiabilityPerMarket:
    """After the row, in the outcomes in which it loses.

    One that makes nothing worse is let through, even over a lowered limit; that something else
    which may not even be there would cost more is no leave.
    """

    def check(self, row: Candidate, situation: Situation) -> None:
        for whose, limit in _both(situation, "liability_per_market"):
            if -row.extended.worst <= limit:
                continue
            worst = row.market.worst_where_it_costs(row.bet, row.extended)
            if -worst > limit and worst < max(row.market.worst, row.market.worst_proven):
                raise Problem(f"{whose}.liability_per_market", liability=-worst, limit=limit)


class LossPerDay:
    def check(self, row: Candidate, situation: Situation) -> None:
        loss = situation.money.loss_today + row.cost
        for whose, limit in _both(situation, "loss_per_day"):
            if loss > limit and row.cost > 0:
                raise Problem(f"{whose}.loss_per_day", loss=loss, limit=limit)


def _both(situation: Situation, name: str) -> tuple[tuple[str, Cents], ...]:
    """The sheet's limit and the desk's ceiling, each with the name of its sentences."""
    own: Cents = getattr(situation.limits, name)
    over_all: Cents = getattr(situation.ceiling, name)
    return ("limit", own), ("ceiling", over_all)


class EnoughFunds:
    def check(self, row: Candidate, situation: Situation) -> None:
        money = situation.money
        if money.free is None:
            raise Problem("limit.funds_unknown", health=money.health)
        if row.cost > max(0, money.free):
            raise Problem("limit.funds", needed=row.cost, free=money.free)


VENUE_CONTROLS: tuple[VenueControl, ...] = (
    OnLadder(),
    AtLeastMinimum(),
    InSteps(),
    WinsNotTooMuch(),
)
LIMITS: tuple[Control, ...] = (StakePerBet(), StakePerDay(), LiabilityPerMarket(), LossPerDay())
CONTROLS: tuple[Control, ...] = (
    NotATwin(),
    MarketTrades(),
    PriceIsFresh(),
    NearBestPrice(),
    *LIMITS,
    EnoughFunds(),
)
