"""An xlwings engine for LibreOffice Calc, driven from any Python.

A server runs inside soffice (`inside`), this side speaks to it (`connection`, `process`); neither
needs `uno` here::

    import xlwings as xw
    from xlbetflag.engines import calc

    calc.activate()
    with xw.App(visible=False) as app:          # a Calc of its own, on a fresh profile
        book = app.books.open("trader.xlsx")
        book.sheets[0]["A1"].value = 3.5
        with calc.batch(app):                   # one round trip for all that is written
            for row in range(2, 200):
                book.sheets[0][row, 0].value = row
        book.save()

    app = calc.attach()                         # the Calc that the user runs, with our extension

What it covers, member by member: docs/xlwings-calc.md.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import xlwings as xw

from .engine import Engine, activate, engine, register
from .errors import CalcError, CalcGone, CalcTimeout
from .process import Office

__all__ = [
    "CalcError",
    "CalcGone",
    "CalcTimeout",
    "Engine",
    "Office",
    "activate",
    "adopt",
    "attach",
    "batch",
    "engine",
    "register",
]


def attach(profile: Path | None = None) -> xw.App:
    """The Calc that runs on a LibreOffice profile (None: the user's own), if our server does.

    Raises CalcGone without one.
    """
    return adopt(Office.attach(profile))


def adopt(office: Office) -> xw.App:
    """An office as an app of xlwings, the active one."""
    return xw.App(impl=engine.apps.adopt(office))


def batch(app: xw.App) -> AbstractContextManager[None]:
    """Queue what is written to an app's books; done in one round trip at the end, or before the
    next read. An error names the operation that failed; what was to follow it is not done.
    """
    queue: AbstractContextManager[None] = app.impl.batch()
    return queue
