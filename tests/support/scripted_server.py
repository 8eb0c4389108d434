"""A tiny HTTP server over a real socket that answers, misbehaves and counts as a test scripts it.

    with ScriptedServer({"POST /offers": [drop()], "GET /account/balance": [answer({...})]}) as s:
        ...
        assert s.count("POST /offers") == 1

Paths are written without the `/api/rest` of `server.url`. Each request of a route takes its next
step; the last one repeats. A request that no script foresees is answered 404 and kept in
`server.unforeseen`.
"""

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

BASE = "/api/rest"
LIMIT = 10.0  # seconds that anything here may wait at most


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def route(self) -> str:
        return f"{self.method} {self.path.removeprefix(BASE)}"


class Hangup(Exception):  # noqa: N818 - what the step does
    """The step ends the connection."""


@dataclass
class Connection:
    socket: socket.socket
    request: Received
    closing: threading.Event  # set when the server is being closed


Step = Callable[[Connection], None]


def answer(
    content: object = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> Step:
    """A complete answer; `content` is sent as it is if bytes, else as JSON."""
    data = _response(content, status, headers)
    return lambda connection: connection.socket.sendall(data)


def answer_then_close(content: object, status: int = 200) -> Step:
    """A complete answer on a connection that then goes away without a word."""
    data = _response(content, status, None)

    def step(connection: Connection) -> None:
        connection.socket.sendall(data)
        raise Hangup

    return step


def cut_short(content: object, keep: int, status: int = 200) -> Step:
    """The headers and the first `keep` bytes of the body, then the end of the connection."""
    head, _, body = _response(content, status, None).partition(b"\r\n\r\n")

    def step(connection: Connection) -> None:
        connection.socket.sendall(head + b"\r\n\r\n" + body[:keep])
        raise Hangup

    return step


def drop() -> Step:
    """The request is read; the connection ends without an answer."""

    def step(_: Connection) -> None:
        raise Hangup

    return step


def reset() -> Step:
    """The request is read; the connection is torn down with a TCP reset."""

    def step(connection: Connection) -> None:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Hangup

    return step


def stall() -> Step:
    """The request is read; nothing is ever said."""

    def step(connection: Connection) -> None:
        connection.closing.wait(LIMIT)
        raise Hangup

    return step


def drip(pause: float) -> Step:
    """Headers, then one byte of the body each `pause` seconds, for a long while, never all."""
    return dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" ", pause)


def dripping(head: bytes, piece: bytes, pause: float) -> Step:
    """`head`, then `piece` each `pause` seconds, for a long while, never all."""

    def step(connection: Connection) -> None:
        connection.socket.sendall(head)
        for _ in range(int(LIMIT / pause)):
            if connection.closing.wait(pause):
                break
            connection.socket.sendall(piece)
        raise Hangup

    return step


def waiting_for(event: threading.Event, step: Step) -> Step:
    """The step, once `event` is set."""

    def wait(connection: Connection) -> None:
        assert event.wait(LIMIT), "nobody let the answer go"
        step(connection)

    return wait


@dataclass
class ScriptedServer:
    """`requests`: everything received, in order; `connections`: how many were made."""

    script: Mapping[str, Sequence[Step]]
    requests: list[Received] = field(default_factory=list)
    unforeseen: list[Received] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}{BASE}"
        self._closing = threading.Event()
        self._changed = threading.Condition()
        self._ended = 0
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> "ScriptedServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def count(self, route: str) -> int:
        with self._changed:
            return sum(request.route == route for request in self.requests)

    def wait_for_requests(self, route: str, number: int) -> None:
        with self._changed:
            enough = self._changed.wait_for(
                lambda: sum(r.route == route for r in self.requests) >= number, LIMIT
            )
        assert enough, f"fewer than {number} requests of {route}"

    def wait_for_hangups(self, number: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._ended >= number, LIMIT), "still connected"

    def close(self) -> None:
        if self._closing.is_set():
            return
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):  # it ended by itself
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(LIMIT)
            assert not thread.is_alive(), "a scripted step does not end"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            while (request := self._receive(connection)) is not None:
                step = self._next_step(request)
                step(Connection(connection, request, self._closing))
        except (Hangup, OSError):
            pass
        finally:
            connection.close()
            with self._changed:
                self._ended += 1
                self._changed.notify_all()

    def _next_step(self, request: Received) -> Step:
        with self._changed:
            place = sum(earlier.route == request.route for earlier in self.requests)
            self.requests.append(request)
            self._changed.notify_all()
            steps = self.script.get(request.route)
            if not steps:
                self.unforeseen.append(request)
                return answer(status=404)
            return steps[min(place, len(steps) - 1)]

    def _receive(self, connection: socket.socket) -> Received | None:
        """The next request; None when the client or the server is done."""
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = connection.recv(65_536)
            if not chunk:
                return None
            data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        while len(body) < int(headers.get("content-length", 0)):
            chunk = connection.recv(65_536)
            if not chunk:
                return None
            body += chunk
        method, path, _ = first.split(" ")
        return Received(method, path, headers, body)


def _response(content: object, status: int, headers: Mapping[str, str] | None) -> bytes:
    if content is None:
        body = b""
    elif isinstance(content, bytes):
        body = content
    else:
        body = json.dumps(content).encode()
    lines = [f"HTTP/1.1 {status} Scripted", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
