"""The commands of a row: cancel, re-price, level a position, close a whole market."""

import msgspec

from xlbetflag.market.exposure import Result
from xlbetflag.market.hedging import GreenUp, Left, Quote, green_market, green_selection
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.conditional_order import (
    ConditionalOrder,
    Decision,
    Facts,
    Leg,
    Role,
    Trigger,
)
from xlbetflag.orders.conditional.terms.entering import held_back
from xlbetflag.orders.conditional.terms.following import open_keys
from xlbetflag.texts.note import Note


def obey(asked: ConditionalOrder, facts: Facts) -> Decision:
    """One look at a command that has not ended."""
    if facts.greens:
        return _placed(asked, facts)
    kept = held_back(asked, facts)
    if kept is not None:
        return kept
    match asked.command:
        case Command.CANCEL:
            return _cancel(_meant(asked, facts), Note("rule.cancelled"))
        case Command.REPLACE:
            return _replace(asked, facts)
        case Command.CLOSE_MARKET:
            return _close(asked, facts)
        case _:
            return _green(asked, facts)


def _meant(asked: ConditionalOrder, facts: Facts) -> list[Leg]:
    """Ours on the market, or on its selection, that were there when the command was given."""
    chosen = asked.selection
    return [
        leg
        for leg in facts.market
        if asked.is_younger_than_order(leg.number)
        and (chosen is None or leg.bet.selection_id == chosen.selection_id)
    ]


def _cancel(legs: list[Leg], done: Note) -> Decision:
    keys = open_keys(legs)
    if not keys:
        return Decision(notes=(done,), is_over=True, ends_others=True)
    note = Note("rule.cancelling", {"count": len(keys)})
    return Decision(notes=(note,), cancel=keys, ends_others=True)


def _replace(asked: ConditionalOrder, facts: Facts) -> Decision:
    found = [leg for leg in _meant(asked, facts) if leg.is_open]
    if len(found) != 1 or asked.price is None:
        return Decision(notes=(Note("rule.replace_which", {"count": len(found)}),), is_over=True)
    return Decision(reprice=(found[0].key, asked.price), is_over=True)


def _close(asked: ConditionalOrder, facts: Facts) -> Decision:
    cancelling = _cancel(list(facts.market), Note("rule.cancelled"))
    if cancelling.is_over:
        return msgspec.structs.replace(_green(asked, facts), ends_others=True)
    return msgspec.structs.replace(cancelling, holds=True)


def _green(asked: ConditionalOrder, facts: Facts) -> Decision:
    if any(leg.is_uncertain for leg in facts.market):
        return Decision(notes=(Note("rule.green_unclear"),))
    if any(leg.is_open and leg.is_hedge and _is_levelled(asked, leg) for leg in facts.market):
        return Decision(notes=(Note("rule.green_waits"),))
    offsets = open_keys(leg for leg in facts.market if leg.is_offset and _is_levelled(asked, leg))
    if offsets:  # whatever is matched of them meanwhile is counted once they are gone
        note = Note("rule.green_takes_offsets_back", {"count": len(offsets)})
        return Decision(notes=(note,), cancel=offsets, holds=True)
    if asked.price is None and not facts.changed.isdisjoint(_meant_selections(asked, facts)):
        return Decision(notes=(Note("rule.waits_newer_prices"),), holds=True)
    found = _levelled(asked, facts)
    met = [leg for bet in found.bets for leg in facts.met_by(bet)]
    if met:
        note, keys = Note("rule.makes_way", {"count": len(met)}), open_keys(met)
        return Decision(notes=(note,), cancel=keys, holds=True, wants=found.bets, makes_way=keys)
    notes = [_left(leg.left, facts.selections.get(leg.selection_id, "")) for leg in found.legs]
    said = tuple(note for note in notes if note is not None)
    fire = tuple(
        Trigger(
            f"{asked.key}.g{number}", Role.GREEN, bet, facts.selections.get(bet.selection_id, "")
        )
        for number, bet in enumerate(found.bets, 1)
    )
    as_they_are = {leg.selection_id for leg in found.legs if leg.left is Left.NO_PRICE}
    levels = _meant_selections(asked, facts) - as_they_are
    if fire:
        return Decision(notes=said, fire=fire, levels=levels, holds=True)
    return Decision(notes=said or (Note("rule.green_level"),), levels=levels, is_over=True)


def _placed(asked: ConditionalOrder, facts: Facts) -> Decision:
    """What becomes of each green is its own matter once it has left; where nothing came of one,
    what it was to level is followed as before."""
    if any(leg.is_leaving or leg.is_uncertain for leg in facts.greens):
        return Decision(notes=(Note("rule.green_unclear"),), holds=True)
    lost = {leg.bet.selection_id for leg in facts.greens if not leg.held}
    is_all = len(lost) == len(facts.greens)
    back = _meant_selections(asked, facts) if is_all else frozenset(lost)
    return Decision(is_over=True, gives_back=back)


def _meant_selections(asked: ConditionalOrder, facts: Facts) -> frozenset[str]:
    if asked.selection is not None:
        return frozenset({asked.selection.selection_id})
    return frozenset({*facts.selections, *(leg.bet.selection_id for leg in facts.market)})


def _is_levelled(asked: ConditionalOrder, leg: Leg) -> bool:
    """Whether the command is about the leg's selection: what else closes it is waited for, lest it
    be closed twice."""
    return asked.selection is None or asked.selection.selection_id == leg.bet.selection_id


def _levelled(asked: ConditionalOrder, facts: Facts) -> GreenUp:
    by_selection: dict[str, Result] = {}
    for leg in facts.market:
        wins, loses = by_selection.get(leg.bet.selection_id, (0, 0))
        more_wins, more_loses = leg.result
        by_selection[leg.bet.selection_id] = wins + more_wins, loses + more_loses
    quotes = {selection: _quote(asked, facts, selection) for selection in facts.selections}
    if asked.selection is not None:
        chosen = asked.selection.selection_id
        return green_selection(chosen, by_selection, quotes.get(chosen, Quote()), facts.rules)
    return green_market(tuple(facts.selections), by_selection, quotes, facts.rules, facts.winners)


def _quote(asked: ConditionalOrder, facts: Facts, selection_id: str) -> Quote:
    """At the price of the row where it gives one, else at the best."""
    if asked.price is not None:
        return Quote(asked.price, asked.price)
    back, lay = facts.best(selection_id, Side.BACK), facts.best(selection_id, Side.LAY)
    return Quote(back.price if back else None, lay.price if lay else None)


def _left(left: Left, name: str) -> Note | None:
    if left is Left.NO_PRICE:
        return Note("rule.green_no_price", {"selection": name})
    if left is Left.BELOW_MINIMUM:
        return Note("rule.green_below_minimum", {"selection": name})
    return None
