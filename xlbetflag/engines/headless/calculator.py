"""formualizer as the calculator of a Store: inputs and formulas in, results out.

The calculator is rebuilt from the store whenever names, tables or functions change. Volatile
functions are not registered as such: it evaluates those several times over and gives up where
their arrays are read elsewhere. Instead, the formulas that call them are set anew before each
calculation, which makes exactly those and their dependents run.
"""

from __future__ import annotations

import logging
import math
from collections import defaultdict
from collections.abc import Iterator

import formualizer as fz

from ..addresses import Area, Cell, cell_name, quoted_sheet
from ..values import CellError, Value
from .formulas import FIT, Kind, called_functions, for_calculator
from .functions import Functions, error_from_calculator, fit
from .grid import Formula, Grid
from .references import UnknownSheetError
from .store import Store, StoredSheet

log = logging.getLogger(__name__)

_ERROR_KINDS = {
    CellError.NULL: "Null",
    CellError.DIV0: "Div",
    CellError.REF: "Ref",
    CellError.NAME: "Name",
    CellError.NUM: "Num",
    CellError.NA: "Na",
}


class Calculator:
    """Calculates one store. One thread."""

    def __init__(self, store: Store, functions: Functions) -> None:
        self._store = store
        self._functions = functions
        self._workbook: fz.Workbook | None = None
        self._built_for = (-1, -1)
        self._live: dict[str, dict[Cell, str]] = {}
        self._resolver = store.resolver()
        self._texts: dict[str, dict[Cell, str]] = {}
        self._runs: dict[str, list[Area]] = {}
        self._refused: set[tuple[str, Cell]] = set()

    @property
    def is_current(self) -> bool:
        """Whether nothing was entered since the last calculation."""
        return (
            self._workbook is not None
            and self._built_for == self._wanted()
            and not any(sheet.grid.pending for sheet in self._store.sheets)
        )

    def calculate(self) -> None:
        """Evaluate every formula and put the results into the store's grids."""
        if self._workbook is None or self._built_for != self._wanted():
            workbook = self._build()
        else:
            workbook = self._workbook
            self._flush(workbook)
            self._touch_live(workbook)
        try:
            workbook.evaluate_all()
        except fz.ExcelEvaluationError:
            self._refuse_what_fails(workbook)
        for sheet in self._store.sheets:
            self._collect(workbook, sheet)

    def _refuse_what_fails(self, workbook: fz.Workbook) -> None:
        """One formula that cannot be evaluated at all (it refers to another workbook, say) stops
        the rest: find such formulas, take them out, and evaluate again."""
        for sheet in self._store.sheets:
            for cell in sheet.grid.formulas:
                try:
                    workbook.evaluate_cell(sheet.name, *cell)
                except fz.ExcelEvaluationError as error:
                    self._refuse(workbook, sheet, cell, error)
            self._survey(sheet)
        try:
            workbook.evaluate_all()
        except fz.ExcelEvaluationError as error:
            log.warning("the calculator could not finish: %s", error)

    # Into the calculator

    def _wanted(self) -> tuple[int, int]:
        return self._store.structure, self._functions.version

    def _build(self) -> fz.Workbook:
        evaluation = fz.EvaluationConfig()
        evaluation.enable_parallel = False  # threads queue for Python's lock: ten times slower
        config = fz.WorkbookConfig(eval_config=evaluation, enable_changelog=False)
        workbook = fz.Workbook(config=config)
        workbook.set_temporal_egress("serial")
        workbook.register_function(FIT, fit, min_args=3, max_args=3)
        for function in self._functions:
            workbook.register_function(
                function.name,
                function,
                min_args=function.min_args,
                max_args=function.max_args,
                allow_override_builtin=True,
            )
        self._workbook = workbook
        self._built_for = self._wanted()
        self._refused.clear()
        self._resolver = self._store.resolver()
        for sheet in self._store.sheets:
            workbook.add_sheet(sheet.name)
            self._texts[sheet.name] = {}
        for sheet in self._store.sheets:
            for cell, value in _inputs(sheet.grid):
                workbook.set_value(sheet.name, *cell, _input(value))
        for sheet in self._store.sheets:
            sheet.grid.pending.clear()
            for cell, formula in sheet.grid.formulas.items():
                self._set_formula(workbook, sheet, cell, formula)
            self._survey(sheet)
        return workbook

    def _text(self, sheet: StoredSheet, cell: Cell, formula: Formula) -> str:
        text = self._resolver.plain(formula.text, sheet.name, cell)
        size = formula.area.rows, formula.area.columns
        return for_calculator(text, formula.kind, size, self._functions.names())

    def _set_formula(
        self, workbook: fz.Workbook, sheet: StoredSheet, cell: Cell, formula: Formula
    ) -> None:
        """A formula that cannot be read shows #NAME?; one that refers to no sheet, #REF!."""
        self._refused.discard((sheet.name, cell))
        self._texts[sheet.name][cell] = ""
        try:
            text = self._texts[sheet.name][cell] = self._text(sheet, cell, formula)
            workbook.set_formula(sheet.name, *cell, text)
        except UnknownSheetError as error:
            self._refuse(workbook, sheet, cell, error, CellError.REF)
        except RuntimeError as error:
            self._refuse(workbook, sheet, cell, error)

    def _refuse(
        self,
        workbook: fz.Workbook,
        sheet: StoredSheet,
        cell: Cell,
        error: Exception,
        shown: CellError = CellError.NAME,
    ) -> None:
        self._refused.add((sheet.name, cell))
        workbook.set_value(sheet.name, *cell, _input(shown))
        log.warning("%s!%s is not understood: %s", sheet.name, cell_name(*cell), error)

    def _survey(self, sheet: StoredSheet) -> None:
        """Which formulas run at every calculation, and where plain results stand."""
        volatile = self._functions.volatile_names()
        formulas, texts = sheet.grid.formulas, self._texts[sheet.name]
        for cell in texts.keys() - formulas.keys():
            del texts[cell]
        self._live[sheet.name] = {
            cell: text
            for cell, text in texts.items()
            if (sheet.name, cell) not in self._refused and called_functions(text) & volatile
        }
        plain = [cell for cell, formula in formulas.items() if formula.kind is Kind.PLAIN]
        self._runs[sheet.name] = list(_column_runs(plain))

    def _flush(self, workbook: fz.Workbook) -> None:
        for sheet in self._store.sheets:
            grid = sheet.grid
            if not grid.pending:
                continue
            changed = sorted(grid.pending)
            grid.pending.clear()
            for cell in changed:
                formula = grid.formulas.get(cell)
                if formula is not None and formula.kind is Kind.DYNAMIC:
                    # a value in a spill's way is only noticed by a spill that starts anew
                    workbook.set_value(sheet.name, *cell, None)
            for cell in changed:
                if cell not in grid.formulas and cell not in grid.owners:
                    workbook.set_value(sheet.name, *cell, _input(grid.get(cell)))
            for cell in changed:
                if cell in grid.formulas:
                    self._set_formula(workbook, sheet, cell, grid.formulas[cell])
            if any(cell in grid.formulas or cell in self._texts[sheet.name] for cell in changed):
                self._survey(sheet)

    def _touch_live(self, workbook: fz.Workbook) -> None:
        for sheet in self._store.sheets:
            live = self._live[sheet.name]
            for run in _column_runs(list(live)):
                texts = [[live[cell]] for cell in run.cells()]
                workbook.set_formulas_batch(sheet.name, run.top, run.left, texts)
            for cell, formula in sheet.grid.formulas.items():
                if formula.kind is Kind.DYNAMIC and sheet.grid.is_blocked(cell):
                    # its way may be free now
                    self._set_formula(workbook, sheet, cell, formula)

    # Out of the calculator

    def _collect(self, workbook: fz.Workbook, sheet: StoredSheet) -> None:
        view = workbook.sheet(sheet.name)
        grid = sheet.grid
        for anchor, formula in list(grid.formulas.items()):
            if formula.kind is Kind.DYNAMIC:
                grid.set_extent(anchor, self._extent(workbook, sheet.name, anchor))
                self._read(view, sheet.name, formula.area, grid)
            elif formula.kind is Kind.FIXED:
                self._read(view, sheet.name, formula.area, grid)
        for run in self._runs[sheet.name]:
            self._read(view, sheet.name, run, grid)

    def _extent(self, workbook: fz.Workbook, sheet: str, anchor: Cell) -> Area:
        address = f"{quoted_sheet(sheet)}!{cell_name(*anchor)}"
        spill = workbook.inspect_cell(address, include_values=False).cell.spill
        if spill is None or spill.extent is None:
            return Area.of_cell(anchor)
        return Area.parse(spill.extent.rpartition("!")[2])

    def _read(self, view: fz.Sheet, sheet: str, area: Area, grid: Grid) -> None:
        address = fz.RangeAddress(sheet, area.top, area.left, area.bottom, area.right)
        for row, values in enumerate(view.get_values(address), area.top):
            for column, value in enumerate(values, area.left):
                grid.put_result((row, column), _output(value))


def _inputs(grid: Grid) -> Iterator[tuple[Cell, Value]]:
    """From the last row up: the calculator's sheet grows once, not with each row."""
    for number in sorted(grid.rows, reverse=True):
        for column, value in grid.rows[number].items():
            cell = number, column
            if value is not None and cell not in grid.formulas and cell not in grid.owners:
                yield cell, value


def _input(value: Value) -> object:
    if isinstance(value, CellError):
        return fz.LiteralValue.error(_ERROR_KINDS.get(value, "Value"), None)
    return value


def _output(value: object) -> Value:
    if isinstance(value, float):
        return value if math.isfinite(value) else CellError.NUM
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, dict):
        return error_from_calculator(value)
    return CellError.VALUE


def _column_runs(cells: list[Cell]) -> Iterator[Area]:
    """Cells as few vertical stretches."""
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in cells:
        columns[column].append(row)
    for column, rows in columns.items():
        rows.sort()
        start = previous = rows[0]
        for row in rows[1:]:
            if row != previous + 1:
                yield Area(start, column, previous, column)
                start = row
            previous = row
        yield Area(start, column, previous, column)
