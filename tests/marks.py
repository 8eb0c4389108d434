"""What a test touches, as marks: each has `pure`, or at least one of `socket`, `process`, `office`
and `browser`; `posix` or `windows` beside them where it holds on one kind of system only. Benches
and soaks may touch anything.

A test's fixtures and needs (tests/needs.py) say it where they can, `pytest.mark` elsewhere; what
nothing says is pure. A test that says less than it does fails: none that is pure opens a socket or
starts a program, none without `process` starts one.
"""

import os
import socket
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

MARKS = {
    "pure": "no socket and no other program; files of its own at most",
    "socket": "talks over a socket: the practice exchange, a scripted server, a desk",
    "process": "starts another program, mostly a Python",
    "office": "drives LibreOffice",
    "browser": "drives a browser",
    "posix": "what Windows has not, and why: signals, modes of files, links, /proc",
    "windows": "what only Windows has",
    "long": "by where it stands, or for its programs; left out of make test-fast",
}
# Fixtures of any folder that begin an exchange, or something else with a port.
SERVERS = {"server", "world", "standing", "lived", "settled", "scene"}
OF_NEEDS = {
    "office": ("libreoffice", "screen"),
    "browser": ("chromium", "axe"),
    "process": ("validator", "javascript", "wrk"),
    "long": ("validator", "javascript", "wrk"),
}
TOUCHES = ("socket", "process", "office", "browser")
ANYTHING = ("process", "office", "browser", "bench", "torture")
ELSEWHERE = "posix" if os.name == "nt" else "windows"

_running: list[pytest.Item] = []  # the test under way, with its fixtures


def pytest_configure(config: pytest.Config) -> None:
    for name, what in MARKS.items():
        config.addinivalue_line("markers", f"{name}: {what}")
    if os.name != "nt":  # there a pair of sockets for a loop of events is two that are connected
        _watch(socket.socket, "bind", ("socket", *ANYTHING))
        _watch(socket.socket, "connect", ("socket", *ANYTHING))
    _watch(subprocess.Popen, "__init__", ANYTHING)


def pytest_unconfigure() -> None:
    while _undo:
        _undo.pop()()


def pytest_itemcollected(item: pytest.Item) -> None:
    fixtures = set(getattr(item, "fixturenames", ()))
    for mark, needs in OF_NEEDS.items():
        if any(need in fixtures or item.get_closest_marker(need) for need in needs):
            item.add_marker(mark)
    if fixtures & SERVERS:
        item.add_marker("socket")
    if not any(item.get_closest_marker(mark) for mark in (*TOUCHES, "bench", "torture")):
        item.add_marker("pure")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What belongs to another kind of system is no skipped test here: it is none."""
    gone = [item for item in items if item.get_closest_marker(ELSEWHERE)]
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = [item for item in items if not item.get_closest_marker(ELSEWHERE)]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item):
    _running.append(item)
    try:
        return (yield)
    finally:
        _running.pop()


_undo: list[Callable[[], None]] = []


def _watch(owner: Any, name: str, allowing: Sequence[str]) -> None:
    """From now on `owner.name` fails within a test that has none of these marks; not in a thread,
    which may be what an earlier test has left."""
    before = getattr(owner, name)

    def watched(self: Any, *args: Any, **options: Any) -> Any:
        is_its_own = _running and threading.current_thread() is threading.main_thread()
        if is_its_own and not any(_running[-1].get_closest_marker(mark) for mark in allowing):
            raise AssertionError(
                f"{_running[-1].nodeid} is not marked as what it does: {owner.__name__}.{name}"
            )
        return before(self, *args, **options)

    setattr(owner, name, watched)
    _undo.append(lambda: setattr(owner, name, before))
