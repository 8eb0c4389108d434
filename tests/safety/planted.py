"""The machine with a plant in it, in a process of its own: it ends with 1 where the bug is caught.

XLBETFLAG_PLANT=name python -m tests.safety.planted
"""

import os
import sys

from tests.safety import planting
from tests.safety.plants import PLANTS

STEPS = 4_000  # by then it must have been caught


def main() -> int:
    from tests.safety.driving import drive, only
    from tests.safety.machine import Machine, Violation

    actors = PLANTS[os.environ[planting.PLANT]].caught_by
    machine = type("Planted", (only(Machine, actors),), {"patience": 2.0})
    try:
        drive(machine, STEPS)
    except Violation as violation:
        print(f"caught: {str(violation).splitlines()[0]}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
