"""The practice exchange with its planted faults on market time, as far as a feed meets them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from tests.feed.market_time import SleepingMachine, Way
from xlbetflag.api.routes import Route
from xlbetflag.api.transport import NoAnswer, Response, always
from xlbetflag.feed.carriers import Ask, Done
from xlbetflag.feed.topics import Topic
from xlbetflag.market.moments import rome
from xlbetflag.practice.faults.plan import FaultPlan, Strike, Strikes
from xlbetflag.practice.faults.wire import INSTEAD, SPOILED
from xlbetflag.practice.gateway import Gateway, Visit
from xlbetflag.practice.local import LocalTransport
from xlbetflag.practice.venue.exchange import Exchange

NEVER_ANSWERED = ("drop", "reset", "cut")


class FaultyTransport(LocalTransport):
    """A plan's faults on the way to an exchange in this process. What a delay costs is not waited
    for here: `late` says by how much the last answers come later."""

    def __init__(self, exchange: Exchange, time: SleepingMachine, plan: FaultPlan) -> None:
        super().__init__(exchange, time, api_key="k")
        self.plan = plan
        self.late = 0.0
        self._gateway: StruckGateway = StruckGateway(self._gateway)  # type: ignore[assignment, arg-type]

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout: float,
        may_leave: Callable[[], bool] = always,
    ) -> Response:
        route, _ = self._route(method, path)
        assert route is not None
        strikes = self._gateway.strikes = self.plan.strikes(route.operation)
        try:
            if strikes.wire is not None and strikes.wire.kind.name in INSTEAD:
                strikes.wire.happened()
                found = INSTEAD[strikes.wire.kind.name](strikes.wire)
                retry_after = found.headers.get("retry-after")
                return Response(found.status_code, bytes(found.body), retry_after)
            answer = super().send(
                method, path, headers=headers, body=body, timeout=timeout, may_leave=may_leave
            )
            return answer if strikes.wire is None else self._struck(strikes.wire, answer, timeout)
        finally:
            strikes.close()

    def _struck(self, strike: Strike, answer: Response, timeout: float) -> Response:
        name = strike.kind.name
        body = SPOILED[name](answer.body, strike.rng) if name in SPOILED else answer.body
        if body is None:
            return answer  # nothing to strike at
        strike.happened()
        if name in NEVER_ANSWERED:
            raise NoAnswer(name)
        if name == "delay":
            self.late += min(strike.seconds, timeout)
            if strike.seconds > timeout:
                raise NoAnswer("it took too long")
        return msgspec.structs.replace(answer, body=body)


class StruckGateway:
    """`strikes`: of the request that is under way."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.strikes = Strikes()

    def admit(self, route: Route, key: str, token: str) -> Visit:
        return self._gateway.admit(route, key, token, self.strikes.venue)


class FaultyWires:
    """Carriers on market time: half the way, the answer, the other half and what it is late by.

    `made`: when each answer was, by its topic and when its request left. `tried`: when a topic was
    last asked for, and the longest that it was not.
    """

    is_full = False

    def __init__(self, time: SleepingMachine, transport: FaultyTransport, way: float) -> None:
        self._time = time
        self._transport = transport
        self._half = way / 2
        self.made: dict[tuple[Topic, datetime], datetime] = {}
        self.tried: dict[Topic, tuple[float, float]] = {}

    def carry(self, ask: Ask, done: Done) -> None:
        key = (ask.args[0], rome(self._time.now()))  # type: ignore[attr-defined]
        now = self._time.monotonic()
        before, longest = self.tried.get(ask.args[0], (now, 0.0))  # type: ignore[attr-defined]
        self.tried[key[0]] = (now, max(longest, now - before))
        answers: list[Any] = []
        late: list[float] = []

        def asked() -> None:
            self.made[key] = self._time.now()  # which the exchange's clock is
            self._transport.late = 0.0
            answers.append(ask())
            late.append(self._transport.late)

        def back(_: object) -> None:
            Way(self._time, late[0] / 2, _nothing, lambda _: done(answers[0]), _nothing)

        Way(self._time, self._half, asked, back, _nothing)

    def stop(self) -> None: ...


def _nothing() -> None: ...
