"""Offers at the venue that no row here owns: an order equal to one of them may be that very order,
sent by a journal that was lost, or by a hand. It asks before it leaves, like any twin."""

from collections.abc import Collection, Iterable

from xlbetflag.market.offer import Bet, Offer


def strangers(offers: Iterable[Offer], owned: Collection[str]) -> dict[Bet, Offer]:
    """By what they bet, those that work or were matched. `owned`: ids that belong to rows."""
    return {
        Bet(offer.selection_id, offer.side, offer.price, offer.size): offer
        for offer in offers
        if offer.offer_id not in owned and (offer.is_working or offer.matched)
    }
