"""What holds for every test."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.needs"]

# No deadline: a busy machine is not a failing test. In CI the same examples at every run, so that
# a red run means a change, not a throw of dice; elsewhere fresh ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# What takes long: begun first among workers, and left out of make test-fast.
LONG = (
    *("tests/safety/", "tests/vba/", "tests/torture/"),
    *("tests/test_cli", "tests/test_demo", "tests/test_first_hour", "tests/test_needs"),
    *("tests/test_watchdog", "tests/hosts/test_keyboard", "tests/practice/test_commands"),
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: by where it stands; left out of make test-fast")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two for each core: most tests wait for an office, a socket or a clock half of their time."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Among workers long files go first, so that none is the last; a file keeps its order."""
    for item in items:
        if item.nodeid.startswith(LONG):
            item.add_marker("long")
    if hasattr(config, "workerinput"):
        ranks: dict[str, int] = {}
        for item in items:
            file = item.nodeid.partition("::")[0]
            ranks[file] = min(ranks.get(file, 9), _rank(item))
        items.sort(key=lambda item: ranks[item.nodeid.partition("::")[0]])


def _rank(item: pytest.Item) -> int:
    order = ("screen", "long", "libreoffice", "chromium")
    return next((n for n, mark in enumerate(order) if item.get_closest_marker(mark)), len(order))
