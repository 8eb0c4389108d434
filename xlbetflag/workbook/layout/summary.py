"""The Summary sheet: a day, market by market, its totals in the first row."""

from xlbetflag.reports.summary import Source
from xlbetflag.workbook.layout.columns import CellKind, Column, Table, Writer
from xlbetflag.workbook.layout.sheets import SUMMARY

DAY = "SummaryDay"
SHOWN_DAY = "SummaryShown"
TOTAL = "TOTAL"


def _desk(key: str, header: str, kind: CellKind, width: float, text: str) -> Column:
    return Column(key, header, kind, Writer.DESK, width, text)


def _sheet(key: str, header: str, width: float, text: str) -> Column:
    return Column(key, header, CellKind.TEXT, Writer.SHEET, width, text)


SUMMARY_TABLE = Table(
    name="DaySummary",
    sheet=SUMMARY,
    rows=60,
    caption="",
    has_filter=False,
    columns=(
        _sheet("event", "Event", 30, "Where the sheet Markets names it."),
        _sheet("market", "Market", 24, "Where the sheet Markets names it."),
        _desk("market_id", "Market id", CellKind.TEXT, 14, "The market; the first row is the day."),
        _desk("orders", "Orders", CellKind.WHOLE, 9, "Issued on the day and not refused."),
        _desk("turnover", "Turnover", CellKind.MONEY, 12, "Their stakes."),
        _desk("matched", "Matched", CellKind.MONEY, 12, "What of their stakes was matched."),
        _desk(
            "result",
            "Result",
            CellKind.TEXT,
            18,
            f"How the profit is known. {Source.BALANCE}: the one result that explains how the "
            f"balance moved. {Source.LEVEL}: the same whoever won.",
        ),
        _desk(
            "profit",
            "Profit",
            CellKind.MONEY,
            12,
            "Before commission; of a market settled on the day.",
        ),
        _desk("commission", "Commission", CellKind.MONEY, 13, "Estimated: the venue tells a rate."),
        _desk("net", "Net", CellKind.MONEY, 12, "Profit less commission."),
        _desk(
            "worst",
            "Worst",
            CellKind.MONEY,
            12,
            "The worst that all that is matched may bring, after commission.",
        ),
        _desk(
            "best",
            "Best",
            CellKind.MONEY,
            12,
            "The best that all that is matched may bring, after commission.",
        ),
    ),
)
KEYS = tuple(column.key for column in SUMMARY_TABLE.written_by(Writer.DESK))
