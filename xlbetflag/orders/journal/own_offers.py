"""What of a book is certainly ours: no price for what rules do."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping

import msgspec

from xlbetflag.market.book import Book, SelectionBook
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.offer import MarketOffers, Offer
from xlbetflag.market.reading import Reading
from xlbetflag.market.side import Side

SAME_MOMENT = 0.05  # seconds by which a reading's age may lag behind
KEPT = 4  # books of a market: looks come less often than these, and tell of the past
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

    def changed_since(self, moment: float) -> frozenset[str]:
        return frozenset(each for each, at in self.changed.items() if at >= moment)


class _Seen(msgspec.Struct):
    """A book, not asked for before `asked`, here by `at`; and the last of it without ours."""

    book: Book
    asked: float
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
        self._seen: dict[str, deque[_Seen]] = {}  # the newest last

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
        and has since been matched or cancelled.

        Where no look tells of the newest book yet, and that one shows our levels unchanged, it is
        the newest of which one does, with its own age.
        """
        now = self._steady()
        reading = read()
        if reading.value is None:
            return reading, frozenset()
        with self._lock:
            recent = self._seen.setdefault(market_id, deque(maxlen=KEPT))
            if not recent or recent[-1].book is not reading.value:
                asked = now - reading.age - SAME_MOMENT  # or later
                recent.append(_Seen(reading.value, asked, self._steady()))
            look = self._looks.get(market_id)
            if look is None:
                return reading, frozenset()
            newest = recent[-1]
            for seen in reversed(recent):
                if look.began > seen.at:  # the newest of which the look can tell
                    ours = _certain(look, seen)
                    if seen is not newest and not _stands_as_it_did(newest.book, seen.book, ours):
                        break
                    if not ours:
                        break
                    if seen.others is None or seen.ours != ours:
                        seen.ours, seen.others = ours, _without(seen.book, ours)
                    age = reading.age if seen is newest else now - seen.asked
                    others = msgspec.structs.replace(reading, value=seen.others, age=age)
                    return others, look.changed_since(seen.asked)
            return reading, look.changed_since(newest.asked)


def _certain(look: _Look, seen: _Seen) -> Mapping[Place, Cents]:
    """What of ours stood in a book that was here before the look began, by level."""
    ours: Counter[Place] = Counter()
    for key, offer in look.standing.items():
        if look.since[key] <= seen.asked:
            ours[offer.selection_id, offer.side.opposite, offer.price] += offer.remaining
    return ours


def _stands_as_it_did(newest: Book, before: Book, ours: Mapping[Place, Cents]) -> bool:
    """Whether a newer book, of which no look tells yet, shows no more than ours where the one
    before showed ours alone, and behind it no better price of others than there was."""
    then = _alone(before, ours)
    if newest.state is not before.state or not then or not then <= _alone(newest, ours):
        return False
    old, new = _without(before, ours), _without(newest, ours)
    return not any(_is_better(new, old, selection, side) for selection, side, _ in then)


def _is_better(new: Book, old: Book, selection_id: str, side: Side) -> bool:
    """For who would take it."""
    now, then = (book.selection(selection_id) for book in (new, old))
    best, before = (each.best(side) if each is not None else None for each in (now, then))
    if best is None or before is None:
        return best is not None
    return (best.price - before.price) * (1 if side is Side.BACK else -1) > 0


def _alone(book: Book, ours: Mapping[Place, Cents]) -> set[Place]:
    return {
        (selection.selection_id, side, level.price)
        for selection in book.selections
        for side in Side
        for level in selection.levels(side)
        if level.size <= ours.get((selection.selection_id, side, level.price), 0)
    }


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
