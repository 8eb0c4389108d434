"""What a network does between the desk and the exchange, and no fault plan can: requests that
are held, answers that drip, a request that arrives twice, an answer that belongs to another one."""

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from enum import StrEnum
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xlbetflag.api.routes import ROUTES
from xlbetflag.practice.web import PREFIX

echoing: ContextVar[bool] = ContextVar("echoing", default=False)
"""True while a request is done that the network has doubled."""
HELD_AT_MOST = 5.0  # seconds
DROP = 0.02  # seconds between two pieces of an answer that drips


class Trick(StrEnum):
    DRIP = "drip"  # byte by byte, longer than anybody waits
    REPEAT = "repeat"  # arrives twice; the second answer comes back
    REPEAT_FIRST = "repeat, first answer"
    MIX = "mix"  # done; the answer is the one to another request of the same kind
    MIX_UNDONE = "mix, undone"  # never arrives; the answer is an older one of the same kind


class Held:
    """A request that waits: `arrived` once it is there, until `release`d."""

    def __init__(self) -> None:
        self.arrived = threading.Event()
        self.released = threading.Event()


class _Answer(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Network:
    """An ASGI application around the exchange's own. `played`: tricks so far; `repeated` and
    `mixed`: requests of this run that came twice, or got another one's answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._tricks: dict[str, list[Trick]] = {}
        self._holds: dict[str, list[Held]] = {}
        self._last: dict[str, dict[str, _Answer]] = {}
        self.played: Counter[str] = Counter()
        self.repeated: Counter[str] = Counter()
        self.mixed: Counter[str] = Counter()

    def play(self, operation: str, trick: Trick) -> None:
        """On the next request of that operation."""
        with self._lock:
            self._tricks.setdefault(operation, []).append(trick)

    @contextlib.contextmanager
    def held(self, operation: str) -> Iterator[Held]:
        """The next request of that operation waits, undone, until this block ends."""
        hold = Held()
        with self._lock:
            self._holds.setdefault(operation, []).append(hold)
        try:
            yield hold
        finally:
            hold.released.set()
            with self._lock:
                holds = self._holds.get(operation, [])
                if hold in holds:
                    holds.remove(hold)

    def heal(self) -> None:
        """From now on requests pass."""
        with self._lock:
            self._tricks.clear()

    def forget(self) -> None:
        """A new run: no answer of an old one comes back in it."""
        with self._lock:
            self._tricks.clear()
            self._last.clear()
            self.repeated.clear()
            self.mixed.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = _operation(scope)
        if not operation:
            await self._app(scope, receive, send)
            return
        hold, trick = self._next(operation)
        if hold is None and trick is None:
            await self._remembering(operation, scope, receive, send)
            return
        messages = await _whole(receive)
        if hold is not None:
            await _until_released(hold)
        if trick is None:
            await self._remembering(operation, scope, _again(messages, receive), send)
        else:
            await self._play(trick, operation, scope, receive, send, messages)

    async def _play(
        self,
        trick: Trick,
        operation: str,
        scope: Scope,
        receive: Receive,
        send: Send,
        messages: list[Message],
    ) -> None:
        self.played[trick] += 1
        other = self._other(operation, scope["path"]) if trick in _MIXED else None
        self.mixed[operation] += other is not None
        first = None
        if other is None or trick is Trick.MIX:
            first = await self._ask(scope, _again(messages, receive))
        answer = other or first
        if trick in _REPEATED:
            self.repeated[operation] += 1
            mark = echoing.set(True)
            try:
                second = await self._ask(scope, _again(messages, receive))
            finally:
                echoing.reset(mark)
            answer = first if trick is Trick.REPEAT_FIRST else second
        if answer is not None:  # else the plan has ended the connection
            await (_drip if trick is Trick.DRIP else _tell)(answer, send)

    def _next(self, operation: str) -> tuple[Held | None, Trick | None]:
        with self._lock:
            holds, tricks = self._holds.get(operation), self._tricks.get(operation)
            return (holds.pop(0) if holds else None), (tricks.pop(0) if tricks else None)

    async def _remembering(
        self, operation: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """As it is, and kept to be mixed up later."""
        said: list[Message] = []

        async def told(message: Message) -> None:
            said.append(message)
            await send(message)

        await self._app(scope, receive, told)
        if (answer := _answer(said)) is not None and answer.status == 200:
            with self._lock:
                self._last.setdefault(operation, {})[scope["path"]] = answer

    def _other(self, operation: str, path: str) -> _Answer | None:
        """Of another market where there is one; to a write, the last one to a write."""
        with self._lock:
            known = self._last.get(operation, {})
            others = [answer for each, answer in known.items() if each != path]
            found = others or list(known.values())
            return found[-1] if found else None

    async def _ask(self, scope: Scope, receive: Receive) -> _Answer | None:
        """The exchange's answer, kept back; None where it ended the connection instead."""
        said: list[Message] = []

        async def keep(message: Message) -> None:
            said.append(message)

        await self._app(dict(scope), receive, keep)
        return _answer(said)


def _answer(said: list[Message]) -> _Answer | None:
    if not said or said[-1].get("more_body"):
        return None
    body = b"".join(each.get("body", b"") for each in said[1:])
    return _Answer(said[0]["status"], list(said[0].get("headers", [])), body)


def _again(messages: list[Message], receive: Receive) -> Receive:
    """The request's messages once more."""
    waiting = list(messages)

    async def again() -> Message:
        return waiting.pop(0) if waiting else await receive()

    return again


_MIXED = (Trick.MIX, Trick.MIX_UNDONE)
_REPEATED = (Trick.REPEAT, Trick.REPEAT_FIRST)
_ROUTES = [
    (route.method, (PREFIX + route.path).split("{")[0], "{" in route.path, route.operation)
    for route in ROUTES
]


def _operation(scope: Scope) -> str:
    if scope["type"] != "http":
        return ""
    for method, path, has_fields, operation in _ROUTES:
        asked = scope["path"]
        if scope["method"] == method and (asked.startswith(path) if has_fields else asked == path):
            return operation
    return ""


async def _whole(receive: Receive) -> list[Message]:
    messages = []
    while True:
        messages.append(await receive())
        if not messages[-1].get("more_body"):
            return messages


async def _until_released(hold: Held) -> None:
    hold.arrived.set()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(HELD_AT_MOST):
            while not hold.released.is_set():
                await asyncio.sleep(0.001)


async def _tell(answer: _Answer, send: Send) -> None:
    await send(_start(answer))
    await send({"type": "http.response.body", "body": answer.body})


async def _drip(answer: _Answer, send: Send) -> None:
    await send(_start(answer))
    with contextlib.suppress(OSError, RuntimeError):  # the client goes
        for place in range(len(answer.body)):
            piece = answer.body[place : place + 1]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(DROP)
    await send({"type": "http.response.body", "body": b""})


def _start(answer: _Answer) -> dict[str, Any]:
    return {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
