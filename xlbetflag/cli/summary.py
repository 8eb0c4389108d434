"""The command about what a day came to."""

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 - the option is called so
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from cyclopts import Parameter

from xlbetflag.api.config import Environment
from xlbetflag.cli.common import (
    CsvFile,
    app,
    chosen_settings,
    kept_journal,
    language,
    out,
    remark,
    write_file,
)
from xlbetflag.cli.table import as_json, show_table, write_json
from xlbetflag.market.moments import ROME
from xlbetflag.market.money import as_decimal
from xlbetflag.reports.day import read_record
from xlbetflag.reports.summary import MarketDay, Summary, summarise
from xlbetflag.texts import say

HEADS = (
    "market",
    "event",
    "market name",
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
FIRST = ("event", "market name")  # what a row is known by


@app.command
def summary(
    *,
    day: Annotated[Date | None, Parameter(name=["--day", "--date"])] = None,
    csv: CsvFile = None,
    json: bool = False,
    force: bool = False,
    environment: Environment | None = None,
) -> None:
    """Show what a day came to, market by market: turnover, matched, commission, profit.

    Parameters
    ----------
    day
        A day of Italian time, as 2026-05-03; without it, today.
    csv
        Write the markets to this file instead, as the Excel of your language reads it; - is the
        standard output.
    json
        Print the day as JSON instead.
    force
        Write over a file that is already there.
    environment
        Instead of the one in the settings.
    """
    kept = kept_journal(environment)
    if kept is None:
        return
    chosen = chosen_settings(environment, None)
    wanted = day or datetime.now(ROME).date()
    with kept as history:
        found = summarise(
            read_record(history, wanted),
            chosen.winners_by_id.get,
            chosen.venue_rules.liability_rounding.value,
        )
    rows = [_plain(market) for market in found.markets]
    if csv is not None:
        write_file(csv, HEADS, rows, force=force, what="markets")
    elif json:
        write_json({"day": found.day, **_totals(found), "markets": _markets(rows)})
    else:
        _show(found, rows)


def _plain(market: MarketDay) -> Sequence[str | int | Decimal | None]:
    """Euros; None where nothing is known."""
    return (
        market.market_id,
        market.event_name,
        market.market_name,
        market.orders,
        as_decimal(market.turnover),
        as_decimal(market.matched),
        market.source.value,
        *map(_euros, (market.profit, market.commission, market.net)),
        as_decimal(market.worst),
        as_decimal(market.best),
        "yes" if market.source.is_estimated else "no",
    )


def _markets(rows: Sequence[Sequence[object]]) -> list[dict[str, object]]:
    return [{**each, "estimated": each["estimated"] == "yes"} for each in as_json(HEADS, rows)]


def _totals(found: Summary) -> dict[str, Decimal | None]:
    return {
        "turnover": _euros(found.turnover),
        "matched": _euros(found.matched),
        "commission": _euros(found.commission),
        "net": _euros(found.net),
        "opening": _euros(found.opening),
        "closing": _euros(found.closing),
    }


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else as_decimal(cents)


def _show(found: Summary, rows: Sequence[Sequence[object]]) -> None:
    spoken = language()
    remark(f"{found.day:%d/%m/%Y}")
    sums = _totals(found)
    totals = (
        *("total", "", "", None, sums["turnover"], sums["matched"]),
        *("", None, sums["commission"], sums["net"]),
    )
    show_table(out, HEADS, rows, spoken, totals=totals, first=FIRST)
    if found.opening is not None and found.closing is not None:
        moved = found.closing - found.opening
        remark(
            say(
                "summary.balance",
                spoken,
                opening=found.opening,
                closing=found.closing,
                moved=moved,
            )
        )
    remark(say("summary.estimated", spoken))
