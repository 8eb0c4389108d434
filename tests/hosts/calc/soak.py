"""A long working day in a short time: typing, saving, trading, and everything killed in turn."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from itertools import cycle
from typing import Any

from tests.hosts.calc.desktop import Desktop
from tests.hosts.calc.station import Station
from tests.support.conditions import wait_until
from xlbetflag.market.side import Side
from xlbetflag.orders.journal.reader import History
from xlbetflag.workbook.layout.sheets import ORDERS

BOUND = 8.0  # seconds: a read that is STALE after 3, a silence that shows after 3, a busy machine
SAMPLES = 0.1
TICKS = 0.5
PAUSE = 1.0
Prices = tuple[int | None, int | None]  # the best back and lay, in hundredths


class Witness:
    """What prices the exchange itself had, and when: nothing of ours stands between."""

    def __init__(self, station: Station) -> None:
        self._exchange = station.server.exchange
        self._seen: deque[tuple[float, dict[tuple[str, str], Prices]]] = deque(maxlen=200)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._markets = station.markets[:2]
        self._look()

    def __enter__(self) -> "Witness":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def had(self, market: str, selection: str, shown: Prices, since: float) -> bool:
        """Whether the exchange had these prices at some moment since then."""
        seen = list(self._seen)
        first = max((n for n, (at, _) in enumerate(seen) if at <= since), default=0)
        return any(prices[market, selection] == shown for _, prices in seen[first:])

    def _run(self) -> None:
        due = time.monotonic()
        while not self._end.wait(SAMPLES):
            if time.monotonic() > due:
                due = time.monotonic() + TICKS
                self._exchange.tick()
            self._look()

    def _look(self) -> None:
        prices = {}
        for market_id in self._markets:
            market = self._exchange.market(int(market_id))
            for place in range(len(market.engines)):
                best = [market.available(place, side, 1) for side in (Side.BACK, Side.LAY)]
                back, lay = (found[0][0] if found else None for found in best)
                prices[market_id, str(place + 1)] = back, lay
        self._seen.append((time.monotonic(), prices))


class Soak:
    """A trader's hands, and an onlooker who holds every live price against the exchange."""

    def __init__(self, station: Station, desktop: Desktop, witness: Witness) -> None:
        self._station = station
        self._desktop = desktop
        self._witness = witness
        self._rows = [0, 0]
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def run(self, seconds: float) -> None:
        """Raises AssertionError with what went wrong."""
        end = time.monotonic() + seconds
        kills = cycle([self._kill_desk, self._kill_calc])
        until_kill = seconds / 5
        next_kill = time.monotonic() + until_kill
        works = cycle([self._place, self._type, self._save, self._edit])
        while time.monotonic() < end:
            next(works)(self.counts["works"] % 2)
            self.counts["works"] += 1
            pause = time.monotonic() + PAUSE
            while time.monotonic() < pause:
                self._look_on()
            if time.monotonic() > next_kill and time.monotonic() < end - until_kill / 2:
                next(kills)()
                next_kill = time.monotonic() + until_kill
        self._reckon()

    # --- what a trader does -----------------------------------------------------------------

    def _place(self, number: int) -> None:
        station = self._station
        blocks = station.view(number).blocks
        price = blocks[0].rows[0][7] if blocks and blocks[0].rows else ""
        if not isinstance(price, float):
            return
        row = blocks[0].rows[0]
        order = (blocks[0].market_id, f"{row[0]} · {row[1]}", "BACK", price, 2)
        station.type_order(self._rows[number], *order, number=number)
        self._rows[number] += 1
        if station.view(number).trading != "ARMED":
            station.command("ARM", number)
        station.command("PLACE", number)
        self.counts["orders typed"] += 1

    def _type(self, number: int) -> None:
        """With the keyboard, into a cell of one's own."""
        sheet = self._station.book(number).sheets[ORDERS]
        cell = sheet.range("L150")
        sheet.activate()
        cell.select()
        stem = self._station.files[number].stem
        self._desktop.focus(self._desktop.window(f"^{stem}.*LibreOffice Calc$"))
        text = f"typed at {self.counts['works']}"  # "note" would become the header's "Note"
        self._desktop.type(f"{text}\n")
        wait_until(lambda: cell.value == text, seconds=30)
        self.counts["texts typed"] += 1

    def _save(self, number: int) -> None:
        self._station.book(number).save()
        self.counts["saves"] += 1

    def _edit(self, number: int) -> None:
        sheet = self._station.book(number).sheets[ORDERS]
        market = self._station.markets[number]
        sheet.range("L160").formula = f'=BF_PRICE("{market}","1","BACK")'
        self.counts["edits"] += 1

    # --- what befalls them ------------------------------------------------------------------

    def _kill_desk(self) -> None:
        self._station.kill_desk()
        self._watch_until(lambda: self._states() == {"NO FEED"})
        self._station.start_desk()
        self._watch_until(lambda: "LIVE" in self._states())
        self.counts["desks killed"] += 1

    def _kill_calc(self) -> None:
        self._station.kill_calc()
        self._station.start_calc(headless=False)
        for number in (0, 1):
            self._station.watch(self._station.markets[number], number)
        self.counts["Calcs killed"] += 1

    def _states(self) -> set[str]:
        return self._station.states(0) | self._station.states(1)

    def _watch_until(self, condition: Callable[[], object]) -> None:
        def look() -> object:
            self._look_on()
            return condition()

        wait_until(look, seconds=60)

    # --- what must hold ---------------------------------------------------------------------

    def _look_on(self) -> None:
        """Every row that says LIVE shows prices that the exchange had a moment ago."""
        for number in (0, 1):
            since = time.monotonic() - BOUND
            for block in self._station.view(number).blocks:
                for row in block.rows:
                    if row[15] != "LIVE":
                        self.counts["rows not live"] += 1
                        continue
                    shown = _hundredths(row[7]), _hundredths(row[9])
                    self.counts["rows live"] += 1
                    if not self._witness.had(block.market_id, str(row[0]), shown, since):
                        self.wrong.append(f"{block.market_id} {row[0]} {row[1]}: {shown}")
        time.sleep(0.05)

    def _reckon(self) -> None:
        """Every order of the sheets, the journal and the exchange, each once."""
        station = self._station
        for number in (0, 1):
            if station.view(number).trading != "ARMED":
                station.arm(number)
            station.command("PLACE", number)
        wait_until(lambda: self._settled(), seconds=60)
        offers = [offer["id"] for offer in station.offers()]
        with History(station.journal) as history:
            journaled = [o.state.offer_id for o in history.orders() if o.state.offer_id]
        shown = [o["offer_id"] for n in (0, 1) for o in station.view(n).orders if o["offer_id"]]
        assert sorted(offers) == sorted(journaled)
        assert len(set(journaled)) == len(journaled)
        assert set(shown) <= set(offers)
        assert len(offers) <= self.counts["orders typed"]
        self.counts["offers at the exchange"] = len(offers)
        assert not self.wrong, f"{len(self.wrong)} stale values looked live: {self.wrong[:5]}"

    def _settled(self) -> bool:
        ends = {"MATCHED", "WORKING", "PART-MATCHED", "REFUSED", "CANCELLED", "LAPSED"}
        return {s for n in (0, 1) for s in self._station.statuses(n)} <= ends


def _hundredths(price: Any) -> int | None:
    return round(price * 100) if isinstance(price, int | float) else None


def soaked(station: Station, desktop: Desktop, seconds: float) -> Soak:
    station.start_calc(headless=False)
    station.start_desk()
    for number in (0, 1):
        station.watch(station.markets[number], number)
    with Witness(station) as witness:
        soak = Soak(station, desktop, witness)
        soak.run(seconds)
    return soak
