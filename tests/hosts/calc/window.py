"""A Calc of a test's own: its profile, its window, and where things are in it."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.conditions import wait_until
from tests.hosts.calc.desktop import Desktop
from xlbetflag.engines.calc.process import find_soffice

INSIDE = Path(__file__).parent / "inside"
FIND = "vnd.sun.star.script:where.py$find?language=Python&location=user"


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
        scripts = profile / "user" / "Scripts" / "python"
        scripts.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(INSIDE / "where.py", scripts / "where.py")

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
        profile = f"-env:UserInstallation={self._profile.as_uri()}"
        command = [str(find_soffice()), profile, FIND]
        subprocess.run(command, timeout=60, check=True, capture_output=True)
        wait_until(self._found.exists, seconds=60)
        return json.loads(self._found.read_text("utf-8"))
