"""Commands about the account: log-in, log-out, the journal of its orders."""

import getpass
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter

from xlbetflag import credentials
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.cli.common import (
    CsvFile,
    app,
    chosen_settings,
    fail,
    kept_journal,
    language,
    out,
    remark,
    write_file,
)
from xlbetflag.cli.table import as_json, show_table, write_json
from xlbetflag.market.moments import rome
from xlbetflag.market.money import as_decimal
from xlbetflag.market.printable import printable
from xlbetflag.orders.conditional.rulebook import rule_story, waiting
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder
from xlbetflag.orders.journal.reader import History
from xlbetflag.orders.journal.row_results import result_of
from xlbetflag.orders.order import Order
from xlbetflag.orders.status import Status
from xlbetflag.texts import say


@app.command
def login(environment: Environment | None = None) -> None:
    """Store the API key, user name and password in the system's keyring, and try them.

    Parameters
    ----------
    environment
        Instead of the one in the settings.
    """
    from xlbetflag.api.client import Client

    chosen = chosen_settings(environment, None)
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
    where = chosen_settings(environment, None).environment
    credentials.forget(where)
    out.print(f"Nothing is stored for {where} any more.")


@app.command
def journal(
    key: str | None = None,
    *,
    market: str | None = None,
    status: str | None = None,
    day: date | None = None,
    csv: CsvFile = None,
    json: bool = False,
    force: bool = False,
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
        Only orders in this state, as MATCHED; those that wait for their options are WAITING.
    day
        Only orders of this day (Italian time), as 2026-05-03.
    csv
        Write the orders to this file instead of showing them; - is the standard output.
    json
        Print them as JSON instead.
    force
        Write over a file that is already there.
    environment
        Instead of the one in the settings.
    """
    wanted = [_status(status)] if status else None
    kept = kept_journal(environment)
    if kept is None:
        return
    with kept as history:
        if key is not None:
            _show_story(history, key, as_json=json)
            return
        spoken = language()
        waits = waiting(history, market_id=market, day=day)
        orders = history.orders(market_id=market, statuses=wanted, day=day)
        rows = [_row(order, spoken, waits.options(order.key)) for order in orders]
        if wanted is None or Status.WAITING in wanted:
            rows = sorted([*rows, *map(_waiting_row, waits.rows.values())], key=itemgetter(0))
        if csv is not None:
            write_file(csv, HEADS, rows, force=force, what="orders")
        elif json:
            write_json(as_json(HEADS, rows))
        else:
            show_table(out, HEADS, rows, spoken, first=FIRST)
            if not rows:
                remark(f"no such order in {history.path}")


def _status(word: str) -> Status:
    try:
        return Status(word.upper())
    except ValueError:
        fail(f"{word} is no status of an order: it is one of {', '.join(Status)}")


def _show_story(history: History, key: str, *, as_json: bool) -> None:
    events = sorted(history.story(key) + rule_story(history, key), key=lambda event: event.at)
    if not events:
        fail(f"The journal knows no row {key}.")
    spoken = language()
    told = []
    for event in events:
        notes = [*([event.told] if event.told else []), *event.notes]
        words = " ".join(say(note.code, spoken, **note.values) for note in notes)
        told.append((rome(event.at), event.what, words))
    if as_json:
        write_json([{"at": at, "what": what, "words": words} for at, what, words in told])
        return
    for at, what, words in told:
        out.print(f"{at:%d/%m %H:%M:%S}  {what:14} {printable(words)}".rstrip())


HEADS = (
    "created",
    "key",
    "market",
    "event",
    "market name",
    "selection",
    "side",
    "price (decimal odds)",
    "stake (EUR)",
    "status",
    "offer id",
    "matched (EUR)",
    "price matched (decimal odds)",
    "updated",
    "options",
    "message",
)
FIRST = ("event", "market name", "selection")  # what a row is known by


def _row(order: Order, spoken: str, options: str) -> Sequence[object]:
    """`options`: those that still go on."""
    intent = order.intent
    shown = result_of(order, spoken)
    price = shown.price_matched
    return (
        rome(intent.created),
        order.key,
        intent.market_id,
        intent.event_name,
        intent.market_name,
        intent.selection_name,
        str(intent.bet.side),
        as_decimal(intent.bet.price),
        as_decimal(intent.bet.size),
        str(order.status),
        shown.offer_id,
        as_decimal(order.matched),
        None if price is None else round(Decimal(str(price)) / 100, 3),
        rome(shown.updated),
        options,
        shown.message,
    )


def _waiting_row(asked: ConditionalOrder) -> Sequence[object]:
    """Of a row of which nothing has left yet; `side` may be a command."""
    at = rome(asked.created)
    return (
        at,
        asked.key,
        asked.market_id,
        asked.event_name,
        asked.market_name,
        asked.name,
        str(asked.command or asked.side),
        None if asked.price is None else as_decimal(asked.price),
        None if asked.size is None else as_decimal(asked.size),
        str(Status.WAITING),
        "",
        as_decimal(0),
        None,
        at,
        str(asked.options),
        "",
    )
