"""The desk's process on Windows: Excel's server beside the door, one process a user."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from tests.support.conditions import wait_until
from tests.support.programs import running
from xlbetflag.hosts.excel import server, service
from xlbetflag.market.problem import Problem
from xlbetflag.service.single import only_desk

QUIT = 18


class MessageQueue:
    """Windows' queue of one thread: xlwings' server ends with each WM_QUIT."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.starts = 0
        self.initialised = 0
        self.thread: threading.Thread | None = None
        self.posted = threading.Semaphore(0)
        self.fails = False
        fakes: dict[str, dict[str, Any]] = {
            "pythoncom": {"CoInitialize": self._initialise},
            "win32api": {"GetCurrentThreadId": lambda: 7, "PostThreadMessage": self._post},
            "win32con": {"WM_QUIT": QUIT},
        }
        for name, members in fakes.items():
            module = ModuleType(name)
            module.__dict__.update(members)
            monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr(xw, "serve", self._serve, raising=False)

    def _initialise(self) -> None:
        self.initialised += 1

    def _post(self, thread: int, message: int, *_: int) -> None:
        assert (thread, message) == (7, QUIT)
        self.posted.release()

    def _serve(self) -> None:
        self.starts += 1
        assert self.initialised == self.starts
        self.thread = threading.current_thread()
        if self.fails:
            raise OSError("the class is taken")
        self.posted.acquire()

    def the_last_excel_lets_go(self) -> None:
        self.posted.release()


DESK: Any = SimpleNamespace(feed=None)


def run(until: Callable[[Callable[[], bool]], None]) -> None:
    server.serve(DESK, until)


def test_closing_excel_does_not_end_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = MessageQueue(monkeypatch)
    seen: list[object] = []

    def until(is_open: Callable[[], bool]) -> None:
        seen.append(service.current)
        seen.append(is_open())
        seen.append(threading.current_thread())
        for starts in (1, 2, 3):
            wait_until(lambda starts=starts: messages.starts == starts)
            messages.the_last_excel_lets_go()

    run(until)
    assert messages.starts >= 3
    assert isinstance(seen[0], service.Service)
    assert seen[1] is False
    assert seen[2] is not threading.current_thread()
    assert messages.thread is threading.current_thread()
    assert service.current is None


def test_the_desk_goes_on_where_excel_cannot_be_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    messages = MessageQueue(monkeypatch)
    messages.fails = True
    ended = []
    run(lambda _: ended.append(True))
    assert ended == [True]
    assert messages.starts <= 1


def test_without_pywin32_it_serves_as_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(xw, "serve", raising=False)
    assert not server.is_possible()


@pytest.mark.process
def test_a_second_desk_of_the_user_is_refused(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from xlbetflag.service.single import only_desk\n"
        "with only_desk(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with running(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Problem) as refused, only_desk(tmp_path):
            pass
        assert refused.value.code == "serve.already_runs"
        assert str(other.pid) in str(refused.value.values["who"])
        other.kill()  # however it ends, the next one may
        other.wait()
    with only_desk(tmp_path):
        assert (tmp_path / "desk.lock").exists()
