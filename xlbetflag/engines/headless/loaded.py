"""A store as it stands in formualizer: what was entered there, and what is asked of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import formualizer as fz

from ..addresses import Cell, cell_name, quoted_sheet
from ..values import CellError, Value
from .calls import Call, cells_read, parse_call, reads_itself
from .formulas import FIT, Kind, called_functions, for_calculator, with_arguments
from .function_names import MOVING_FUNCTIONS
from .functions import Function, Functions, argument, fit, fit_in_calculator, to_calculator
from .grid import Formula, Grid
from .references import UnknownSheetError
from .results import Results
from .sites import Direct, Embedded, Sites, Where, alike
from .store import Store, StoredSheet

log = logging.getLogger(__name__)

OFTEN = 8  # answers to one call in one calculation: it may hang on itself
_KEPT_BY_FORMULA = 205  # bytes, measured: docs/formualizer-leak.md


class Loaded:
    """Built from a store, and told of what changes in its grids. One thread.

    `unasked`: calls that were never answered. `kept`: bytes, about, that formualizer holds since
    for formulas that were set anew.
    """

    def __init__(self, store: Store, functions: Functions) -> None:
        self._store = store
        self._functions = functions
        self._resolver = store.resolver()
        self._live = {each.name for each in functions if each.is_live}
        self.sites = Sites(each.sources for each in functions if each.sources)
        self.unasked: list[Direct] = []
        self.kept = 0
        self._grids = {sheet.name: sheet.grid for sheet in store.sheets}
        self._tickets = _other_than(list(self._grids))
        self._ticket = 0.0
        self._results: dict[str, Results] = {}
        self._formulas: set[Where] = set()
        self._moving: set[Where] = set()
        self._left_to_it: set[Where] = set()
        self.is_dirty = True
        evaluation = fz.EvaluationConfig()
        evaluation.enable_parallel = False  # threads queue for Python's lock: ten times slower
        config = fz.WorkbookConfig(eval_config=evaluation, enable_changelog=False)
        self._workbook = fz.Workbook(config=config)
        self._workbook.set_temporal_egress("serial")
        self._register()
        for name in (*self._grids, self._tickets):
            self._workbook.add_sheet(name)
        for sheet in store.sheets:
            for cell, value in _inputs(sheet.grid):
                self._put(sheet.name, cell, value)
        for sheet in store.sheets:
            sheet.grid.pending.clear()
            for cell, formula in sheet.grid.formulas.items():
                self._set_formula(sheet, cell, formula)
            self._survey(sheet)
        self.kept = 0

    @property
    def has_work(self) -> bool:
        """Whether an evaluation could change anything."""
        return self.is_dirty or bool(self._moving)

    # Asking and evaluating

    def answer(self, site: Direct, arguments: list[object]) -> set[Where]:
        """Ask it; the cells that differ, which the calculator is told of."""
        if site.times > OFTEN and site.calculation == self.sites.calculation:
            self._leave_to_it(site)
            return set()
        area, sheet = site.area, site.sheet
        given = self.sites.ask(site, arguments)
        size = (area.rows, area.columns) if site.fits else (1, 1)
        rows, shown = fit(given, size), site.shown
        site.shown = rows
        put, changed = self._grids[sheet].put_result, set[Where]()
        for number, row in enumerate(rows):
            if shown and (row is shown[number] or alike(row, shown[number])):
                continue
            for place, value in enumerate(row):
                if not shown or not alike(value, shown[number][place]):
                    cell = area.top + number, area.left + place
                    put(cell, value)
                    self._put(sheet, cell, value)
                    changed.add((sheet, cell))
        self.is_dirty = self.is_dirty or any(self._is_read(*where) for where in changed)
        return changed

    def _is_read(self, sheet: str, cell: Cell) -> bool:
        """Whether a formula that is the calculator's hangs on a cell."""
        address = f"{quoted_sheet(sheet)}!{cell_name(*cell)}"
        try:
            return bool(self._workbook.dependents(address, max_results=1).dependents)
        except fz.InspectionError:
            return True

    def have_called(self, site: Embedded) -> None:
        """Let the next evaluation make a formula's calls anew."""
        self._ticket += 1
        self._workbook.set_value(self._tickets, site.number + 1, 1, self._ticket)
        self.is_dirty = True

    def evaluate(self) -> set[Where]:
        """The cells that differ."""
        if not self.has_work:
            return set()
        self.sites.begin_evaluation()
        try:
            self._workbook.evaluate_all()
        except fz.ExcelEvaluationError:
            self._refuse_what_fails()
        self.sites.end_evaluation()
        self.is_dirty = False
        return {
            (sheet.name, cell)
            for sheet in self._store.sheets
            for cell in self._results[sheet.name].collect(self._workbook)
        }

    def _refuse_what_fails(self) -> None:
        """One formula that cannot be evaluated at all (it refers to another workbook, say) stops
        the rest: find such formulas, take them out, and evaluate again."""
        for sheet in self._store.sheets:
            for cell in self._evaluated(sheet):
                try:
                    self._workbook.evaluate_cell(sheet.name, *cell)
                except fz.ExcelEvaluationError as error:
                    self._refuse(sheet, cell, error)
        try:
            self._workbook.evaluate_all()
        except fz.ExcelEvaluationError as error:
            log.warning("the calculator could not finish: %s", error)

    def arguments(self, site: Direct) -> list[object]:
        """Of a call, as they stand in the grids now."""
        return site.call.values(self._grids.__getitem__)

    def reads_results(self, call: Call) -> bool:
        """Whether some of its arguments are known only after an evaluation."""
        return any(
            cell in (grid := self._grids[sheet]).formulas or cell in grid.owners
            for sheet, cell in cells_read(call)
        )

    # What was entered

    def _put(self, sheet: str, cell: Cell, value: Value) -> None:
        self._workbook.set_value(sheet, *cell, to_calculator(value))

    def _register(self) -> None:
        self._workbook.register_function(FIT, fit_in_calculator, min_args=3, max_args=3)
        for function in self._functions:
            more = 2 if function.is_live else 0  # the site's number and its ticket
            most = function.max_args
            self._workbook.register_function(
                function.name,
                self._called(function) if function.is_live else function,
                min_args=function.min_args + more,
                max_args=None if most is None else most + more,
                allow_override_builtin=True,
            )

    def _called(self, function: Function) -> Callable[..., object]:
        def call(number: float, _: object, *arguments: object) -> object:
            given = [argument(each) for each in arguments]
            return to_calculator(self.sites.called(int(number), function, given))

        return call

    def _set_formula(self, sheet: StoredSheet, cell: Cell, formula: Formula) -> None:
        """A formula that cannot be read shows #NAME?; one that refers to no sheet, #REF!."""
        where = sheet.name, cell
        self._formulas.add(where)
        self.is_dirty = True
        try:
            text = self._resolver.plain(formula.text, sheet.name, cell)
            call = None if where in self._left_to_it else self._call_of(text, sheet, formula)
            if call is not None:
                site = Direct(sheet.name, formula.area, formula.kind is Kind.FIXED, call)
                self.sites.add_direct(where, site)
                self.unasked.append(site)
                return
            self._workbook.set_formula(sheet.name, *cell, self._spelled(text, where, formula))
            self.kept += _KEPT_BY_FORMULA
        except UnknownSheetError as error:
            self._refuse(sheet, cell, error, CellError.REF)
        except RuntimeError as error:
            self._refuse(sheet, cell, error)

    def _call_of(self, text: str, sheet: StoredSheet, formula: Formula) -> Call | None:
        if formula.kind is Kind.DYNAMIC:
            return None
        call = parse_call(text, sheet.name, self._functions.find, self._sheet_called)
        return None if call is None or reads_itself(call, sheet.name, formula.area) else call

    def _sheet_called(self, name: str) -> str | None:
        try:
            return self._store.sheet(name).name
        except KeyError:
            return None

    def _spelled(self, text: str, where: Where, formula: Formula) -> str:
        size = formula.area.rows, formula.area.columns
        spelled = for_calculator(text, formula.kind, size, self._functions.names())
        called = called_functions(spelled)
        if called & MOVING_FUNCTIONS:
            self._moving.add(where)
        if called & self._live:
            number = self.sites.embedded_at(where).number
            ticket = f"{quoted_sheet(self._tickets)}!$A${number + 1}"
            spelled = with_arguments(spelled, self._live, f"{number},{ticket}")
        return spelled

    def _leave_to_it(self, site: Direct) -> None:
        """It was asked again and again: the calculator sees circles, and calls by itself."""
        where = site.sheet, site.area.anchor
        sheet = self._store.sheet(site.sheet)
        self._left_to_it.add(where)
        self._drop(where)
        self._set_formula(sheet, where[1], sheet.grid.formulas[where[1]])
        self._survey(sheet)

    def _drop(self, where: Where) -> None:
        self._formulas.discard(where)
        self._moving.discard(where)
        site = self.sites.drop(where)
        cells = (where[1],) if site is None else site.area.cells()
        for cell in cells:
            self._put(where[0], cell, None)

    def _refuse(
        self,
        sheet: StoredSheet,
        cell: Cell,
        error: Exception,
        shown: CellError = CellError.NAME,
    ) -> None:
        self._put(sheet.name, cell, shown)
        log.warning("%s!%s is not understood: %s", sheet.name, cell_name(*cell), error)

    def _evaluated(self, sheet: StoredSheet) -> list[Cell]:
        """The formulas that are the calculator's."""
        direct = self.sites.direct
        return [cell for cell in sheet.grid.formulas if (sheet.name, cell) not in direct]

    def _survey(self, sheet: StoredSheet) -> None:
        self._results[sheet.name] = Results(sheet.name, sheet.grid, self._evaluated(sheet))

    def flush(self) -> set[Where]:
        """Tell the calculator what was entered; these cells."""
        told = set[Where]()
        for sheet in self._store.sheets:
            if sheet.grid.pending:
                changed = sorted(sheet.grid.pending)
                sheet.grid.pending.clear()
                self._enter(sheet, changed)
                told.update((sheet.name, cell) for cell in changed)
        return told

    def _enter(self, sheet: StoredSheet, changed: list[Cell]) -> None:
        grid, name = sheet.grid, sheet.name
        self.is_dirty = True
        gone = [cell for cell in changed if (name, cell) in self._formulas]
        for cell in gone:
            self._drop((name, cell))
        anew = {cell for cell in changed if cell in grid.formulas}
        for cell in changed:
            owner = grid.owners.get(cell)
            if cell in anew or owner in anew:
                # A value in an array's way is only noticed by one that starts anew.
                self._put(name, cell, None)
            elif owner is None:
                self._put(name, cell, grid.get(cell))
        for cell in changed:
            if cell in anew:
                self._set_formula(sheet, cell, grid.formulas[cell])
        if gone or anew:
            self._survey(sheet)

    def try_again(self) -> bool:
        """Let spills that found no room begin anew: there may be some now; whether there are
        any."""
        blocked = [
            (s, cell) for s in self._store.sheets for cell in self._results[s.name].blocked()
        ]
        for sheet, cell in blocked:
            self._set_formula(sheet, cell, sheet.grid.formulas[cell])
        return bool(blocked)


def _inputs(grid: Grid) -> Iterator[tuple[Cell, Value]]:
    """From the last row up: the calculator's sheet grows once, not with each row."""
    for number in sorted(grid.rows, reverse=True):
        for column, value in grid.rows[number].items():
            cell = number, column
            if value is not None and cell not in grid.formulas and cell not in grid.owners:
                yield cell, value


def _other_than(names: list[str]) -> str:
    """A name for a sheet that the workbook has not."""
    name = "XLBETFLAG"
    while name.casefold() in (each.casefold() for each in names):
        name += "_"
    return name
