"""A workbook calculated all at once by a calculator of its own: what every cell ought to show."""

import formualizer as fz

from xlbetflag.engines.addresses import Area, Cell, cell_name, quoted_sheet
from xlbetflag.engines.headless.formulas import FIT, Kind, called_functions, for_calculator
from xlbetflag.engines.headless.functions import Functions, fit_in_calculator, to_calculator
from xlbetflag.engines.headless.results import output
from xlbetflag.engines.headless.store import Store
from xlbetflag.engines.values import Value

Shown = dict[tuple[str, Cell], Value]


class WholeCalculation:
    """Of a store as it is now, which is left alone. Only for formulas that can be evaluated."""

    def __init__(self, store: Store, functions: Functions) -> None:
        self._store = store
        self._live: dict[tuple[str, Cell], str] = {}
        evaluation = fz.EvaluationConfig()
        evaluation.enable_parallel = False
        config = fz.WorkbookConfig(eval_config=evaluation, enable_changelog=False)
        self._workbook = workbook = fz.Workbook(config=config)
        workbook.set_temporal_egress("serial")
        workbook.register_function(FIT, fit_in_calculator, min_args=3, max_args=3)
        for each in functions:
            workbook.register_function(
                each.name,
                each,
                min_args=each.min_args,
                max_args=each.max_args,
                allow_override_builtin=True,
            )
        for sheet in store.sheets:
            workbook.add_sheet(sheet.name)
        for sheet in store.sheets:
            grid = sheet.grid
            for cell in sorted(grid.filled(), reverse=True):
                if cell not in grid.formulas and cell not in grid.owners:
                    workbook.set_value(sheet.name, *cell, to_calculator(grid.get(cell)))
        resolver = store.resolver()
        for sheet in store.sheets:
            for cell, formula in sheet.grid.formulas.items():
                text = resolver.plain(formula.text, sheet.name, cell)
                size = formula.area.rows, formula.area.columns
                spelled = for_calculator(text, formula.kind, size, functions.names())
                workbook.set_formula(sheet.name, *cell, spelled)
                if called_functions(spelled) & functions.names():
                    self._live[sheet.name, cell] = spelled

    def shown(self) -> Shown:
        """What each formula shows, every function asked now."""
        workbook = self._workbook
        for (sheet, cell), text in self._live.items():
            workbook.set_formula(sheet, *cell, text)
        workbook.evaluate_all()
        shown: Shown = {}
        for stored in self._store.sheets:
            view = workbook.sheet(stored.name)
            for cell, formula in stored.grid.formulas.items():
                area = formula.area
                if formula.kind is Kind.DYNAMIC:
                    area = self._extent(stored.name, cell)
                rows = view.get_values(
                    fz.RangeAddress(stored.name, area.top, area.left, area.bottom, area.right)
                )
                values = (output(value) for row in rows for value in row)
                places = ((stored.name, each) for each in area.cells())
                shown.update(zip(places, values, strict=True))
        return shown

    def _extent(self, sheet: str, anchor: Cell) -> Area:
        address = f"{quoted_sheet(sheet)}!{cell_name(*anchor)}"
        spill = self._workbook.inspect_cell(address, include_values=False).cell.spill
        if spill is None or spill.extent is None:
            return Area.of_cell(anchor)
        return Area.parse(spill.extent.rpartition("!")[2])


def shown_by(store: Store) -> Shown:
    """What the cells of formulas, and those they spilled into, show now."""
    return {
        (sheet.name, each): sheet.grid.get(each)
        for sheet in store.sheets
        for formula in sheet.grid.formulas.values()
        for each in formula.area.cells()
    }


def assert_as_calculated_whole(store: Store, functions: Functions) -> None:
    """Cell for cell, in value and in kind."""
    shown, whole = shown_by(store), WholeCalculation(store, functions).shown()
    differing = {
        where: (shown.get(where), whole.get(where))
        for where in shown.keys() | whole.keys()
        if shown.get(where) != whole.get(where)
        or type(shown.get(where)) is not type(whole.get(where))
    }
    assert not differing, differing
