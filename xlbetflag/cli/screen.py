"""The board and the order table of a workbook, read from its cells and shown on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from xlbetflag.market.printable import printable
from xlbetflag.workbook.layout.marks import Mark
from xlbetflag.workbook.live.view import BlockView, SheetView

ENVIRONMENTS = {"PRACTICE": "white on dark_slate_gray4", "STAGING": "black on dark_orange"}
PRODUCTION = "bold white on red3"
STATUS_STYLES = {
    "WAITING": "yellow",
    "WORKING": "yellow",
    "DELAYED": "yellow",
    "MATCHED": "bold green",
    "PART-MATCHED": "green",
    "CANCELLED": "bright_black",
    "ENDED": "bright_black",
    "PART-CANCELLED": "bright_black",
    "REFUSED": "red",
    "UNKNOWN": "bold magenta",
    "NOT FOUND": "bold magenta",
    **dict.fromkeys(map(str, Mark), "bold magenta"),
}
BACK_STYLES = ("blue", "blue", "bold blue")
LAY_STYLES = ("bold magenta", "magenta", "magenta")


class Screen:
    """Shows a workbook: live where the console is a terminal, else a line for each tick.

    Without a terminal the order rows follow at the end, a line each.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._orders: list[str] = []
        self._live = Live(console=console, auto_refresh=False) if console.is_terminal else None

    def __enter__(self) -> "Screen":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()
        for line in self._orders:
            self._console.print(line, markup=False)

    def say(self, sentence: str) -> None:
        self._console.print(sentence, markup=False)

    def show(self, view: SheetView, tick: int) -> None:
        if self._live:
            self._live.update(picture(view), refresh=True)
        else:
            self._console.print(line_of(view, tick), markup=False)
            self._orders = order_lines(view)


def picture(view: SheetView) -> RenderableType:
    """The band, the blocks of the board, the order rows."""
    style = ENVIRONMENTS.get(view.environment, PRODUCTION)
    band = Text(f" {view.environment}  {view.trading}  {view.feed}  {view.read_at} ", style=style)
    return Group(band, *(_block(block) for block in view.blocks), _orders(view.orders))


def order_lines(view: SheetView) -> list[str]:
    """Each order row as it stands, with its sentence."""
    return [
        printable(
            f"row {order['row']}  {_asked(order)}: {order['status'] or 'not placed'}"
            + "".join(f"  {order[key]}" for key in ("offer_id", "message") if order[key])
            + (f"  matched {_number(order['matched'])}" if order["matched"] else "")
        )
        for order in view.orders
    ]


def _asked(order: Mapping[str, Any]) -> str:
    """A bet as it is said; a command has no stake and price."""
    price = _number(order["price"])
    amount = f"{_number(order['stake'])} @ {price}" if price else ""
    words = (str(order["side"]), str(order["selection"]), amount, str(order["options"]))
    return " ".join(word for word in words if word)


def line_of(view: SheetView, tick: int) -> str:
    """One line for a log: the first market's best prices, and how many orders stand where."""
    shown = [f"tick {tick}", view.environment, view.trading, view.feed, view.read_at]
    if view.blocks:
        block = view.blocks[0]
        shown.append(f"{block.event}, {block.market}: {', '.join(map(_best, block.rows))}")
    statuses = [str(order["status"]) for order in view.orders if order["status"]]
    counted = (f"{status} {statuses.count(status)}" for status in sorted(set(statuses)))
    return printable("  ".join([*shown, *counted]))


def _best(row: Sequence[Any]) -> str:
    """A selection's best back and lay; a row without prices says in its name why."""
    prices = f"{_number(row[7])}/{_number(row[9])}"
    return str(row[1]) if prices == "/" else f"{row[1]} {prices}"


def _block(block: BlockView) -> Table:
    table = Table(
        title=f"{block.event}  {block.market} {block.line}".rstrip(), title_justify="left"
    )
    table.add_column("", width=2)
    table.add_column("Selection", min_width=14)
    for head, style in zip(
        ("Back 3", "Back 2", "Back", "Lay", "Lay 2", "Lay 3"),
        (*BACK_STYLES, *LAY_STYLES),
        strict=True,
    ):
        table.add_column(head, style=style, justify="right")
    table.add_column("Status")
    table.add_column("Read at")
    for row in block.rows:
        prices = (_pair(row[place], row[place + 1]) for place in range(3, 15, 2))
        _add(table, row[2], row[1], *prices, row[15], row[16])
    return table


def _orders(orders: Sequence[dict[str, Any]]) -> Table:
    table = Table(title="Orders", title_justify="left")
    for head in ("Market", "Selection", "Side", "Price", "Stake", "Status", "Offer", "Matched"):
        table.add_column(head, justify="right" if head in ("Price", "Stake", "Matched") else "left")
    table.add_column("Message", overflow="fold")
    for order in orders:
        status = str(order["status"])
        _add(
            table,
            order["market"],
            order["selection"],
            order["side"],
            _number(order["price"]),
            _number(order["stake"]),
            Text(status, style=STATUS_STYLES.get(status, "")),
            order["offer_id"],
            _number(order["matched"]),
            order["message"],
        )
    return table


def _add(table: Table, *cells: object) -> None:
    """A row of plain text: what the venue or the user wrote is never markup."""
    table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in cells))


def _pair(price: object, size: object) -> str:
    return f"{_number(price)} {_number(size):>8}" if price not in ("", None) else ""


def _number(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, int | float) else str(value or "")
