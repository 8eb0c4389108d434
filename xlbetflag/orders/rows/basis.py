"""What a row rests on from its check until it leaves: judged again at its turn."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.market.offer import Bet
from xlbetflag.orders.clocks import Stamp
from xlbetflag.orders.conditional.terms.options import Phase
from xlbetflag.orders.lowering.generations import Generation
from xlbetflag.orders.rows.limits import CheckedLimits


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where rows come from. `at`: when they were asked for; `number`: how many wishes to lower risk
    there were then; `keys`: those they stem from, as the row of their rule or the order whose place
    they take. `phase`, `end` and `within` (seconds): when they may leave, where that is asked."""

    at: Stamp
    number: int
    keys: tuple[str, ...] = ()
    phase: Phase | None = None
    end: datetime | None = None
    within: float | None = None


class Confirmed(msgspec.Struct, frozen=True):
    """The bets of one market that were confirmed together, by key. `worst`: the worst result in
    cents, were all of some bets matched and nothing else."""

    bets: Mapping[str, Bet]
    worst: Callable[[Iterable[Bet]], Cents]


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """`age`: seconds, at `origin.at`, of the prices that the row was checked on, as its sheet
    showed them or as they were read, whichever were older. `phase`: which the market was in, or has
    to be in; None where nobody knew and none was asked for. `sheet`: whose limits hold; `limits`:
    by which it was checked."""

    origin: Origin
    generation: Generation
    age: float
    phase: Phase | None
    limits: CheckedLimits
    sheet: str = ""
    confirmed: Confirmed
