"""The COM server that Excel's macros attach to: in the desk's own process, outside Excel's life."""

import logging
import threading
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.hosts.excel import service

log = logging.getLogger(__name__)


def is_possible() -> bool:
    """Whether this Python can be called by Excel."""
    return find_spec("pythoncom") is not None and hasattr(xw, "serve")


def serve(desk: Desk, until: Callable[[Callable[[], bool]], None]) -> None:
    """Answer Excel in this thread until `until`, called in another one, has returned.

    `until` is given what tells whether a workbook is open. Only this thread ever meets an object
    of Excel's. The server lives under xlwings' fixed class id.
    """
    pythoncom, win32api, win32con = map(import_module, ("pythoncom", "win32api", "win32con"))
    served = service.Service(desk)
    service.current = served
    here = win32api.GetCurrentThreadId()
    ended = threading.Event()

    def wait() -> None:
        try:
            until(lambda: served.is_needed)
        finally:
            ended.set()
            win32api.PostThreadMessage(here, win32con.WM_QUIT, 0, 0)

    waiting = threading.Thread(target=wait, name="door")
    waiting.start()
    try:
        while not ended.is_set():
            pythoncom.CoInitialize()  # xlwings gives it back when it ends, and it ends ...
            xw.serve()  # ... each time that the last Excel lets go of it
    except Exception:
        log.exception("Excel cannot be served; the desk goes on without it")
    finally:
        waiting.join()
        service.current = None
