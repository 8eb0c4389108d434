"""The Summary sheet: a day, market by market, its totals in the first row."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from xlbetflag.market.money import Cents, as_float
from xlbetflag.orders.summary import MarketDay, Source, Summary
from xlbetflag.workbook.block import TableBlock, Values, find_name, named, read
from xlbetflag.workbook.cells import as_text, text_cell
from xlbetflag.workbook.columns import Column, Kind, Table, Writer
from xlbetflag.workbook.layout import SUMMARY

if TYPE_CHECKING:
    import xlwings as xw

DAY = "SummaryDay"
SHOWN_DAY = "SummaryShown"
TOTAL = "TOTAL"


def _desk(key: str, header: str, kind: Kind, width: float, text: str) -> Column:
    return Column(key, header, kind, Writer.DESK, width, text)


def _sheet(key: str, header: str, width: float, text: str) -> Column:
    return Column(key, header, Kind.TEXT, Writer.SHEET, width, text)


SUMMARY_TABLE = Table(
    name="DaySummary",
    sheet=SUMMARY,
    rows=60,
    caption="",
    has_filter=False,
    columns=(
        _sheet("event", "Event", 30, "Where the sheet Markets names it."),
        _sheet("market", "Market", 24, "Where the sheet Markets names it."),
        _desk("market_id", "Market id", Kind.TEXT, 14, "The market; the first row is the day."),
        _desk("orders", "Orders", Kind.WHOLE, 9, "Issued on the day and not refused."),
        _desk("turnover", "Turnover", Kind.MONEY, 12, "Their stakes."),
        _desk("matched", "Matched", Kind.MONEY, 12, "What of their stakes was matched."),
        _desk(
            "result",
            "Result",
            Kind.TEXT,
            18,
            f"How the profit is known. {Source.BALANCE}: the one result that explains how the "
            f"balance moved. {Source.LEVEL}: the same whoever won.",
        ),
        _desk(
            "profit", "Profit", Kind.MONEY, 12, "Before commission; of a market settled on the day."
        ),
        _desk("commission", "Commission", Kind.MONEY, 13, "Estimated: the venue tells a rate."),
        _desk("net", "Net", Kind.MONEY, 12, "Profit less commission."),
        _desk(
            "worst",
            "Worst",
            Kind.MONEY,
            12,
            "The worst that all that is matched may bring, after commission.",
        ),
        _desk(
            "best",
            "Best",
            Kind.MONEY,
            12,
            "The best that all that is matched may bring, after commission.",
        ),
    ),
)
KEYS = tuple(column.key for column in SUMMARY_TABLE.written_by(Writer.DESK))


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
