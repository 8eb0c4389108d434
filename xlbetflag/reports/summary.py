"""What a day of trading came to, market by market. Pure: no clock, no I/O.

Turnover and what was matched stand on the day of issue, as the limits count them; profit and
commission on the day the market was settled, as a statement has them. The venue tells neither who
won nor what a market paid: a result is taken from the account's balance where only one fits, and
said to be not told where several do.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from itertools import combinations

import msgspec

from xlbetflag.market.exposure import Result, results, worst_result
from xlbetflag.market.moments import beginning_of, rome_day
from xlbetflag.market.money import Cents, Rounding
from xlbetflag.market.offer import Bet, Match
from xlbetflag.market.pnl import commission_on
from xlbetflag.orders.order import Order
from xlbetflag.orders.status import Status
from xlbetflag.reports.settlement_inference import Balances, explained_by_balance, lost_at_most


class Source(StrEnum):
    """How a market's profit is known."""

    NOTHING_MATCHED = "NOTHING MATCHED"
    OPEN = "OPEN"  # not settled: `worst` and `best` say what it may bring
    VOID = "VOID"
    LEVEL = "LEVEL"  # the same whoever wins
    BALANCE = "FROM BALANCE"  # the one result that explains how the balance moved
    NOT_TOLD = "NOT TOLD"  # settled, and more than one result fits
    ANOTHER_DAY = "ANOTHER DAY"  # settled then: its profit stands there

    @property
    def is_estimated(self) -> bool:
        return self in (Source.BALANCE, Source.NOT_TOLD, Source.OPEN)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal holds of a day. `orders`: of every market with something on that day, all
    their life. `matches` by offer id. `selections`: ids of a market's, where the venue told them.
    `balances`: aware time and total, the last before the day first. `commission` in hundredths of a
    per cent, None where it was never read."""

    day: date
    orders: tuple[Order, ...]
    matches: Mapping[str, tuple[Match, ...]]
    selections: Mapping[str, frozenset[str]]
    balances: Balances
    commission: int | None


class MarketDay(msgspec.Struct, frozen=True, kw_only=True):
    """A market's line, in cents. `turnover`: stakes sent on the day, `matched` of these.

    `profit` before `commission`, both None unless the market was settled on the day with a result
    that is known. `worst` and `best`: what all that is matched may bring, commission taken off; of
    a market that is NOT TOLD also if bets on some selections were returned. `event_name` and
    `market_name`: as journaled with its orders, empty where no order has them.
    """

    market_id: str
    orders: int
    turnover: Cents
    matched: Cents
    source: Source
    profit: Cents | None
    commission: Cents | None
    worst: Cents
    best: Cents
    event_name: str = ""
    market_name: str = ""

    @property
    def net(self) -> Cents | None:
        return None if self.profit is None else self.profit - (self.commission or 0)


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A day's markets in order of their first order. `opening` and `closing`: the account's total
    as the venue told it first and last on the day, None where it did not. `lost`: what the day cost
    at most as far as it is settled, as the limit on a day's loss counts it (`lost_at_most`)."""

    day: date
    markets: tuple[MarketDay, ...]
    opening: Cents | None
    closing: Cents | None
    lost: Cents

    @property
    def turnover(self) -> Cents:
        return sum(each.turnover for each in self.markets)

    @property
    def matched(self) -> Cents:
        return sum(each.matched for each in self.markets)

    @property
    def commission(self) -> Cents:
        return sum(each.commission or 0 for each in self.markets)

    @property
    def net(self) -> Cents:
        """Of the markets whose result is known."""
        return sum(each.net or 0 for each in self.markets)

    @property
    def is_complete(self) -> bool:
        """No market was settled with a result that is not told."""
        return all(each.source is not Source.NOT_TOLD for each in self.markets)


class _Payouts(msgspec.Struct, frozen=True):
    """What a market may pay: net of commission to (profit, commission). `worst` and `best` are net
    too, and hold whatever selections were returned as non-runners or shared a place; `least` holds
    also for any number of winners, where nobody said how many."""

    by_net: dict[Cents, tuple[Cents, Cents]]
    worst: Cents
    best: Cents
    least: Cents

    @property
    def nets(self) -> tuple[Cents, ...]:
        return tuple(self.by_net)


def summarise(
    record: Record,
    winners: Callable[[str], int | None] = lambda market_id: None,
    rounding: Rounding = Rounding.HALF_UP,
) -> Summary:
    """The day's lines. `winners`: how many selections win on a market; one where nobody said."""
    by_market: dict[str, list[Order]] = {}
    for order in record.orders:
        by_market.setdefault(order.intent.market_id, []).append(order)
    payouts = {
        market_id: _payouts(record, market_id, orders, winners(market_id), rounding)
        for market_id, orders in by_market.items()
    }
    sources = {
        market_id: _source(by_market[market_id], payouts[market_id]) for market_id in payouts
    }
    settled = {
        market_id: _settled_at(by_market[market_id])
        for market_id, source in sources.items()
        if source in (Source.NOT_TOLD, Source.LEVEL)
    }
    deduced = explained_by_balance(
        {market_id: (at, payouts[market_id].nets) for market_id, at in settled.items()},
        record.balances,
    )
    paid_today = {
        market_id: (at, payouts[market_id].nets, payouts[market_id].least)
        for market_id, at in settled.items()
        if rome_day(at) == record.day
    }
    first, last = _ends(record)
    return Summary(
        day=record.day,
        markets=tuple(
            _line(record, market_id, orders, payouts[market_id], sources[market_id], deduced)
            for market_id, orders in by_market.items()
        ),
        opening=first,
        closing=last,
        lost=lost_at_most(paid_today, record.balances, beginning_of(record.day)),
    )


def _bets(orders: Iterable[Order], matches: Mapping[str, tuple[Match, ...]]) -> list[Bet]:
    """What was matched, at the prices read back; at the price asked where none were."""
    bets = []
    for order in orders:
        asked = order.intent.bet
        read = matches.get(order.state.offer_id or "", ())
        if sum(match.size for match in read) == order.matched:
            bets += [Bet(asked.selection_id, asked.side, m.price, m.size) for m in read]
        elif order.matched:
            price = round(order.state.price_matched or asked.price)
            bets.append(Bet(asked.selection_id, asked.side, price, order.matched))
    return bets


def _payouts(
    record: Record,
    market_id: str,
    orders: Iterable[Order],
    winners: int | None,
    rounding: Rounding,
) -> _Payouts:
    mine = results(_bets(orders, record.matches), rounding)
    others = len(record.selections.get(market_id, frozenset()) - mine.keys())
    is_told = market_id in record.selections
    most = winners or 1
    fewest = max(0, most - others) if is_told else 0
    rate = record.commission or 0
    found = {
        profit - commission_on(profit, rate): (profit, commission_on(profit, rate))
        for profit in _profits(list(mine.values()), fewest, most)
    }
    ends = (_bound(mine.values(), most, most - fewest, end) for end in (min, max))
    worst, best = (profit - commission_on(profit, rate) for profit in ends)
    least = worst if winners is not None else min(worst, worst_result((), mine, None))
    return _Payouts(found, worst, best, least)


def _bound(
    mine: Collection[Result],
    winners: int,
    elsewhere: int,
    end: Callable[[Cents, Cents], Cents],
) -> Cents:
    """The worst (`end` min) or best (max) result where any of my selections may have been returned;
    at most `elsewhere` of the winners are none of mine. What shares a place, or wins at reduced
    odds, lies between."""
    sums: dict[tuple[int, int], Cents] = {(0, 0): 0}  # by how many were returned, and have won
    for wins, loses in mine:
        longer: dict[tuple[int, int], Cents] = {}
        for (returned, won), so_far in sums.items():
            for there, amount in (
                ((returned + 1, won), 0),
                ((returned, won + 1), wins),
                ((returned, won), loses),
            ):
                if there[1] <= winners:
                    longer[there] = end(so_far + amount, longer.get(there, so_far + amount))
        sums = longer
    return reduce(
        end,
        (
            amount
            for (returned, won), amount in sums.items()
            if won >= min(winners - elsewhere, len(mine) - returned)
        ),
    )


def _profits(mine: Sequence[Result], fewest: int, most: int) -> set[Cents]:
    """The results of every set of winners with so many of the selections that I bet on."""
    all_lose = sum(loses for _, loses in mine)
    swings = [wins - loses for wins, loses in mine]
    return {
        all_lose + sum(won)
        for count in range(min(fewest, len(swings)), min(most, len(swings)) + 1)
        for won in combinations(swings, count)
    }


def _source(orders: Sequence[Order], payouts: _Payouts) -> Source:
    bet = [order for order in orders if order.matched]
    if not bet:
        return Source.NOTHING_MATCHED
    if not all(order.status.is_settled for order in bet):
        return Source.OPEN
    if all(order.status is Status.VOID for order in bet):
        return Source.VOID
    return Source.LEVEL if len(payouts.by_net) == 1 else Source.NOT_TOLD


def _settled_at(orders: Iterable[Order]) -> datetime:
    return min(o.state.updated for o in orders if o.status.is_settled)


def _line(
    record: Record,
    market_id: str,
    orders: Sequence[Order],
    payouts: _Payouts,
    source: Source,
    deduced: Mapping[str, Cents],
) -> MarketDay:
    today = [
        order
        for order in orders
        if rome_day(order.intent.created) == record.day and order.status is not Status.REFUSED
    ]
    profit: Cents | None = None
    commission: Cents | None = None
    is_over = source not in (Source.NOTHING_MATCHED, Source.OPEN)
    if is_over and rome_day(_settled_at(orders)) != record.day:
        source = Source.ANOTHER_DAY
    elif source is Source.VOID:
        profit = commission = 0
    elif source is Source.LEVEL:
        profit, commission = next(iter(payouts.by_net.values()))
    elif market_id in deduced:
        source = Source.BALANCE
        profit, commission = payouts.by_net[deduced[market_id]]
    named = next((o.intent for o in orders if o.intent.event_name), orders[0].intent)
    return MarketDay(
        market_id=market_id,
        event_name=named.event_name,
        market_name=named.market_name,
        orders=len(today),
        turnover=sum(order.intent.bet.size for order in today),
        matched=sum(order.matched for order in today),
        source=source,
        profit=profit,
        commission=commission,
        worst=payouts.worst if source is Source.NOT_TOLD else min(payouts.nets, default=0),
        best=payouts.best if source is Source.NOT_TOLD else max(payouts.nets, default=0),
    )


def _ends(record: Record) -> tuple[Cents | None, Cents | None]:
    """The day's opening: the last total before it, else its first. And its last."""
    totals = [total for _, total in record.balances]
    return (totals[0], totals[-1]) if totals else (None, None)
