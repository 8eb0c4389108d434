"""formualizer as the calculator of a Store: inputs and formulas in, results out.

A calculation costs what has changed. Custom functions are asked only where an argument, or what
they look at, is another than before (`sites.py`); of their answers only cells that differ reach the
calculator, which evaluates what hangs on them. It is loaded anew whenever names, tables or
functions change, and when it has kept more for itself than it may.
"""

from __future__ import annotations

from collections.abc import Collection

from .functions import Functions
from .loaded import Loaded
from .sites import Direct, Embedded, Site, Where, alike
from .store import Store

MOST_KEPT = 8_000_000  # bytes, about


class Calculator:
    """Calculates one store. One thread."""

    def __init__(self, store: Store, functions: Functions) -> None:
        self._store = store
        self._functions = functions
        self._loaded: Loaded | None = None
        self._loaded_for = (-1, -1)

    @property
    def is_current(self) -> bool:
        """Whether nothing was entered since the last calculation."""
        return (
            self._loaded is not None
            and self._loaded_for == self._wanted()
            and not any(sheet.grid.pending for sheet in self._store.sheets)
        )

    def calculate(self) -> None:
        """Bring the cells of every formula up to this moment."""
        try:
            self._calculate()
        except BaseException:
            self._loaded = None  # what was answered may be in no cell: all is asked anew
            raise

    def _calculate(self) -> None:
        loaded, changed = self._loaded, set[Where]()
        is_built = self._loaded_for == self._wanted()
        if loaded is not None and is_built and loaded.kept <= MOST_KEPT:
            changed = loaded.flush()
        else:
            self._loaded_for = self._wanted()
            self._loaded = loaded = Loaded(self._store, self._functions)
        due = loaded.sites.due()
        for direct in loaded.unasked:
            if not loaded.reads_results(direct.call):
                changed |= loaded.answer(direct, loaded.arguments(direct))
        if loaded.is_dirty:
            changed |= loaded.evaluate()
        for site in due:
            if isinstance(site, Embedded) and loaded.sites.ask_again(site):
                loaded.have_called(site)
        changed |= _answer_what_reads(loaded, changed, due)
        if changed and loaded.try_again():
            _answer_what_reads(loaded, loaded.evaluate(), ())

    def _wanted(self) -> tuple[int, int]:
        return self._store.structure, self._functions.version


def _answer_what_reads(loaded: Loaded, changed: set[Where], due: Collection[Site]) -> set[Where]:
    """Answer calls that are due or were never answered, and those with these cells among their
    arguments, until none is left; the cells that differ then."""
    waiting = dict.fromkeys([*loaded.unasked, *loaded.sites.readers(changed)], False)
    waiting |= {site: True for site in due if isinstance(site, Direct)}
    loaded.unasked = []
    differ = set[Where]()
    while waiting or loaded.has_work:
        changed = set()
        for site, is_due in waiting.items():
            arguments = loaded.arguments(site)
            was_asked = site.calculation == loaded.sites.calculation
            if (is_due and not was_asked) or not alike(site.asked, arguments):
                changed |= loaded.answer(site, arguments)
        changed |= loaded.evaluate()
        differ |= changed
        waiting = dict.fromkeys(loaded.sites.readers(changed), False)
        if not waiting:
            break
    return differ
