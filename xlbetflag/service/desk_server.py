"""The desk as other processes of the same user reach it: a private local socket.

A Unix socket (a named pipe on Windows) that opens only to who holds the key, which lies in a file
that only the user can read. Requests and answers are JSON; nothing is ever unpickled.
"""

import contextlib
import json
import logging
import os
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client as Caller
from multiprocessing.connection import (
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path
from typing import Any

import msgspec

from xlbetflag.desk import Desk
from xlbetflag.market.problem import Problem
from xlbetflag.orders.status import Status

MAXIMUM_REQUEST = 4 * 1024 * 1024
HELLO = 2.0  # seconds in which a visitor must show that it holds the key
log = logging.getLogger(__name__)


class NoDesk(Exception):  # noqa: N818 - what is wrong
    """No desk is running, or it does not open."""


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`ask`: status, feed, arm, disarm, halt, resume, cancel_all, decide, refresh, cells, stop.

    `market_id` narrows cancel_all; `knowing_loss`: as of `Orders.arm`; `key` and `status`: as of
    `Orders.decide`; `calls` are the (name, arguments) of cells.
    """

    ask: str
    market_id: str | None = None
    knowing_loss: bool = False
    key: str = ""
    status: str = ""
    calls: tuple[tuple[str, tuple[str | float | bool | None, ...]], ...] = ()


class DeskServer:
    """Answers other processes in threads of its own. `asked_at`: monotonic, of the last request."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk = desk
        self._file = folder / "door.json"
        self._key = secrets.token_bytes(32)
        self._stop = threading.Event()
        self.asked_at = time.monotonic()
        folder.mkdir(parents=True, exist_ok=True)
        self._address = _address()
        self._listener = Listener(self._address, backlog=16)  # who knocks is asked one by one
        _write_privately(
            self._file,
            {"address": self._address, "key": self._key.hex(), "pid": os.getpid()},
        )
        threading.Thread(target=self._welcome, name="desk-server", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait for a request to stop; True when there was one."""
        return self._stop.wait(seconds)

    def close(self) -> None:
        self._stop.set()
        self._listener.close()
        self._file.unlink(missing_ok=True)
        if sys.platform != "win32":
            shutil.rmtree(Path(self._address).parent, ignore_errors=True)

    def _welcome(self) -> None:
        while not self._stop.is_set():
            try:
                visitor = self._listener.accept()
            except (OSError, EOFError):
                continue
            threading.Thread(target=self._serve, args=(visitor,), daemon=True).start()

    def _serve(self, visitor: Connection) -> None:
        """In a thread of the visitor's own: one that says nothing keeps nobody waiting."""
        with visitor, contextlib.suppress(EOFError, OSError):
            try:
                _greet(visitor, self._key)
            except AuthenticationError:
                log.warning("somebody without the key knocked at the desk")
                return
            while True:
                body = visitor.recv_bytes(MAXIMUM_REQUEST)
                self.asked_at = time.monotonic()
                visitor.send_bytes(msgspec.json.encode(self._answer(body)))

    def _answer(self, body: bytes) -> dict[str, Any]:
        try:
            return {"answer": self._do(msgspec.json.decode(body, type=Request))}
        except Problem as problem:
            return {"error": self._desk.say(problem)}
        except (msgspec.DecodeError, KeyError, ValueError) as error:
            return {"error": str(error)}

    def _do(self, asked: Request) -> Any:
        orders = self._desk.orders
        match asked.ask:
            case "status":
                pass
            case "arm":
                problem: Problem | None = orders.arm(knowing_loss=asked.knowing_loss)
                if problem is not None:
                    raise problem
            case "disarm":
                orders.disarm()
            case "halt":
                orders.halt()
            case "resume":
                orders.resume()
            case "cancel_all":
                orders.cancel_all(asked.market_id)
            case "decide":
                self._decide(asked.key, asked.status)
            case "feed":
                return self._desk.feed.state()
            case "refresh":
                self._desk.feed.hasten()
            case "cells":
                return [self._desk.cells.call(name, values) for name, values in asked.calls]
            case "stop":
                self._stop.set()
            case _:
                raise ValueError(f"{asked.ask}: the desk does not know that request")
        return self._desk.status()

    def _decide(self, key: str, status: str) -> None:
        """Raises Problem."""
        word = status.upper()
        if word not in list(Status):
            raise Problem("decide.not_final", status=status)
        undecided: Problem | None = self._desk.orders.decide(key, Status(word))
        if undecided is not None:
            raise undecided


def serve(
    desk: Desk,
    folder: Path,
    *,
    idle_seconds: float,
    is_needed: Callable[[], bool] = lambda: False,
) -> None:
    """Answer until somebody asks to stop, or nobody asks for anything for so long.

    An idle desk with an order still open does not end, nor one that is needed (a workbook is open).
    """
    opened = DeskServer(desk, folder)
    try:
        while not opened.wait(1.0):
            if is_needed():
                opened.asked_at = time.monotonic()
            is_idle = time.monotonic() - opened.asked_at > idle_seconds
            if is_idle and not desk.orders.open_markets():
                return
    finally:
        opened.close()


def ask(folder: Path, request: Request) -> Any:
    """One request to the running desk; its answer as plain JSON values.

    Raises NoDesk where none runs, ValueError with the desk's words where it refuses.
    """
    try:
        found = json.loads((folder / "door.json").read_text("utf-8"))
        with Caller(found["address"], authkey=bytes.fromhex(found["key"])) as desk:
            desk.send_bytes(msgspec.json.encode(request))
            answer = json.loads(desk.recv_bytes(MAXIMUM_REQUEST))
    except (OSError, EOFError, AuthenticationError, KeyError, ValueError):
        raise NoDesk("no desk is running: start one with 'xlbetflag serve'") from None
    if "error" in answer:
        raise ValueError(answer["error"])
    return answer["answer"]


def is_open(folder: Path) -> bool:
    """Whether a desk is running."""
    try:
        ask(folder, Request("status"))
    except (NoDesk, ValueError):
        return False
    return True


class _Brief:
    """A connection that does not wait long for what the other side says."""

    def __init__(self, visitor: Connection, seconds: float) -> None:
        self._visitor = visitor
        self._ends = time.monotonic() + seconds
        self.send_bytes = visitor.send_bytes

    def recv_bytes(self, longest: int) -> bytes:
        if not self._visitor.poll(max(0.0, self._ends - time.monotonic())):
            raise EOFError
        return self._visitor.recv_bytes(longest)


def _greet(visitor: Connection, key: bytes) -> None:
    """Each side shows the other that it holds the key. Raises AuthenticationError, EOFError."""
    brief: Any = _Brief(visitor, HELLO)
    deliver_challenge(brief, key)
    answer_challenge(brief, key)


def _address() -> str:
    """A fresh private place to listen at."""
    name = f"xlbetflag-{secrets.token_hex(8)}"
    if sys.platform == "win32":
        return rf"\\.\pipe\{name}"
    return str(Path(tempfile.mkdtemp(prefix="xlbetflag-")) / "door")


def _write_privately(path: Path, content: dict[str, object]) -> None:
    """Readable by the user only, and never half written."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
    fresh.replace(path)
