"""Orders as Python gives them, read as strictly as the rows of a sheet."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from xlbetflag.market.problem import Problem
from xlbetflag.orders.rows.draft import Row
from xlbetflag.python.scalars import python_value, selection_words
from xlbetflag.workbook.layout.keys import new_file_id, row_key
from xlbetflag.workbook.live.rows import read_row

ORDER = ("market", "selection", "side", "price", "stake")
MAY_SAY = (*ORDER, "options", "key", "keep_at_live", "keep_when_suspended", "note")


class Batches:
    """Of one desk: orders without a key get one each. `age`: how many seconds ago the price of a
    market that was last handed over had been read."""

    def __init__(self, age: Callable[[str], float]) -> None:
        self._age = age
        self._series = new_file_id()
        self._given = 0

    def read(self, orders: Iterable[Mapping[str, object]]) -> tuple[Row, ...]:
        """Raises Problem for a column that is none, or a row without an order."""
        return tuple(self._row(number, order) for number, order in enumerate(orders, 1))

    def aged(self, rows: Iterable[Row]) -> list[Row]:
        """The rows, with the age of the prices that were last handed over."""
        return [self._aged(row) for row in rows]

    def _row(self, number: int, order: Mapping[str, object]) -> Row:
        values = {name: python_value(value) for name, value in order.items()}
        values["selection"] = selection_words(order.get("selection"))
        given = {name: value for name, value in values.items() if value is not None}
        if unknown := sorted(given.keys() - set(MAY_SAY)):
            raise Problem("python.no_such_column", column=unknown[0], choices=", ".join(MAY_SAY))
        row = read_row(str(given.get("key") or self._new_key()), number, given)
        if row is None or (row.draft is None and row.wanted is None and not row.problems):
            raise Problem("python.no_order", row=number)
        return row

    def _aged(self, row: Row) -> Row:
        age = self._age(row.market_id)
        if row.draft is not None:
            draft = msgspec.structs.replace(row.draft, shown_age=age)
            return msgspec.structs.replace(row, draft=draft)
        if row.wanted is not None:
            wanted = msgspec.structs.replace(row.wanted, shown_age=age)
            return msgspec.structs.replace(row, wanted=wanted)
        return row

    def _new_key(self) -> str:
        self._given += 1
        return row_key(self._series, self._given)
