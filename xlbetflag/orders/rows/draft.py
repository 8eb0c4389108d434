"""What a sheet hands over, and what it gets back."""

from datetime import datetime

import msgspec

from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.options import NONE, Options
from xlbetflag.orders.status import Status


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An order as the user typed it, read but not yet checked.

    `selection`: an id, an exact name or a label "3 · 2" (id · name). `price` in hundredths, `size`
    (the backer's stake) in cents. `cancel_at_live`: the venue removes it at the turn to live;
    `keep_when_suspended`: it outlives a suspension. `shown_age`: seconds since the price that the
    sheet last showed of this market was read, 0 where the sheet shows none.
    """

    key: str
    market_id: str
    selection: str
    side: Side
    price: Hundredths
    size: Cents
    cancel_at_live: bool = False
    keep_when_suspended: bool = False
    note: str = ""
    shown_age: float = 0.0


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A command in a row, read but not yet checked. `selection`: "" for the whole market.

    `price` in hundredths, where the row gives one.
    """

    command: Command
    market_id: str
    selection: str = ""
    price: Hundredths | None = None
    shown_age: float = 0.0


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What the cells of a row say, each by itself: None for a cell that is empty or cannot be read.

    `side`: of a bet, or the command that stands in its place. `price` in hundredths, `size` in
    cents.
    """

    market_id: str | None = None
    selection: str | None = None
    side: Side | Command | None = None
    price: Hundredths | None = None
    size: Cents | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the order table; blank rows are not handed over.

    `position`: its row in the sheet, for messages. `draft` is a bet, `wanted` a command; both are
    None where `problems` say why. `options`: what is asked beside. `shown_status`: the text that
    stands in its status cell, "" for a new row. `sheet`: the name of the file that hands it over,
    whose limits hold; "" for none. `words`: what its cells say, None where it comes from no sheet.
    `formulas`: which of "price" and "stake" a formula gives. `others`: rows of the sheet that carry
    the same key, where nothing tells which of them is the copy. `is_foreign`: its key is that of a
    row of another file.
    """

    key: str
    position: int
    draft: Draft | None
    wanted: Wanted | None = None
    options: Options = NONE
    problems: tuple[Problem, ...] = ()
    shown_status: str = ""
    sheet: str = ""
    words: Words | None = None
    formulas: tuple[str, ...] = ()
    others: tuple[int, ...] = ()
    is_foreign: bool = False

    @property
    def is_plain(self) -> bool:
        """A bet to be placed at once, or what cannot be read."""
        return self.wanted is None and self.options == NONE

    @property
    def market_id(self) -> str:
        """Of its bet or command; "" where it cannot be read."""
        said = self.draft or self.wanted
        return said.market_id if said is not None else ""


class RowResult(msgspec.Struct, frozen=True, kw_only=True):
    """What to write back into a row. Amounts in cents.

    `price_matched`: the average price of what was matched, in hundredths (251.5 is 2.515).
    `updated`: aware (Europe/Rome). `message`: sentences in the user's language, often empty.
    `is_twin`: refused only because an equal order exists; confirming it places it. `mark`: what
    the status cell says instead, where the row does not show an order of its own; then it shows no
    offer and no amounts either.
    """

    key: str
    status: Status
    offer_id: str
    matched: Cents
    remaining: Cents
    message: str
    updated: datetime
    price_matched: float | None = None
    is_twin: bool = False
    mark: str = ""
