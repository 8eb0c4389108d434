"""Offers at the venue that no row here owns: an order equal to one of them may be that very order,
sent by a journal that was lost, or by a hand. It asks before it leaves, like any twin."""

from collections.abc import Callable, Collection, Iterable

from xlbetflag.market.offer import Bet, Offer
from xlbetflag.orders.order import Order


def strangers(offers: Iterable[Offer], owned: Collection[str]) -> dict[Bet, Offer]:
    """By what they bet, those that work or were matched. `owned`: ids that belong to rows."""
    return {
        _bet_of(offer): offer
        for offer in offers
        if offer.offer_id not in owned and (offer.is_working or offer.matched)
    }


def others(
    offers: Iterable[Offer], orders: Iterable[Order], stood_before: Callable[[int], Collection[str]]
) -> list[Offer]:
    """Those that are not, and are not taken for, the offer of one of these orders of their market.

    An order that left and has no id yet counts as if it stood: one offer equal to it and new since
    its request is not counted beside it. `stood_before`: ids that stood before a POST.
    """
    known = list(orders)
    owned = {order.state.offer_id for order in known}
    left = [offer for offer in offers if offer.offer_id not in owned]
    for order in known:
        if order.send is not None and order.state.offer_id is None and order.status.is_open:
            before = stood_before(order.send)
            bet = order.intent.bet
            own = [o for o in left if _bet_of(o) == bet and o.offer_id not in before]
            if own:
                left.remove(own[0])
    return left


def _bet_of(offer: Offer) -> Bet:
    return Bet(offer.selection_id, offer.side, offer.price, offer.size)
