"""One look at a market, and the rows it is held against."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.market.offer import Bet, MarketOffers, Match, Offer
from xlbetflag.orders.order import State
from xlbetflag.texts.note import Note


class ReadBack(msgspec.Struct, frozen=True, kw_only=True):
    """What a market showed, `at` an aware time. None: not read this time.

    `working`: the venue's own list of open offers. `exposure`: selection id to cents.
    """

    market: MarketOffers
    matches: tuple[Match, ...] | None
    working: tuple[Offer, ...] | None = None
    exposure: dict[str, Cents] | None = None
    at: datetime


class SentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that left, and what is known around it.

    `send`: the number of its POST. `baseline`: ids that stood before it. `flags`: its options,
    which no read-back shows. `absences`: reads in a row that did not show it. `may_be_listed`: the
    live delay is over; `is_due`: so is the time that listing may take. `was_shown`: by an earlier
    look. `may_be_doubled`: a copy of its request may still arrive. `cancel_asked` by this desk;
    `cancel_named`: the venue's answer to a cancel named its id.
    """

    key: str
    bet: Bet
    state: State
    send: int
    baseline: frozenset[str]
    exposure_before: dict[str, Cents] | None = None
    flags: tuple[bool, bool] = (False, False)
    absences: int = 0
    may_be_listed: bool = True
    is_due: bool = True
    was_shown: bool = False
    may_be_doubled: bool = False
    cancel_asked: bool = False
    cancel_named: bool = False


class Finding(msgspec.Struct, frozen=True):
    """What a row is now, and in how many reads in a row it was not shown."""

    state: State
    absences: int = 0


class Shown:
    """A read-back by offer id. An id may come more than once, in several rows or matches.

    `listed_before`: what earlier looks showed of ids, which may since have left my offers;
    `ids_before`: all that these showed, None where every id is to be believed.
    """

    def __init__(
        self,
        seen: ReadBack,
        listed_before: Mapping[str, Bet] | None = None,
        ids_before: Collection[str] | None = None,
    ) -> None:
        self.seen = seen
        self._ids_before = ids_before
        self.offers: dict[str, list[Offer]] = {}
        self.matches: dict[str, list[Match]] = {}
        self._listed_before = listed_before or {}
        for offer in seen.market.offers:
            self.offers.setdefault(offer.offer_id, []).append(offer)
        for offer in seen.working or ():
            self.offers.setdefault(offer.offer_id, [offer])
        for match in seen.matches or ():
            self.matches.setdefault(match.offer_id, []).append(match)

    def is_sure(self, offer_id: str) -> bool:
        """An earlier look has shown it as well: one alone may be the answer for another market."""
        return self._ids_before is None or offer_id in self._ids_before

    def is_bet(self, offer_id: str, bet: Bet) -> bool:
        """The id shows exactly this bet; or, gone from my offers, was matched for all of it."""
        return self.could_be(offer_id, bet) and (
            offer_id in self.offers or self._matched(offer_id) == bet.size
        )

    def could_be(self, offer_id: str, bet: Bet) -> bool:
        """Nothing shown of the id speaks against this bet, of which a part may be matched."""
        if offer_id in self.offers:
            return difference(bet, self.offers[offer_id]) is None
        if self._listed_before.get(offer_id, bet) != bet:
            return False
        matches = self.matches.get(offer_id, ())
        return match_difference(bet, offer_id, matches) is None and (
            0 < self._matched(offer_id) <= bet.size
        )

    def _matched(self, offer_id: str) -> Cents:
        return sum(match.size for match in self.matches.get(offer_id, ()))


def difference(bet: Bet, offers: Iterable[Offer]) -> Note | None:
    """The first thing in which the venue's rows are not the bet; None where all agree."""
    for offer in offers:
        shown = offer.selection_id, offer.side.value, _odds(offer.price), _odds(offer.size)
        sent = bet.selection_id, bet.side.value, _odds(bet.price), _odds(bet.size)
        for field, one, other in zip(_FIELDS, shown, sent, strict=True):
            if one != other:
                return _mismatch(offer.offer_id, field, one, other)
    return None


def match_difference(bet: Bet, offer_id: str, matches: Iterable[Match]) -> Note | None:
    """As `difference`, of matches: their price may be better than the bet's, their size smaller."""
    for match in matches:
        if match.selection_id != bet.selection_id:
            return _mismatch(offer_id, "selection", match.selection_id, bet.selection_id)
        if match.side is not bet.side:
            return _mismatch(offer_id, "side", match.side.value, bet.side.value)
        if not bet.takes(match.price):
            return _mismatch(offer_id, "price", _odds(match.price), _odds(bet.price))
    return None


def average_hundredths(bet: Bet, matches: Sequence[Match], matched: Cents) -> float | None:
    """The average price, only where the matches shown make up exactly what is matched."""
    if not matched or sum(match.size for match in matches) != matched:
        return None
    if match_difference(bet, "", matches):
        return None
    return sum(match.size * match.price for match in matches) / matched


_FIELDS = ("selection", "side", "price", "size")


def _mismatch(offer_id: str, field: str, shown: str, sent: str) -> Note:
    return Note(
        "evidence.mismatch", {"offer": offer_id, "field": field, "shown": shown, "sent": sent}
    )


def _odds(amount: int) -> str:
    return f"{amount / 100:.2f}"
