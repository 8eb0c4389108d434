"""A practice exchange in a process of its own, and a connection that sends several requests before
it reads the answers: what comparing tens of thousands of updates over HTTP takes."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.support.programs import running

KEY, OPERATOR = "practice", "operator"
PROGRAM = """
import json, sys
from pathlib import Path
from typing import NamedTuple
from xlbetflag.practice.wire.limits import RateLimit
from xlbetflag.practice.server import Options, run
token, recordings, options = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
if "db" in options:
    options["db"] = Path(options["db"])
run(
    Options(
        port=0, replays=tuple(map(Path, recordings)), stepped=True, operator_token=token,
        rate_limit=RateLimit(10**9, 10**9), **options,
    ),
    started=lambda server: print(server.root, flush=True),
)
"""


class Served(NamedTuple):
    root: str
    process: int


@contextmanager
def served(*recordings: Path, **options: int | str) -> Iterator[Served]:
    """Nothing moves but by the operator's step; no limit of requests."""
    arguments = [OPERATOR, json.dumps([str(each) for each in recordings]), json.dumps(options)]
    with running(
        [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield Served(process.stdout.readline().strip(), process.pid)


class Connection:
    """One socket, kept alive. Every answer must be a 200 with a length."""

    def __init__(self, root: str) -> None:
        parts = urlsplit(root)
        assert parts.hostname
        self._socket = socket.create_connection((parts.hostname, parts.port or 80), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._answers.close()
        self._socket.close()

    def ask(self, requests: Sequence[bytes]) -> list[bytes]:
        """The bodies of the answers, in the order of the requests."""
        self._socket.sendall(b"".join(requests))
        return [self._answer() for _ in requests]

    def _answer(self) -> bytes:
        status = self._answers.readline()
        assert status.split(b" ")[1] == b"200", status
        length = -1
        while (line := self._answers.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return self._answers.read(length)


def request(method: str, path: str, body: bytes = b"", *, session: str = "") -> bytes:
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: practice\r\nX-BFkey: {KEY}\r\n"
        f"X-BF-Session-Token: {session}\r\nX-Practice-Token: {OPERATOR}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
