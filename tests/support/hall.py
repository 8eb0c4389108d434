"""Rules on the practice exchange over a real socket: rows with options, a house that trades."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from tests.support.conditions import wait_until
from tests.support.worlds import MARKET, LiveView, World, row
from xlbetflag.api import translate
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.options import parse_options
from xlbetflag.orders.rows.draft import Row, Wanted
from xlbetflag.orders.status import Status

FINISHED = (Status.MATCHED, Status.CANCELLED, Status.PART_CANCELLED, Status.SETTLED, Status.LAPSED)
FIRST = "1"
# A moment just before something happens to Rome's clock, and by how much somebody sets it then.
CLOCKS_CHANGE = {
    "autumn": (datetime(2026, 10, 25, 0, 59, 59, 500_000, UTC), timedelta()),
    "spring": (datetime(2026, 3, 29, 0, 59, 59, 500_000, UTC), timedelta()),
    "set back": (datetime(2026, 10, 24, 12, 0, tzinfo=UTC), timedelta(hours=-1)),
}


class Hall(World):
    """An order path whose view knows what is live, and a house account to trade against."""

    def __init__(self, folder: Path, **options: object) -> None:
        super().__init__(folder, **options)  # type: ignore[arg-type]
        self.view: LiveView = LiveView(self.exchange, self.now)
        self._house = self.exchange.open_house_account("taker")

    def restart(self, *, rearm: bool = True) -> None:
        """The desk ends and begins anew, armed."""
        self.shut()
        self.open()
        if rearm:
            self.orders.rearm_rules()

    def set_clock(self, to: datetime) -> None:
        """The machine's clock shows this aware moment now, and goes on."""
        self.clock.skew = to - datetime.now(UTC)

    # --- what the others do ---------------------------------------------------------------------

    def house(self, side: Side, price: int, size: int, selection: str = FIRST) -> None:
        bet = Bet(selection, side, price, size)
        self.exchange.place(self._house, translate.placement(MARKET, [bet]))

    def clear(self, selection: str = FIRST) -> None:
        """Nobody but us offers anything on a selection any more."""
        market = self.exchange.market(int(MARKET))
        with self.exchange.lock:
            for account in (self._house, *self.exchange.accounts):
                for order in list(market.orders.get(account, {}).values()):
                    chosen = str(market.outcomes[order.selection].selection_id)
                    if account.is_house and chosen == selection and order.remaining:
                        market.cancel(order)

    def quote(self, back: int, lay: int, size: int = 50_000, selection: str = FIRST) -> None:
        """From now on a back bet can take `back`, a lay bet `lay`."""
        self.clear(selection)
        self.house(Side.LAY, back, size, selection)
        self.house(Side.BACK, lay, size, selection)

    def take_back(self, offer_id: str) -> None:
        """One of ours is cancelled at the venue, and not by us."""
        with self.exchange.lock:
            for order in self.market.orders[self.exchange.account("demo")].values():
                if order.offer_id == offer_id:
                    self.market.cancel(order)

    @property
    def market(self):
        return self.exchange.market(int(MARKET))

    # --- what we see ----------------------------------------------------------------------------

    def offers(self, side: Side | None = None) -> list[dict[str, object]]:
        """Ours as the exchange's ledger has them, oldest first."""
        found = sorted(self.at_venue.values(), key=lambda offer: str(offer["id"]))
        return [offer for offer in found if side is None or offer["side"] == side.value]

    def open_sizes(self) -> list[object]:
        return [offer["remaining"] for offer in self.offers() if offer["remaining"]]

    def wait_offers(self, count: int, side: Side | None = None) -> list[dict[str, object]]:
        wait_until(lambda: len(self.offers(side)) >= count)
        return self.offers(side)

    def wait_said(self, key: str, words: str) -> None:
        wait_until(lambda: key in self.orders.results() and words in self.result(key).message)

    def going_on(self) -> list[str]:
        return [asked.key for asked in self.orders.rules()]

    def wait_no_rules(self) -> None:
        wait_until(lambda: not self.orders.rules())

    def looks(self, count: int = 3) -> None:
        """So many looks of the rules from now on, and what they sent has arrived."""
        for _ in range(count):
            self.look()
        self.wait_at_rest()

    def look(self) -> None:
        """One look at every rule, whatever has changed."""
        self.orders._conditional._seen.clear()
        self.orders._conditional.step()

    def status(self, key: str) -> Status | None:  # type: ignore[override]
        """None while nothing is known of it."""
        found = self.orders.results().get(key)
        return found.status if found is not None else None


def command(
    key: str,
    word: Command,
    *,
    market: str = MARKET,
    selection: str = "",
    price: int | None = None,
    options: str = "",
) -> Row:
    wanted = Wanted(command=word, market_id=market, selection=selection, price=price)
    place = int("".join(c for c in key if c.isdigit()) or 1)
    return Row(key=key, position=place, draft=None, wanted=wanted, options=parse_options(options))


def in_row(placed: Row, word: Command, *, price: int | None = None, shown: str = "WORKING") -> Row:
    """The same row, its side now a command."""
    wanted = Wanted(command=word, market_id=placed.market_id, selection="1 · 1", price=price)
    return msgspec.structs.replace(placed, draft=None, wanted=wanted, shown_status=shown)


def hall(folder: Path) -> Iterator[Hall]:
    opened = Hall(folder)
    try:
        opened.open()
        yield opened
    finally:
        opened.close()


def keys_of(world: Hall, rows: Sequence[Row]) -> list[str]:
    """Place rows; their keys."""
    world.orders.place(rows)
    return [each.key for each in rows]


__all__ = ["Hall", "command", "hall", "in_row", "keys_of", "row"]
