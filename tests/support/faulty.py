"""A proxy before the practice exchange that does to answers what networks and servers do.

    proxy.on("POST /offers", dropped)      # the next such request; the ones after it pass

The request reaches the exchange unless the fault says otherwise, so its ledger tells the truth.
"""

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

Forward = Callable[[], bytes]
Fault = Callable[[socket.socket, Forward], None]
LIMIT = 10.0


def passed(connection: socket.socket, forward: Forward) -> None:
    """No fault: to let some requests through before one."""
    connection.sendall(forward())


def dropped(connection: socket.socket, forward: Forward) -> None:
    """Done at the exchange; the connection ends without a word."""
    forward()
    connection.close()


def never_arrived(connection: socket.socket, forward: Forward) -> None:
    """Not done; the connection ends without a word."""
    connection.close()


def truncated(connection: socket.socket, forward: Forward) -> None:
    """Done; half of the body, then the end."""
    answer = forward()
    connection.sendall(answer[: -len(_body(answer)) // 2])
    connection.close()


def html(connection: socket.socket, forward: Forward) -> None:
    """Done; a page of some machine in between."""
    forward()
    connection.sendall(_response(200, b"<html>Servizio in manutenzione</html>"))


def status(code: int) -> Fault:
    """Done; a bare HTTP status."""

    def fault(connection: socket.socket, forward: Forward) -> None:
        forward()
        connection.sendall(_response(code, b""))

    return fault


def changed(change: Callable[[Any], Any]) -> Fault:
    """Done; the answer's JSON is changed on its way."""

    def fault(connection: socket.socket, forward: Forward) -> None:
        message = json.loads(_body(forward()))
        connection.sendall(_response(200, json.dumps(change(message)).encode()))

    return fault


def late(until: threading.Event) -> Fault:
    """Done; the answer waits for the event."""

    def fault(connection: socket.socket, forward: Forward) -> None:
        answer = forward()
        assert until.wait(LIMIT)
        connection.sendall(answer)

    return fault


def twice(meanwhile: Callable[[], object] = lambda: None, *, answer: int = 1) -> Fault:
    """Delivered a second time, after something has happened there; the second answer comes back,
    or the first (0)."""

    def fault(connection: socket.socket, forward: Forward) -> None:
        first = forward()
        meanwhile()
        connection.sendall((first, forward())[answer])

    return fault


def again(when: threading.Event) -> Fault:
    """No fault; delivered a second time once the event is set."""

    def fault(connection: socket.socket, forward: Forward) -> None:
        connection.sendall(forward())
        threading.Thread(target=lambda: when.wait(LIMIT) and forward(), daemon=True).start()

    return fault


def delivered_late(when: threading.Event) -> Fault:
    """The connection ends without a word; the request arrives once the event is set."""

    def fault(connection: socket.socket, forward: Forward) -> None:
        threading.Thread(target=lambda: when.wait(LIMIT) and forward(), daemon=True).start()
        connection.close()

    return fault


def then(meanwhile: Callable[[], object]) -> Fault:
    """No fault; something happens before the answer comes back."""

    def fault(connection: socket.socket, forward: Forward) -> None:
        answer = forward()
        meanwhile()
        connection.sendall(answer)

    return fault


def answered(code: int, body: dict[str, Any]) -> Fault:
    """Done; the answer is that to some other request."""

    def fault(connection: socket.socket, forward: Forward) -> None:
        forward()
        connection.sendall(_response(code, json.dumps(body).encode()))

    return fault


def refused(code: int, body: dict[str, Any]) -> Fault:
    """Not done; refused by an answer."""

    def fault(connection: socket.socket, forward: Forward) -> None:
        connection.sendall(_response(code, json.dumps(body).encode()))

    return fault


def _response(code: int, body: bytes) -> bytes:
    return f"HTTP/1.1 {code} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


class FaultyProxy:
    """`url` stands for the exchange's; `counts` are the requests by "METHOD /path" (ids cut off).

    A fault given with `on(..., times=n)` strikes n times, then requests pass again.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 0)
        self._base = parts.path
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}{parts.path}"
        self.counts: dict[str, int] = {}
        self.is_down = False
        self._faults: dict[str, list[tuple[str, Fault]]] = {}
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "FaultyProxy":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def on(self, route: str, fault: Fault, times: int = 1, *, only: str = "") -> None:
        """`only`: where the path has this part, a market's id."""
        with self._lock:
            self._faults.setdefault(route, []).extend([(only, fault)] * times)

    def heal(self) -> None:
        """From now on requests pass."""
        with self._lock:
            self._faults.clear()

    def count(self, route: str) -> int:
        with self._lock:
            return self.counts.get(route, 0)

    def close(self) -> None:
        """Refuse connections from now on."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            while request := _receive(connection):
                fault = self._next_fault(request)
                if fault is None:
                    connection.sendall(self._forward(request))
                else:
                    fault(connection, lambda request=request: self._forward(request))

    def _next_fault(self, request: bytes) -> Fault | None:
        route, parts = _route(request, self._base), request.split(b" ", 2)[1].decode().split("/")
        with self._lock:
            self.counts[route] = self.counts.get(route, 0) + 1
            waiting = self._faults.get(route, [])
            for place, (only, fault) in enumerate(waiting):
                if not only or only in parts:
                    del waiting[place]
                    return fault
            return None

    def _forward(self, request: bytes) -> bytes:
        with socket.create_connection(self._target, LIMIT) as server:
            server.sendall(request)
            return _receive(server)


def _route(request: bytes, base: str) -> str:
    method, path, _ = request.partition(b"\r\n")[0].decode().split(" ")
    kept = [part for part in path.removeprefix(base).split("/") if not part[:1].isdigit()]
    return f"{method} {'/'.join(kept)}"


def _receive(connection: socket.socket) -> bytes:
    """One whole message; empty where the other end is gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65_536)
        if not chunk:
            return b""
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.decode("latin-1").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    while len(body) < length:
        chunk = connection.recv(65_536)
        if not chunk:
            return b""
        data += chunk
        body += chunk
    return data
