"""A screen of our own with a window manager, and the hands of somebody who sits before it."""

import contextlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from tests.support.conditions import wait_until
from tests.support.programs import running

WIDTH, HEIGHT = 1500, 900
SILENT: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Desktop:
    """Xvfb and openbox; `environment` is what a program needs to show itself there."""

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as started:
            self.display = self._serve(started)
            self.environment = {**os.environ, "DISPLAY": self.display}
            manager = ["openbox", "--sm-disable"]
            started.enter_context(running(manager, env=self.environment, **SILENT))
            self._started = started.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._started.close()

    def _serve(self, started: contextlib.ExitStack) -> str:
        """The screen; its name."""
        reading, writing = os.pipe()
        with os.fdopen(reading, encoding="ascii") as told:
            try:
                # -r: on a busy machine a key may seem to be held down. -noreset: it would refuse
                # who comes while it begins anew because the only other client has just left.
                command = [
                    *("Xvfb", "-r", "-noreset", "-nolisten", "tcp"),
                    *("-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-displayfd", str(writing)),
                ]
                started.enter_context(running(command, pass_fds=[writing], **SILENT))
            finally:
                os.close(writing)
            return f":{int(told.readline())}"

    def windows(self, title: str) -> list[str]:
        """The ids of the visible windows whose title matches a regular expression."""
        done = self._run("search", "--onlyvisible", "--name", title, check=False)
        return done.split()

    def title(self, window: str) -> str:
        return self._run("getwindowname", window, check=False).strip()

    def window(self, title: str, *, seconds: float = 60.0) -> str:
        """The window of that title, once it is there."""
        wait_until(lambda: self.windows(title), seconds=seconds)
        return self.windows(title)[0]

    def focus(self, window: str) -> None:
        self._run("windowactivate", "--sync", window)

    def click(self, x: int, y: int, *, times: int = 1) -> None:
        self._run("mousemove", str(x), str(y), "click", "--repeat", str(times), "1")

    def point(self, x: int, y: int) -> None:
        self._run("mousemove", str(x), str(y))

    def press(self, *keys: str) -> None:
        """Keys by their names, as Return or ctrl+s, to the window that has the focus."""
        self._run("key", "--clearmodifiers", *keys)

    def type(self, text: str, *, delay: int = 12) -> None:
        """Type a text, a newline at its end as Return; `delay`: milliseconds between its keys."""
        self._run("type", "--delay", str(delay), text.removesuffix("\n"))
        if text.endswith("\n"):
            self.press("Return")  # what xdotool types for it is no Return to LibreOffice

    def picture(self, path: Path) -> Path:
        """The whole screen as a PNG."""
        self._call(["import", "-window", "root", str(path)])
        return path

    def _run(self, *words: str, check: bool = True) -> str:
        return self._call(["xdotool", *words], check=check)

    def _call(self, command: Sequence[str], *, check: bool = True) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        if check and done.returncode:
            raise AssertionError(f"{' '.join(command)}: {done.stderr}")
        return done.stdout
