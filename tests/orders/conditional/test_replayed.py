"""Each option and command through a whole recorded market, with faults on: nothing is left."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from tests.orders.conditional.replayed import Life
from tests.support.recordings import GREYHOUND, HORSE, recording
from xlbetflag.market.naming import label
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.conditional_order import Role
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.status import Status

pytestmark = pytest.mark.socket

# The greyhounds never play live; the horses do, and their long recording moves in great strides.
RECORDED = ((GREYHOUND, 3), (HORSE, 500))


@pytest.fixture
def live(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Life]:
    name, stride = request.param
    life = Life(recording(name), tmp_path, stride)
    yield life
    life.close()


def with_options(life: Life) -> list[Row]:
    """Every option, on the first selections that trade."""
    first, second, third, *_ = life.selections()
    return [
        life.bet("k1", first, Side.BACK, "BEST; STOP 1 TICKS TRAILING WORST 20 TICKS"),
        life.bet("k2", first, Side.LAY, "OFFSET 1; STOP 2 TICKS", size=500),
        life.bet("k3", second, Side.BACK, "OFFSET 1"),
        life.bet("k4", second, Side.LAY, "STOP 1 TICKS WORST 25 TICKS", size=600),
        life.bet("k5", second, Side.BACK, "FOK 1", away=6),
        life.bet("k6", third, Side.BACK, "BEFORE LIVE; STOP 1 TICKS", size=700),
        life.bet("k7", third, Side.LAY, "LIVE; FOK 1", size=450),
        life.bet("k8", third, Side.BACK, "UNTIL 2099-05-03 20:45; OFFSET 2", away=2),
        life.bet("k9", first, Side.BACK, "FROM 2099-05-03 20:45", away=3),
        life.bet("k10", second, Side.LAY, "BEST", away=20, size=550),
    ]


@pytest.mark.parametrize("live", RECORDED, indirect=True, ids=["greyhound", "horse"])
def test_options_leave_nothing_behind(live: Life) -> None:
    asked: list[Row] = []
    for part in live.strides():
        if not asked and part > 0.05 and len(live.selections()) >= 3:
            asked = with_options(live)
            results = live.orders.place(asked)
            assert {r.status for r in results.values()} == {Status.WAITING}, results
    fired = live.fired()
    print(f"\nset off: {dict(fired)}, faults fired: {dict(live.server.faults.fired)}")
    assert asked
    assert live.left_behind() == []
    assert fired[Role.ENTRY] >= 6
    assert fired[Role.OFFSET] >= 1
    assert fired[Role.CLOSING] >= 1


@pytest.mark.parametrize("live", RECORDED, indirect=True, ids=["greyhound", "horse"])
def test_commands_leave_nothing_behind(live: Life) -> None:
    steps = iter(plan(live))
    due, step = next(steps)
    placed = []
    for part in live.strides():
        if part >= due and len(live.selections()) >= 3:
            rows = step()
            placed += [row.key for row in rows]
            live.orders.place(rows)
            due, step = next(steps, (2.0, list))
    results = live.orders.results()
    print(f"\nset off: {dict(live.fired())}, faults fired: {dict(live.server.faults.fired)}")
    assert due == 2.0
    assert live.left_behind() == []
    commands = [key for key in placed if key.startswith("c")]
    assert len(commands) == 5
    assert {results[key].status for key in commands} == {Status.ENDED}
    assert live.fired()[Role.GREEN] >= 1


def plan(live: Life) -> Iterator[tuple[float, Callable[[], list[Row]]]]:
    """What is typed, from which part of the recording on."""

    def bets() -> list[Row]:
        first, second, third, *_ = live.selections()
        return [
            live.bet("k1", first, Side.BACK),
            live.bet("k2", second, Side.LAY, size=500),
            live.bet("k3", third, Side.BACK, away=8, size=450),
            live.bet("k4", third, Side.BACK, "STOP 90 TICKS", size=600),
            live.bet("k5", second, Side.BACK, away=9, size=550),
        ]

    def replace() -> list[Row]:
        third = live.selections()[2]
        row = live.command("c1", Command.REPLACE, label(third))
        return [with_price(row, third.back[0].price)]

    def one_selection(key: str, word: Command, place: int) -> Callable[[], list[Row]]:
        return lambda: [live.command(key, word, label(live.selections()[place]))]

    def more() -> list[Row]:
        first, second, *_ = live.selections()
        return [
            live.bet("k6", first, Side.BACK, size=650),
            live.bet("k7", second, Side.BACK, size=800),
            live.command("c5", Command.CANCEL),
        ]

    yield 0.05, bets
    yield 0.15, replace
    yield 0.25, one_selection("c2", Command.CANCEL, 1)
    yield 0.35, one_selection("c3", Command.GREEN, 0)
    yield 0.45, more
    yield 0.55, lambda: [live.command("c4", Command.CLOSE_MARKET)]


def with_price(row: Row, price: int) -> Row:
    assert row.wanted is not None
    wanted = msgspec.structs.replace(row.wanted, price=price)
    return msgspec.structs.replace(row, wanted=wanted)
