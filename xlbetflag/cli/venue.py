"""Commands about the venue: practise, record, compare, prove, examine."""

import math
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from xlbetflag.api import check
from xlbetflag.api.config import Environment
from xlbetflag.api.routes import overridden
from xlbetflag.cli.common import (
    REFUSED,
    SettingsFile,
    account,
    api,
    app,
    chosen_settings,
    fail,
    out,
)
from xlbetflag.cli.table import write_json
from xlbetflag.market.moments import ROME

LOOK_SECONDS = 0.05  # between two looks of `record` at the feed


@app.command
def practice(
    *,
    port: int = 8790,
    host: str = "127.0.0.1",
    seed: int = 1,
    replay: tuple[Path, ...] = (),
    optimistic: bool = False,
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
    forget_settled_after: float = 3_600.0,
    settings_file: SettingsFile = None,
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
    optimistic
        What you took of a recording is there again whenever the recording moves that price.
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
    forget_settled_after
        Seconds of market time until settled offers leave my offers; inf keeps them.
    settings_file
        A settings file other than the usual one: its rules are the exchange's.
    """
    if not 0 <= port <= 65_535:
        fail(f"--port {port}: a port is a number from 0 (any that is free) to 65535")
    from xlbetflag.practice import server
    from xlbetflag.practice.storage.store import StoreError
    from xlbetflag.practice.wire.limits import RateLimit

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
            optimistic=optimistic,
            speed=speed,
            stepped=stepped,
            interval=interval,
            db=db,
            live_delay=live_delay,
            regulator_delay=regulator_delay,
            strict_netting=strict_netting,
            forget_settled_after=forget_settled_after,
            operator_token=operator_token,
            faults=faults,
            allow_remote=allow_remote,
            rate_limit=RateLimit(requests_per_second, burst),
        )
        rules = chosen_settings(Environment.PRACTICE, settings_file).venue_rules
        server.run(options, rules, started=say_where)
    except (ValueError, StoreError) as error:  # a plan, a recording, an address: each says why
        fail(str(error))


@app.command
def record(
    file: Path,
    *,
    markets: tuple[str, ...] = (),
    minutes: float | None = None,
    force: bool = False,
    environment: Environment | None = None,
    settings_file: SettingsFile = None,
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
    from xlbetflag.recordings.recorder import Recorder

    if file.exists() and not force:
        fail(f"{file} is already there: choose another name, or say --force")
    chosen, secrets, _ = account(environment, settings_file)
    end = math.inf if minutes is None else time.monotonic() + minutes * 60
    with Client(chosen.venue, lambda: secrets) as client:
        feed = Feed(client, chosen.feed)
        recorder = Recorder(
            feed,
            file,
            environment=chosen.environment,
            started=datetime.now(ROME),
            markets=markets,
            winners=chosen.winners_by_id,
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
        fail(f"{file}: nothing could be recorded. {trouble}".rstrip())
    out.print(f"{file}: {recorder.lines} lines, {recorder.markets} markets", markup=False)


@api.command(name="prove")
def api_prove(
    *,
    market: str | None = None,
    environment: Environment | None = None,
    settings_file: SettingsFile = None,
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
    from xlbetflag.cli import proving

    chosen, secrets, journal = account(environment, settings_file)
    if not proving.run(chosen, secrets, journal, market, out):
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
    routes = overridden(chosen_settings(environment, None).venue.routes)
    try:
        found = check.differences(check.load(openapi), routes.values())
    except check.NotOpenApi as error:
        fail(str(error))
    for difference in found:
        out.print(str(difference), markup=False)
    out.print(f"{len(found)} differences" if found else f"no difference: {len(routes)} operations")
    if found:
        sys.exit(REFUSED)


@app.command(name="doctor")
def examine(
    file: Path | None = None, *, json: bool = False, settings_file: SettingsFile = None
) -> None:
    """Look for what may keep this machine from trading, and say what to do about it.

    Ends with 0 where nothing is wrong, 1 otherwise. What cannot be checked on this system is said,
    and is not wrong.

    Parameters
    ----------
    file
        A workbook to look at, too: does Excel block its macros?
    json
        Print what was found as JSON.
    settings_file
        A settings file other than the usual one.
    """
    from xlbetflag import doctor

    colours = {"good": "green", "note": "yellow", "bad": "red"}
    found = doctor.examine(settings_file, file)
    if json:
        all_of_it = [msgspec.structs.asdict(finding) for finding in found]
        write_json(all_of_it)
        if any(each["verdict"] is doctor.Verdict.BAD for each in all_of_it):
            sys.exit(REFUSED)
        return
    is_bad = False
    for finding in found:
        colour = colours[finding.verdict]
        out.print(f"{finding.verdict:4}", style=colour, end="")
        out.print(f"  {finding.subject:16}  ", end="")
        out.print(finding.says, markup=False)
        if finding.remedy:
            out.print(" " * 24 + finding.remedy, markup=False)
        is_bad = is_bad or finding.verdict is doctor.Verdict.BAD
    if is_bad:
        sys.exit(REFUSED)
