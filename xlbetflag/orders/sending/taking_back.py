"""Taking orders back: what is open is cancelled, what waits never leaves."""

from collections.abc import Iterable
from functools import partial

from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.lowering.afterwards import Afterwards
from xlbetflag.orders.lowering.canceller import Canceller
from xlbetflag.orders.lowering.generations import Wish
from xlbetflag.orders.lowering.switch import Switch
from xlbetflag.orders.order import Order
from xlbetflag.orders.sending.replacing import Replacing
from xlbetflag.orders.status import Status


class TakingBack:
    """By a person's word, which waits for nothing; by a condition; and after a halt."""

    def __init__(
        self,
        ledger: Ledger,
        canceller: Canceller,
        replacing: Replacing,
        switch: Switch,
        afterwards: Afterwards,
    ) -> None:
        self._ledger = ledger
        self._canceller = canceller
        self._replacing = replacing
        self._switch = switch
        self._afterwards = afterwards

    def at_once(self, orders: Iterable[Order]) -> None:
        """By the user's word: what is open is cancelled, what waits ends, and of what has ended the
        copies of its request, should they arrive. Holds nobody up."""
        asked = [order for order in orders if order.status.is_open or order.has_left]
        self._canceller.cancel([order.key for order in asked], again=True)
        waiting = [order.key for order in asked if order.status is Status.CHECKED]
        if waiting:
            self._afterwards.add(partial(self._end_waiting, waiting))

    def by_condition(self, keys: Iterable[str]) -> None:
        """Under the ledger's lock: what is being re-priced is not placed again."""
        wanted = self._ledger.with_doubles(keys)
        self._replacing.withdraw(wanted)
        self.open_ones(self._ledger.known(wanted).values())

    def open_ones(self, orders: Iterable[Order]) -> None:
        """Of these those that are open: by a condition, or what turned up after a halt."""
        keys = [order.key for order in orders if order.status.is_open]
        self._canceller.cancel(keys)
        self._end_waiting(keys)

    def _end_waiting(self, keys: Iterable[str]) -> None:
        """Those of these rows that have not begun to leave never will."""
        wish = Wish.HALT if self._switch.is_halted else Wish.CANCEL
        self._ledger.fall(keys, wish.status, wish.note)
