"""Connections and batches: the part of the server that knows nothing of documents."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
import shutil
import socket
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable  # noqa: UP035  as Python 3.8 wants it

from . import rendezvous, wire

Operation = Callable[..., Any]

_GREETING_BYTES = 4096
_GREETING_SECONDS = 10
# Kinds of error that mean the same to the client as to the operation.
_KINDS = (
    NotImplementedError,
    FileNotFoundError,
    PermissionError,
    KeyError,
    IndexError,
    OverflowError,
    ValueError,
    TypeError,
)


def anywhere(operation: Operation) -> Operation:
    """An operation that touches nothing of the office: it runs in its connection's thread."""

    def here(*arguments: Any) -> Any:
        return operation(*arguments)

    here.anywhere = True  # type: ignore[attr-defined]
    return here


class Server:
    """Listens, checks the token, and runs each batch.

    `operations`: name -> callable(context, *arguments), whose answer JSON can hold. An operation
    that raises fails its own call alone. `context` is handed through untouched. `in_office(run)`:
    what `run()` answers, in the thread where operations may touch the office. A batch of nothing
    but `anywhere` operations does not wait for that thread.
    """

    def __init__(
        self,
        context: Any,
        operations: Mapping[str, Operation],
        profile: Path,
        in_office: Callable[[Callable[[], Any]], Any] = lambda run: run(),
    ) -> None:
        self._in_office = in_office
        self.operations = dict(operations)
        self._context = context
        self._profile = profile
        self._connections: set[socket.socket] = set()
        self._folder: str | None = None
        self._listener, family, address = self._listen()
        self.meeting = rendezvous.Rendezvous(
            family, address, secrets.token_urlsafe(32), os.getpid()
        )

    def start(self) -> None:
        """Listen, and say where in the profile."""
        threading.Thread(target=self._accept, name="calc-server", daemon=True).start()
        rendezvous.publish(self._profile, self.meeting)

    def stop(self) -> None:
        """Hang up on everybody and leave nothing behind."""
        rendezvous.withdraw(self._profile, self.meeting)
        for each in (self._listener, *self._connections):
            _hang_up(each)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _listen(self) -> tuple[socket.socket, str, str]:
        if hasattr(socket, "AF_UNIX") and os.name != "nt":
            # In a folder of its own, as a socket's path may have about 100 bytes only.
            self._folder = tempfile.mkdtemp(prefix="calc-")
            address = str(Path(self._folder) / "server")
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind(address)
            Path(address).chmod(0o600)
            listener.listen()
            return listener, "unix", address
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        return listener, "tcp", f"127.0.0.1:{listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._connections.add(connection)
        try:
            if self._is_welcome(connection):
                while True:
                    self._answer(connection, wire.receive(connection))
        except (OSError, wire.WireError):
            pass  # that connection is over; the others go on
        finally:
            self._connections.discard(connection)
            _hang_up(connection)

    def _is_welcome(self, connection: socket.socket) -> bool:
        connection.settimeout(_GREETING_SECONDS)
        greeting = wire.receive(connection, _GREETING_BYTES)
        token = str(greeting.get("token", "")).encode()
        if not hmac.compare_digest(token, self.meeting.token.encode()):
            wire.send(connection, {"error": "Calc does not know this token"})
            return False
        if greeting.get("protocol") != wire.PROTOCOL:
            wire.send(
                connection,
                {
                    "error": f"Calc runs protocol {wire.PROTOCOL} and was asked for "
                    f"{greeting.get('protocol')}: install the same version on both sides"
                },
            )
            return False
        connection.settimeout(None)
        wire.send(connection, {"protocol": wire.PROTOCOL, "pid": os.getpid()})
        return True

    def _answer(self, connection: socket.socket, request: dict[str, Any]) -> None:
        calls = request.get("calls")
        if not isinstance(calls, list):
            raise wire.WireError("a request without calls")
        if all(self._is_anywhere(call) for call in calls):
            results = self._run_all(calls)
        else:
            results = self._in_office(lambda: self._run_all(calls))
        answer = {"id": request.get("id"), "results": results}
        try:
            frame = wire.encode(answer)
        except wire.TooLong as problem:
            frame = wire.encode({**answer, "results": [["error", "OverflowError", str(problem)]]})
        except (TypeError, ValueError) as problem:
            sentence = f"an operation answered what cannot be sent: {problem}"
            frame = wire.encode({**answer, "results": [["error", "TypeError", sentence]]})
        connection.sendall(frame)

    def _is_anywhere(self, call: Any) -> bool:
        name = call[0] if isinstance(call, list) and call else None
        return getattr(self.operations.get(str(name)), "anywhere", False)

    def _run_all(self, calls: list[Any]) -> list[list[Any]]:
        """As far as the first that fails."""
        results: list[list[Any]] = []
        for call in calls:
            results.append(self._run(call))
            if results[-1][0] != "ok":
                break
        return results

    def _run(self, call: Any) -> list[Any]:
        try:
            name, *arguments = call
            operation = self.operations[name]
        except (TypeError, ValueError, KeyError):
            return ["error", "NotImplementedError", f"Calc knows no operation {call!r:.80}"]
        try:
            return ["ok", operation(self._context, *arguments)]
        except Exception as problem:  # noqa: BLE001  whatever an operation meets, its caller hears
            return ["error", _kind(problem), _sentence(problem)]


def _kind(problem: Exception) -> str:
    for kind in _KINDS:
        if isinstance(problem, kind):
            return kind.__name__
    # UNO's exceptions carry their own names: com.sun.star.lang.DisposedException and the like.
    return getattr(type(problem), "typeName", type(problem).__name__).rpartition(".")[2]


def _sentence(problem: Exception) -> str:
    if isinstance(problem, KeyError) and problem.args:
        return str(problem.args[0])
    return str(getattr(problem, "Message", None) or problem) or type(problem).__name__


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
