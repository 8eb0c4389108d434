"""The rules of the journal: what rows asked for, what they set off, how they ended.

`rules` holds what was asked, `firings` each order that a rule sets off before it is placed, and
`rule_events` what else became of a rule. All are append-only.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec

from xlbetflag.market.moments import rome_day
from xlbetflag.orders.conditional.terms.conditional_order import (
    ConditionalOrder,
    Levelled,
    Memory,
    Trigger,
)
from xlbetflag.orders.journal.reader import Event, History, moment
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note, Particular

ENDED, STOP_REACHED, LEVELLED = "ended", "stop reached", "levelled"
TAKEN_BACK = "taken back"
_CHUNK = 500  # parameters in one statement


class Ending(msgspec.Struct, frozen=True):
    """`status`: what the row shows from then on, where no order of its own does."""

    status: Status
    notes: tuple[Note, ...]


class KeptRule(msgspec.Struct, frozen=True):
    """A rule as the journal has it. `ending` is None while it goes on."""

    asked: ConditionalOrder
    firings: tuple[Trigger, ...]
    memory: Memory
    ending: Ending | None
    updated: datetime
    taken_back: tuple[str, ...] = ()


def kept_rules(
    history: History, *, keys: Iterable[str] | None = None, day: str | None = None
) -> list[KeptRule]:
    """Those of these keys; else those that go on, and with `day` (Rome, ISO) those of that day.

    Oldest first; none where the journal was last written before there were rules. Raises
    JournalBroken.
    """
    if not history.read("SELECT 1 FROM migrations WHERE name = 'rules'", []):
        return []
    if keys is None:
        where = (
            "WHERE day = ? OR NOT EXISTS"
            " (SELECT 1 FROM rule_events e WHERE e.rule = rules.key AND e.what = 'ended')"
        )
        return _kept(history, where, [day])
    wanted = list(keys)
    found: list[KeptRule] = []
    for at in range(0, len(wanted), _CHUNK):
        part = wanted[at : at + _CHUNK]
        found += _kept(history, f"WHERE key IN ({','.join('?' * len(part))})", part)
    return found


class Waiting(msgspec.Struct, frozen=True):
    """Rows whose options or command have not ended, by key; `rows`: those of which no order has
    ever been one of its own."""

    rows: dict[str, ConditionalOrder]
    rules: dict[str, ConditionalOrder]

    def options(self, key: str) -> str:
        """Those of a row that still go on, as its cell reads."""
        return str(self.rules[key].options) if key in self.rules else ""


def waiting(history: History, *, market_id: str | None = None, day: date | None = None) -> Waiting:
    """On a market, and asked for on a day of Rome, where they are named. Raises JournalBroken."""
    rules = {
        kept.asked.key: kept.asked
        for kept in kept_rules(history)
        if market_id in (None, kept.asked.market_id) and day in (None, rome_day(kept.asked.created))
    }
    sent = {order.key for order in history.orders(keys=rules)}
    return Waiting({key: each for key, each in rules.items() if key not in sent}, rules)


def rule_story(history: History, key: str) -> list[Event]:
    """What a rule asked for, what it set off and how it ended; also of an order that it set off."""
    owners = history.read("SELECT rule FROM firings WHERE key = ?", [key])
    events: list[Event] = []
    for kept in kept_rules(history, keys=[*(row["rule"] for row in owners), key]):
        asked = kept.asked
        told = Note("story.asked", {"words": in_words(asked)})
        events.append(Event(asked.created, "asked", asked.key, told=told))
        query = "SELECT firing, at FROM firings WHERE rule = ? ORDER BY rowid"
        for row in history.read(query, [asked.key]):
            firing = _firing.decode(row["firing"])
            events.append(Event(moment(row["at"]), "set off", firing.key, told=_told(firing)))
        if kept.ending is not None:
            events.append(Event(kept.updated, str(kept.ending.status), "", kept.ending.notes))
    return events


def in_words(asked: ConditionalOrder) -> str:
    """What a row asked for, as its cells read."""
    price = f"@ {asked.price / 100:.2f}" if asked.price is not None else ""
    size = f"{asked.size / 100:.2f}" if asked.size is not None else ""
    parts = (asked.command or asked.side or "", asked.name, size, price, asked.options)
    return " ".join(str(part) for part in parts if str(part))


def _told(firing: Trigger) -> Note:
    bet = firing.bet
    values: dict[str, Particular] = {
        "key": firing.key,
        "side": bet.side.value,
        "stake": bet.size,
        "price": bet.price,
    }
    return Note("story.fired", values)


def _kept(history: History, where: str, values: Sequence[str | None]) -> list[KeptRule]:
    rows = history.read(f"SELECT * FROM rules {where} ORDER BY rowid", values)  # noqa: S608
    return [_rule(history, _asked.decode(row["asked"]), moment(row["at"])) for row in rows]


def _rule(history: History, asked: ConditionalOrder, at: datetime) -> KeptRule:
    query = "SELECT firing FROM firings WHERE rule = ? ORDER BY rowid"
    firings = [_firing.decode(row["firing"]) for row in history.read(query, [asked.key])]
    memory, ending, updated = Memory(), None, at
    taken_back: list[str] = []
    for row in history.read("SELECT * FROM rule_events WHERE rule = ? ORDER BY id", [asked.key]):
        updated = moment(row["at"])
        if row["what"] == STOP_REACHED:
            memory = msgspec.structs.replace(memory, stopped_at=int(row["particulars"]))
        elif row["what"] == TAKEN_BACK:
            taken_back.append(row["particulars"])
        elif row["what"] == LEVELLED:
            levelled = _levelled.decode(row["particulars"])
            memory = msgspec.structs.replace(memory, levelled=levelled)
        elif row["what"] == ENDED:
            ending = _ending.decode(row["particulars"])
    return KeptRule(asked, tuple(firings), memory, ending, updated, tuple(taken_back))


_asked = msgspec.json.Decoder(ConditionalOrder)
_firing = msgspec.json.Decoder(Trigger)
_ending = msgspec.json.Decoder(Ending)
_levelled = msgspec.json.Decoder(Levelled | None)
