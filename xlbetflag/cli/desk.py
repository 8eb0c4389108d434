"""Commands about the desk: hold one, speak to it, watch over it."""

import math
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from xlbetflag import settings
from xlbetflag.api.config import Environment
from xlbetflag.cli.common import (
    REFUSED,
    SettingsFile,
    account,
    app,
    ask,
    asked,
    desk,
    fail,
    language,
    out,
    remark,
)
from xlbetflag.cli.table import show_table, write_json
from xlbetflag.feed.state import HEADS, NAMES
from xlbetflag.service import desk_server
from xlbetflag.service.single import only_desk
from xlbetflag.texts import say


@app.command
def serve(
    *,
    environment: Environment | None = None,
    settings_file: SettingsFile = None,
    calc_profile: Path | None = None,
    idle_minutes: float = 30.0,
) -> None:
    """Hold a desk for the spreadsheets and commands of this user, until told to stop.

    Trading workbooks that are open in LibreOffice Calc are kept live; on Windows the macros of
    Excel's find it. There is one for each user: a second one ends at once.

    Parameters
    ----------
    environment
        Instead of the one in the settings.
    settings_file
        A settings file other than the usual one.
    calc_profile
        The LibreOffice profile to follow, instead of the user's own.
    idle_minutes
        End when nobody asked for that long, no workbook is open and no order either.
    """
    from xlbetflag.desk import Desk
    from xlbetflag.engines.calc.process import default_profile
    from xlbetflag.hosts.calc.following import Following
    from xlbetflag.hosts.excel import server

    folder = settings.data_folder()
    chosen, secrets, journal = account(environment, settings_file)
    with only_desk(folder), Desk(chosen, secrets, journal) as running:
        if running.orders.is_read_only:
            fail(running.orders.trouble)
        out.print(f"desk of {chosen.environment} at {chosen.venue.base_url}: disarmed")
        with Following(running, calc_profile or default_profile()) as calc:

            def keep_open(is_open_in_excel: Callable[[], bool] = lambda: False) -> None:
                desk_server.serve(
                    running,
                    folder,
                    idle_seconds=idle_minutes * 60,
                    is_needed=lambda: calc.is_needed or is_open_in_excel(),
                )

            if server.is_possible():
                server.serve(running, keep_open)
            else:
                keep_open()
    out.print("desk closed")


@desk.command
def status(*, json: bool = False) -> None:
    """What the running desk is doing.

    Parameters
    ----------
    json
        Print it as JSON.
    """
    ask(desk_server.Request("status"), as_json=json)


@desk.command
def feed(*, json: bool = False) -> None:
    """How fresh the running desk's prices are, and what that costs: per class of requests.

    Parameters
    ----------
    json
        Print it as JSON.
    """
    answer = asked(desk_server.Request("feed"))
    if json:
        write_json(answer)
        return
    told = partial(say, language=language())
    classes = answer.pop("classes")
    rows = [[told(NAMES[name]), *numbers] for name, *numbers in map(dict.values, classes)]
    remark(told("feed.line", **answer))
    if answer["silence"]:
        remark(told("feed.silence", seconds=answer["silence"]))
    show_table(out, [told(head) for head in HEADS], rows, language())


@desk.command
def arm(*, knowing_loss: bool = False) -> None:
    """Let PLACE send orders.

    Parameters
    ----------
    knowing_loss
        Though the journal has lost its end: first look at the venue for orders it does not know.
    """
    ask(desk_server.Request("arm", knowing_loss=knowing_loss))


@desk.command
def disarm() -> None:
    """Let nothing be sent."""
    ask(desk_server.Request("disarm"))


@desk.command
def halt() -> None:
    """Stop all sending and cancel our unmatched offers."""
    ask(desk_server.Request("halt"))


@desk.command
def resume() -> None:
    """End a halt; the desk stays disarmed."""
    ask(desk_server.Request("resume"))


@desk.command
def cancel_all(market: str | None = None) -> None:
    """Cancel our unmatched offers, of one market or of all.

    Parameters
    ----------
    market
        The id of a market; without it, every market.
    """
    ask(desk_server.Request("cancel_all", market_id=market))


@desk.command
def decide(key: str, status: str) -> None:
    """Say how an order ended that stays UNKNOWN or NOT FOUND, as the venue's own site shows it.

    Parameters
    ----------
    key
        Of its row.
    status
        REFUSED where nothing was placed, else CANCELLED, LAPSED, VOID or SETTLED.
    """
    ask(desk_server.Request("decide", key=key, status=status))


@desk.command
def stop() -> None:
    """End the running desk."""
    ask(desk_server.Request("stop"))


@app.command
def watchdog(
    *,
    seconds: float = 60.0,
    sheet: bool = False,
    environment: Environment | None = None,
    settings_file: SettingsFile = None,
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
    from xlbetflag.service import watchdog as dead_man
    from xlbetflag.service.heartbeat import DESK, SHEET

    if not 0 < seconds < math.inf:
        fail(f"--seconds {seconds:g}: give the seconds without a beat, more than 0")
    chosen, secrets, journal = account(environment, settings_file)
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
