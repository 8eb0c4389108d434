"""Building the trading workbook from its layout."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from os import PathLike

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_rowcol_to_cell

from xlbetflag.workbook.build.sheets.board import write_board
from xlbetflag.workbook.build.sheets.coupon import write_coupon
from xlbetflag.workbook.build.sheets.desk import write_desk
from xlbetflag.workbook.build.sheets.examples import write_examples
from xlbetflag.workbook.build.sheets.help import write_help
from xlbetflag.workbook.build.sheets.ladder import write_ladder
from xlbetflag.workbook.build.sheets.positions import write_positions
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.sheets.summary import write_summary
from xlbetflag.workbook.build.sheets.tables import (
    widen_log,
    write_order_rows,
    write_table_sheet,
    write_watch_marks,
)
from xlbetflag.workbook.build.style import ENVIRONMENTS, FONT, FONT_SIZE, TITLE, Styles
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.keys import row_key
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import (
    BOARD,
    COUPON,
    DESK,
    EXAMPLES,
    FIRST_COLUMN,
    HELP,
    LADDER,
    LOG,
    MARKETS,
    ORDERS,
    POSITIONS,
    SHEETS,
    SUMMARY,
    home_name,
)
from xlbetflag.workbook.layout.tables import LOG_TABLE, MARKET_TABLE, WATCH_TABLE

Finish = Callable[[xlsxwriter.Workbook, Mapping[str, SpokenSheet], Styles], None]
CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same bytes on any day


def build(
    path: str | PathLike[str],
    *,
    file_id: str,
    environment: str = "practice",
    language: str = "en",
    blocks: int = 6,
    order_rows: int = ORDER_TABLE.rows,
    market_rows: int = MARKET_TABLE.rows,
    examples: bool = False,
    sheet_class: type[SpokenSheet] = SpokenSheet,
    finish: Finish | None = None,
) -> None:
    """Write the trading workbook: its sheets in the order of `SHEETS`.

    `blocks`: how many markets the Board shows at once. `language`: of its texts, "en" or "it"; its
    names, keys and statuses are the same in both. The same arguments give the same bytes.
    `examples`: with a last sheet that shows every function of a cell, live.
    `finish` adds what a variant has beside the plain workbook.
    Raises KeyError for an environment other than practice, staging and production, OSError where
    the file cannot be written.
    """
    shown = environment.upper()
    tab_colour = ENVIRONMENTS[shown]
    with _written(path) as workbook:
        workbook.set_properties({"title": "xlbetflag trading sheet", "created": CREATED})
        workbook.set_size(2560, 1600)
        workbook.formats[0].set_font_name(FONT)
        workbook.formats[0].set_font_size(FONT_SIZE)
        styles = Styles(workbook)
        wanted = (*SHEETS, EXAMPLES) if examples else SHEETS
        sheets = {name: workbook.add_worksheet(name, sheet_class) for name in wanted}
        for sheet in sheets.values():
            sheet.language = language
            sheet.set_tab_color(TITLE)
        sheets[DESK].set_tab_color(tab_colour)
        names = write_desk(sheets[DESK], styles, shown, file_id=file_id, keys=order_rows)
        names |= write_coupon(sheets[COUPON], styles, shown)
        write_board(sheets[BOARD], styles, shown, blocks)
        names |= write_summary(sheets[SUMMARY], styles, shown, market_rows)
        names |= write_ladder(sheets[LADDER], styles, shown, market_rows)
        write_positions(sheets[POSITIONS], styles, shown, blocks)
        write_help(sheets[HELP], styles, shown)
        if examples:
            write_examples(sheets[EXAMPLES], styles, shown, blocks)
        tables = (
            (ORDER_TABLE, order_rows, (1, 2), ((3, 3), (4, 6), (7, 9), (10, 10))),
            (MARKET_TABLE, market_rows, (1, 1), ((2, 2), (3, 3), (4, 4), (5, 5))),
            (WATCH_TABLE, WATCH_TABLE.rows, (1, 1), ((2, 2), (3, 3), (4, 4), (5, 6))),
            (LOG_TABLE, LOG_TABLE.rows, (1, 1), ((2, 2), (3, 3), (4, 4), (5, 5))),
        )
        for table, rows, product, parts in tables:
            write_table_sheet(
                sheets[table.sheet], styles, table, rows, shown, product=product, parts=parts
            )
        widen_log(sheets[LOG], styles)
        write_watch_marks(sheets[MARKETS], styles, market_rows)
        keys = [row_key(file_id, number) for number in range(1, order_rows + 1)]
        write_order_rows(sheets[ORDERS], styles, keys)
        for block in range(1, blocks + 1):
            first = market_blocks.block_row(block), FIRST_COLUMN
            names[market_blocks.market_name(block)] = f"={BOARD}!{_absolute(*first)}"
            last = _absolute(first[0], first[1] + market_blocks.TITLE_WIDTH - 1)
            names[market_blocks.block_name(block)] = f"={BOARD}!{_absolute(*first)}:{last}"
        for sheet_name in SHEETS:
            names[home_name(sheet_name)] = f"={sheet_name}!$A$1"
        for name, target in names.items():
            workbook.define_name(name, target)
        if finish is not None:
            finish(workbook, sheets, styles)


@contextmanager
def _written(path: str | PathLike[str]) -> Iterator[xlsxwriter.Workbook]:
    """Written at the end. Raises OSError where it cannot be."""
    try:
        with xlsxwriter.Workbook(path) as workbook:
            yield workbook
    except FileCreateError as error:
        raise error.args[0] from None


def _absolute(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
