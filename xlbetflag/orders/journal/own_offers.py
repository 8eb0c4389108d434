"""What of a book is certainly ours: no price for what rules do."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping

import msgspec

from xlbetflag.market.book import Book, SelectionBook
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.offer import MarketOffers, Offer
from xlbetflag.market.reading import Reading
from xlbetflag.market.side import Side

SAME_MOMENT = 0.05  # seconds by which a reading's age may lag behind
Place = tuple[str, Side, Hundredths]  # of a level: its selection, who can take it, its price


class _Look(msgspec.Struct, frozen=True):
    """My offers on a market as the last look showed them. `began`, and `since` by offer id when
    it was first seen standing, in monotonic seconds; `changed`: when a selection's were last seen
    to have shrunk or gone."""

    began: float
    standing: Mapping[str, Offer]
    since: Mapping[str, float]
    known: Mapping[str, Cents]
    changed: Mapping[str, float]


class _Seen(msgspec.Struct):
    """A book, when it was first seen here, and the last of it without ours."""

    book: Book
    at: float
    ours: Mapping[Place, Cents] = {}
    others: Book | None = None


class OwnOffers:
    """Thread-safe. An offer only shrinks. So what a look shows that began once the book was here
    stood in that book too, with at least that size, if an earlier look had shown it before the book
    was asked for. Of anything else nothing is certain, and it counts with the rest."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._lock = threading.Lock()
        self._looks: dict[str, _Look] = {}
        self._seen: dict[str, _Seen] = {}

    def note(self, began: float, seen: MarketOffers, owned: Collection[str]) -> None:
        """A look at my offers that began then. `owned`: the ids of those that rows have placed."""
        now, market_id = self._steady(), seen.market_id
        found = [offer for offer in seen.offers if offer.offer_id in owned]
        standing = {offer.offer_id: offer for offer in found if offer.remaining}
        if seen.waits_for_regulator:  # listed, and perhaps in no book yet
            standing = {}
        with self._lock:
            before = self._looks.get(market_id) or _Look(began, {}, {}, {}, {})
            known = {offer.offer_id: offer.matched for offer in found}
            gone = {
                offer.selection_id
                for key, offer in before.standing.items()
                if key not in standing or standing[key].remaining < offer.remaining
            }
            met = {o.selection_id for o in found if o.matched and o.offer_id not in before.known}
            self._looks[market_id] = _Look(
                began,
                standing,
                {key: before.since.get(key, now) for key in standing},
                known,
                {**before.changed, **dict.fromkeys(gone | met, now)},
            )

    def without_ours(
        self, market_id: str, read: Callable[[], Reading[Book]]
    ) -> tuple[Reading[Book], frozenset[str]]:
        """A book as others make it; and the selections of which it may still show what was ours
        and has since been matched or cancelled."""
        now = self._steady()
        reading = read()
        if reading.value is None:
            return reading, frozenset()
        asked = now - reading.age - SAME_MOMENT  # or later
        with self._lock:
            seen = self._seen.get(market_id)
            if seen is None or seen.book is not reading.value:
                seen = self._seen[market_id] = _Seen(reading.value, self._steady())
            look = self._looks.get(market_id)
            if look is None:
                return reading, frozenset()
            changed = frozenset(s for s, at in look.changed.items() if at >= asked)
            if look.began < seen.at:
                return reading, changed
            ours: Counter[Place] = Counter()
            for key, offer in look.standing.items():
                if look.since[key] <= asked:
                    ours[offer.selection_id, offer.side.opposite, offer.price] += offer.remaining
            if not ours:
                return reading, changed
            if seen.others is None or seen.ours != ours:
                seen.ours, seen.others = ours, _without(reading.value, ours)
            return msgspec.structs.replace(reading, value=seen.others), changed


def _without(book: Book, ours: Mapping[Place, Cents]) -> Book:
    """A level no larger than what is ours is not there; a larger one stays as it is."""
    selections = tuple(_others_of(each, ours) for each in book.selections)
    return msgspec.structs.replace(book, selections=selections)


def _others_of(selection: SelectionBook, ours: Mapping[Place, Cents]) -> SelectionBook:
    back, lay = (
        tuple(
            level
            for level in selection.levels(side)
            if level.size > ours.get((selection.selection_id, side, level.price), 0)
        )
        for side in (Side.BACK, Side.LAY)
    )
    return msgspec.structs.replace(selection, back=back, lay=lay)
