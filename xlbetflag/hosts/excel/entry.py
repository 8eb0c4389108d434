"""What Excel's macros call, by name, through xlwings: `ask`. Nothing else is ever called.

xlwings loads this module again when its file has changed, so it keeps nothing.
"""

import logging
from typing import Any

import xlwings as xw

from xlbetflag.hosts.excel import service
from xlbetflag.texts import say

log = logging.getLogger(__name__)


@xw.func
@xw.arg("block", ndim=2)
def ask(block: list[list[Any]]) -> list[list[object]]:
    """One block in, one out, as `block` says; never an error."""
    try:
        desk = service.current
        if desk is None:
            return service.refuse(block, say("excel.no_desk", "en"))
        return desk.answer(block, xw.Book.caller())
    except Exception:
        log.exception("a call of Excel's")
        return service.refuse(block, say("excel.failed", "en"))
    finally:
        _let_go()


def _let_go() -> None:
    """xlwings keeps the workbook that called; Excel could not end while it is kept."""
    windows = getattr(xw, "_xlwindows", None)
    if windows is not None:
        windows.BOOK_CALLER = None
