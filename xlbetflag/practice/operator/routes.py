"""The operator's page over HTTP: log-in, pages, and forms that move markets and inject faults."""

from collections.abc import Awaitable, Callable
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from xlbetflag.practice.faults.plan import FaultPlan
from xlbetflag.practice.operator.account_views import (
    account_of,
    account_page,
    accounts_page,
    deposit_of,
)
from xlbetflag.practice.operator.backoffice import CHANGES
from xlbetflag.practice.operator.controls import (
    SIMPLE,
    Recordings,
    Settlement,
    deposit,
    open_account,
    settle,
)
from xlbetflag.practice.operator.door import Door, is_same_origin, read_form
from xlbetflag.practice.operator.fault_page import faults_page, rule_of
from xlbetflag.practice.operator.forms import Form, Rejected, Said, rejected
from xlbetflag.practice.operator.frame import PREFIX, Frame, euros, login_page
from xlbetflag.practice.operator.prices import PriceHistory, Sampler
from xlbetflag.practice.operator.replay_page import ENDED, replays_page, seek_of, speed_of
from xlbetflag.practice.operator.views import market_page, overview
from xlbetflag.practice.venue import ledger
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market
from xlbetflag.practice.venue.refusals import WINNERS, Refused
from xlbetflag.practice.wire.sessions import Sessions

SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
STATIC = {"operator.css": "text/css", "operator.js": "text/javascript"}
LIVE = "X-Live"  # our script fetches a page for its live parts: it has not shown what was said
DOING = {
    "open": "opening",
    "suspend": "suspending",
    "resume": "resuming",
    "live": "going live",
    "close": "closing",
    "void": "voiding",
}

Show = Callable[[Request, Frame], str]
Do = Callable[[Request, Form], str]


class Missing(Rejected):
    """There is no such market, account, recording or page."""


class OperatorPage:
    """The pages of one exchange. `start` and `stop` its sampling of prices."""

    def __init__(
        self, exchange: Exchange, sessions: Sessions, faults: FaultPlan, token: str
    ) -> None:
        self._exchange = exchange
        self._sessions = sessions
        self._faults = faults
        self._recordings = Recordings(exchange)
        self._door = Door(token)
        self._said = Said()
        self.prices = PriceHistory(exchange)
        self._sampler = Sampler(self.prices)

    def start(self) -> None:
        self._sampler.start()

    def stop(self) -> None:
        self._sampler.stop()

    def routes(self) -> list[Route]:
        return [
            *(Route(f"{PREFIX}/{name}", _static(name)) for name in STATIC),
            Route(f"{PREFIX}/login", self._log_in, methods=["GET", "POST"]),
            Route(f"{PREFIX}/logout", self._form(self._log_out), methods=["POST"]),
            self._page("", lambda _, frame: overview(self._exchange, frame)),
            self._page("/markets/{market}", self._market),
            self._page("/replays", lambda _, frame: replays_page(self._recordings.rows(), frame)),
            self._page("/accounts", lambda _, frame: accounts_page(self._exchange, frame)),
            self._page("/accounts/{account}", self._account),
            self._page("/faults", lambda _, frame: faults_page(self._faults.rows(), frame)),
            self._action("/step", self._step),
            self._action("/sessions/expire", self._expire),
            self._action("/accounts/open", self._open_account),
            self._action("/accounts/{account}/deposit", self._deposit),
            self._action("/replays/{market}/{control}", self._control),
            self._action("/faults", self._inject),
            self._action("/faults/{rule}/end", self._end_fault),
            self._action("/markets/{market}/settle", self._settle),
            self._action("/markets/{market}/{change}", self._change),
            Route(f"{PREFIX}/{{rest:path}}", self._nowhere, methods=["GET", "POST"]),
        ]

    # --- pages ------------------------------------------------------------------------------

    def _market(self, request: Request, frame: Frame) -> str:
        return market_page(self._exchange, self._the_market(request), self.prices, frame)

    def _account(self, request: Request, frame: Frame) -> str:
        wanted = self._the_account(request)
        for account in ledger.ledger(self._exchange)["accounts"]:
            if account["account"] == wanted:
                return account_page(account, self._exchange.markets, frame)
        raise Missing(f"There is no account {wanted}.")

    # --- actions: each gives the sentence to show, or raises Rejected ------------------------

    def _change(self, request: Request, form: Form) -> str:
        market, change = self._the_market(request), request.path_params["change"]
        if change not in DOING:
            raise Missing("There is no such change.")
        try:
            CHANGES[change](market)
        except Refused:
            raise _impossible(market, DOING[change]) from None
        return f"{market.title}: {_state(market)}."

    def _settle(self, request: Request, form: Form) -> str:
        market = self._the_market(request)
        winners, tied, returned = (_ids(form, name) for name in ("winner", "tied", "returned"))
        try:
            settle(self._exchange, market.market_id, Settlement(winners, tied, returned))
        except Refused as refused:
            if refused.refusal is not WINNERS:
                raise _impossible(market, "settling") from None
            count = "1 winner" if market.winners == 1 else f"{market.winners} winners"
            why = f"it has {count}, or more in a dead heat, and each selection has one result"
            raise Rejected(f"{market.title}: not settled, {why}.", "winner") from None
        return f"{market.title}: settled."

    def _step(self, request: Request, form: Form) -> str:
        return "Stepped once." if self._exchange.step() else "Everything has ended."

    def _expire(self, request: Request, form: Form) -> str:
        return f"{_count(self._sessions.expire_all(), 'session')} ended."

    def _open_account(self, request: Request, form: Form) -> str:
        wanted = account_of(form)
        try:
            account = open_account(self._exchange, wanted)
        except Refused:
            raise Rejected("No account opened: the user name is taken.", "username") from None
        return f"Account {account.username} opened with {euros(account.balance)}."

    def _deposit(self, request: Request, form: Form) -> str:
        number, wanted = self._the_account(request), deposit_of(form)
        account = deposit(self._exchange, number, wanted)
        return f"{euros(wanted.amount)} deposited: {account.username} has {euros(account.balance)}."

    def _control(self, request: Request, form: Form) -> str:
        market_id, name = _number(request, "market", "recording"), request.path_params["control"]
        row = next((row for row in self._recordings.rows() if row["market"] == market_id), None)
        if row is None:
            raise Missing(f"There is no recording {market_id}.")
        if name == "speed":
            self._recordings.speed(market_id, speed_of(form))
        elif name == "seek":
            self._recordings.seek(market_id, seek_of(form))
        elif name not in SIMPLE:
            raise Missing("There is no such control.")
        elif row["over"]:
            raise Rejected(f"{row['title']}: {ENDED}")
        else:
            SIMPLE[name](self._recordings, market_id)
        row = self._recordings.row(market_id)
        return f"{row['title']}: update {row['position']:,} of {row['updates']:,}."

    def _inject(self, request: Request, form: Form) -> str:
        rule = rule_of(form)
        self._faults.add(rule)
        return f"{rule.kind} is in force."

    def _end_fault(self, request: Request, form: Form) -> str:
        ended = self._faults.remove(_number(request, "rule", "fault") or None)
        return f"{_count(ended, 'fault')} ended."

    # --- what a path names ------------------------------------------------------------------

    def _the_market(self, request: Request) -> Market:
        number = _number(request, "market", "market")
        market = self._exchange.markets.get(number)
        if market is None:
            raise Missing(f"There is no market {number}.")
        return market

    def _the_account(self, request: Request) -> int:
        number = _number(request, "account", "account")
        if all(account.number != number for account in self._exchange.traders):
            raise Missing(f"There is no account {number}.")
        return number

    # --- log-in -----------------------------------------------------------------------------

    async def _log_in(self, request: Request) -> Response:
        if request.method != "POST":
            return _html(login_page(""))
        if not self._door.may_guess():
            return _html(login_page("Too many attempts: wait a little."), 429)
        form = await read_form(request)
        if not is_same_origin(request) or not self._door.opens(form.get("token", [""])[0]):
            return _html(login_page("That is not the token."), 403)
        response = _redirect(PREFIX)
        self._door.let_in(request, response)
        return response

    def _log_out(self, request: Request, form: Form) -> Response:
        response = _redirect(f"{PREFIX}/login")
        self._door.lock(request, response)
        return response

    # --- what is common ---------------------------------------------------------------------

    def _page(self, path: str, show: Show) -> Route:
        async def answer(request: Request) -> Response:
            if not self._door.is_open(request):
                return _redirect(f"{PREFIX}/login")
            return self._shown(request, show)

        return Route(PREFIX + path, answer)

    async def _nowhere(self, request: Request) -> Response:
        if not self._door.is_open(request):
            return _html(login_page("There is no such page."), 404)
        return self._shown(request, _no_page)

    def _shown(self, request: Request, show: Show) -> Response:
        with self._exchange.lock:
            frame = Frame(
                path=request.url.path,
                clock=f"{self._exchange.now:%d/%m/%Y %H:%M:%S}",
                csrf=self._door.csrf,
                said=self._said,
            )
            if LIVE not in request.headers:
                self._said = Said()
            try:
                return _html(show(request, frame))
            except Missing as missing:
                return _html(frame.missing(str(missing)), 404)

    def _action(self, path: str, do: Do) -> Route:
        def act(request: Request, form: Form) -> Response:
            with self._exchange.lock:
                try:
                    self._said = Said(do(request, form))
                except Rejected as wrong:
                    self._said = rejected(str(wrong), request.url.path, form, wrong.fields)
                except Refused as refused:
                    why = f"The exchange refused this ({refused.refusal.name})."
                    self._said = rejected(why, request.url.path, form)
            return _redirect(_back(request))

        return Route(PREFIX + path, self._form(act), methods=["POST"])

    def _form(
        self, act: Callable[[Request, Form], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if not self._door.is_open(request):
                return _redirect(f"{PREFIX}/login")
            try:
                form = await read_form(request)
            except (Refused, ValueError):
                return _html(login_page("That form could not be read."), 400)
            if not self._door.is_own_form(request, form):
                return _html(login_page("That form was not ours: log in again."), 403)
            return act(request, form)

        return answer


def _no_page(request: Request, frame: Frame) -> str:
    raise Missing(f"There is no page {request.url.path}.")


def _number(request: Request, name: str, what: str) -> int:
    written = request.path_params[name]
    if not (written.isascii() and written.isdigit() and len(written) < 20):
        raise Missing(f"There is no {what} {written}.")
    return int(written)


def _impossible(market: Market, doing: str) -> Rejected:
    return Rejected(f"{market.title}: {doing} is not possible, the market is {_state(market)}.")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _ids(form: Form, name: str) -> tuple[int, ...]:
    written = [each for each in form.get(name, []) if each.isascii() and each.isdigit()]
    return tuple(int(each) for each in written if len(each) < 20)


def _state(market: Market) -> str:
    return market.state.lower() + (
        " and live" if market.is_live and not market.state.is_over else ""
    )


def _back(request: Request) -> str:
    """The page of ours that the form was on."""
    origin = f"{request.url.scheme}://{request.headers.get('Host')}"
    path = request.headers.get("Referer", "").removeprefix(origin).partition("?")[0]
    return path if path == PREFIX or path.startswith(PREFIX + "/") else PREFIX


def _redirect(path: str) -> Response:
    return RedirectResponse(path, 303, headers=SAFE)


def _html(page: str, status: int = 200) -> Response:
    return Response(page, status, headers=SAFE, media_type="text/html")


def _static(name: str) -> Callable[[Request], Awaitable[Response]]:
    content = files("xlbetflag.practice.operator").joinpath(name).read_bytes()

    async def answer(request: Request) -> Response:
        return Response(content, headers=SAFE, media_type=STATIC[name])

    return answer
