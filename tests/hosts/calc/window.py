"""A Calc of a test's own: its profile, its window, and where things are in it."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.hosts.calc.desktop import Desktop
from tests.support.conditions import wait_until
from xlbetflag.engines.calc.process import find_soffice

INSIDE = Path(__file__).parent / "inside"


class Window:
    """What somebody sees and does who sits before the Calc of a profile."""

    def __init__(self, desktop: Desktop, profile: Path) -> None:
        self.desktop = desktop
        self._profile = profile
        self._found = profile / "where.json"
        self._seen: dict[str, tuple[int, int, int, int]] = {}
        self._still: dict[str, tuple[int, int, int, int]] = {}
        os.environ["DISPLAY"] = desktop.display
        os.environ["WHERE_FILE"] = str(self._found)  # read by the macro, inside
        give_macros(profile, "where.py")

    def click(self, name: str) -> None:
        """Click in the middle of what has that name: a button of a toolbar, a tab."""
        x, y, width, height = self.place_of(name)
        self.desktop.click(x + width // 2, y + height // 2)

    def place_of(self, name: str) -> tuple[int, int, int, int]:
        """x, y, width, height on the screen, once it is shown; looked for once."""
        wait_until(lambda: name in self._still or self._stands_still(name), seconds=120)
        return self._still[name]

    def _stands_still(self, name: str) -> bool:
        before, self._seen = self._seen, {}
        for label, x, y, width, height in self._look():
            if width > 0:
                self._seen.setdefault(label, (x, y, width, height))
        self._still = {
            label: place for label, place in self._seen.items() if before.get(label) == place
        }
        return name in self._still

    def _look(self) -> list[list[Any]]:
        self._found.unlink(missing_ok=True)
        run_macro(self._profile, "where.py$find")
        wait_until(self._found.exists, seconds=60)
        return json.loads(self._found.read_text("utf-8"))


def give_macros(profile: Path, name: str) -> None:
    """Put one of our macros among those of the profile's user."""
    scripts = profile / "user" / "Scripts" / "python"
    scripts.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(INSIDE / name, scripts / name)


def run_macro(profile: Path, macro: str) -> None:
    """Run `FILE.py$FUNCTION` in the profile's Calc, as its user does; returns once it is asked."""
    script = f"vnd.sun.star.script:{macro}?language=Python&location=user"
    command = [str(find_soffice()), f"-env:UserInstallation={profile.as_uri()}", script]
    subprocess.run(command, timeout=60, check=True, capture_output=True)
