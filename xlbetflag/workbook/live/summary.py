"""The Summary sheet of a live workbook: which day is asked for, and what it came to."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from xlbetflag.market.money import Cents, as_float
from xlbetflag.reports.summary import MarketDay, Summary
from xlbetflag.workbook.layout.summary import DAY, KEYS, SHOWN_DAY, SUMMARY_TABLE, TOTAL
from xlbetflag.workbook.live.block import TableBlock, Values, find_name, named, read
from xlbetflag.workbook.live.cells import as_text, text_cell

if TYPE_CHECKING:
    import xlwings as xw


class SummaryCells:
    """Of a live workbook; nothing happens in one without the sheet."""

    def __init__(self, book: "xw.Book") -> None:
        self._book = book
        self._written: tuple[str, Values] = ("", [])

    @property
    def is_present(self) -> bool:
        return find_name(self._book, DAY) is not None

    def day(self) -> date | None:
        """The day that the user asks for; None for today, also where the cell makes no sense."""
        value = read(named(self._book, DAY))[0][0]
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else _typed(as_text(value))

    def show(self, found: Summary) -> None:
        """One block, and only where something changed."""
        rows = [_total(found), *map(_row, found.markets)]
        title = f"{found.day:%d/%m/%Y}{_moved(found)}"
        if (title, rows) == self._written:
            return
        block = TableBlock(self._book, SUMMARY_TABLE)
        rest = [[None] * len(KEYS)] * (len(self._written[1]) - len(rows))
        block.write(0, KEYS, (rows + rest)[: len(block.rows)])
        if title != self._written[0]:
            named(self._book, SHOWN_DAY).value = text_cell(title)
        self._written = title, rows


def _typed(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _row(market: MarketDay) -> list[Any]:
    return [
        text_cell(market.market_id),
        market.orders,
        as_float(market.turnover),
        as_float(market.matched),
        text_cell(str(market.source)),
        _euros(market.profit),
        _euros(market.commission),
        _euros(market.net),
        as_float(market.worst),
        as_float(market.best),
    ]


def _total(found: Summary) -> list[Any]:
    """The day's sums; of worst and best those of the markets whose profit is not known."""
    return [
        text_cell(TOTAL),
        sum(market.orders for market in found.markets),
        as_float(found.turnover),
        as_float(found.matched),
        text_cell("" if found.is_complete else "NOT COMPLETE"),
        as_float(found.net + found.commission),
        as_float(found.commission),
        as_float(found.net),
        as_float(sum(market.worst for market in found.markets if market.profit is None)),
        as_float(sum(market.best for market in found.markets if market.profit is None)),
    ]


def _moved(found: Summary) -> str:
    """How the account's balance moved, as the venue told it."""
    if found.opening is None or found.closing is None:
        return ""
    return f"   balance {(found.closing - found.opening) / 100:+,.2f}"


def _euros(amount: Cents | None) -> float | None:
    return None if amount is None else as_float(amount)
