"""One sheet's cells in memory: values, formulas, styles, and what changed since the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ..addresses import Area, Cell
from ..values import CellError, ReadBlock, Value
from .formulas import Kind

MOST_NEWS, MOST_BLOCKS = 10_000, 64  # kept of a sheet


@dataclass(slots=True)
class Formula:
    """A formula at its anchor: the file's spelling without `=`, and the cells it fills."""

    text: str
    kind: Kind
    area: Area


@dataclass(slots=True)
class Grid:
    """The cells of one sheet. Rows and columns from 1; an absent cell is empty.

    `changed` holds cells whose stored XML is out of date; `pending` those the calculator has
    not seen. `owners` maps every array member but the anchor to its anchor. `news` are the
    cells that changed in value or style, in order; `blocks` were read when there were so many.
    """

    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    formulas: dict[Cell, Formula] = field(default_factory=dict)
    owners: dict[Cell, Cell] = field(default_factory=dict)
    styles: dict[Cell, int] = field(default_factory=dict)
    row_styles: dict[int, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    column_styles: dict[int, int] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    news: list[Cell] = field(default_factory=list)
    blocks: dict[Area, tuple[int, ReadBlock]] = field(default_factory=dict)
    changed: set[Cell] = field(default_factory=set)
    changed_formulas: set[Cell] = field(default_factory=set)
    pending: set[Cell] = field(default_factory=set)

    def get(self, cell: Cell) -> Value:
        row = self.rows.get(cell[0])
        return None if row is None else row.get(cell[1])

    def block(self, area: Area) -> list[list[Value]]:
        """The values of an area, row by row."""
        columns = range(area.left, area.right + 1)
        blank: list[Value] = [None] * len(columns)
        out: list[list[Value]] = []
        for number in range(area.top, area.bottom + 1):
            row = self.rows.get(number)
            out.append([row.get(column) for column in columns] if row else blank.copy())
        return out

    def read(self, area: Area, block: Callable[[], list[list[Value]]]) -> ReadBlock:
        """An area as `block` reads it; the same object while nothing in it changes."""
        if len(self.blocks) >= MOST_BLOCKS:
            self._forget_blocks()
        at, found = self.blocks.get(area, (0, None))
        if found is None or any(cell in area for cell in self.news[at:]):
            found = ReadBlock(map(tuple, block()))
        self.blocks[area] = len(self.news), found
        return found

    def _note(self, cell: Cell) -> None:
        if self.blocks:
            self.news.append(cell)
            if len(self.news) > MOST_NEWS:
                self._forget_blocks()

    def _forget_blocks(self) -> None:
        self.news.clear()
        self.blocks.clear()

    def style(self, cell: Cell) -> int:
        """The style shown: the cell's own, else its row's, else its column's."""
        own = self.styles.get(cell)
        if own is not None:
            return own
        return self.row_styles.get(cell[0], self.column_styles.get(cell[1], 0))

    def set_style(self, cell: Cell, style: int) -> None:
        if self.style(cell) != style:
            self._note(cell)
            self.styles[cell] = style
            self.changed.add(cell)

    def filled(self) -> Iterator[Cell]:
        """Cells that are not empty."""
        for number, row in self.rows.items():
            for column, value in row.items():
                if value is not None:
                    yield number, column

    def used(self) -> Area:
        """The rectangle around everything filled or formatted; A1 for an empty sheet."""
        cells = {*self.filled(), *self.formulas, *self.styles}
        if not cells:
            return Area(1, 1, 1, 1)
        rows, columns = {cell[0] for cell in cells}, {cell[1] for cell in cells}
        return Area(min(rows), min(columns), max(rows), max(columns))

    # Writing

    def write(self, area: Area, block: Sequence[Sequence[Value | Formula]]) -> None:
        """Constants and formulas as a user enters them, one row of `block` per row of `area`.

        Raises ValueError where it would change part of a fixed array, as Excel does. Emptying
        a cell that a formula spilled into does nothing, as in Excel; another value there stays
        and blocks the spill.
        """
        self.release(area)
        for number, entries in enumerate(block, area.top):
            for column, entry in enumerate(entries, area.left):
                self._enter((number, column), entry)

    def release(self, area: Area) -> None:
        """Take out the array formulas whose anchors lie in the area.

        Raises ValueError if the area holds part of a fixed array.
        """
        if not self.owners:
            return
        for formula in self.formulas.values():
            if formula.area.is_cell or not formula.area.overlaps(area):
                continue
            if formula.kind is Kind.FIXED and not area.covers(formula.area):
                raise ValueError(f"{formula.area.address()} is an array: change all of it or none")
        for anchor in [a for a in self.formulas if a in area]:
            self._drop_formula(anchor)

    def respell(self, cell: Cell, text: str) -> None:
        """The formula of a cell in other words."""
        formula = self.formulas[cell]
        if formula.text != text:
            formula.text = text
            self.changed.add(cell)
            self.changed_formulas.add(cell)
            self.pending.add(cell)

    def write_array(self, formula: Formula) -> None:
        """An array formula over its area, whose former contents go."""
        self.release(formula.area)
        for cell in formula.area.cells():
            owner = self.owners.pop(cell, None)
            if owner is not None:
                self.pending.add(owner)  # a spill from outside is now blocked
            self._enter(cell, None)
        anchor = formula.area.anchor
        self._enter(anchor, formula)
        self._own(anchor, formula.area)

    def _enter(self, cell: Cell, entry: Value | Formula) -> None:
        owner = self.owners.get(cell)
        if owner is not None:
            if entry is None:
                return
            del self.owners[cell]
            self.pending.add(owner)
        had_formula = cell in self.formulas
        if isinstance(entry, Formula):
            self._drop_formula(cell)
            self.formulas[cell] = entry
            self._set(cell, None)
            self.changed_formulas.add(cell)
        elif had_formula:
            self._drop_formula(cell)
            self._set(cell, entry)
        elif not self._set(cell, entry) and owner is None:
            return  # the same over a spill's own value is in its way all the same
        self.changed.add(cell)
        self.pending.add(cell)

    def _set(self, cell: Cell, value: Value) -> bool:
        """Store a value; whether it is another than before."""
        row = self.rows.get(cell[0])
        if row is None:
            if value is None:
                return False
            row = self.rows[cell[0]] = {}
        old = row.get(cell[1])
        if old is value or (type(old) is type(value) and old == value):
            return False
        self._note(cell)
        if value is None:
            del row[cell[1]]
        else:
            row[cell[1]] = value
        return True

    def _drop_formula(self, anchor: Cell) -> None:
        formula = self.formulas.pop(anchor, None)
        if formula is None:
            return
        self.changed_formulas.add(anchor)
        self.changed.add(anchor)
        self.pending.update(cell for cell in formula.area.cells() if self._is_of(cell, anchor))
        self._disown(anchor, formula.area)
        self._set(anchor, None)

    def _is_of(self, cell: Cell, anchor: Cell) -> bool:
        return self.owners.get(cell, cell) == anchor

    # Results

    def put_result(self, cell: Cell, value: Value) -> bool:
        """A value the calculator found; whether it is another than before."""
        if not self._set(cell, value):
            return False
        self.changed.add(cell)
        return True

    def set_extent(self, anchor: Cell, area: Area) -> None:
        """A spill's new reach; cells it left become empty."""
        formula = self.formulas[anchor]
        if formula.area == area:
            return
        self._disown(anchor, formula.area, keep=area)
        formula.area = area
        self._own(anchor, area)
        self.changed.add(anchor)

    def _own(self, anchor: Cell, area: Area) -> None:
        for cell in area.cells():
            if cell != anchor:
                self.owners[cell] = anchor

    def _disown(self, anchor: Cell, area: Area, keep: Area | None = None) -> None:
        for cell in area.cells():
            if (keep is None or cell not in keep) and self.owners.get(cell) == anchor:
                del self.owners[cell]
                self.put_result(cell, None)

    def is_blocked(self, anchor: Cell) -> bool:
        """Whether a spill found no room at the last calculation."""
        return self.get(anchor) is CellError.SPILL
