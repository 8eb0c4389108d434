"""Whether a row still says what was journaled under its key: a row is its key and its words."""

import msgspec

from xlbetflag.market.menu import Selection
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.naming import find_selection
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.draft import Row, Words


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What was journaled under a key, as its row said it then. Price in hundredths, size in cents.

    `side`: of the bet, or the command of the row; `selection`: None for a whole market. `price` and
    `size`: None where the row gave none. `formulas`: which of "price" and "stake" a formula gave.
    `is_found`: the price may have been found for the row, which allowed it no worse one.
    """

    market_id: str
    selection: Selection | None
    side: Side | Command
    price: Hundredths | None
    size: Cents | None
    formulas: tuple[str, ...]
    is_found: bool = False

    def __str__(self) -> str:
        name = self.selection.name if self.selection else ""
        size = f"{self.size / 100:.2f}" if self.size is not None else ""
        price = f"@ {self.price / 100:.2f}" if self.price is not None else ""
        return " ".join(word for word in (str(self.side), name, size, price) if word)


def sent_by_order(order: Order) -> Sent:
    """As it left: the price of a row with BEST is the one that was found."""
    intent, bet = order.intent, order.intent.bet
    return Sent(
        market_id=intent.market_id,
        selection=Selection(bet.selection_id, intent.selection_name),
        side=bet.side,
        price=bet.price,
        size=bet.size,
        formulas=intent.formulas,
        is_found=True,
    )


def sent_by_rule(asked: ConditionalOrder) -> Sent:
    """As the row asked for it, whatever it has set off since."""
    return Sent(
        market_id=asked.market_id,
        selection=asked.selection,
        side=asked.side or asked.command or Command.CANCEL,
        price=asked.price,
        size=asked.size,
        formulas=asked.formulas,
    )


def words_of(row: Row) -> Words:
    """What a row says; of one that comes from no sheet, what it asks for."""
    if row.words is not None:
        return row.words
    if row.draft is not None:
        d = row.draft
        return Words(
            market_id=d.market_id, selection=d.selection, side=d.side, price=d.price, size=d.size
        )
    if row.wanted is not None:
        w = row.wanted
        return Words(
            market_id=w.market_id, selection=w.selection or None, side=w.command, price=w.price
        )
    return Words()


def is_same_place(row: Row, sent: Sent) -> bool:
    """Whether a row means the market and the selection of an order; a command may leave the
    selection out."""
    words = words_of(row)
    is_open = isinstance(words.side, Command) and words.selection is None
    return words.market_id == sent.market_id and (
        is_open or _means(words.selection, sent.selection)
    )


def reads_as(row: Row, sent: Sent) -> bool:
    """Whether a row still says what was journaled under its key.

    Price and stake count where they are typed: one that a formula gave then and gives now moves by
    itself; so may the price that was found for a row with BEST be another than the row's. A command
    in the row of a bet says what is to be done with it.
    """
    words = words_of(row)
    if isinstance(words.side, Command) and not isinstance(sent.side, Command):
        return is_same_place(row, sent)
    was_found = sent.is_found and row.options.at_best
    moves = set(row.formulas) & set(sent.formulas)
    return (
        words.market_id == sent.market_id
        and words.side == sent.side
        and _means(words.selection, sent.selection)
        and ("price" in moves or was_found or words.price == sent.price)
        and ("stake" in moves or words.size == sent.size)
    )


def _means(text: str | None, selection: Selection | None) -> bool:
    """By id, name or label, as at the time of sending: ids stay, names may change hands."""
    if text is None or selection is None:
        return text is None and selection is None
    try:
        find_selection(text, (selection,))
    except Problem:
        return False
    return True
