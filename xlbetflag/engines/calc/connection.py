"""The client's end: calls to a Calc that runs our server, one by one or as a batch."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import CalcError, CalcGone, CalcTimeout, as_exception
from .inside import rendezvous, wire
from .joining import join_blocks
from .standing import Standing

DEFAULT_TIMEOUT = 60.0
_CONNECT_SECONDS = 5.0
# A long batch goes in parts, so that neither side holds too much at once.
_MOST_CALLS = 2_000


class Connection:
    """A connection to one soffice. Threads take turns; a batch belongs to one thread at a time.

    `call` asks and waits for the answer; `send` is for what has no answer and may wait for the
    end of a `batch`. Raises CalcGone and CalcTimeout (see `errors`), after which it is closed.
    """

    def __init__(self, meeting: rendezvous.Rendezvous, *, timeout: float = DEFAULT_TIMEOUT) -> None:
        self.timeout = timeout
        self._ids = itertools.count(1)
        self._lock = threading.RLock()
        self._queue: list[list[Any]] = []
        self._batches = 0
        self._standing = Standing()
        self._socket: socket.socket | None = None
        try:
            self._socket = _connected(meeting)
            wire.send(self._socket, {"protocol": wire.PROTOCOL, "token": meeting.token})
            greeting = wire.receive(self._socket)
        except (OSError, wire.WireError) as problem:
            self.close()
            raise CalcGone(f"Calc does not answer at {meeting.address}") from problem
        if "error" in greeting:
            self.close()
            raise CalcError(str(greeting["error"]))
        self.pid = int(greeting["pid"])

    @classmethod
    def to_profile(cls, profile: Path, *, timeout: float = DEFAULT_TIMEOUT) -> Connection:
        """To the Calc that runs on this LibreOffice profile. Raises CalcGone without one."""
        meeting = rendezvous.find(profile)
        if meeting is None:
            raise CalcGone(f"no Calc with our server runs on the profile {profile}")
        return cls(meeting, timeout=timeout)

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def call(self, operation: str, *arguments: Any, timeout: float | None = None) -> Any:
        """The answer of one operation; what a batch has queued is done before it.

        `timeout` in seconds, instead of the connection's own.
        """
        with self._lock:
            call = [operation, *arguments]
            if self._batches and self._standing.covers(call):
                return self._stands(call, timeout)
            self._standing.note(call)
            calls = [*self._take(), call]
            return _values(calls, self._exchange(calls, timeout))[-1]

    def send(self, operation: str, *arguments: Any) -> None:
        """Do an operation whose answer nobody needs; within a batch, later."""
        with self._lock:
            call = [operation, *arguments]
            self._standing.note(call)
            self._queue.append(call)
            join_blocks(self._queue)
            if not self._batches or len(self._queue) >= _MOST_CALLS:
                self.flush()

    def flush(self) -> None:
        """Do now what a batch has queued, in one round trip."""
        with self._lock:
            if calls := self._take():
                _values(calls, self._exchange(calls, None))

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Queue what is sent; done at the end, or before the next call, in one round trip.

        Where names, tables and sheets are is asked once (see `standing`).
        The first error stops the rest of its round trip, and names the operation that failed.
        Where the block raises, what is still queued is dropped.
        """
        with self._lock:
            self._batches += 1
            try:
                yield
                if self._batches == 1:
                    self.flush()
            except BaseException:
                self._queue.clear()
                raise
            finally:
                self._batches -= 1
                if not self._batches:
                    self._standing.end()

    def close(self) -> None:
        found, self._socket = self._socket, None
        if found is not None:
            found.close()

    def _take(self) -> list[list[Any]]:
        calls, self._queue = self._queue, []
        return calls

    def _stands(self, call: list[Any], timeout: float | None) -> Any:
        if not self._standing.knows(call):
            queued, wanted = self._take(), self._standing.wanted(call)
            calls = [*queued, *wanted]
            results = self._exchange(calls, timeout)
            _values(calls, results[: len(queued) + 1])
            self._standing.take(wanted, results[len(queued) :])
        return self._standing.answer(call)

    def _exchange(self, calls: list[list[Any]], timeout: float | None) -> list[list[Any]]:
        """The results, as far as the first that failed."""
        if self._socket is None:
            raise CalcGone("the connection to Calc is closed")
        number = next(self._ids)
        seconds = self.timeout if timeout is None else timeout
        try:
            frame = wire.encode({"id": number, "calls": calls})
        except wire.TooLong as problem:
            raise OverflowError(f"{calls[-1][0]}: {problem}") from None
        try:
            self._socket.settimeout(seconds)
            self._socket.sendall(frame)
            answer = wire.receive(self._socket)
        except TimeoutError as problem:
            self.close()
            raise CalcTimeout(
                f"Calc did not answer {calls[-1][0]} within {seconds:g} s; is a dialog open?"
            ) from problem
        except (OSError, wire.WireError) as problem:
            self.close()
            raise CalcGone(f"Calc ended while it was asked for {calls[-1][0]}") from problem
        except BaseException:
            self.close()  # interrupted: the answer would be taken for that of the next call
            raise
        results = answer.get("results")
        if answer.get("id") != number or not isinstance(results, list) or not results:
            raise CalcError("Calc gave an answer to another question")
        return results


def _values(calls: list[list[Any]], results: list[list[Any]]) -> list[Any]:
    """Raises the error of the last."""
    if results[-1][0] != "ok":
        _, kind, sentence = results[-1]
        raise as_exception(kind, sentence, str(calls[len(results) - 1][0]))
    return [value for _, value in results]


def _connected(meeting: rendezvous.Rendezvous) -> socket.socket:
    if meeting.family == "unix":
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        found.settimeout(_CONNECT_SECONDS)
        try:
            found.connect(meeting.address)
        except BaseException:
            found.close()
            raise
        return found
    host, _, port = meeting.address.rpartition(":")
    found = socket.create_connection((host, int(port)), _CONNECT_SECONDS)
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return found
