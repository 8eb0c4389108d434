"""The suite among workers; what failed there runs a second time, alone: load is no failing test.

What the oracle of the safety tests has seen is a failure however rare, and gets no second run;
neither do more than ten, or a run that was cut short. What passes alone is named.

    python -m tests.alone [PYTEST'S OPTIONS]
"""

import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter

MOST = 10


class Failures:
    """A plugin: the ids of what failed in the run that it sees, and which of them are final."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.final: list[str] = []
        self.root = Path.cwd()

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        self.root = terminalreporter.config.rootpath
        for kind in ("failed", "error"):
            for report in terminalreporter.getreports(kind):
                self.ids.append(report.nodeid)
                if "tests.safety.machine.Violation" in report.longreprtext:
                    self.final.append(report.nodeid)


def why_not_again(status: int, ids: Collection[str], final: Collection[str]) -> str:
    """What forbids a second run, as words; empty where it may be."""
    if status != pytest.ExitCode.TESTS_FAILED:
        return f"pytest ended with status {status}"
    if final:
        return f"a rule of money was broken in {', '.join(final)}"
    if not 0 < len(ids) <= MOST:
        return f"{len(ids)} failed"
    return ""


def main(options: list[str]) -> int:
    failures = Failures()
    status = int(pytest.main(options, plugins=[failures]))
    if not status:
        return status
    ids = list(dict.fromkeys(failures.ids))
    if why := why_not_again(status, ids, failures.final):
        print(f"No second run: {why}.", flush=True)
        return status
    print(f"Failed among workers, now alone: {', '.join(ids)}", flush=True)
    status = subprocess.run(
        [sys.executable, "-m", "pytest", *ids], cwd=failures.root, check=False
    ).returncode
    if not status:
        print(f"Failed among workers, passed alone: {', '.join(ids)}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
