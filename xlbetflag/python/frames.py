"""What the desk knows as pandas frames: money in euros, prices in decimal odds, both floats.

A frame has its columns also where it has no rows; `frame.attrs` then still says how fresh it is
(`status`, `read_at`) and why it could not be read (`trouble`). A selection is "#3", its id, which
no name can be taken for; nothing in a name or a sentence steers a terminal. pandas is loaded when
the first frame is made.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from xlbetflag.market.book import Book, PricePoint
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.moments import rome
from xlbetflag.market.money import as_float
from xlbetflag.market.offer import MarketOffers, Match
from xlbetflag.market.pnl import Profit
from xlbetflag.market.printable import printable
from xlbetflag.market.reading import Reading
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.rulebook import Waiting
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder
from xlbetflag.orders.order import Order
from xlbetflag.orders.status import Status
from xlbetflag.reports.summary import Summary

if TYPE_CHECKING:
    import pandas as pd

MARKETS = "market start sport competition event name line selections live"
BOOK = "selection name side level price size move status read_at"
OFFERS = "offer selection name side price size matched remaining working status read_at"
MATCHES = "offer selection name side price size status read_at"
ORDERS = (
    "key created market event market_name selection name side price stake status offer matched "
    "remaining price_matched options message updated"
)
POSITIONS = (
    "market selection name matched_if_wins matched_if_loses filled_if_wins filled_if_loses "
    "winners bound"
)
SUMMARY = (
    "market event market_name orders turnover matched result profit commission net worst best "
    "estimated"
)
HISTORY = "at back lay"

Names = Mapping[str, str]  # selection id to its name


def frame(columns: str, rows: Iterable[Sequence[Any]]) -> "pd.DataFrame":
    """Rows under their heads, which stand in one text with spaces between them."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=columns.split())


def _read_frame(
    columns: str, rows: Iterable[Sequence[Any]], reading: Reading[Any]
) -> "pd.DataFrame":
    """Each row ends with how fresh it is; the frame says so too, of no rows as well."""
    when = (str(reading.health), reading.read_at)
    made = frame(columns, ((*row, *when) for row in rows))
    made.attrs = {"status": when[0], "read_at": when[1], "trouble": reading.trouble}
    return made


def markets(found: Iterable[tuple[Event, Market, bool]]) -> "pd.DataFrame":
    """Each market with its event, and whether it is being played."""
    return frame(
        MARKETS,
        (
            (
                market.market_id,
                event.start,
                printable(event.sport),
                printable(event.competition),
                printable(event.name),
                printable(market.name),
                printable(market.line),
                {ref(each.selection_id): printable(each.name) for each in market.selections},
                is_live,
            )
            for event, market, is_live in found
        ),
    )


def book(reading: Reading[Book]) -> "pd.DataFrame":
    """A row per price: level 1 is the best."""
    selections = reading.value.selections if reading.value else ()
    return _read_frame(
        BOOK,
        (
            (
                ref(selection.selection_id),
                printable(selection.name),
                str(side),
                level,
                as_float(each.price),
                as_float(each.size),
                selection.move,
            )
            for selection in selections
            for side in Side
            for level, each in enumerate(selection.levels(side), 1)
        ),
        reading,
    )


def offers(reading: Reading[MarketOffers], names: Names) -> "pd.DataFrame":
    mine = reading.value.offers if reading.value else ()
    return _read_frame(
        OFFERS,
        (
            (
                each.offer_id,
                ref(each.selection_id),
                printable(names.get(each.selection_id, "")),
                str(each.side),
                as_float(each.price),
                as_float(each.size),
                as_float(each.matched),
                as_float(each.remaining),
                each.is_working,
            )
            for each in mine
        ),
        reading,
    )


def matches(reading: Reading[tuple[Match, ...]], names: Names) -> "pd.DataFrame":
    return _read_frame(
        MATCHES,
        (
            (
                each.offer_id,
                ref(each.selection_id),
                printable(names.get(each.selection_id, "")),
                str(each.side),
                as_float(each.price),
                as_float(each.size),
            )
            for each in reading.value or ()
        ),
        reading,
    )


def orders(found: Iterable[Order], waits: Waiting, messages: Mapping[str, str]) -> "pd.DataFrame":
    """The journal's orders, and after them the rows that wait; `price_matched` is the average, NaN
    where nothing was read back."""
    rows = chain(
        (
            (
                order.key,
                rome(order.intent.created),
                order.intent.market_id,
                printable(order.intent.event_name),
                printable(order.intent.market_name),
                ref(order.intent.bet.selection_id),
                printable(order.intent.selection_name),
                str(order.intent.bet.side),
                as_float(order.intent.bet.price),
                as_float(order.intent.bet.size),
                str(order.status),
                order.state.offer_id or "",
                as_float(order.matched),
                as_float(order.state.remaining),
                _float(order.state.price_matched),
                waits.options(order.key),
                printable(messages.get(order.key, "")),
                rome(order.state.updated),
            )
            for order in found
        ),
        (
            _waiting_row(asked, printable(messages.get(key, "")))
            for key, asked in waits.rows.items()
        ),
    )
    return frame(ORDERS, rows)


def _waiting_row(asked: ConditionalOrder, message: str) -> Sequence[Any]:
    """Of a row of which nothing has left; `side` may be a command."""
    at = rome(asked.created)
    return (
        asked.key,
        at,
        asked.market_id,
        printable(asked.event_name),
        printable(asked.market_name),
        "" if asked.selection is None else ref(asked.selection.selection_id),
        printable(asked.name),
        str(asked.command or asked.side),
        _float(asked.price),
        _float(asked.size),
        str(Status.WAITING),
        "",
        0.0,
        0.0,
        _float(None),
        str(asked.options),
        message,
        at,
    )


def positions(
    held: Iterable[tuple[str, Names, Mapping[str, Profit], Mapping[str, Profit], int | None]],
) -> "pd.DataFrame":
    """Each market with its names, the profits of what is matched, and as if all on offer were, and
    how many of its selections win, None where nobody knows."""
    return frame(
        POSITIONS,
        (
            (
                market,
                ref(selection),
                printable(names.get(selection, "")),
                as_float(profit.if_wins),
                as_float(profit.if_loses),
                as_float(filled[selection].if_wins),
                as_float(filled[selection].if_loses),
                winners,
                "CAUTIOUS" if winners is None else "EXACT",
            )
            for market, names, matched, filled, winners in held
            for selection, profit in matched.items()
        ),
    )


def summary(found: Summary) -> "pd.DataFrame":
    """A row per market; NaN where nothing is known."""
    return frame(
        SUMMARY,
        (
            (
                each.market_id,
                printable(each.event_name),
                printable(each.market_name),
                each.orders,
                as_float(each.turnover),
                as_float(each.matched),
                str(each.source),
                _float(each.profit),
                _float(each.commission),
                _float(each.net),
                as_float(each.worst),
                as_float(each.best),
                each.source.is_estimated,
            )
            for each in found.markets
        ),
    )


def history(points: Iterable[PricePoint]) -> "pd.DataFrame":
    """A row each time a best price changed; NaN while nobody offered one."""
    return frame(
        HISTORY,
        ((each.at, _float(each.back or None), _float(each.lay or None)) for each in points),
    )


def ref(selection_id: str) -> str:
    """A selection's id as every call takes it, whatever selections are called: "#3"."""
    return f"#{selection_id}"


def _float(amount: float | None) -> float:
    """Cents or hundredths; NaN for none, so that the column stays a number's."""
    return float("nan") if amount is None else amount / 100
