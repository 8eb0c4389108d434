"""Commands about the account: log-in, log-out, the journal of its orders."""

import getpass
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.table import Table

from xlbetflag import credentials
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.cli.common import app, chosen_settings, fail, kept_journal, language, out
from xlbetflag.cli.table import write_table
from xlbetflag.market.moments import rome
from xlbetflag.market.money import as_decimal
from xlbetflag.market.printable import printable
from xlbetflag.orders.history import History
from xlbetflag.orders.records import Order
from xlbetflag.orders.rulebook import in_words, kept_rules, rule_story
from xlbetflag.orders.status import Status
from xlbetflag.texts import euros, odds, say


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
    kept = kept_journal(environment)
    if kept is None:
        return
    with kept as history:
        if key is not None:
            _show_story(history, key)
        else:
            _show_orders(history, market, status, day, csv)
            _show_rules(history)


def _show_story(history: History, key: str) -> None:
    events = sorted(history.story(key) + rule_story(history, key), key=lambda event: event.at)
    if not events:
        fail(f"The journal knows no row {key}.")
    spoken = language()
    for event in events:
        notes = [*([event.told] if event.told else []), *event.notes]
        words = " ".join(say(note.code, spoken, **note.values) for note in notes)
        at = f"{rome(event.at):%d/%m %H:%M:%S}"
        out.print(f"{at}  {event.what:14} {printable(words)}".rstrip())


def _show_rules(history: History) -> None:
    """Rows whose options or command have not ended."""
    for kept in kept_rules(history):
        asked = kept.asked
        words = f"rule {asked.key} on market {asked.market_id}: {in_words(asked)}"
        out.print(printable(words))


def _show_orders(
    history: History, market: str | None, status: str | None, day: date | None, file: Path | None
) -> None:
    orders = history.orders(
        market_id=market, statuses=[Status(status.upper())] if status else None, day=day
    )
    spoken = language()
    if file is not None:
        write_table(file, HEADS, map(_row, orders), spoken)
        out.print(f"{file}: {len(orders)} orders", markup=False)
        return
    table = Table(*(head.partition(" (")[0] for head in HEADS))
    for order in orders:
        _, key, where, name, side, _, _, status, offer, _ = map(str, _row(order))
        table.add_row(
            f"{rome(order.intent.created):%Y-%m-%d %H:%M:%S}", key, where, printable(name), side,
            odds(order.intent.bet.price, spoken), euros(order.intent.bet.size, spoken),
            status, offer, euros(order.matched, spoken),
        )  # fmt: skip
    out.print(table)


HEADS = (
    "created",
    "key",
    "market",
    "selection",
    "side",
    "price (decimal odds)",
    "stake (EUR)",
    "status",
    "offer id",
    "matched (EUR)",
)


def _row(order: Order) -> Sequence[object]:
    """For other programs."""
    intent = order.intent
    return (
        rome(intent.created),
        order.key,
        intent.market_id,
        intent.selection_name,
        str(intent.bet.side),
        as_decimal(intent.bet.price),
        as_decimal(intent.bet.size),
        str(order.status),
        order.state.offer_id or "",
        as_decimal(order.matched),
    )
