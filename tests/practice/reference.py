"""A slow exchange that is obviously right: one list of offers, searched from its start."""

from dataclasses import dataclass, field


@dataclass
class Offer:
    account: int
    selection: int
    is_back: bool
    price: int
    remaining: int
    matches: list[tuple[int, int]] = field(default_factory=list)
    partners: list[int] = field(default_factory=list)


class ReferenceMarket:
    def __init__(self) -> None:
        self.offers: list[Offer] = []  # oldest first

    def place(self, account: int, selection: int, is_back: bool, price: int, size: int) -> Offer:
        new = Offer(account, selection, is_back, price, size)
        while new.remaining:
            partner = self.best_partner(new)
            if partner is None:
                break
            size = min(new.remaining, partner.remaining)
            for one, other in ((new, partner), (partner, new)):
                one.remaining -= size
                one.matches.append((partner.price, size))
                one.partners.append(other.account)
        self.offers.append(new)
        return new

    def best_partner(self, new: Offer) -> Offer | None:
        """The best price first, and of one price the oldest."""
        willing = [
            old
            for old in self.offers
            if old.remaining
            and old.selection == new.selection
            and old.is_back != new.is_back
            and old.account != new.account
            and (old.price >= new.price if new.is_back else old.price <= new.price)
        ]
        if not willing:
            return None
        if new.is_back:
            return max(willing, key=lambda old: old.price)
        return min(willing, key=lambda old: old.price)

    def cancel(self, offer: Offer) -> None:
        offer.remaining = 0

    def available(self, selection: int, to_back: bool) -> list[tuple[int, int]]:
        totals: dict[int, int] = {}
        for offer in self.offers:
            if offer.selection == selection and offer.is_back != to_back and offer.remaining:
                totals[offer.price] = totals.get(offer.price, 0) + offer.remaining
        return sorted(totals.items(), reverse=to_back)
