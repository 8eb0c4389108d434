"""Which rows of a workbook need a key of their own, and the keys it gives them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.rows.words import Sent, reads_as, words_of
from xlbetflag.workbook.layout.desk import FILE_ID, KEYS_USED
from xlbetflag.workbook.layout.keys import (
    file_of,
    key_number,
    likely_file,
    new_file_id,
    row_key,
    tell_copies,
)
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.live.block import TableBlock, named, read
from xlbetflag.workbook.live.cells import as_text, text_cell

if TYPE_CHECKING:
    import xlwings as xw

Known = Callable[[Iterable[str]], Mapping[str, Sent]]


class Given(msgspec.Struct, frozen=True):
    """`keys`: new ones by place; `cleared`: places among them whose results were another row's;
    `unclear`: places that share a key, with all of them, where nothing tells which is the copy."""

    keys: dict[int, str]
    cleared: tuple[int, ...]
    unclear: Mapping[int, tuple[int, ...]]


class FileKeys:
    """Of one open workbook. What it gives was never given before, as far as file and journal say:
    not to a row since deleted, nor to one that was placed and never saved."""

    def __init__(self, book: "xw.Book") -> None:
        self._book = book
        self._file_id = ""

    def file_id(self) -> str:
        """The name of this file; one that lost it finds it again in its keys."""
        if not self._file_id:
            cell = named(self._book, FILE_ID.name)
            self._file_id = as_text(read(cell)[0][0])
            if not self._file_id:
                keys = TableBlock(self._book, ORDER_TABLE).column("key")
                self.become(likely_file(map(as_text, keys)) or new_file_id())
        return self._file_id

    def become(self, file_id: str) -> None:
        """The workbook is a file of another name from now on."""
        named(self._book, FILE_ID.name).value = text_cell(file_id)
        self._file_id = file_id

    def is_foreign(self, key: str) -> bool:
        """Whether another file gave that key."""
        return bool(key) and file_of(key) != self._file_id

    def give(
        self,
        keys: Sequence[str],
        rows: Sequence[Row | None],
        before: Sequence[str],
        sent: Known | None,
    ) -> Given:
        """`rows`: what stands at each place, None for an empty row. `before`: the keys as last
        seen. `sent`: None where nobody can tell: then only rows without a key get one."""
        self.file_id()
        blank = [place for place, key in enumerate(keys) if not key]
        if sent is None:
            unclear = tell_copies(keys, (), lambda place: False).unclear
            return Given(self._fresh(keys, blank, None), (), unclear)
        known = sent([row.key for row in rows if row is not None and row.key])

        def says_so(place: int) -> bool | None:
            row = rows[place]
            if keys[place] not in known:
                return None
            return row is not None and reads_as(row, known[keys[place]])

        told = tell_copies(keys, before, says_so)
        adopted, cleared = {}, list(told.copies)
        used = set(keys)
        left_over = [*blank, *told.copies]
        for place, row in enumerate(rows):
            key = keys[place]
            if not self.is_foreign(key) or place in told.copies or place in told.unclear:
                continue
            if key in known and (says_so(place) or not _is_another(row)):
                continue
            number = key_number(file_of(key), key)
            own = row_key(self._file_id, number)
            if number and own not in used and _may_adopt(own, row, sent):
                adopted[place] = own
                used.add(own)
            else:
                left_over.append(place)
            if key in known:
                cleared.append(place)
        fresh = self._fresh([*keys, *used], sorted(left_over), sent)
        return Given({**adopted, **fresh}, tuple(sorted(cleared)), told.unclear)

    def _fresh(
        self, keys: Collection[str], places: Sequence[int], sent: Known | None
    ) -> dict[int, str]:
        if not places:
            return {}
        cell = named(self._book, KEYS_USED.name)
        used = read(cell)[0][0]
        last = max(
            int(used) if isinstance(used, int | float) else 0,
            *(key_number(self._file_id, key) for key in keys),
        )
        found: list[str] = []
        while len(found) < len(places):
            missing = range(last + 1, last + 1 + len(places) - len(found))
            offered = [row_key(self._file_id, number) for number in missing]
            taken = sent(offered) if sent is not None else {}
            found += [key for key in offered if key not in taken]
            last += len(offered)
        cell.value = last
        return dict(zip(places, found, strict=True))


def _may_adopt(key: str, row: Row | None, sent: Known) -> bool:
    """Whether a copied row may have the key of its number in this file: nobody's yet, or the row's
    own, placed before the file was closed without saving."""
    order = sent([key]).get(key)
    return order is None or (row is not None and reads_as(row, order))


def _is_another(row: Row | None) -> bool:
    """Whether a row says, beyond doubt, something else than what it was copied with: nothing at
    all, or all of market, selection and side."""
    if row is None:
        return True
    words = words_of(row)
    said = (words.market_id, words.selection, words.side, words.price, words.size)
    return all(each is None for each in said) or None not in said[:3]
