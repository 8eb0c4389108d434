"""Runs of the machine until so many steps are made."""

import shutil
from collections.abc import Collection

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RULE_MARKER, run_state_machine_as_test

from tests.safety.actions.clocks import Clocks
from tests.safety.actions.disk import Disk
from tests.safety.actions.hurry import Hurry
from tests.safety.actions.table import Table
from tests.safety.actions.weather import Weather
from tests.safety.books import Books, fast_folder
from tests.safety.counts import Counts
from tests.safety.machine import Machine, Violation
from tests.safety.venue import Venue

STEPS_A_RUN = 60
OPTIONAL = (Weather, Table, Hurry, Clocks, Disk)


def only(kind: type[Machine], actors: Collection[str]) -> type[Machine]:
    """The machine with the trader, the exchange, files, and of the other actors only these."""
    silent = [each for each in OPTIONAL if each.__name__ not in actors]
    rules = [name for each in silent for name, it in vars(each).items() if hasattr(it, RULE_MARKER)]
    return type(kind.__name__, (kind,), dict.fromkeys(rules))


def drive(kind: type[Machine], steps: int, *, share: int | None = None) -> Counts:
    """So many steps, or somewhat more. Raises Violation.

    `share`: a number that gives the same runs again, and other ones than another number; None
    takes fresh ones.
    """
    counts = Counts()
    folder = fast_folder("safety-books-")
    books, venue = Books(folder), Venue()
    try:
        bound = type(kind.__name__, (kind,), {"venue": venue, "books": books, "counts": counts})
        while counts.steps < steps:
            made = counts.runs
            run = bound if share is None else seed(share * 1_000_003 + made)(bound)
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
    finally:
        books.close()
        venue.close()
        shutil.rmtree(folder, ignore_errors=True)
    return counts
