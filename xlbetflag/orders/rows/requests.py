"""Rows with options or with a command, as rules that may begin to wait."""

from collections.abc import Callable
from datetime import datetime

from xlbetflag.market.problem import Problem
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder
from xlbetflag.orders.conditional.terms.options import window
from xlbetflag.orders.rows.draft import Draft, Row, Wanted
from xlbetflag.orders.rows.situation import Situation

# What refuses a bet at this moment and may be otherwise when it is sent: then it is asked again.
_OF_THE_MOMENT = frozenset(
    {
        "market.not_open",
        "market.no_prices",
        "market.price_old",
        "limit.price_distance",
        "limit.no_best_price",
        "limit.funds_unknown",
    }
)


def ask(
    row: Row, situation: Situation, at: datetime, check: Callable[[], object]
) -> ConditionalOrder:
    """The rule of a row. `check`: its bet through every control. Raises Problem."""
    if row.problems:
        raise row.problems[0]
    if row.wanted is not None:
        return _command(row, row.wanted, situation, at)
    if row.draft is None:
        raise Problem("field.empty", field="market")
    return _bet(row, row.draft, situation, at, check)


def _command(row: Row, wanted: Wanted, situation: Situation, at: datetime) -> ConditionalOrder:
    market = situation.markets[wanted.market_id]
    if not market.is_known:
        raise Problem("market.unknown", market=wanted.market_id)
    start, end = window(row.options, at)
    return ConditionalOrder(
        key=row.key,
        position=row.position,
        market_id=wanted.market_id,
        selection=market.selection(wanted.selection) if wanted.selection else None,
        command=wanted.command,
        price=wanted.price,
        options=row.options,
        formulas=row.formulas,
        start=start,
        end=end,
        created=at,
        sheet=row.sheet,
        event_name=market.event_name,
        market_name=market.market_name,
    )


def _bet(
    row: Row, draft: Draft, situation: Situation, at: datetime, check: Callable[[], object]
) -> ConditionalOrder:
    try:
        check()
    except Problem as problem:
        if problem.code not in _OF_THE_MOMENT:
            raise
    market = situation.markets[draft.market_id]
    start, end = window(row.options, at)
    return ConditionalOrder(
        key=row.key,
        position=row.position,
        market_id=draft.market_id,
        selection=market.selection(draft.selection),
        side=draft.side,
        price=draft.price,
        size=draft.size,
        options=row.options,
        formulas=row.formulas,
        start=start,
        end=end,
        cancel_at_live=draft.cancel_at_live,
        keep_when_suspended=draft.keep_when_suspended,
        note=draft.note,
        is_confirmed_twin=draft.key in situation.confirmed_twins,
        created=at,
        sheet=row.sheet,
        event_name=market.event_name,
        market_name=market.market_name,
    )
