"""The operator's endpoints, outside the venue's paths: look at everything, move a market's life.

All need the header X-Practice-Token and answer JSON; amounts are cents.
"""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as WebRoute

from xlbetflag.practice.faults.plan import FaultPlan, FaultRule, Plan
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.operator import controls
from xlbetflag.practice.venue import ledger, refusals
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market
from xlbetflag.practice.venue.refusals import Refused
from xlbetflag.practice.wire.requests import (
    Endpoint,
    bounded_body,
    decoded,
    numbers,
    require_secret,
)
from xlbetflag.practice.wire.responses import json_response, refusal_response
from xlbetflag.practice.wire.sessions import Sessions

PREFIX = "/practice"
TOKEN_HEADER = "X-Practice-Token"  # noqa: S105 - the header's name


CHANGES: dict[str, Callable[[Market], None]] = {
    "open": Market.open,
    "suspend": Market.suspend,
    "resume": Market.resume,
    "live": Market.turn_live,
    "close": Market.close,
    "void": Market.void,
}


def operator_routes(
    exchange: Exchange, sessions: Sessions, token: str, faults: FaultPlan
) -> list[WebRoute]:
    """GET ledger, markets; POST step, sessions/expire, markets/{id}/<change>, .../settle.

    Recordings: GET replays, POST replays/{market id}/pause, play, step, speed, seek. Accounts: POST
    accounts opens one, accounts/{number}/deposit pays in.

    Faults: GET tells what is in force and what fired, POST adds a rule, PUT begins anew with a
    plan, DELETE ends one rule or all.
    """
    recordings = controls.Recordings(exchange)
    settlement = msgspec.json.Decoder(controls.Settlement)
    speed, seek = msgspec.json.Decoder(controls.Speed), msgspec.json.Decoder(controls.Seek)
    trader = msgspec.json.Decoder(controls.NewAccount)
    money = msgspec.json.Decoder(controls.Deposit)
    one_rule, whole_plan = msgspec.json.Decoder(FaultRule), msgspec.json.Decoder(Plan)

    async def show_ledger(request: Request) -> object:
        return ledger.ledger(exchange)

    async def show_markets(request: Request) -> object:
        return ledger.markets(exchange)

    async def step(request: Request) -> object:
        return {"moved": exchange.step(), "ticks": exchange.ticks}

    async def expire_sessions(request: Request) -> object:
        return {"expired": sessions.expire_all()}

    async def change(request: Request) -> object:
        market = _market(exchange, request)
        with exchange.lock:
            CHANGES[request.url.path.rpartition("/")[2]](market)
            return ledger.market_row(market)

    async def settle(request: Request) -> object:
        market = _market(exchange, request)
        result = decoded(settlement, await bounded_body(request))
        controls.settle(exchange, market.market_id, result)
        return ledger.market_row(market)

    async def show_replays(request: Request) -> object:
        return recordings.rows()

    async def control(request: Request) -> object:
        market_id = numbers(request.path_params, ["market_id"])["market_id"]
        name = request.url.path.rpartition("/")[2]
        if name == "speed":
            recordings.speed(market_id, decoded(speed, await bounded_body(request)))
        elif name == "seek":
            recordings.seek(market_id, decoded(seek, await bounded_body(request)))
        else:
            controls.SIMPLE[name](recordings, market_id)
        return recordings.row(market_id)

    async def open_account(request: Request) -> object:
        wanted = decoded(trader, await bounded_body(request))
        return account_row(controls.open_account(exchange, wanted))

    async def pay_in(request: Request) -> object:
        number = numbers(request.path_params, ["account"])["account"]
        wanted = decoded(money, await bounded_body(request))
        return account_row(controls.deposit(exchange, number, wanted))

    def account_row(account: Account) -> dict[str, int]:
        with exchange.lock:
            return {"account": account.number, "balance": account.balance, "free": account.free}

    async def show_faults(request: Request) -> object:
        return faults.rows()

    async def add_fault(request: Request) -> object:
        [number] = faults.add(decoded(one_rule, await bounded_body(request)))
        return {"number": number}

    async def replace_faults(request: Request) -> object:
        faults.replace(decoded(whole_plan, await bounded_body(request)))
        return faults.rows()

    async def end_faults(request: Request) -> object:
        named = numbers(request.path_params, list(request.path_params))
        return {"ended": faults.remove(named.get("number"))}

    def route(path: str, method: str, work: Callable[[Request], Awaitable[object]]) -> WebRoute:
        return WebRoute(PREFIX + path, _guarded(token, work), methods=[method])

    return [
        route("/ledger", "GET", show_ledger),
        route("/markets", "GET", show_markets),
        route("/step", "POST", step),
        route("/sessions/expire", "POST", expire_sessions),
        route("/markets/{market_id}/settle", "POST", settle),
        route("/replays", "GET", show_replays),
        *(
            route(f"/replays/{{market_id}}/{name}", "POST", control)
            for name in (*controls.SIMPLE, "speed", "seek")
        ),
        route("/accounts", "POST", open_account),
        route("/accounts/{account}/deposit", "POST", pay_in),
        route("/faults", "GET", show_faults),
        route("/faults", "POST", add_fault),
        route("/faults", "PUT", replace_faults),
        route("/faults", "DELETE", end_faults),
        route("/faults/{number}", "DELETE", end_faults),
        *(route(f"/markets/{{market_id}}/{name}", "POST", change) for name in CHANGES),
    ]


def _guarded(token: str, work: Callable[[Request], Awaitable[object]]) -> Endpoint:
    async def answer(request: Request) -> Response:
        try:
            require_secret(request, TOKEN_HEADER, token, refusals.OPERATOR_TOKEN)
            return json_response(await work(request))
        except Refused as refused:
            is_missing = refused.refusal is refusals.MARKET_UNKNOWN
            return refusal_response(refused, 404 if is_missing else None)

    return answer


def _market(exchange: Exchange, request: Request) -> Market:
    return exchange.market(numbers(request.path_params, ["market_id"])["market_id"])
