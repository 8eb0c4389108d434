"""Steps of the machine in an order in which a certain bug must show, whatever the machine is doing
besides: the fault strikes the very request, and nothing of it is a matter of time."""

from collections.abc import Callable, Sequence

from tests.safety.machine import Machine
from tests.safety.station import MOVING, Station
from tests.support.conditions import wait_until
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side

Act = Callable[[Machine], object]

BACK = Bet("1", Side.BACK, 320, 3_000)
LAY = Bet("1", Side.LAY, 290, 3_000)
SEVERAL = [Bet(each, Side.BACK, 320, 200) for each in ("1", "2", "3")]
"""None of these is taken by anybody."""


class Unhurried(Station):
    """On a busy machine too no request is given up for its time."""

    write_margin = read_timeout = 20.0


class Staged(Machine):
    """The machine for scenes: it waits for what it needs to see."""

    station_kind = Unhurried
    patience = 2.0
    moment = 20.0


def place(*bets: Bet) -> Act:
    return lambda machine: machine.paste_and_place(0, 0, list(bets))


def struck(kind: str, bets: Sequence[Bet] = (BACK,), *, after: bool = True) -> Act:
    """Placed, and that request meets the fault."""

    def act(machine: Machine) -> None:
        machine.fault(kind, "place", after, 1, 503)
        machine.paste_and_place(0, 0, list(bets))
        wait_until(lambda: machine.venue.faults.fired[kind], seconds=30)

    return act


def settled(machine: Machine) -> None:
    """Every row has come to a state that lasts, and its sheet shows it."""

    def is_settled() -> bool:
        results = machine.station.orders.results().values()
        return not any(result.status in MOVING for result in results)

    wait_until(is_settled, seconds=30)
    machine.station.tick()


def stopped_behind_a_slow_post(machine: Machine) -> None:
    machine.stop_and_arm_in_a_slow_post(0, SEVERAL[0], "DISARM")


def slept_behind_a_slow_post(machine: Machine) -> None:
    machine.sleep_in_a_slow_post(0, SEVERAL[0])


def overwritten(machine: Machine) -> None:
    machine.overwrite(0, 1, SEVERAL[1], "nothing", 310)


def restarted(machine: Machine) -> None:
    machine.station.restart()


SCENES: dict[str, Sequence[Act]] = {
    "stopped behind a slow POST": (stopped_behind_a_slow_post, settled),
    "slept behind a slow POST": (slept_behind_a_slow_post, settled),
    "overwritten": (place(BACK), settled, overwritten),
    "answer lost": (struck("drop"), settled),
    "session over": (struck("session_expired", after=False), settled),
    "started again": (place(BACK), settled, restarted),
    "answer in another order": (struck("shuffled_rows", SEVERAL), settled),
    "both sides": (place(BACK), settled, place(LAY), settled),
}
