"""Runs of the machine: at random until so many steps are made, or one scene."""

import contextlib
import shutil
from collections.abc import Iterator, Sequence

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.safety.books import Books, fast_folder
from tests.safety.counts import Counts
from tests.safety.machine import Machine, Violation
from tests.safety.scenes import Act
from tests.safety.venue import Venue

STEPS_A_RUN = 60


@contextlib.contextmanager
def _in_place(kind: type[Machine], tell_every: int = 0) -> Iterator[type[Machine]]:
    """With an exchange, workbooks and counts of its own."""
    folder = fast_folder("safety-books-")
    books, venue = Books(folder), Venue()
    try:
        own = {"venue": venue, "books": books, "counts": Counts(tell_every)}
        yield type(kind.__name__, (kind,), own)
    finally:
        books.close()
        venue.close()
        shutil.rmtree(folder, ignore_errors=True)


def play(kind: type[Machine], scene: Sequence[Act]) -> Counts:
    """One run: the scene, judged after each of its acts and at rest. Raises Violation."""
    with _in_place(kind) as placed:
        machine = placed()
        try:
            machine.nothing_false()
            for act in scene:
                act(machine)
                machine.nothing_false()
        finally:
            machine.teardown()
        return placed.counts


def drive(
    kind: type[Machine], steps: int, *, share: int | None = None, tell_every: int = 0
) -> Counts:
    """So many steps, or somewhat more. Raises Violation.

    `share`: a number that gives the same runs again, and other ones than another number; None
    takes fresh ones. `tell_every`: as of Counts.
    """
    with _in_place(kind, tell_every) as placed:
        counts = placed.counts
        try:
            while counts.steps < steps:
                made = counts.runs
                run = placed if share is None else seed(share * 1_000_003 + made)(placed)
                run_state_machine_as_test(
                    run,
                    settings=settings(
                        max_examples=max(10, (steps - counts.steps) // STEPS_A_RUN),
                        stateful_step_count=STEPS_A_RUN,
                        phases=[Phase.generate],
                        database=None,
                        deadline=None,
                        report_multiple_bugs=False,
                        suppress_health_check=list(HealthCheck),
                    ),
                )
        except BaseException:
            if counts.violations:  # also one that Hypothesis could not bring about a second time
                raise Violation(counts.violations[0]) from None
            raise
    return counts
