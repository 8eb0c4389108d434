"""Faults on demand: a seeded plan of what goes wrong, at which calls, and what did.

The same plan and the same calls strike alike: every rule throws dice of its own. A call meets at
most one fault of the wire (the first rule that wants it) and any number of the venue.
"""

import threading
from collections import Counter, deque
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

import msgspec

from xlbetflag.api.routes import BY_OPERATION

KEPT = 200  # strikes remembered for the operator's page

When = Literal["before", "after"]


class Place(StrEnum):
    """Where a fault happens: between the exchange and its client, or in the exchange itself."""

    WIRE = "wire"
    VENUE = "venue"


class FaultKind(msgspec.Struct, frozen=True):
    """`when`: what a rule may choose, the default first; relative to what the engine does.
    `operations`: where it can strike, empty for everywhere. `seconds`: its default."""

    name: str
    place: Place
    when: tuple[When, ...]
    text: str
    operations: tuple[str, ...] = ()
    seconds: float = 0.0


WRITES = tuple(route.operation for route in BY_OPERATION.values() if route.writes)
SESSIONS = tuple(route.operation for route in BY_OPERATION.values() if route.session)
MINE = ("my_offers", "open_offers", "matches")
EITHER: tuple[When, ...] = ("after", "before")

KINDS: dict[str, FaultKind] = {
    kind.name: kind
    for kind in (
        FaultKind("drop", Place.WIRE, EITHER, "the connection ends without an answer"),
        FaultKind("reset", Place.WIRE, EITHER, "the connection is reset (RST)"),
        FaultKind(
            "delay", Place.WIRE, EITHER, "the answer, or the work itself, waits", seconds=30.0
        ),
        FaultKind("status", Place.WIRE, EITHER, "a bare HTTP status: 500, 502 or 503"),
        FaultKind("html", Place.WIRE, EITHER, "a page of HTML with status 200"),
        FaultKind(
            "rate_limited", Place.WIRE, ("before",), "429 with Retry-After of `seconds`", seconds=1
        ),
        FaultKind(
            "truncated", Place.WIRE, ("after",), "half of the JSON, sent as if it were whole"
        ),
        FaultKind("cut", Place.WIRE, ("after",), "the connection ends in the middle of the body"),
        FaultKind("wrong_types", Place.WIRE, ("after",), "numbers come as text, texts as lists"),
        FaultKind(
            "duplicate_rows", Place.WIRE, ("after",), "one row comes twice", (*WRITES, *MINE)
        ),
        FaultKind(
            "shuffled_rows", Place.WIRE, ("after",), "rows in another order", (*WRITES, *MINE)
        ),
        FaultKind(
            "session_expired",
            Place.VENUE,
            ("before", "after"),
            "the session ends just before the call, or just after it",
            SESSIONS,
        ),
        FaultKind(
            "slow_acceptance",
            Place.VENUE,
            ("after",),
            "the offers placed are in my offers only after `seconds`; money is blocked at once",
            ("place",),
            seconds=5.0,
        ),
        FaultKind(
            "partial_acceptance",
            Place.VENUE,
            ("before",),
            "only some offers of the request are placed, and only those are answered",
            ("place",),
        ),
        FaultKind(
            "vanish",
            Place.VENUE,
            ("after",),
            "offers matched in full, settled or void are missing from my offers",
            ("my_offers",),
        ),
        FaultKind(
            "suspend",
            Place.VENUE,
            ("before",),
            "the market is suspended just before the call, for `seconds` (0: until resumed)",
            WRITES,
        ),
        FaultKind(
            "new_version",
            Place.VENUE,
            ("before",),
            "the market's version moves on just before the call",
            ("place",),
        ),
        FaultKind(
            "hand_trader",
            Place.VENUE,
            EITHER,
            "somebody places the same offers by hand, on the same account",
            ("place",),
        ),
    )
}


class FaultRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a kind of fault strikes.

    `operations` empty: all that the kind can strike. `calls`: only the n-th matching calls, from 1;
    else each with `probability`. `count`: at most so many times. `seed` None: from the plan's.
    `seconds` None: the kind's own; times the plan's scale. `status`: of the kind `status`.
    """

    kind: str
    operations: tuple[str, ...] = ()
    when: When | None = None
    calls: tuple[int, ...] = ()
    probability: float = 1.0
    count: int | None = None
    seed: int | None = None
    seconds: float | None = None
    status: int = 503

    def __post_init__(self) -> None:
        kind = KINDS.get(self.kind)
        if kind is None:
            raise ValueError(f"no fault is called {self.kind!r}: {', '.join(KINDS)}")
        suited = kind.operations or tuple(BY_OPERATION)
        for operation in self.operations:
            if operation not in suited:
                raise ValueError(f"{self.kind} strikes {', '.join(suited)}, not {operation!r}")
        if self.when is not None and self.when not in kind.when:
            raise ValueError(f"{self.kind} strikes only {kind.when[0]}")
        if not 0 < self.probability <= 1:
            raise ValueError("probability must be above 0 and at most 1")
        if any(call < 1 for call in self.calls) or (self.count is not None and self.count < 1):
            raise ValueError("calls and count begin at 1")
        if self.seconds is not None and not 0 <= self.seconds <= 86_400:
            raise ValueError("seconds must be between 0 and 86400")
        if not 500 <= self.status <= 599:
            raise ValueError("status must be between 500 and 599")


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plan as written in a file. `scale` multiplies every rule's seconds."""

    seed: int = 1
    scale: float = 1.0
    rules: tuple[FaultRule, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.scale <= 1_000:
            raise ValueError("scale must be between 0 and 1000")


class PlanError(ValueError):
    """The file is no fault plan; says what is wrong with it."""


def load_plan(path: Path) -> Plan:
    """A plan from TOML (a name ending in .toml) or JSON. Raises PlanError, or OSError."""
    decode = msgspec.toml.decode if path.suffix.lower() == ".toml" else msgspec.json.decode
    try:
        return decode(path.read_bytes(), type=Plan)
    except ValueError as error:
        raise PlanError(f"{path.name}: {error}") from None


class _Armed:
    """A rule at work: its dice, the calls it has seen, the strikes it has made or begun."""

    def __init__(self, number: int, rule: FaultRule, seed: int) -> None:
        self.number = number
        self.rule = rule
        self.kind = KINDS[rule.kind]
        self.operations = frozenset(rule.operations or self.kind.operations or BY_OPERATION)
        own = f"{seed}/{number}" if rule.seed is None else rule.seed
        self.rng = Random(own)  # noqa: S311 - to be repeated, not to be secret
        self.seen = 0
        self.begun = 0
        self.fired = 0

    def wants(self) -> bool:
        self.seen += 1
        lucky = self.rng.random() < self.rule.probability
        if self.rule.calls and self.seen not in self.rule.calls:
            return False
        return lucky and (self.rule.count is None or self.begun < self.rule.count)


class Strike:
    """One rule striking one call. Whoever carries it out says `happened`; a strike closed without
    that, because the call gave nothing to strike at, does not count."""

    def __init__(self, plan: "FaultPlan", armed: _Armed, operation: str) -> None:
        self._plan = plan
        self._armed = armed
        self.operation = operation
        self.kind = armed.kind
        self.rule = armed.rule
        self.when: When = armed.rule.when or armed.kind.when[0]
        self.rng = armed.rng
        seconds = armed.kind.seconds if armed.rule.seconds is None else armed.rule.seconds
        self.seconds = seconds * plan.scale
        self._has_happened = False

    def happened(self) -> None:
        self._has_happened = True
        self._plan.count(self._armed, self)

    def close(self) -> None:
        """The call is over."""
        if not self._has_happened:
            self._plan.give_back(self._armed)


class Strikes(NamedTuple):
    """What strikes one call."""

    wire: Strike | None = None
    venue: tuple[Strike, ...] = ()

    def close(self) -> None:
        for strike in (*((self.wire,) if self.wire else ()), *self.venue):
            strike.close()


NONE = Strikes()


class Fired(msgspec.Struct, frozen=True):
    """A strike that happened: the how-manieth of all, and what it did."""

    number: int
    kind: str
    operation: str
    when: When


class FaultPlan:
    """The rules in force. Thread-safe; may be changed while calls come in."""

    def __init__(self, plan: Plan | None = None) -> None:
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []
        self._next = 1
        self.fired: Counter[str] = Counter()
        self._log: deque[Fired] = deque(maxlen=KEPT)
        self.replace(plan or Plan())

    def replace(self, plan: Plan) -> None:
        """Begin anew with these rules, every count at nothing."""
        with self._lock:
            self.seed, self.scale = plan.seed, plan.scale
            self._armed, self._next = [], 1
            self.fired.clear()
            self._log.clear()
        self.add(*plan.rules)

    def add(self, *rules: FaultRule) -> list[int]:
        """Put rules in force; their numbers."""
        with self._lock:
            numbers = range(self._next, self._next + len(rules))
            self._armed += [
                _Armed(number, rule, self.seed) for number, rule in zip(numbers, rules, strict=True)
            ]
            self._next += len(rules)
            return list(numbers)

    def remove(self, number: int | None = None) -> int:
        """End one rule, or all of them; how many that ended. What fired stays counted."""
        with self._lock:
            kept = [each for each in self._armed if number not in (None, each.number)]
            ended = len(self._armed) - len(kept)
            self._armed = kept
            return ended

    def strikes(self, operation: str) -> Strikes:
        """What strikes this call of the operation."""
        if not self._armed:
            return NONE
        with self._lock:
            wire: Strike | None = None
            venue: list[Strike] = []
            for armed in self._armed:
                if operation not in armed.operations or not armed.wants():
                    continue
                if armed.kind.place is Place.VENUE:
                    venue.append(self._begin(armed, operation))
                elif wire is None:
                    wire = self._begin(armed, operation)
            return Strikes(wire, tuple(venue))

    def rows(self) -> dict[str, Any]:
        """Everything, for the operator: the rules with their counts, and what fired by kind."""
        with self._lock:
            return {
                "seed": self.seed,
                "scale": self.scale,
                "rules": [_row(armed) for armed in self._armed],
                "fired": dict(sorted(self.fired.items())),
                "last": [msgspec.to_builtins(fired) for fired in reversed(self._log)],
            }

    def _begin(self, armed: _Armed, operation: str) -> Strike:
        armed.begun += 1
        return Strike(self, armed, operation)

    def count(self, armed: _Armed, strike: Strike) -> None:
        """A strike happened."""
        with self._lock:
            armed.fired += 1
            self.fired[armed.kind.name] += 1
            number = sum(self.fired.values())
            self._log.append(Fired(number, armed.kind.name, strike.operation, strike.when))

    def give_back(self, armed: _Armed) -> None:
        """A strike begun did not happen: its rule may make it at another call."""
        with self._lock:
            armed.begun -= 1


def _row(armed: _Armed) -> dict[str, Any]:
    rule = armed.rule
    row: dict[str, Any] = msgspec.to_builtins(rule)
    return row | {
        "number": armed.number,
        "operations": sorted(armed.operations),
        "when": rule.when or armed.kind.when[0],
        "seconds": armed.kind.seconds if rule.seconds is None else rule.seconds,
        "seen": armed.seen,
        "fired": armed.fired,
    }


def kinds_table(kinds: Iterable[FaultKind] = KINDS.values()) -> str:
    """The kinds as a table of the documentation."""
    lines = ["| kind | where | when | strikes | what happens |", "|---|---|---|---|---|"]
    for kind in kinds:
        when = " or ".join(kind.when)
        where = ", ".join(kind.operations) if kind.operations else "every operation"
        seconds = f" ({kind.seconds:g} s unless told)" if kind.seconds else ""
        lines.append(f"| `{kind.name}` | {kind.place} | {when} | {where} | {kind.text}{seconds} |")
    return "\n".join(lines)
