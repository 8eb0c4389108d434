"""The order journal: what was meant, sent, answered and seen, before and after each step.

SQLite with WAL and synchronous=FULL, so that what was written outlives the process and the power.
Append-only. One writer per file on a machine.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from xlbetflag.market.account import Balance
from xlbetflag.market.moments import rome_day
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder, Trigger
from xlbetflag.orders.evidence.read_back import ReadBack
from xlbetflag.orders.journal.identity import Identity, private_files
from xlbetflag.orders.journal.lock import JournalBusy, WriterLock
from xlbetflag.orders.journal.migrations import migrate
from xlbetflag.orders.journal.reader import History, JournalBroken, JournalMoved
from xlbetflag.orders.journal.witness import Witness
from xlbetflag.orders.order import Baseline, Intent, Refusal, State
from xlbetflag.orders.rows.limits import Limits

Result = TypeVar("Result")
ONCE_FAILED = 100  # milliseconds to wait for a lock, once a transaction has failed
_HELD = """
    SELECT (SELECT coalesce(max(rowid), 0) FROM intents)
         + (SELECT coalesce(max(rowid), 0) FROM sends)
         + (SELECT coalesce(max(rowid), 0) FROM rules)
         + (SELECT coalesce(max(rowid), 0) FROM firings)
"""

__all__ = ["Journal", "JournalBroken", "JournalBusy"]


class Journal(History):
    """A journal opened to be written. Thread-safe. Each method is one durable transaction.

    Links are followed: whoever writes holds the lock beside the real file. Raises JournalBusy while
    another process writes it, JournalBroken where it cannot be used, JournalMoved (then and at
    every write) where the path names another file, the file has another name, or was written over
    with an older one. `transactions`
    counts the commits of this run; `missing`: how much it has held and does not hold any more,
    until `accept_loss`.
    """

    def __init__(self, path: Path) -> None:
        self.transactions = 0
        self._writing = threading.Lock()
        with ExitStack() as opening:
            try:
                real = path.resolve()
                real.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._lock = WriterLock(beside(real, ".lock"))
                opening.callback(self._lock.close)
                _make_privately(real)
                self._witness = Witness(beside(real, ".seen"))
                opening.callback(self._witness.close)
                self._writer = _connect(real)
                opening.callback(self._writer.close)
                super().__init__(real)
                opening.callback(super().close)
                files = real, beside(real, "-wal"), beside(real, "-shm"), self._lock.path
                private_files(*files, beside(real, ".seen"))
                self._identity = Identity(path, *files)
            except (OSError, RuntimeError, sqlite3.Error) as error:
                said = error.strerror if isinstance(error, OSError) else None
                raise JournalBroken(path, said or str(error)) from None
            if not self._identity.is_single:
                raise JournalMoved(path)
            self._most_held = self._held()
            self.missing = max(0, self._witness.seen - self._most_held)
            self._closing = opening.pop_all()

    def close(self) -> None:
        """Safe to call twice."""
        with self._writing:
            self._closing.close()

    def accept_loss(self) -> None:
        """What is missing is known to be: from here on this journal is the whole one."""
        self.missing = 0
        self._witness.note(self._held())

    def add_batch(self, intents: Sequence[Intent], refusals: Sequence[Refusal]) -> int:
        """A batch as preflight left it; the number of its first order, the others follow."""

        def write(db: sqlite3.Connection) -> int:
            first = _write_intents(db, intents)
            for refusal in refusals:
                notes, at = _json(refusal.notes), refusal.at.isoformat()
                _insert(db, "refusals", None, refusal.key, refusal.content, notes, at)
            return first

        return self._transact(write)

    def adopt(
        self, intents: Sequence[Intent], send: int, states: Mapping[str, State], seen: ReadBack
    ) -> int:
        """Orders that nobody issued: offers that a POST has left beside those of its rows. As
        `add_batch`."""

        def write(db: sqlite3.Connection) -> int:
            first = _write_intents(db, intents)
            (place,) = db.execute(
                "SELECT max(place) FROM sent_rows WHERE send = ?", [send]
            ).fetchone()
            db.executemany(
                "INSERT INTO sent_rows VALUES (?, ?, ?)",
                [(each.key, send, at) for at, each in enumerate(intents, place + 1)],
            )
            _write_states(db, states, _write_reading(db, states, seen))
            return first

        return self._transact(write)

    def add_balance(self, balance: Balance, at: datetime) -> None:
        """What the account held at a moment; the first of a day is the day's opening."""
        row = (None, at.isoformat(), _day(at), balance.total, balance.free, balance.locked)
        self._transact(lambda db: _insert(db, "balances", *row))

    def add_commission(self, rate: int, at: datetime) -> None:
        """What the account is charged on net winnings from a moment on; 251 is 2.51 %."""
        self._transact(lambda db: _insert(db, "commissions", None, at.isoformat(), rate))

    def start_send(self, baseline: Baseline, keys: Sequence[str], at: datetime) -> int:
        """Just before a POST: what stood, and the rows that are SENDING now, in order. Its number.

        A row that has left before breaks the table's key: nothing is written and JournalBroken
        raised.
        """

        def write(db: sqlite3.Connection) -> int:
            exposure = None if baseline.exposure is None else _json(baseline.exposure)
            offer_ids, taken = _json(sorted(baseline.offer_ids)), baseline.taken.isoformat()
            market_id = baseline.market_id
            stood = _insert(db, "baselines", None, market_id, offer_ids, exposure, taken)
            send = _insert(db, "sends", None, stood, market_id, at.isoformat())
            db.executemany(
                "INSERT INTO sent_rows VALUES (?, ?, ?)",
                [(key, send, place) for place, key in enumerate(keys, 1)],
            )
            return send

        return self._transact(write)

    def finish_send(
        self, send: int, outcome: str, words: str, states: Mapping[str, State], at: datetime
    ) -> None:
        """Just after a POST: what was answered, in words, and what the rows are now."""

        def write(db: sqlite3.Connection) -> None:
            _insert(db, "answers", send, outcome, words, at.isoformat())
            _write_states(db, states, None)

        self._transact(write)

    def add_states(self, states: Mapping[str, State], seen: ReadBack | None = None) -> None:
        """New states of rows, with the read-back that carries them where there is one."""

        def write(db: sqlite3.Connection) -> None:
            reading = None if seen is None else _write_reading(db, states, seen)
            _write_states(db, states, reading)

        if states:
            self._transact(write)

    def add_rules(self, asked: Sequence[ConditionalOrder]) -> None:
        """What rows ask for beside a bet, before anything of it is done."""

        def write(db: sqlite3.Connection) -> None:
            for each in asked:
                at = each.created
                words = each.market_id, _json(each), at.isoformat(), _day(at)
                _insert(db, "rules", each.key, *words)

        if asked:
            self._transact(write)

    def add_firings(self, rule: str, firings: Sequence[Trigger], at: datetime) -> None:
        """Orders that a rule sets off, before they are placed.

        A key that was set off before breaks the table's key: JournalBroken, and nothing is written.
        """

        def write(db: sqlite3.Connection) -> None:
            for each in firings:
                _insert(db, "firings", each.key, rule, _json(each), at.isoformat())

        self._transact(write)

    def add_rule_event(self, rule: str, what: str, particulars: str, at: datetime) -> None:
        """What else became of a rule."""
        row = (None, rule, what, particulars, at.isoformat())
        self._transact(lambda db: _insert(db, "rule_events", *row))

    def sheet_limits(self) -> dict[str, Limits]:
        """The limits that each sheet last showed."""
        rows = self.read("SELECT sheet, limits FROM sheet_limits ORDER BY id", [])
        return {row["sheet"]: msgspec.json.decode(row["limits"], type=Limits) for row in rows}

    def add_sheet_limits(self, limits: Mapping[str, Limits], at: datetime) -> None:
        """What sheets show as their limits from now on."""

        def write(db: sqlite3.Connection) -> None:
            for sheet, shown in limits.items():
                _insert(db, "sheet_limits", None, sheet, _json(shown), at.isoformat())

        self._transact(write)

    def add_file(self, file_id: str, path: str, at: datetime) -> None:
        """A workbook that is open at a path."""
        self._transact(lambda db: _insert(db, "files", None, file_id, path, at.isoformat()))

    def add_action(self, action: str, particulars: str, at: datetime) -> None:
        """What the operator did."""
        self._transact(lambda db: _insert(db, "actions", None, action, particulars, at.isoformat()))

    def _transact(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        with self._writing:
            if not self._identity.is_kept():
                raise JournalMoved(self.path)
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                if self._held() < self._most_held:
                    raise JournalMoved(self.path)
                result = work(self._writer)
                self._writer.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise JournalBroken(self.path, str(error)) from None
            except JournalBroken:
                self._roll_back()
                raise
            self.transactions += 1
            self._most_held = self._held()
            if not self.missing:
                self._witness.note(self._most_held)
            return result

    def _held(self) -> int:
        """How much it holds of what may have left, or may yet leave."""
        try:
            return int(self._writer.execute(_HELD).fetchone()[0])
        except sqlite3.Error as error:
            raise JournalBroken(self.path, str(error)) from None

    def _roll_back(self) -> None:
        """From here on nobody waits long for a journal that others hold: it has failed."""
        try:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            self._writer.execute(f"PRAGMA busy_timeout = {ONCE_FAILED}")
        except sqlite3.Error:
            self._writer.close()  # whatever comes next is refused, and nothing is sent


def beside(path: Path, ending: str) -> Path:
    """The journal's other file with that ending."""
    return path.with_name(path.name + ending)


def _make_privately(path: Path) -> None:
    """SQLite gives its logs the permissions of the file. One that exists is not opened here: to
    close it again would free the locks that this process holds on it elsewhere."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _write_intents(db: sqlite3.Connection, intents: Sequence[Intent]) -> int:
    """As one batch; the number of the first, the others follow."""
    newest = "SELECT coalesce(max(batch), 0), coalesce(max(rowid), 0) FROM intents"
    batch, number = db.execute(newest).fetchone()
    db.executemany(
        f"INSERT INTO intents VALUES ({', '.join('?' * 18)})",  # noqa: S608
        [_intent_row(intent, batch + 1) for intent in intents],
    )
    return int(number) + 1


def _write_reading(db: sqlite3.Connection, states: Mapping[str, State], seen: ReadBack) -> int:
    """What the look showed of these states' offers."""
    wanted = {state.offer_id for state in states.values()}
    return _insert(
        db,
        "readings",
        None,
        seen.market.market_id,
        seen.market.state.value,
        _json([each for each in seen.market.offers if each.offer_id in wanted]),
        _json([each for each in seen.matches or () if each.offer_id in wanted]),
        seen.at.isoformat(),
    )


def _write_states(db: sqlite3.Connection, states: Mapping[str, State], reading: int | None) -> None:
    db.executemany(
        "INSERT INTO states VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                key,
                state.status.value,
                state.offer_id,
                state.matched,
                state.remaining,
                state.price_matched,
                state.inferred,
                _json(state.notes),
                state.updated.isoformat(),
                reading,
            )
            for key, state in states.items()
        ],
    )


def _insert(db: sqlite3.Connection, table: str, *values: object) -> int:
    """The number of the new row."""
    marks = ",".join("?" * len(values))
    row = db.execute(f"INSERT INTO {table} VALUES ({marks})", values).lastrowid  # noqa: S608
    return row or 0


def _intent_row(intent: Intent, batch: int) -> tuple[object, ...]:
    bet = intent.bet
    return (
        intent.key,
        batch,
        intent.position,
        intent.market_id,
        bet.selection_id,
        intent.selection_name,
        bet.side.value,
        bet.price,
        bet.size,
        intent.cancel_at_live,
        intent.keep_when_suspended,
        intent.note,
        _json(intent.warnings),
        intent.created.isoformat(),
        _day(intent.created),
        ",".join(intent.formulas),
        intent.event_name,
        intent.market_name,
    )


def _day(at: datetime) -> str:
    return rome_day(at).isoformat()


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
