"""A slow exchange that is obviously right: lists, searched from their start; one bet at a time."""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import floor


@dataclass(eq=False)
class Offer:
    account: int
    selection: int
    is_back: bool
    price: int
    remaining: int
    ritira: bool = False
    mantieni: bool = True
    entered: int = 0  # when it became matchable; 0 while the regulator has it
    matches: list[tuple[int, int]] = field(default_factory=list)
    partners: list[int] = field(default_factory=list)


def outcome(is_back: bool, price: int, size: int) -> tuple[int, int]:
    """(if the selection wins, if it loses); the profit is rounded when the bet is made."""
    profit = (size * (price - 100) + 50) // 100
    return (profit, -size) if is_back else (-profit, size)


class ReferenceMarket:
    """One market with `places` winners among `selections`."""

    def __init__(self, selections: int = 3, places: int = 1) -> None:
        self.selections, self.places = selections, places
        self.offers: list[Offer] = []
        self.turn = 0

    # --- matching ---------------------------------------------------------------------------

    def place(self, account: int, selection: int, is_back: bool, price: int, size: int) -> Offer:
        offer = Offer(account, selection, is_back, price, size)
        self.offers.append(offer)
        self.enter(offer)
        return offer

    def enter(self, new: Offer) -> None:
        self.turn += 1
        new.entered = self.turn
        while new.remaining:
            partner = self.best_partner(new)
            if partner is None:
                break
            size = min(new.remaining, partner.remaining)
            for one, other in ((new, partner), (partner, new)):
                one.remaining -= size
                one.matches.append((partner.price, size))
                one.partners.append(other.account)

    def best_partner(self, new: Offer) -> Offer | None:
        """The best price first, and of one price the oldest."""
        willing = [
            old
            for old in self.offers
            if old.remaining
            and old.entered
            and old.selection == new.selection
            and old.is_back != new.is_back
            and old.account != new.account
            and (old.price >= new.price if new.is_back else old.price <= new.price)
        ]
        sign = -1 if new.is_back else 1
        return min(willing, key=lambda old: (sign * old.price, old.entered), default=None)

    def cancel(self, offer: Offer) -> None:
        offer.remaining = 0

    def lapse(self, wanted) -> None:
        for offer in self.offers:
            if wanted(offer):
                offer.remaining = 0

    def available(self, selection: int, to_back: bool) -> list[tuple[int, int]]:
        totals: dict[int, int] = {}
        for offer in self.offers:
            fits = offer.selection == selection and offer.is_back != to_back and offer.entered
            if fits and offer.remaining:
                totals[offer.price] = totals.get(offer.price, 0) + offer.remaining
        return sorted(totals.items(), reverse=to_back)

    # --- money ------------------------------------------------------------------------------

    def bets(self, account: int, strict: bool = False) -> list[tuple[Offer, int, int, bool]]:
        """(offer, price, size, may its gain be counted?)"""
        mine = [offer for offer in self.offers if offer.account == account]
        matched = [(offer, price, size, True) for offer in mine for price, size in offer.matches]
        return matched + [(o, o.price, o.remaining, not strict) for o in mine if o.remaining]

    def blocked(self, account: int, strict: bool, extra: tuple[Offer, ...] = ()) -> int:
        """The worst of every way in which the market can end."""
        bets = self.bets(account, strict) + [(o, o.price, o.remaining, not strict) for o in extra]
        worth = [
            (offer.selection, outcome(offer.is_back, price, size), full)
            for offer, price, size, full in bets
        ]
        worst = 0
        for winners in combinations(range(self.selections), self.places):
            values = [
                (wins if selection in winners else loses, full)
                for selection, (wins, loses), full in worth
            ]
            worst = min(worst, sum(value for value, full in values if full or value < 0))
        return -worst

    def paid(self, account: int, parts: dict[int, tuple[Fraction, Fraction]]) -> int:
        """The net result of an account's matched bets, to the nearest cent, halves up."""
        exact = Fraction(0)
        for offer in self.offers:
            if offer.account == account:
                part_won, part_lost = parts[offer.selection]
                for price, size in offer.matches:
                    wins, loses = outcome(offer.is_back, price, size)
                    exact += part_won * wins + part_lost * loses
        return floor(exact + Fraction(1, 2))
