"""What today has cost so far, at most: what was settled, and what else the balance fell by."""

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from xlbetflag.market.exposure import results, worst_result
from xlbetflag.market.moments import rome_day
from xlbetflag.market.money import Cents, Rounding
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.status import Status
from xlbetflag.reports.day import read_record, settled_markets
from xlbetflag.reports.day_balances import DayBalances
from xlbetflag.reports.summary import Record, Source, summarise


class _Reckoned(msgspec.Struct, frozen=True):
    """From the journal: a day's loss, and the balance it was reckoned by. `seen`: the versions of
    the markets that were looked at; `counted`: of those that are in it."""

    day: date
    lost: Cents = 0
    seen: dict[str, int] = {}
    counted: dict[str, int] = {}
    total: Cents | None = None


class Losses:
    """Markets that are still open are not in it: they are counted at their worst elsewhere."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        opening: DayBalances,
        winners: Callable[[str], int | None],
        rounding: Rounding,
    ) -> None:
        self._ledger = ledger
        self._journal = journal
        self._opening = opening
        self._winners = winners
        self._rounding = rounding
        self._reckoned = _Reckoned(ledger.today())
        self._read: dict[str, tuple[int, Record]] = {}  # by market, with its version

    def load(self) -> None:
        """Take up what was settled today before this run. Raises JournalBroken."""
        for market_id in settled_markets(self._journal, self._ledger.today()):
            self._ledger.whole_market(market_id)
        self._reckon()

    def note(self) -> None:
        """In the worker's thread, after the balance was: reckon anew where anything has changed.
        Raises JournalBroken."""
        known, today = self._reckoned, self._ledger.today()
        is_new = self._opening.total not in (None, known.total)
        if is_new or (known.day, known.seen) != (today, self._ledger.settled_on(today)):
            self._reckon()

    def _reckon(self) -> None:
        with self._ledger.lock:
            today = self._ledger.today()
            ended = self._ledger.settled_on(today)
        record = self._record(today, ended)
        found = summarise(record, self._winners, self._rounding)
        is_of_today = record.balances and rome_day(record.balances[-1][0]) == today
        total = found.closing if is_of_today else None
        settled = {line.market_id for line in found.markets if line.source is not Source.OPEN}
        counted = {market_id: ended[market_id] for market_id in settled}
        self._reckoned = _Reckoned(today, found.lost, ended, counted, total)

    def _record(self, today: date, ended: Mapping[str, int]) -> Record:
        """Of these markets; only those that have changed are read again."""
        known = {m: kept for m, kept in self._read.items() if kept[0] == ended.get(m)}
        for market_id in ended.keys() - known.keys():
            record = read_record(self._journal, today, markets=[market_id])
            known[market_id] = ended[market_id], record
        self._read = known
        parts = [record for _, record in known.values()]
        return msgspec.structs.replace(
            read_record(self._journal, today, markets=[]),
            orders=tuple(order for part in parts for order in part.orders),
            matches=dict(pair for part in parts for pair in part.matches.items()),
            selections=dict(pair for part in parts for pair in part.selections.items()),
        )

    def today(self, total: Cents | None) -> Cents:
        """`total`: the balance as it is now, None where it is not known.

        What was settled since the last reckoning counts at its worst, and so does a balance that
        has fallen by more than that.
        """
        with self._ledger.lock:
            today, known = self._ledger.today(), self._reckoned
            if known.day != today:
                known = _Reckoned(today)
            ended = self._ledger.settled_on(today)
            since = sum(
                -self._worst(market_id)
                for market_id, version in ended.items()
                if known.counted.get(market_id) != version
            )
        fallen = 0 if total is None or known.total is None else known.total - total
        return known.lost + since + max(0, fallen - max(0, since))

    def _worst(self, market_id: str) -> Cents:
        """Of what was matched there and is settled, whichever selections won."""
        bets = [
            msgspec.structs.replace(order.intent.bet, size=order.matched)
            for order in self._ledger.of_market(market_id)
            if order.status is Status.SETTLED
        ]
        return worst_result((), results(bets, self._rounding), None)
