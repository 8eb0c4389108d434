"""What holds for every test."""

import os
from collections.abc import Iterable

import pytest
from hypothesis import settings

pytest_plugins = ["tests.needs"]

# No deadline: a busy machine is not a failing test. In CI the same examples at every run, so that
# a red run means a change, not a throw of dice; elsewhere fresh ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# The files that take longest, as their folders and what they drive tell: each begins while there is
# other work for the other workers.
LONG = ("tests/safety/", "tests/hosts/", "tests/vba/", "tests/engines/", "tests/test_")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Among workers, long files first; a file stays together, and in its order."""
    if not hasattr(config, "workerinput"):
        return
    ranks: dict[str, int] = {}
    for item in items:
        file = item.nodeid.partition("::")[0]
        ranks[file] = min(ranks.get(file, len(LONG) + 2), _rank(file, item.keywords))
    items.sort(key=lambda item: ranks[item.nodeid.partition("::")[0]])


def _rank(file: str, keywords: Iterable[str]) -> int:
    if "screen" in keywords:
        return 0
    return next((n for n, folder in enumerate(LONG, 1) if file.startswith(folder)), len(LONG) + 1)
