"""Running the practice exchange: inside another program, or in the foreground for the CLI."""

import math
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import uvicorn

from xlbetflag.market.moments import ROME
from xlbetflag.market.money import Cents
from xlbetflag.market.rules import VenueRules
from xlbetflag.practice.faults.plan import FaultPlan, Plan, load_plan
from xlbetflag.practice.life.script import Script
from xlbetflag.practice.life.ticker import Ticker
from xlbetflag.practice.operator import OperatorPage
from xlbetflag.practice.operator.backoffice import operator_routes
from xlbetflag.practice.replay.recorded import read_recordings
from xlbetflag.practice.replay.recording import Recording
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.storage.restoring import restored
from xlbetflag.practice.storage.store import Store
from xlbetflag.practice.venue.behaviour import Behaviour
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.web import PREFIX, create_app
from xlbetflag.practice.wire.access import check_address
from xlbetflag.practice.wire.limits import RateLimit
from xlbetflag.practice.wire.listening import Server, listen
from xlbetflag.practice.wire.protocol import PracticeProtocol
from xlbetflag.practice.wire.sessions import Sessions

USERNAME, PASSWORD, API_KEY = "demo", "demo", "practice"
BALANCE: Cents = 100_000
EVENTS = 10
START_SECONDS = 15.0
STOP_SECONDS = 10.0
MOST_CONNECTIONS = 1_000


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What `run` serves. `interval`: seconds of market time a tick; `speed` 2 plays twice as fast.

    `optimistic`: recorded liquidity is there again whenever the recording moves it. `events` None:
    10 scripted events, or none beside recordings. `stepped`: no clock, only the operator's step
    moves. `operator_token` empty: a random one. `opened_at` None: now. `faults`: a
    fault plan's file. `allow_remote`: may listen where other machines reach it. `db`: an SQLite
    file in which everything is kept. The rest is `Behaviour`'s. Raises ValueError for numbers that
    mean nothing.
    """

    host: str = "127.0.0.1"
    port: int = 8790
    seed: int = 1
    replays: tuple[Path, ...] = ()
    optimistic: bool = False
    speed: float = 1.0
    stepped: bool = False
    interval: float = 1.0
    events: int | None = None
    operator_token: str = ""
    api_key: str = API_KEY
    balance: Cents = BALANCE
    opened_at: datetime | None = None
    faults: Path | None = None
    rate_limit: RateLimit = RateLimit()
    allow_remote: bool = False
    live_delay: bool = True
    regulator_delay: float = 0.0
    strict_netting: bool = False
    forget_settled_after: float | None = 3_600.0
    db: Path | None = None

    def __post_init__(self) -> None:
        for name in ("speed", "interval"):
            if not 0 < getattr(self, name) < math.inf:
                raise ValueError(f"{name} must be a number above 0")
        for name in ("regulator_delay", "forget_settled_after"):
            if not (getattr(self, name) or 0) >= 0:
                raise ValueError(f"{name} must not be negative")


def build(options: Options, rules: VenueRules | None = None) -> Exchange:
    """The exchange of these options, with the demo account; or, where `db` holds one, that one: it
    goes on where it was, whatever the options say of seed, events and behaviour.

    Raises RecordingError or OSError for a recording, ValueError for the same one twice, StoreError.
    """
    recordings = [each for path in options.replays for each in read_recordings(path)]
    store = Store(options.db) if options.db else None
    if store and not store.is_empty:
        exchange = restored(store, {each.market_id: each for each in recordings}, rules)
        store.attach(exchange, is_stored=True)
        return exchange
    exchange = _opened(options, recordings, rules)
    if store:
        store.attach(exchange, is_stored=False)
    return exchange


def _opened(
    options: Options, recordings: Sequence[Recording], rules: VenueRules | None
) -> Exchange:
    exchange = Exchange(
        options.opened_at or datetime.now(ROME),
        rules=rules,
        tick_seconds=options.interval,
        behaviour=Behaviour(
            live_delay=options.live_delay,
            regulator_delay=options.regulator_delay,
            strict_netting=options.strict_netting,
            forget_settled_after=options.forget_settled_after,
        ),
    )
    exchange.open_account(USERNAME, PASSWORD, options.balance)
    for recording in recordings:
        Replay(exchange, recording, is_optimistic=options.optimistic)
    events = options.events
    if events is None:
        events = 0 if options.replays else EVENTS
    if events:
        Script(exchange, seed=options.seed, count=events)
    return exchange


def run(
    options: Options,
    rules: VenueRules | None = None,
    *,
    started: Callable[["PracticeServer"], None] | None = None,
) -> None:
    """Serve in the foreground until Ctrl-C.

    `started` is called from the server's own loop as it begins to listen: it may print, it must not
    wait for an answer.

    Raises OSError where the port is taken, AccessError, PlanError.
    """
    check_address(
        options.host, allow_remote=options.allow_remote, operator_token=options.operator_token
    )
    exchange = build(options, rules)
    if not exchange.offers_accepted:  # as at the venue no id is ever given again, in a later run
        exchange.offers_accepted = int(time.time())
    server = PracticeServer(
        exchange,
        host=options.host,
        port=options.port,
        api_key=options.api_key,
        operator_token=options.operator_token,
        ticks_per_second=0.0 if options.stepped else options.speed / options.interval,
        faults=load_plan(options.faults) if options.faults else None,
        rate_limit=options.rate_limit,
        allow_remote=options.allow_remote,
    )
    try:
        server.serve(started)
    finally:
        if exchange.store:
            exchange.store.close()


class PracticeServer:
    """An exchange over HTTP. As a context it serves from a daemon thread.

    `port` 0 takes a free one. `ticks_per_second` 0: nothing moves but by `exchange.tick()`.
    `session_lifetime` in seconds; None takes the venue's rule. `faults`: the plan to begin with;
    the attribute is the plan at work. Raises AccessError for a host that other machines reach.
    """

    def __init__(
        self,
        exchange: Exchange,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        api_key: str = API_KEY,
        operator_token: str = "",
        ticks_per_second: float = 0.0,
        session_lifetime: float | None = None,
        faults: Plan | None = None,
        rate_limit: RateLimit | None = None,
        allow_remote: bool = False,
    ) -> None:
        check_address(host, allow_remote=allow_remote, operator_token=operator_token)
        self.exchange = exchange
        self.api_key = api_key
        self.operator_token = operator_token or secrets.token_urlsafe(16)
        lifetime = exchange.rules.session_lifetime.value
        self.sessions = Sessions(lifetime if session_lifetime is None else session_lifetime)
        self.faults = FaultPlan(faults)
        self.page = OperatorPage(exchange, self.sessions, self.faults, self.operator_token)
        app = create_app(
            exchange,
            self.sessions,
            api_key=api_key,
            operator_routes=[
                *operator_routes(exchange, self.sessions, self.operator_token, self.faults),
                *self.page.routes(),
            ],
            faults=self.faults,
            limit=rate_limit,
        )
        config = uvicorn.Config(
            app,
            http=PracticeProtocol,
            limit_concurrency=MOST_CONNECTIONS,
            log_config=None,
            access_log=False,
            ws="none",
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
            timeout_keep_alive=60,
        )
        self._server = Server(config)
        self._ticker = Ticker(exchange, ticks_per_second) if ticks_per_second else None
        self._socket = listen(host, port)
        address: tuple[str, int] = self._socket.getsockname()[:2]
        self.host, self.port = address
        self._thread: threading.Thread | None = None
        self._is_serving = False

    @property
    def url(self) -> str:
        """The base URL of the venue's operations."""
        return self.root + PREFIX

    @property
    def root(self) -> str:
        """Where the operator's paths begin: root + "/practice/ledger"."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def __enter__(self) -> "PracticeServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve from a daemon thread; returns once requests are answered."""
        self._thread = threading.Thread(target=self._serve, name="practice-exchange", daemon=True)
        self._thread.start()
        if not self._server.ready.wait(START_SECONDS):
            self.stop()
            raise RuntimeError("the practice exchange did not start")
        self.page.start()
        if self._ticker:
            self._ticker.start()

    def stop(self) -> None:
        """Answer what has begun, then close. Waits for the daemon thread; a `serve` elsewhere is
        only told."""
        self.page.stop()
        if self._ticker:
            self._ticker.stop()
        self._server.end()
        if self._thread:
            self._thread.join(STOP_SECONDS)
            self._thread = None
        elif not self._is_serving:
            self._socket.close()

    def serve(self, started: Callable[["PracticeServer"], None] | None = None) -> None:
        """Serve from this thread until a signal ends it."""
        self._server.on_ready = (lambda: started(self)) if started else None
        self.page.start()
        if self._ticker:
            self._ticker.start()
        try:
            self._serve()
        except KeyboardInterrupt:
            pass  # uvicorn has shut down and passes the signal on
        finally:
            self.stop()

    def _serve(self) -> None:
        self._is_serving = True
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._is_serving = False
            self._socket.close()
