"""The server without an office: frames, tokens, batches; and the client's errors."""

from __future__ import annotations

import ast
import socket
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.conditions import wait_until
from xlbetflag.engines.calc import inside
from xlbetflag.engines.calc.connection import Connection
from xlbetflag.engines.calc.errors import CalcError, CalcGone, CalcTimeout
from xlbetflag.engines.calc.inside import rendezvous, wire
from xlbetflag.engines.calc.inside.server import Server


class Desk:
    """What the operations of these tests work on."""

    def __init__(self) -> None:
        self.seen: list[object] = []
        self.release = threading.Event()

    def note(self, value: object) -> object:
        self.seen.append(value)
        if value == "bad":
            raise ValueError("that is bad")
        return value


OPERATIONS: dict[str, Callable[..., Any]] = {
    "note": Desk.note,
    "wait": lambda desk: desk.release.wait(30),
    "missing": lambda desk, key: {}[key],
    "strange": lambda desk: object(),
    "huge": lambda desk: "x" * (wire.MOST_BYTES + 1),
}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def server(desk: Desk, tmp_path: Path) -> Iterator[Server]:
    server = Server(desk, OPERATIONS, tmp_path)
    server.start()
    yield server
    desk.release.set()
    server.stop()


@pytest.fixture
def connection(server: Server) -> Iterator[Connection]:
    connection = Connection(server.meeting)
    yield connection
    connection.close()


def test_a_call_brings_its_answer(connection: Connection) -> None:
    for value in ("è €", 1.5, None, [1, ["a"]], {"k": True}):
        assert connection.call("note", value) == value


def test_the_file_in_the_profile_leads_to_the_server_and_is_its_owners_alone(
    server: Server, tmp_path: Path
) -> None:
    connection = Connection.to_profile(tmp_path)
    assert connection.call("note", 1) == 1
    connection.close()
    if sys.platform != "win32":
        assert stat.S_IMODE(rendezvous.path(tmp_path).stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(server.meeting.address).stat().st_mode) == 0o600
    server.stop()
    assert rendezvous.find(tmp_path) is None
    with pytest.raises(CalcGone, match="no Calc"):
        Connection.to_profile(tmp_path)


def test_a_wrong_token_or_protocol_is_turned_away(server: Server) -> None:
    with pytest.raises(CalcError, match="token"):
        Connection(server.meeting._replace(token="wrong"))
    with stranger(server) as raw:
        wire.send(raw, {"token": server.meeting.token, "protocol": 99})
        assert "protocol" in wire.receive(raw)["error"]


def test_a_malformed_frame_ends_that_connection_only(
    server: Server, connection: Connection
) -> None:
    for nonsense in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x03[1]", b"\x00\x00\x00\x02\xff\xff"):
        with stranger(server) as raw:
            raw.sendall(nonsense)
            with pytest.raises((wire.Closed, ConnectionError)):
                wire.receive(raw)
    with stranger(server) as raw:
        wire.send(raw, {"token": server.meeting.token, "protocol": wire.PROTOCOL})
        wire.receive(raw)
        wire.send(raw, {"id": 1})
        with pytest.raises((wire.Closed, ConnectionError)):
            wire.receive(raw)
    assert connection.call("note", 1) == 1


def test_a_batch_is_done_at_its_end_or_before_a_call(connection: Connection, desk: Desk) -> None:
    with connection.batch():
        connection.send("note", 1)
        with connection.batch():
            connection.send("note", 2)
        assert desk.seen == []
        assert connection.call("note", 3) == 3
        assert desk.seen == [1, 2, 3]
        connection.send("note", 4)
    assert desk.seen == [1, 2, 3, 4]
    connection.send("note", 5)
    assert desk.seen == [1, 2, 3, 4, 5]


def test_the_first_error_stops_its_batch_and_names_the_call(
    connection: Connection, desk: Desk
) -> None:
    def notes() -> None:
        with connection.batch():
            for value in (1, "bad", 2):
                connection.send("note", value)

    with pytest.raises(ValueError, match="note: that is bad") as raised:
        notes()
    assert raised.value.operation == "note"  # type: ignore[attr-defined]
    assert desk.seen == [1, "bad"]
    assert connection.call("note", 3) == 3


def test_a_block_that_raises_sends_nothing_of_its_batch(connection: Connection, desk: Desk) -> None:
    def interrupted() -> None:
        with connection.batch():
            connection.send("note", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    connection.flush()
    assert desk.seen == []


def test_errors_keep_their_names_and_the_connection_goes_on(connection: Connection) -> None:
    with pytest.raises(KeyError, match="colour"):
        connection.call("missing", "colour")
    with pytest.raises(NotImplementedError, match="no operation"):
        connection.call("nonsense")
    with pytest.raises(TypeError, match="cannot be sent"):
        connection.call("strange")
    with pytest.raises(OverflowError, match="MB"):
        connection.call("huge")
    with pytest.raises(OverflowError, match=r"note: .* MB"):
        connection.call("note", "x" * (wire.MOST_BYTES + 1))
    assert connection.call("note", float("nan")) is None


def test_no_answer_in_time_is_an_error_and_never_taken_for_another(
    server: Server, connection: Connection
) -> None:
    with pytest.raises(CalcTimeout, match=r"wait within 0\.05 s"):
        connection.call("wait", timeout=0.05)
    with pytest.raises(CalcGone):
        connection.call("note", 1)
    again = Connection(server.meeting)
    assert again.call("note", 2) == 2
    again.close()


def test_a_server_that_ends_in_the_middle_of_a_call_is_told(
    server: Server, connection: Connection
) -> None:
    found: list[Exception] = []

    def ask() -> None:
        try:
            connection.call("wait")
        except CalcGone as problem:
            found.append(problem)

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: server._connections)
    server.stop()
    asking.join(30)
    assert "asked for wait" in str(found[0])


def test_several_clients_are_served_at_once(server: Server, connection: Connection) -> None:
    other = Connection(server.meeting)
    asking = threading.Thread(target=lambda: other.call("wait"))
    asking.start()
    assert connection.call("note", "meanwhile") == "meanwhile"
    server._context.release.set()
    asking.join(30)
    other.close()


def test_what_runs_inside_is_python_3_8_and_needs_nothing_but_its_library() -> None:
    allowed = set(sys.stdlib_module_names) | {"uno", "unohelper", "com"}
    files = sorted(Path(inside.__file__).parent.glob("*.py"))
    assert len(files) > 4
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            assert {name.split(".")[0] for name in names} <= allowed, file.name


def stranger(server: Server) -> socket.socket:
    if server.meeting.family == "unix":
        raw = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        raw.settimeout(30)
        raw.connect(server.meeting.address)
        return raw
    host, _, port = server.meeting.address.rpartition(":")
    return socket.create_connection((host, int(port)), 30)
