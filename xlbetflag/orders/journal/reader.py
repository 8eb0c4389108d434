"""Reading the journal: one row's life, orders by filter, for the desk and for the CLI."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from xlbetflag.market.moments import utc
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.conditional_order import Issued
from xlbetflag.orders.journal import story as telling
from xlbetflag.orders.order import Baseline, Intent, Order, Refusal, State
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

_CHUNK = 500  # parameters in one statement
_LATEST = """
    SELECT i.*, i.rowid AS number, r.send AS send, s.status, s.offer_id, s.matched, s.remaining,
           s.price_matched, s.inferred, s.notes, s.at, p.at AS sent
    FROM intents i
    LEFT JOIN sent_rows r ON r.key = i.key
    LEFT JOIN sends p ON p.id = r.send
    LEFT JOIN states s ON s.id = (SELECT max(id) FROM states WHERE key = i.key)
"""
_notes = msgspec.json.Decoder(tuple[Note, ...])


class JournalBroken(Problem):
    """The journal cannot be opened, read or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__("journal.broken", path=str(path.parent), reason=reason)


class JournalMoved(JournalBroken):
    """The journal is no longer the file that was opened, or has a second name."""

    def __init__(self, path: Path) -> None:
        Problem.__init__(self, "journal.moved", path=str(path))


class Event(msgspec.Struct, frozen=True):
    """One line of a row's history. `what` names it ("answer", a status); `told` is a sentence of
    what happened, `notes` are those the row showed with it."""

    at: datetime
    what: str
    words: str
    notes: tuple[Note, ...] = ()
    told: Note | None = None


class History:
    """A journal opened to be read; the desk may be writing it meanwhile. Thread-safe.

    Raises JournalBroken where there is none, or it is not a journal.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reading = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("SELECT count(*) FROM migrations").fetchone()
        except sqlite3.Error as error:
            raise JournalBroken(path, str(error)) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def version(self) -> int:
        """Another number whenever somebody has written since. Raises JournalBroken."""
        return int(self.read("PRAGMA data_version", [])[0][0])

    def orders(
        self,
        *,
        keys: Iterable[str] | None = None,
        market_id: str | None = None,
        statuses: Iterable[Status] | None = None,
        day: date | None = None,
    ) -> list[Order]:
        """Orders with their present state, oldest first. `day`: of issue, in Rome."""
        if keys is not None:
            wanted = list(keys)
            parts = [wanted[at : at + _CHUNK] for at in range(0, len(wanted), _CHUNK)]
            rows = [row for part in parts for row in self._rows(market_id, day, part)]
        else:
            rows = self._rows(market_id, day, None)
        found = [_order(row) for row in rows]
        if statuses is None:
            return found
        among = frozenset(statuses)
        return [order for order in found if order.status in among]

    def unfinished(self) -> list[Order]:
        """Orders of which something may still change."""
        final = [status.value for status in Status if status.is_final]
        marks = ",".join("?" * len(final))
        where = f"WHERE s.status IS NULL OR s.status NOT IN ({marks})"
        return [_order(row) for row in self.read(f"{_LATEST} {where} ORDER BY i.rowid", final)]

    def refusals(self, keys: Sequence[str]) -> dict[str, Refusal]:
        """The last time preflight refused each of these rows."""
        found = {}
        for at in range(0, len(keys), _CHUNK):
            part = keys[at : at + _CHUNK]
            marks = ",".join("?" * len(part))
            for row in self.read(
                f"SELECT * FROM refusals WHERE key IN ({marks}) ORDER BY id",  # noqa: S608
                part,
            ):
                found[row["key"]] = Refusal(
                    key=row["key"],
                    content=row["content"],
                    notes=_notes.decode(row["notes"]),
                    at=_time(row),
                    number=row["id"],
                )
        return found

    def file_home(self, file_id: str) -> str | None:
        """The path at which the workbook of that name was last open; None where it never was."""
        if not self.read("SELECT 1 FROM migrations WHERE name = 'files'", []):
            return None
        rows = self.read(
            "SELECT path FROM files WHERE file_id = ? ORDER BY id DESC LIMIT 1", [file_id]
        )
        return str(rows[0]["path"]) if rows else None

    def baselines(self, sends: Iterable[int]) -> dict[int, tuple[Baseline, datetime]]:
        """What stood before each of these POSTs, and when it left."""
        found = {}
        for send in sends:
            for row in self.read(
                "SELECT b.*, s.at AS sent FROM baselines b JOIN sends s ON s.baseline = b.id"
                " WHERE s.id = ?",
                [send],
            ):
                exposure = row["exposure"]
                found[send] = (
                    Baseline(
                        market_id=row["market_id"],
                        offer_ids=frozenset(msgspec.json.decode(row["offer_ids"])),
                        exposure=None if exposure is None else msgspec.json.decode(exposure),
                        taken=moment(row["taken"]),
                    ),
                    moment(row["sent"]),
                )
        return found

    def linked_offers(self, market_id: str) -> dict[str, str]:
        """Offer id to the key of the row it was ever linked to, on a market."""
        rows = self.read(
            "SELECT DISTINCT s.offer_id, s.key FROM states s JOIN intents i ON i.key = s.key"
            " WHERE i.market_id = ? AND s.offer_id IS NOT NULL ORDER BY s.id",
            [market_id],
        )
        return {row["offer_id"]: row["key"] for row in rows}

    def homes(self, offer_ids: Sequence[str]) -> Iterator[tuple[str, str, Status]]:
        """Every market on which one of these ids was linked to a row, and what the row then was."""
        for start in range(0, len(offer_ids), _CHUNK):
            some = offer_ids[start : start + _CHUNK]
            marks = ", ".join("?" * len(some))
            rows = self.read(
                "SELECT DISTINCT s.offer_id, i.market_id, s.status FROM states s"  # noqa: S608
                f" JOIN intents i ON i.key = s.key WHERE s.offer_id IN ({marks})",
                some,
            )
            for row in rows:
                yield row["offer_id"], row["market_id"], Status(row["status"])

    def issued(self) -> Issued:
        """How much was issued so far."""
        (row,) = self.read(
            "SELECT (SELECT coalesce(max(rowid), 0) FROM intents),"
            " (SELECT coalesce(max(rowid), 0) FROM rules),"
            " (SELECT coalesce(max(id), 0) FROM refusals)",
            [],
        )
        return Issued(*row)

    def actions(self, action: str | None = None) -> list[Event]:
        """What the operator did ("arm", "halt", "cancel" ...), oldest first."""
        where, values = ("WHERE action = ?", [action]) if action else ("", [])
        rows = self.read(f"SELECT * FROM actions {where} ORDER BY id", values)  # noqa: S608
        return [Event(_time(row), row["action"], row["particulars"]) for row in rows]

    def story(self, key: str) -> list[Event]:
        """One row's life, oldest first: checks, the POST, its answer, every state and why."""
        events = [
            Event(_time(row), "REFUSED", row["content"], _notes.decode(row["notes"]))
            for row in self.read("SELECT * FROM refusals WHERE key = ?", [key])
        ]
        events += [
            Event(
                order.intent.created,
                "CHECKED",
                _words(order.intent),
                order.intent.warnings,
                telling.of_check(order.intent),
            )
            for order in self.orders(keys=[key])
        ]
        sends = self.read(
            "SELECT s.at, s.id, r.place, b.offer_ids FROM sent_rows r JOIN sends s ON s.id = r.send"
            " JOIN baselines b ON b.id = s.baseline WHERE r.key = ?",
            [key],
        )
        events += [Event(_time(row), "SENDING", _request(row), told=_sent(row)) for row in sends]
        answers = self.read(
            "SELECT a.* FROM answers a JOIN sent_rows r ON r.send = a.send WHERE r.key = ?", [key]
        )
        events += [
            Event(
                _time(row),
                "answer",
                f"{row['outcome']} {row['words']}".strip(),
                told=telling.of_answer(row["outcome"], row["words"]),
            )
            for row in answers
        ]
        states = self.read(
            "SELECT s.*, g.market_state FROM states s LEFT JOIN readings g ON g.id = s.reading"
            " WHERE s.key = ? ORDER BY s.id",
            [key],
        )
        events += [
            Event(
                _time(row),
                row["status"],
                _seen(row),
                _notes.decode(row["notes"]),
                telling.of_state(_state(row), row["market_state"]),
            )
            for row in states
        ]
        events += [
            Event(each.at, each.what, each.words, told=telling.of_replacement(each.words))
            for each in self.actions("replaced")
            if f'"{key}"' in each.words
        ]
        return sorted(events, key=lambda event: event.at)

    def _rows(
        self, market_id: str | None, day: date | None, keys: Sequence[str] | None
    ) -> list[sqlite3.Row]:
        conditions: list[str] = []
        values: list[Any] = []
        if market_id is not None:
            conditions.append("i.market_id = ?")
            values.append(market_id)
        if day is not None:
            conditions.append("i.day = ?")
            values.append(day.isoformat())
        if keys is not None:
            conditions.append(f"i.key IN ({','.join('?' * len(keys))})")
            values.extend(keys)
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        return self.read(f"{_LATEST} {where} ORDER BY i.rowid", values)

    def read(self, query: str, values: Sequence[Any]) -> list[sqlite3.Row]:
        """The rows of a query. Raises JournalBroken."""
        try:
            with self._reading:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise JournalBroken(self.path, str(error)) from None


def _time(row: sqlite3.Row) -> datetime:
    return moment(row["at"])


def moment(text: str) -> datetime:
    """As the journal holds it, in UTC."""
    return utc(datetime.fromisoformat(text))


def _words(intent: Intent) -> str:
    bet = intent.bet
    return (
        f"{bet.side} {intent.selection_name} ({bet.selection_id}) {bet.size / 100:.2f} at "
        f"{bet.price / 100:.2f} on market {intent.market_id}"
    )


def _request(row: sqlite3.Row) -> str:
    known = len(msgspec.json.decode(row["offer_ids"]))
    return f"request {row['id']}, row {row['place']} in it; {known} offers stood before"


def _sent(row: sqlite3.Row) -> Note:
    return telling.of_request(row["id"], row["place"], len(msgspec.json.decode(row["offer_ids"])))


def _seen(row: sqlite3.Row) -> str:
    words = f"offer {row['offer_id']}, " if row["offer_id"] else ""
    words += f"matched {row['matched'] / 100:.2f}, remaining {row['remaining'] / 100:.2f}"
    if row["market_state"]:
        words += f"; read back while {row['market_state']}"
    return words


def _order(row: sqlite3.Row) -> Order:
    created = moment(row["created"])
    intent = Intent(
        key=row["key"],
        position=row["position"],
        market_id=row["market_id"],
        bet=Bet(row["selection_id"], Side(row["side"]), row["price"], row["size"]),
        selection_name=row["selection_name"],
        cancel_at_live=bool(row["cancel_at_live"]),
        keep_when_suspended=bool(row["keep_when_suspended"]),
        note=row["note"],
        warnings=_notes.decode(row["warnings"]),
        created=created,
        formulas=tuple(name for name in _later(row, "formulas").split(",") if name),
        event_name=_later(row, "event_name"),
        market_name=_later(row, "market_name"),
    )
    if row["status"] is None:
        is_sent = row["sent"] is not None
        state = State(
            status=Status.SENDING if is_sent else Status.CHECKED,
            updated=moment(row["sent"]) if is_sent else created,
            remaining=row["size"],
        )
        return Order(intent, state, row["send"], row["number"])
    return Order(intent, _state(row), row["send"], row["number"])


def _later(row: sqlite3.Row, column: str) -> str:
    """Of a column that came later: empty where the journal was last written by an older version."""
    return str(row[column]) if column in row.keys() else ""  # noqa: SIM118 - no mapping


def _state(row: sqlite3.Row) -> State:
    return State(
        status=Status(row["status"]),
        updated=_time(row),
        offer_id=row["offer_id"],
        matched=row["matched"],
        remaining=row["remaining"],
        price_matched=row["price_matched"],
        inferred=bool(row["inferred"]),
        notes=_notes.decode(row["notes"]),
    )
