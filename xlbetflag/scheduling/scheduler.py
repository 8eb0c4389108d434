"""What a desk needs of time: two clocks, pauses, and lanes of work that go on side by side."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import Protocol, TypeVar

Step = Callable[[], float]
Result = TypeVar("Result")


def nothing() -> None: ...


def keep(done: "Future[Result]", work: Callable[[], Result]) -> None:
    """Do it; the future holds what it came to, or what it raised."""
    try:
        done.set_result(work())
    except BaseException as error:  # noqa: BLE001 - raised where it is waited for
        done.set_exception(error)


class Lane(Protocol):
    """A step that is done again and again, never beside itself."""

    def wake(self) -> None:
        """Do it now: its pause is over; if it is under way it is done once more. Waits for
        nothing."""

    def stop(self) -> None:
        """It is not done again. Returns when it is not under way any more, unless it asks this."""


class Scheduler(Protocol):
    """Durations are seconds."""

    def now(self) -> datetime:
        """The wall's clock, aware, in UTC. It may be set back."""

    def monotonic(self) -> float:
        """A clock that only goes on; it may stand still while the machine sleeps."""

    def sleep(self, seconds: float) -> None:
        """Return after that time."""

    def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Return when it holds, looking often, or after that time; whether it holds."""

    def lane(self, name: str, step: Step, last: Callable[[], object] = nothing) -> Lane:
        """Begin to do a step: at once, and each time after as many seconds as it has returned
        (`math.inf`: not until woken). `last` is done when the lane is stopped. What they raise is
        their own to catch."""

    def beside(self, name: str, work: Callable[[], Result]) -> Callable[[], Result]:
        """Begin a piece of work beside what goes on; what this returns waits for it, and gives what
        it came to, or raises what it raised."""
