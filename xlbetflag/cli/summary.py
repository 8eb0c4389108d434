"""The command about what a day came to."""

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 - the option is called so
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from rich.table import Table

from xlbetflag.api.config import Environment
from xlbetflag.api.translate import ROME
from xlbetflag.cli.common import app, chosen_settings, kept_journal, language, out
from xlbetflag.cli.table import write_table
from xlbetflag.market.money import as_decimal
from xlbetflag.orders.record import read_record
from xlbetflag.orders.summary import MarketDay, Summary, summarise
from xlbetflag.texts import euros, say

HEADS = (
    "market",
    "orders",
    "turnover (EUR)",
    "matched (EUR)",
    "result",
    "profit before commission (EUR)",
    "commission (EUR)",
    "net (EUR)",
    "worst after commission (EUR)",
    "best after commission (EUR)",
    "estimated",
)


@app.command
def summary(
    *,
    date: Date | None = None,
    csv: Path | None = None,
    environment: Environment | None = None,
) -> None:
    """Show what a day came to, market by market: turnover, matched, commission, profit.

    Parameters
    ----------
    date
        A day of Italian time, as 2026-05-03; without it, today.
    csv
        Write the markets to this file instead, as the Excel of your language reads it.
    environment
        Instead of the one in the settings.
    """
    kept = kept_journal(environment)
    if kept is None:
        return
    chosen = chosen_settings(environment, None)
    day = date or datetime.now(ROME).date()
    with kept as history:
        found = summarise(
            read_record(history, day),
            chosen.winners.get,
            chosen.venue_rules.liability_rounding.value,
        )
    if csv is None:
        _show(found)
        return
    write_table(csv, HEADS, map(_plain, found.markets), language())
    out.print(f"{csv}: {len(found.markets)} markets")


def _plain(market: MarketDay) -> Sequence[str | int | Decimal]:
    """For other programs: euros with a point, nothing where nothing is known."""
    return (
        market.market_id,
        market.orders,
        as_decimal(market.turnover),
        as_decimal(market.matched),
        market.source.value,
        *("" if each is None else as_decimal(each) for each in _result(market)),
        as_decimal(market.worst),
        as_decimal(market.best),
        "yes" if market.source.is_estimated else "no",
    )


def _result(market: MarketDay) -> tuple[int | None, int | None, int | None]:
    return market.profit, market.commission, market.net


def _show(found: Summary) -> None:
    spoken = language()
    heads = (head.removesuffix(" (EUR)") for head in HEADS[:-1])
    table = Table(*heads, show_footer=True, title=f"{found.day:%d/%m/%Y}")
    for column in table.columns[1:]:
        column.justify = "right"
    totals = (found.turnover, found.matched, None, None, found.commission, found.net)
    for column, total in zip(table.columns[2:], totals, strict=False):
        column.footer = "" if total is None else euros(total, spoken)
    for market in found.markets:
        amounts = (*_result(market), market.worst, market.best)
        table.add_row(
            market.market_id,
            str(market.orders),
            euros(market.turnover, spoken),
            euros(market.matched, spoken),
            market.source.value,
            *("" if each is None else euros(each, spoken) for each in amounts),
        )
    out.print(table)
    if found.opening is not None and found.closing is not None:
        moved = found.closing - found.opening
        out.print(
            say(
                "summary.balance",
                spoken,
                opening=found.opening,
                closing=found.closing,
                moved=moved,
            )
        )
    out.print(say("summary.estimated", spoken))
