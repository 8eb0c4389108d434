"""What holds for every test."""

import os
from collections import Counter

import pytest
from hypothesis import settings

from xlbetflag.practice.matching import accounts

accounts.COST = 2  # nobody guesses at a test's passwords, and every exchange of a test hashes some

pytest_plugins = ["tests.needs", "tests.marks"]

# No deadline: a busy machine is not a failing test. In CI the same examples at every run, so that
# a red run means a change, not a throw of dice; elsewhere fresh ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# What takes long: begun first among workers, and left out of make test-fast.
LONG = (
    "tests/safety/",
    "tests/vba/",
    "tests/torture/",
    "tests/cli/",
    "tests/test_demo",
    "tests/test_first_hour",
    "tests/test_needs",
    "tests/test_one_thread",
    "tests/test_release",
    "tests/service/test_watchdog",
    "tests/orders/conditional/test_replayed",
    "tests/engines/headless/test_incremental",
    "tests/engines/headless/test_memory",
    "tests/feed/test_market_time",
    "tests/sheet/test_calculated_whole",
    "tests/sheet/test_keyboard",
    "tests/sheet/test_read_only",
    "tests/sheet/test_replay",
    "tests/practice/test_commands",
    "tests/practice/venue/test_life",
    "tests/practice/replay/test_replay",
    "tests/practice/life/",
    "tests/practice/wire/test_specification",
    "tests/practice/storage/",
    "tests/workbook/live/test_no_error_values",
    "tests/workbook/test_mutations",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two for each core: most tests wait for an office, a socket or a clock half of their time."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Among workers long files go first, so that none is the last; a file keeps its order."""
    ids = Counter(item.nodeid for item in items)
    if same := [each for each, count in ids.items() if count > 1]:
        raise pytest.UsageError(f"of tests with one id workers run one alone: {same}")
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
