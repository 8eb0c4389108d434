"""What lowers risk, whatever it has to reach: disarm, halt, cancel. Holds nobody up."""

from collections.abc import Collection, Iterable, Sequence
from functools import partial

import msgspec

from xlbetflag.orders.conditional.conditional_orders import ConditionalOrders
from xlbetflag.orders.conditional.running_conditions import RunningConditions
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.orders.lowering.afterwards import Afterwards
from xlbetflag.orders.lowering.canceller import Canceller
from xlbetflag.orders.lowering.generations import DESK, Generations, Wish, of_key, of_market
from xlbetflag.orders.lowering.switch import Switch
from xlbetflag.orders.rows.draft import RowResult
from xlbetflag.orders.sending.replacing import Replacing
from xlbetflag.orders.sending.taking_back import TakingBack
from xlbetflag.texts.note import Note


class Stopping:
    """Thread-safe. What is wished holds from the first line on, and is journaled afterwards."""

    def __init__(
        self,
        ledger: Ledger,
        generations: Generations,
        switch: Switch,
        canceller: Canceller,
        replacing: Replacing,
        taking_back: TakingBack,
        running: RunningConditions,
        conditional: ConditionalOrders,
        afterwards: Afterwards,
    ) -> None:
        self._ledger = ledger
        self._generations = generations
        self._switch = switch
        self._canceller = canceller
        self._replacing = replacing
        self._taking_back = taking_back
        self._running = running
        self._conditional = conditional
        self._afterwards = afterwards

    def disarm(self) -> None:
        """Nothing leaves from here on; conditions stand still; what stands at the venue stays."""
        self._generations.raise_(Wish.DISARM, [DESK])
        was_armed = self._switch.disarm()
        self._stop_conditions(Wish.DISARM)
        if was_armed:
            self._afterwards.add(partial(self._ledger.act, "disarm"))
        self._afterwards.settle()

    def halt(self) -> None:
        """Nothing leaves from here on, and whatever is open of this desk is cancelled."""
        self._generations.raise_(Wish.HALT, [DESK])
        self._switch.halt()
        self._afterwards.add(partial(self._ledger.act, "halt"))
        self._taking_back.at_once(self._ledger.orders())
        self._stop_conditions(Wish.HALT)
        self._afterwards.settle()

    def cancel(self, keys: Iterable[str]) -> dict[str, RowResult]:
        """These rows, with what took their place and what their conditions have set off; what each
        shows."""
        wanted = list(dict.fromkeys(keys))
        scopes = [of_key(key) for key in wanted]
        self._generations.raise_(Wish.CANCEL, scopes)
        self._running.take_back(wanted)
        family = self._running.family(self._replacing.with_heirs(wanted))
        family = self._ledger.with_doubles(family)
        self._running.end_by_hand(family)
        self._generations.raise_(Wish.CANCEL, scopes)  # what a condition set off until it ended
        held = self._ledger.held(family)
        is_open = {key for key, order in held.items() if order.status.is_open}
        was_open = {k for k in wanted if not is_open.isdisjoint(self._replacing.with_heirs([k]))}
        self._taking_back.at_once(held.values())
        self._afterwards.settle()
        return self._cancelled(wanted, was_open)

    def cancel_all(
        self, market_id: str | None, *, everything_at_venue: bool
    ) -> dict[str, RowResult]:
        """Every open row, or those of one market, and what waits; `everything_at_venue`: what
        a hand placed there too. What each row shows."""
        scopes = [DESK if market_id is None else of_market(market_id)]
        self._generations.raise_(Wish.CANCEL, scopes)
        self._running.end_all_by_hand(market_id)
        self._generations.raise_(Wish.CANCEL, scopes)  # what a condition set off until it ended
        orders = self._ledger.orders() if market_id is None else self._ledger.of_market(market_id)
        found = [order for order in orders if order.status.is_open]
        if everything_at_venue:
            markets = self._ledger.standing_markets() if market_id is None else [market_id]
            self._canceller.cancel_whole_markets(markets)
        self._taking_back.at_once(orders)
        self._afterwards.settle()
        return {order.key: self._ledger.results.of(order.key) for order in found}

    def _stop_conditions(self, wish: Wish) -> None:
        """They stand still. A look that began when the wish was raised, and before they did, has
        seen them go on: what it sets off is void too."""
        self._conditional.halt(wish)
        self._generations.raise_(wish, [DESK])

    def _cancelled(self, wanted: Sequence[str], was_open: Collection[str]) -> dict[str, RowResult]:
        """What to say of rows that were to be cancelled; nothing of keys that nobody knows."""
        known, waiting = self._found(wanted)
        results = {}
        for key in wanted:
            if key in known or key in waiting:
                result = self._ledger.results.of(key)
                if key in known and key not in was_open and not waiting:
                    nothing = self._ledger.results.message([Note("cancel.nothing_left")])
                    message = f"{result.message} {nothing}".strip()
                    result = msgspec.structs.replace(result, message=message)
                results[key] = result
        return results

    def _found(self, keys: Sequence[str]) -> tuple[Collection[str], Collection[str]]:
        """Those that are orders, and those that are conditions, as far as the journal can be
        read."""
        try:
            return self._ledger.known(keys), self._running.known(keys)
        except JournalBroken as problem:
            self._ledger.trouble = problem
            return self._ledger.held(keys), self._running.held(keys)
