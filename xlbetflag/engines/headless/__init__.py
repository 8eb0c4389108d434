"""An xlwings engine that needs no spreadsheet application.

The .xlsx package on disk is the store, formualizer is the calculator::

    import xlwings as xw
    from xlbetflag.engines import headless

    headless.activate()
    headless.engine.functions.add("BF_DOUBLE", lambda x: x * 2, min_args=1, max_args=1)
    book = xw.Book("trader.xlsx")
    book.app.calculate()
    book.save()

Sheets are added, copied, renamed and deleted, tables made and resized, in the package, where every
other part keeps its bytes. What the package cannot follow (a chart on a sheet that is renamed, a
drawing on one that is copied) raises NotImplementedError and changes nothing.

A function of one book alone is added to `book.impl.functions`. Opening shows the values the file
holds. Writing does not recalculate; `app.calculate()` does
(or reads, with `app.calculation = "automatic"`). One thread drives the engine and all its books;
functions run in that thread and must not touch a workbook.
"""

from __future__ import annotations

from ..values import CellError
from .engine import Engine, activate, engine, register
from .functions import Functions

__all__ = ["CellError", "Engine", "Functions", "activate", "engine", "register"]
