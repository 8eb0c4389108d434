"""When a row may act at all: its times, the market's phase, fresh prices, the best price."""

from xlbetflag.market.moments import rome
from xlbetflag.market.offer import Bet
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.conditional_order import (
    ConditionalOrder,
    Decision,
    Facts,
    Role,
    Trigger,
)
from xlbetflag.orders.conditional.terms.options import Phase
from xlbetflag.texts.note import Note

_NEED_NO_PRICES = (Command.CANCEL, Command.REPLACE)


def enter(asked: ConditionalOrder, facts: Facts) -> Decision:
    """Of a bet that was not sent yet: wait, end, or send it."""
    kept = held_back(asked, facts)
    if kept is not None:
        return kept
    bet = asked.bet
    if asked.options.at_best:
        if bet.selection_id in facts.changed:
            return Decision(notes=(Note("rule.waits_newer_prices"),), due=asked.end)
        best = facts.best(bet.selection_id, bet.side)
        if best is None or not bet.takes(best.price):
            return Decision(notes=(Note("rule.waits_best", {"price": bet.price}),), due=asked.end)
        bet = Bet(bet.selection_id, bet.side, best.price, bet.size)
    if facts.is_in_the_way(bet):
        return Decision(notes=(Note("rule.waits_own"),), due=asked.end)
    return Decision(fire=(Trigger(asked.key, Role.ENTRY, bet, asked.name),))


def held_back(asked: ConditionalOrder, facts: Facts) -> Decision | None:
    """Why nothing is done yet, or any more; None where it may be."""
    over = _over(asked, facts)
    if over is not None:
        return Decision(notes=(over,), is_over=True)
    waits = _waits(asked, facts)
    if waits is not None:
        moments = [each for each in (asked.start, asked.end) if each and each > facts.now]
        return Decision(notes=(waits,), due=min(moments, default=None))
    return None


def _over(asked: ConditionalOrder, facts: Facts) -> Note | None:
    state = facts.market_state
    if state is not None and state.is_over:
        return Note("rule.market_over", {"state": state.value})
    if asked.end is not None and facts.now >= asked.end:
        return Note("rule.time_over", {"time": _clock(asked)})
    if asked.options.phase is Phase.BEFORE_LIVE and facts.is_live:
        return Note("rule.live_already")
    return None


def _waits(asked: ConditionalOrder, facts: Facts) -> Note | None:
    if asked.start is not None and facts.now < asked.start:
        return Note("rule.waits_start", {"time": f"{rome(asked.start):%d/%m %H:%M:%S}"})
    if asked.options.phase is not None and facts.is_live is None:
        return Note("rule.waits_to_know_phase")
    if asked.options.phase is Phase.LIVE and not facts.is_live:
        return Note("rule.waits_live")
    if asked.command not in _NEED_NO_PRICES and not facts.has_fresh_prices:
        return Note("rule.waits_prices", {"health": facts.book.health.value})
    return None


def _clock(asked: ConditionalOrder) -> str:
    return f"{rome(asked.end):%d/%m %H:%M:%S}" if asked.end else ""
