"""A batch of rows before anything leaves: which may go, which may not, and why. No HTTP."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from xlbetflag.api.config import Environment
from xlbetflag.market.exposure import cautious_results, worst_result
from xlbetflag.market.menu import Selection
from xlbetflag.market.money import Cents
from xlbetflag.market.naming import label
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health, View
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder
from xlbetflag.orders.conditional.terms.options import NONE
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.order import Intent, Order, Refusal
from xlbetflag.orders.rows.controls import LIMITS, Candidate, candidate, run
from xlbetflag.orders.rows.draft import Draft, Row
from xlbetflag.orders.rows.limits import Ceiling, CheckedLimits
from xlbetflag.orders.rows.requests import ask
from xlbetflag.orders.rows.situation import MarketSituation, Money, Situation, parts_of_orders
from xlbetflag.reports.losses import Losses
from xlbetflag.texts.note import Note


class Sorted(msgspec.Struct, frozen=True):
    """A batch after preflight: what is to be sent, what begins to wait, what is refused, and the
    markets with it."""

    intents: list[Intent]
    asked: list[ConditionalOrder]
    refusals: list[Refusal]
    markets: Mapping[str, MarketSituation]


class Preflight:
    """`winners`: how many selections win on a market, None where nobody said."""

    def __init__(
        self,
        ledger: Ledger,
        view: View,
        rules: VenueRules,
        environment: Environment,
        *,
        winners: Callable[[str], int | None],
        losses: Losses,
        ceiling: Ceiling,
    ) -> None:
        self._ledger = ledger
        self._view = view
        self._rules = rules
        self._environment = environment
        self._winners = winners
        self._losses = losses
        self._ceiling = ceiling

    def sort(
        self, rows: Sequence[Row], limits: CheckedLimits, confirmed_twins: Collection[str]
    ) -> Sorted:
        """Each row against everything, the rows before it in the batch included."""
        at = self._ledger.now()
        markets = [row.market_id for row in rows if row.market_id]
        situation = self._situation(markets, limits, frozenset(confirmed_twins))
        done = Sorted([], [], [], situation.markets)
        for row in rows:
            try:
                if row.is_plain:
                    done.intents.append(self._checked(row, situation, at))
                else:
                    check = partial(self._checked, row, situation, at)
                    done.asked.append(ask(row, situation, at, check))
            except Problem as problem:
                notes = tuple(Note.of(each) for each in row.problems) or (Note.of(problem),)
                done.refusals.append(Refusal(key=row.key, content=content(row), notes=notes, at=at))
        return done

    def over_limits(self, orders: Sequence[Order], limits: CheckedLimits) -> dict[str, Note]:
        """By key, what refuses these orders, checked and not sent yet, by these limits of a sheet:
        one after the other, each on top of all else that is reserved."""
        without = frozenset(order.key for order in orders)
        markets = [order.intent.market_id for order in orders]
        situation = self._situation(markets, limits, frozenset(), without)
        found: dict[str, Note] = {}
        for order in orders:
            row = _as_candidate(order.intent, situation.markets[order.intent.market_id])
            try:
                for control in LIMITS:
                    control.check(row, situation)
            except Problem as problem:
                found[order.key] = Note.of(problem)
            else:
                situation.accept(row.market, row.bet, row.extended, row.position)
        return found

    def _checked(self, row: Row, situation: Situation, at: datetime) -> Intent:
        draft = row.draft
        if draft is None or row.problems:
            raise row.problems[0] if row.problems else Problem("field.empty", field="market")
        if self._ledger.is_apart(draft.market_id):
            raise Problem("market.apart")
        checked = candidate(draft, row.position, situation)
        warnings = run(checked, situation)
        situation.accept(checked.market, checked.bet, checked.extended, row.position)
        return Intent(
            key=row.key,
            position=row.position,
            market_id=draft.market_id,
            bet=checked.bet,
            selection_name=checked.selection.name,
            cancel_at_live=draft.cancel_at_live,
            keep_when_suspended=draft.keep_when_suspended,
            note=draft.note,
            warnings=warnings,
            created=at,
            formulas=row.formulas,
            is_confirmed_twin=draft.key in situation.confirmed_twins,
            event_name=checked.market.event_name,
            market_name=checked.market.market_name,
        )

    def _situation(
        self,
        market_ids: Iterable[str],
        limits: CheckedLimits,
        confirmed: frozenset[str],
        without: frozenset[str] = frozenset(),
    ) -> Situation:
        """`without`: orders that are left out, by key."""
        markets = {}
        for market_id in dict.fromkeys(market_ids):
            orders = self._ledger.whole_market(market_id)
            markets[market_id] = MarketSituation(
                market_id,
                self._view,
                [order for order in orders if order.key not in without] if without else orders,
                self._winners(market_id),
                self._rules.liability_rounding.value,
                lambda send: self._ledger.baseline(send)[0].offer_ids,
            )
        return Situation(
            environment=self._environment,
            rules=self._rules,
            limits=limits,
            ceiling=self._ceiling,
            markets=markets,
            money=self._money(markets, without),
            confirmed_twins=confirmed,
        )

    def _money(
        self, markets: Mapping[str, MarketSituation], without: frozenset[str] = frozenset()
    ) -> Money:
        """The account as it is now, as far as is known without asking."""
        reading = self._view.balance()
        balance = reading.value if reading.health is Health.LIVE else None
        orders = self._ledger.orders()
        open_loss = sum(-each.worst for each in markets.values()) + sum(
            -self._worst(self._ledger.of_market(each))
            for each in self._ledger.standing_markets()
            if each not in markets
        )
        if balance is None:
            loss = self._losses.today(None) + open_loss
            return Money(None, reading.health.value, loss, self._stake_today(without))
        unseen = [
            order
            for order in orders
            if order.status.is_open and self._ledger.age(order.key) <= reading.age
        ]
        return Money(
            free=balance.free + self._worst(unseen),
            health=reading.health.value,
            loss_today=self._losses.today(balance.total) + open_loss,
            stake_today=self._stake_today(without),
        )

    def _stake_today(self, without: frozenset[str]) -> Cents:
        """What was staked today: matched, or still standing."""
        issued = self._ledger.issued_today()
        return sum(o.matched + o.may_still_match for o in issued if o.key not in without)

    def _worst(self, orders: Iterable[Order]) -> Cents:
        """The worst result of orders, whichever selections win; of one market or of several."""
        by_market: dict[str, list[Order]] = {}
        for order in orders:
            if order.stands:
                by_market.setdefault(order.intent.market_id, []).append(order)
        rounding = self._rules.liability_rounding.value
        return sum(
            worst_result((), cautious_results(*parts_of_orders(each), rounding), None)
            for each in by_market.values()
        )


def _as_candidate(intent: Intent, market: MarketSituation) -> Candidate:
    """An order that was checked, as the row that it came from."""
    bet, selection = intent.bet, Selection(intent.bet.selection_id, intent.selection_name)
    draft = Draft(
        key=intent.key,
        market_id=intent.market_id,
        selection=label(selection),
        side=bet.side,
        price=bet.price,
        size=bet.size,
    )
    return Candidate(draft, intent.position, market, selection, bet, market.with_bet(bet))


def content(row: Row) -> str:
    """What the row says, for its history and to see whether it was changed."""
    draft, wanted = row.draft, row.wanted
    options = f", {row.options}" if row.options != NONE else ""
    if wanted is not None and not row.problems:
        price = f" at {wanted.price / 100:.2f}" if wanted.price is not None else ""
        where = f"{wanted.selection} on market {wanted.market_id}".strip()
        return f"{wanted.command} {where}{price}{options}"
    if draft is None or row.problems:
        return "; ".join(str(problem) for problem in row.problems)
    flags = (", leaves at live" * draft.cancel_at_live) + (", kept" * draft.keep_when_suspended)
    return (
        f"{draft.side} {draft.selection} {draft.size / 100:.2f} at {draft.price / 100:.2f} "
        f"on market {draft.market_id}{flags}{options}"
    )
