"""Re-pricing: the cancel confirmed first, then only the confirmed remainder as a new order.

The two are linked in the journal. A cancel that is not clear, or not soon, places nothing.
"""

from collections.abc import Iterable, Mapping

import msgspec

from xlbetflag.market.menu import Selection
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.naming import label
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import View
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.lowering.canceller import Canceller
from xlbetflag.orders.lowering.generations import Generation, Generations
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.basis import Origin
from xlbetflag.orders.rows.draft import Draft, Row
from xlbetflag.orders.rows.situation import phase_of
from xlbetflag.orders.sending.issuing import Issuing
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

SOON = 30.0  # seconds in which the cancel must be confirmed: later the price is another story
REPLACED = "replaced"  # the journaled action that links two orders

_REPLACEABLE = (Status.WORKING, Status.PART_MATCHED)  # shown by a read-back
_GONE = (Status.CANCELLED, Status.PART_CANCELLED)
_UNPROVEN = ("evidence.sums_differ", "evidence.cancel_unchecked")  # how much of it was matched
# What the cancel gives back can only be judged once it is given back.
_FREED_BY_THE_CANCEL = frozenset(
    {
        "limit.stake_per_day",
        "limit.liability_per_market",
        "limit.loss_per_day",
        "limit.funds",
        "ceiling.stake_per_day",
        "ceiling.liability_per_market",
        "ceiling.loss_per_day",
    }
)


class Replacement(msgspec.Struct, frozen=True):
    """The order that took another's place; price in hundredths, size in cents."""

    key: str
    price: Hundredths
    size: Cents


class _Link(msgspec.Struct, frozen=True):
    """As journaled."""

    old: str
    new: Replacement


class _Wish(msgspec.Struct, frozen=True):
    key: str
    new_key: str
    asked: Origin
    price: Hundredths
    shown_age: float
    sheet: str  # whose limits hold for the new order


class Replacing:
    """A wish lives in memory only: after a restart the cancel goes on and nothing is placed."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        generations: Generations,
        view: View,
        issuing: Issuing,
        canceller: Canceller,
    ) -> None:
        self._ledger = ledger
        self._journal = journal
        self._generations = generations
        self._view = view
        self._issuing = issuing
        self._canceller = canceller
        self._wishes: dict[str, _Wish] = {}
        self._links: dict[str, Replacement] = {}

    def load(self) -> None:
        """Take up the links that the journal holds, where the new order was placed."""
        links = [
            msgspec.json.decode(action.words, type=_Link)
            for action in self._journal.actions(REPLACED)
        ]
        placed = {o.key for o in self._journal.orders(keys=[link.new.key for link in links])}
        self._links = {link.old: link.new for link in links if link.new.key in placed}

    def links(self) -> Mapping[str, Replacement]:
        """By the key of the order that was replaced."""
        return dict(self._links)

    def is_under_way(self, key: str) -> bool:
        """Whether an order is being cancelled to be placed at another price."""
        return key in self._wishes

    def with_heirs(self, keys: Iterable[str]) -> list[str]:
        """The keys, each followed by those of the orders that took its place."""
        found: dict[str, None] = {}
        for key in keys:
            following: str | None = key
            while following is not None and following not in found:
                found[following] = None
                link = self._links.get(following)
                following = link.key if link is not None else None
        return list(found)

    def ask(self, key: str, price: Hundredths, shown_age: float, sheet: str, asked: Origin) -> None:
        """Begin with the cancel. `asked`: where the wish comes from, and when the row of the order
        may leave, where it says so.

        Raises Problem where the new order could not be placed anyway.
        """
        with self._ledger.lock:
            order = self._ledger.known([key]).get(key)
            if order is None or order.status not in _REPLACEABLE or not order.state.offer_id:
                raise Problem("replace.not_open")
            if key in self._wishes:
                raise Problem("replace.under_way")
            if price == order.intent.bet.price:
                raise Problem("replace.same_price")
            origin = self._origin(order, asked)
            wish = _Wish(key, self._new_key(key), origin, price, shown_age, sheet)
            for refusal in self._issuing.refusals(_row(order, wish)):
                for note in refusal.notes:
                    if note.code not in _FREED_BY_THE_CANCEL:
                        raise Problem(note.code, **note.values)
            words = {"key": key, "price": price, "new": wish.new_key}
            self._ledger.act("replace", msgspec.json.encode(words).decode())
            self._wishes[key] = wish
        self._canceller.cancel([key])

    def withdraw(self, keys: Iterable[str]) -> None:
        """What is left of these orders is not placed anew: a rule takes them back."""
        with self._ledger.lock:
            for wish in [self._wishes[key] for key in keys if key in self._wishes]:
                self._give_up(wish, "replace.withdrawn")

    def step(self) -> None:
        """In the worker's thread: go on with what is asked, as far as evidence allows."""
        for wish in list(self._wishes.values()):
            with self._ledger.lock:
                order = self._ledger.known([wish.key])[wish.key]
                if not self._generations.holds(self._generation(order, wish)):
                    self._give_up(wish, "replace.withdrawn")
                elif any(note.code in _UNPROVEN for note in order.state.notes):
                    self._give_up(wish, "replace.unclear")
                elif self._ledger.clocks.since(wish.asked.at) > SOON:
                    self._give_up(wish, "replace.too_late")
                elif order.status in _GONE:
                    del self._wishes[wish.key]
                    self._place_rest(order, wish)
                elif order.status not in _REPLACEABLE:
                    is_unclear = order.status.is_uncertain
                    self._give_up(wish, "replace.unclear" if is_unclear else "replace.ended")

    def _place_rest(self, order: Order, wish: _Wish) -> None:
        row = _row(order, wish, waited=self._ledger.clocks.since(wish.asked.at))
        size = order.intent.bet.size - order.matched
        link = _Link(wish.key, Replacement(wish.new_key, wish.price, size))
        self._ledger.act(REPLACED, msgspec.json.encode(link).decode())
        now = self._ledger.clocks.stamp()
        result = self._issuing.fire_one(row, msgspec.structs.replace(wish.asked, at=now))
        if result.status in (Status.REFUSED, Status.DRAFT):
            note = Note("replace.not_placed", {"why": result.message})
        else:
            self._links[wish.key] = link.new
            note = Note("replace.done", {"price": wish.price, "stake": size, "new": wish.new_key})
        self._ledger.results.remark(wish.key, note)

    def _generation(self, order: Order, wish: _Wish) -> Generation:
        bet = order.intent.bet
        keys = (wish.new_key, *wish.asked.keys)
        return self._generations.of_bet(
            wish.asked.number, order.intent.market_id, bet.selection_id, keys
        )

    def _origin(self, order: Order, asked: Origin) -> Origin:
        """Of the new order: what the old one's row allows holds for it too, else the phase that its
        market is in now."""
        phase = asked.phase or phase_of(self._view.offers(order.intent.market_id))
        keys = (*asked.keys, *self.line(order.key))
        return msgspec.structs.replace(asked, keys=keys, phase=phase)

    def line(self, key: str) -> tuple[str, ...]:
        """The order, and those whose place it took one after the other."""
        before = {link.key: old for old, link in self._links.items()}
        line = [key]
        while line[-1] in before:
            line.append(before[line[-1]])
        return tuple(line)

    def _give_up(self, wish: _Wish, code: str) -> None:
        del self._wishes[wish.key]
        self._ledger.results.remark(wish.key, Note(code))

    def _new_key(self, key: str) -> str:
        """ "f3a1b2c4d-0007" is followed by "f3a1b2c4d-0007/2"."""
        stem, _, number = key.partition("/")
        following = int(number) + 1 if number.isdecimal() else 2
        while self._ledger.known([f"{stem}/{following}"]):
            following += 1
        return f"{stem}/{following}"


def _row(order: Order, wish: _Wish, waited: float = 0.0) -> Row:
    """What is left of the order, at the new price. `waited`: seconds since that was asked for."""
    intent = order.intent
    draft = Draft(
        key=wish.new_key,
        market_id=intent.market_id,
        selection=label(Selection(intent.bet.selection_id, intent.selection_name)),
        side=intent.bet.side,
        price=wish.price,
        size=intent.bet.size - order.matched,
        cancel_at_live=intent.cancel_at_live,
        keep_when_suspended=intent.keep_when_suspended,
        note=intent.note,
        shown_age=wish.shown_age + waited,
    )
    return Row(key=wish.new_key, position=intent.position, draft=draft, sheet=wish.sheet)
