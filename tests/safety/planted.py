"""A scene of the machine with a plant in it, in a process of its own: it ends with 1 where the bug
is caught.

XLBETFLAG_PLANT=name python -m tests.safety.planted
"""

import os
import sys

from tests.safety import planting
from tests.safety.plants import PLANTS, SCENE


def main() -> int:
    from tests.safety.driving import play
    from tests.safety.machine import Violation
    from tests.safety.scenes import SCENES, Staged

    scene = PLANTS[os.environ[planting.PLANT]].caught_by.removeprefix(SCENE)
    try:
        play(Staged, SCENES[scene])
    except Violation as violation:
        print(f"caught: {str(violation).splitlines()[0]}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
