"""The `xlbetflag` command."""

import csv
import getpass
import logging
import math
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import msgspec
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from xlbetflag import __version__, credentials, doctor, settings
from xlbetflag.api import check
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.api.errors import ApiError
from xlbetflag.api.routes import overridden
from xlbetflag.api.translate import ROME
from xlbetflag.hosts import door, present
from xlbetflag.market.problem import Problem
from xlbetflag.orders.history import History
from xlbetflag.orders.status import Status
from xlbetflag.texts import euros, odds, say

HostName = Literal["auto", "excel", "calc", "headless"]
REFUSED, FAULTY = 1, 2  # exit codes: an answer of "no", and something that could not be done
LOOK_SECONDS = 0.05  # between two looks of `record` at the feed

app = App(
    name="xlbetflag",
    help="Trade the Betflag betting exchange from a spreadsheet.",
    version=__version__,
)
api = App(name="api", help="The venue's wire protocol.")
desk = App(name="desk", help="Speak to the running desk.")
app.command(api)
app.command(desk)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; a trader sees a sentence, never a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    try:
        app(sys.argv[1:] if arguments is None else arguments)
    except Problem as problem:
        _fail(say(problem, _language()))
    except (
        settings.BadSettings,
        credentials.NoKeyring,
        credentials.NotStored,
        present.NoHost,
        door.NoDesk,
        ApiError,
        OSError,
    ) as error:
        _fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


# --- a workbook -----------------------------------------------------------------------------


@app.command
def new(file: Path, *, force: bool = False) -> None:
    """Write a fresh trading workbook, with row keys of its own.

    Parameters
    ----------
    file
        Where to: a name ending in .xlsx.
    force
        Write over a file that is already there.
    """
    from xlbetflag.workbook import build, new_file_id

    if file.suffix.lower() != ".xlsx":
        _fail(f"{file}: the name must end in .xlsx")
    if file.exists() and not force:
        _fail(f"{file} is already there: choose another name, or say --force")
    chosen = settings.load()
    build(file, file_id=new_file_id(), environment=chosen.environment)
    out.print(f"{file}: a fresh workbook for {chosen.environment}")


@app.command
def demo(
    *,
    host: HostName = "auto",
    seconds: float = 20.0,
    seed: int = 1,
    json: Path | None = None,
    save: Path | None = None,
    exchange: str | None = None,
) -> None:
    """Trade on the practice exchange: live prices, order rows placed, one cancelled.

    Parameters
    ----------
    host
        The spreadsheet to use; auto takes the best one present.
    seconds
        How long to run.
    seed
        Of the embedded practice exchange: the same seed gives the same markets.
    json
        Write a summary of the run to this file.
    save
        Keep the workbook as this file.
    exchange
        The address of a practice exchange that already runs, instead of an embedded one.
    """
    from xlbetflag import demo as main_job

    summary = main_job.run(
        host=present.choose(host),
        seconds=seconds,
        seed=seed,
        save=save,
        exchange=exchange,
        console=out,
    )
    if json is not None:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(summary), indent=2))
    if summary.errors:
        sys.exit(REFUSED)


@app.command
def run(
    file: Path,
    *,
    host: HostName = "auto",
    environment: Environment | None = None,
    settings_file: Annotated[Path | None, Parameter(name="--settings")] = None,
) -> None:
    """Open a trading workbook on a desk, keep it live, and take commands from the keyboard.

    Parameters
    ----------
    file
        The workbook, as `xlbetflag new` wrote it.
    host
        The spreadsheet to use; auto takes the best one present.
    environment
        Instead of the one in the settings.
    settings_file
        A settings file other than the usual one.
    """
    from xlbetflag.hosts.session import trade

    chosen, secrets, journal = _account(environment, settings_file)
    if not file.exists():
        _fail(f"{file} is not there: 'xlbetflag new {file}' writes a fresh one")
    trade(file, present.choose(host), chosen, secrets, journal, out)


# --- the desk -------------------------------------------------------------------------------


@app.command
def serve(
    *,
    environment: Environment | None = None,
    settings_file: Annotated[Path | None, Parameter(name="--settings")] = None,
    idle_minutes: float = 30.0,
) -> None:
    """Hold a desk for the spreadsheets and commands of this user, until told to stop.

    Parameters
    ----------
    environment
        Instead of the one in the settings.
    settings_file
        A settings file other than the usual one.
    idle_minutes
        End when nobody asked for that long and no order is open.
    """
    from xlbetflag.desk import Desk

    chosen, secrets, journal = _account(environment, settings_file)
    with Desk(chosen, secrets, journal) as running:
        if running.orders.is_read_only:
            _fail(running.orders.trouble)
        out.print(f"desk of {chosen.environment} at {chosen.venue.base_url}: disarmed")
        door.serve(running, settings.data_folder(), idle_seconds=idle_minutes * 60)
    out.print("desk closed")


@desk.command
def status() -> None:
    """What the running desk is doing."""
    _ask(door.Ask("status"))


@desk.command
def arm() -> None:
    """Let PLACE send orders."""
    _ask(door.Ask("arm"))


@desk.command
def disarm() -> None:
    """Let nothing be sent."""
    _ask(door.Ask("disarm"))


@desk.command
def halt() -> None:
    """Stop all sending and cancel our unmatched offers."""
    _ask(door.Ask("halt"))


@desk.command
def resume() -> None:
    """End a halt; the desk stays disarmed."""
    _ask(door.Ask("resume"))


@desk.command
def cancel_all(market: str | None = None) -> None:
    """Cancel our unmatched offers, of one market or of all.

    Parameters
    ----------
    market
        The id of a market; without it, every market.
    """
    _ask(door.Ask("cancel_all", market_id=market))


@desk.command
def stop() -> None:
    """End the running desk."""
    _ask(door.Ask("stop"))


# --- the account ----------------------------------------------------------------------------


@app.command
def login(environment: Environment | None = None) -> None:
    """Store the API key, user name and password in the system's keyring, and try them.

    Parameters
    ----------
    environment
        Instead of the one in the settings.
    """
    from xlbetflag.api.client import Client

    chosen = _settings(environment, None)
    where = chosen.environment
    if credentials.backend_name() is None:
        raise credentials.NoKeyring(
            f"This machine has no keyring. {credentials.HOW_TO_GET_A_KEYRING}"
        )
    out.print(f"Account at {where}: {chosen.venue.base_url}")
    secrets = Credentials(
        username=input("User name: ").strip(),
        password=getpass.getpass("Password: "),
        api_key=getpass.getpass("API key: ").strip(),
    )
    credentials.store(where, secrets)
    with Client(chosen.venue, lambda: secrets) as client:
        client.login()
        client.logout()
    out.print(f"Stored in {credentials.backend_name()}; the venue accepted them.")


@app.command
def logout(environment: Environment | None = None) -> None:
    """Remove what `login` stored.

    Parameters
    ----------
    environment
        Instead of the one in the settings.
    """
    where = _settings(environment, None).environment
    credentials.forget(where)
    out.print(f"Nothing is stored for {where} any more.")


@app.command
def journal(
    key: str | None = None,
    *,
    market: str | None = None,
    status: str | None = None,
    day: date | None = None,
    csv: Path | None = None,
    environment: Environment | None = None,
) -> None:
    """Show the orders of the journal, or the whole story of one row.

    Parameters
    ----------
    key
        A row's key: why is it in this state?
    market
        Only orders of this market.
    status
        Only orders in this state, as MATCHED.
    day
        Only orders of this day (Italian time), as 2026-05-03.
    csv
        Write the orders to this file instead of showing them.
    environment
        Instead of the one in the settings.
    """
    chosen = _settings(environment, None)
    path = settings.journal_path(chosen.environment, credentials.load(chosen.environment).username)
    if not path.exists():
        out.print(f"No order was ever placed here: {path} does not exist.")
        return
    with History(path) as history:
        if key is not None:
            _show_story(history, key)
        else:
            _show_orders(history, market, status, day, csv)


# --- the venue ------------------------------------------------------------------------------


@app.command
def practice(
    *,
    port: int = 8790,
    host: str = "127.0.0.1",
    seed: int = 1,
    replay: tuple[Path, ...] = (),
    speed: float = 1.0,
    stepped: bool = False,
    interval: float = 1.0,
    db: Path | None = None,
    faults: Path | None = None,
    allow_remote: bool = False,
    operator_token: Annotated[
        str, Parameter(env_var="XLBETFLAG_OPERATOR_TOKEN", show_env_var=True)
    ] = "",
    requests_per_second: float = 2_000.0,
    burst: int = 4_000,
    live_delay: bool = True,
    regulator_delay: float = 0.0,
    strict_netting: bool = False,
) -> None:
    """Run the practice exchange: it speaks the venue's wire, with scripted or recorded markets.

    Parameters
    ----------
    port
        Where to listen.
    host
        The address to listen at; one that other machines reach needs --allow-remote.
    seed
        The same seed gives the same markets.
    replay
        A recorded market, or a tape of 'xlbetflag record'; may be given several times.
    speed
        2 plays twice as fast.
    stepped
        Markets move only when the operator's step is called.
    interval
        Seconds of market time a tick.
    db
        Keep everything in this SQLite file, and go on from it where it is already there.
    faults
        A fault plan, TOML or JSON: what goes wrong, and when.
    allow_remote
        Listen where other machines reach it; needs an operator token of your own.
    operator_token
        What opens the operator's page and calls; a random one where none is given.
    requests_per_second
        What one API key may ask for; beyond it, 429.
    burst
        How many requests at once before that limit is felt.
    live_delay
        A live market accepts an offer only after its delay.
    regulator_delay
        Seconds until the regulator registers an offer or opens a market.
    strict_netting
        An unmatched offer blocks what it may cost and frees nothing.
    """
    from xlbetflag.practice import server
    from xlbetflag.practice.limits import RateLimit
    from xlbetflag.practice.store import StoreError

    def say_where(running: server.PracticeServer) -> None:
        out.print(f"practice exchange at {running.url}")
        out.print(f"user {server.USERNAME}, password {server.PASSWORD}, API key {running.api_key}")
        out.print(f"operator's page: {running.root}/operator, token ", end="")
        out.print(running.operator_token, markup=False)

    try:
        options = server.Options(
            host=host,
            port=port,
            seed=seed,
            replays=replay,
            speed=speed,
            stepped=stepped,
            interval=interval,
            db=db,
            live_delay=live_delay,
            regulator_delay=regulator_delay,
            strict_netting=strict_netting,
            operator_token=operator_token,
            faults=faults,
            allow_remote=allow_remote,
            rate_limit=RateLimit(requests_per_second, burst),
        )
        server.run(options, started=say_where)
    except (ValueError, StoreError) as error:  # a plan, a recording, an address: each says why
        _fail(str(error))


@app.command
def record(
    file: Path,
    *,
    markets: tuple[str, ...] = (),
    minutes: float | None = None,
    force: bool = False,
    environment: Environment | None = None,
    settings_file: Annotated[Path | None, Parameter(name="--settings")] = None,
) -> None:
    """Save what the feed sees of markets, to be lived again with 'xlbetflag practice --replay'.

    Ends when every market has ended, after so many minutes, or at Ctrl-C.

    Parameters
    ----------
    file
        Where to: JSON lines, packed where the name ends in .gz.
    markets
        Ids of markets; without them, those of the menu, at most 40.
    minutes
        Stop after that long.
    force
        Write over a file that is already there.
    environment
        Instead of the one in the settings.
    settings_file
        A settings file other than the usual one.
    """
    from xlbetflag.api.client import Client
    from xlbetflag.feed import Feed
    from xlbetflag.feed.record import Recorder

    if file.exists() and not force:
        _fail(f"{file} is already there: choose another name, or say --force")
    chosen, secrets, _ = _account(environment, settings_file)
    end = math.inf if minutes is None else time.monotonic() + minutes * 60
    with Client(chosen.venue, lambda: secrets) as client:
        feed = Feed(client, chosen.feed)
        recorder = Recorder(
            feed,
            file,
            environment=chosen.environment,
            started=datetime.now(ROME),
            markets=markets,
            winners=chosen.winners,
        )
        feed.start()
        try:
            with recorder, out.status(f"recording {chosen.environment}: Ctrl-C ends it") as status:
                while not recorder.is_over and time.monotonic() < end:
                    if recorder.look():
                        status.update(f"{recorder.markets} markets, {recorder.lines} lines")
                    time.sleep(LOOK_SECONDS)
        except KeyboardInterrupt:
            pass  # the usual end
        finally:
            trouble = feed.status().trouble
            feed.stop()
    if not recorder.markets:
        _fail(f"{file}: nothing could be recorded. {trouble}".rstrip())
    out.print(f"{file}: {recorder.lines} lines, {recorder.markets} markets", markup=False)


@api.command(name="prove")
def api_prove(
    *,
    market: str | None = None,
    environment: Environment | None = None,
    settings_file: Annotated[Path | None, Parameter(name="--settings")] = None,
) -> None:
    """Prove side and price with one minimum back and lay, read back and cancelled; asks first.

    Production is armed only with the routes and rules that this has proved there.

    Parameters
    ----------
    market
        The id of a market; without it, the first that will do.
    environment
        Instead of the one in the settings.
    settings_file
        A settings file other than the usual one.
    """
    from xlbetflag import proving

    chosen, secrets, journal = _account(environment, settings_file)
    if not proving.run(chosen, secrets, journal, market, out):
        sys.exit(REFUSED)


@app.command
def watchdog(
    *,
    seconds: float = 60.0,
    sheet: bool = False,
    environment: Environment | None = None,
    settings_file: Annotated[Path | None, Parameter(name="--settings")] = None,
) -> None:
    """Cancel our unmatched offers when the desk's beats stop; places nothing, ends after it acted.

    A desk that is closed in order is left alone. Ends with 1 where something may still stand.

    Parameters
    ----------
    seconds
        How long without a beat.
    sheet
        Act when the sheet's beats stop, too.
    environment
        Instead of the one in the settings.
    settings_file
        A settings file other than the usual one.
    """
    from xlbetflag import watchdog as dead_man
    from xlbetflag.pulse import DESK, SHEET

    chosen, secrets, journal = _account(environment, settings_file)
    watched = [DESK, SHEET] if sheet else [DESK]
    out.print(f"watching the {' and the '.join(watched)}: {seconds:g} s without a beat")
    stopped = dead_man.guard([dead_man.Watch(journal, who, seconds) for who in watched])
    if stopped is not None:
        outcome = dead_man.act(chosen, secrets, journal, stopped.who, out.print)
        out.print(f"{outcome.cancelled} offers cancelled")
        for left in outcome.left:
            out.print(f"may still stand: {left}", markup=False)
        if outcome.left:
            sys.exit(REFUSED)


@api.command(name="check")
def api_check(openapi: Path, *, environment: Environment | None = None) -> None:
    """Compare our route and field table with the venue's own OpenAPI file.

    Parameters
    ----------
    openapi
        The file that the venue's page offers for download (JSON).
    environment
        Whose route overrides to compare, instead of the one in the settings.
    """
    routes = overridden(_settings(environment, None).venue.routes)
    try:
        found = check.differences(check.load(openapi), routes.values())
    except check.NotOpenApi as error:
        _fail(str(error))
    for difference in found:
        out.print(str(difference), markup=False)
    out.print(f"{len(found)} differences" if found else f"no difference: {len(routes)} operations")
    if found:
        sys.exit(REFUSED)


@app.command(name="doctor")
def examine(*, settings_file: Annotated[Path | None, Parameter(name="--settings")] = None) -> None:
    """Look for what may keep this machine from trading, and say what to do about it.

    Ends with 0 where nothing is wrong, 1 otherwise.

    Parameters
    ----------
    settings_file
        A settings file other than the usual one.
    """
    colours = {"good": "green", "note": "yellow", "bad": "red"}
    is_bad = False
    for finding in doctor.examine(settings_file):
        colour = colours[finding.verdict]
        out.print(f"[{colour}]{finding.verdict:4}[/]  {finding.subject:16}  ", end="")
        out.print(finding.says, markup=False)
        if finding.remedy:
            out.print(" " * 24 + finding.remedy, markup=False)
        is_bad = is_bad or finding.verdict is doctor.Verdict.BAD
    if is_bad:
        sys.exit(REFUSED)


# --- shared ---------------------------------------------------------------------------------


def _settings(environment: Environment | None, file: Path | None) -> settings.Settings:
    chosen = settings.load(file)
    return msgspec.structs.replace(chosen, environment=environment) if environment else chosen


def _account(
    environment: Environment | None, file: Path | None
) -> tuple[settings.Settings, Credentials, Path]:
    chosen = _settings(environment, file)
    secrets = credentials.load(chosen.environment)
    return chosen, secrets, settings.journal_path(chosen.environment, secrets.username)


def _ask(request: door.Ask) -> None:
    answer = door.ask(settings.data_folder(), request)
    for name, value in answer.items():
        out.print(f"{name:12} {value}", markup=False)


def _show_story(history: History, key: str) -> None:
    events = history.story(key)
    if not events:
        _fail(f"The journal knows no row {key}.")
    language = _language()
    for event in events:
        notes = [*([event.told] if event.told else []), *event.notes]
        words = " ".join(say(note.code, language, **note.values) for note in notes)
        out.print(f"{event.at:%d/%m %H:%M:%S}  {event.what:14} {words}".rstrip(), markup=False)


def _show_orders(
    history: History, market: str | None, status: str | None, day: date | None, file: Path | None
) -> None:
    orders = history.orders(
        market_id=market, statuses=[Status(status.upper())] if status else None, day=day
    )
    language = _language()
    heads = (
        "created",
        "key",
        "market",
        "selection",
        "side",
        "price",
        "stake",
        "status",
        "offer id",
        "matched",
    )
    rows: list[Sequence[str]] = [
        (
            f"{order.intent.created:%Y-%m-%d %H:%M:%S}",
            order.key,
            order.intent.market_id,
            order.intent.selection_name,
            order.intent.bet.side,
            odds(order.intent.bet.price, language),
            euros(order.intent.bet.size, language),
            order.status,
            order.state.offer_id or "",
            euros(order.matched, language),
        )
        for order in orders
    ]
    if file is not None:
        with file.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows([heads, *rows])
        out.print(f"{file}: {len(rows)} orders")
        return
    table = Table(*heads)
    for row in rows:
        table.add_row(*row)
    out.print(table)


def _language() -> str:
    try:
        return settings.load().language
    except settings.BadSettings:
        return "en"


def _fail(message: str) -> NoReturn:
    err.print(message, markup=False)
    sys.exit(FAULTY)
