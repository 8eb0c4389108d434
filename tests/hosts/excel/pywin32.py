"""As much of pywin32 as xlwings needs to be imported and to drive `fake_excel`."""

import ctypes
import datetime as dt
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

import xlwings as xw

REJECTED = -2147418111  # RPC_E_CALL_REJECTED
RETRY_LATER = -2147417846  # RPC_E_SERVERCALL_RETRYLATER
EDITING = -2146777998  # 0x800AC472, VBA_E_IGNORE: a cell is being edited
EXCEPTION = -2147352567  # DISP_E_EXCEPTION


class ComError(Exception):
    """pywintypes.com_error."""

    def __init__(self, hresult: int, scode: int | None = None) -> None:
        info = None if scode is None else (0, "Microsoft Excel", "", "", 0, scode)
        super().__init__(hresult, "", info, None)
        self.hresult = hresult
        self.excepinfo = info


class CDispatch:
    """What pywin32 hands over for an object of Excel's."""


class PyIDispatch:
    """A bare pointer, as a call's arguments bring it."""


def _modules(excel: Any) -> dict[str, ModuleType]:
    def module(name: str, **members: Any) -> ModuleType:
        made = ModuleType(name)
        made.__dict__.update(members)
        return made

    def unwrap(value: Any) -> Any:
        raise ValueError("nothing of Python's")

    pythoncom = module(
        "pythoncom",
        __file__="pythoncom.dll",
        CoInitialize=lambda: None,
        CoUninitialize=lambda: None,
        ole_error=ComError,
        com_error=ComError,
        IID_IDispatch="IDispatch",
        IID_IEnumVARIANT="IEnumVARIANT",
        TypeIIDs={"IDispatch": PyIDispatch},
    )
    client = module(
        "win32com.client",
        CDispatch=CDispatch,
        CoClassBaseClass=type("CoClassBaseClass", (), {}),
        DispatchBaseClass=type("DispatchBaseClass", (), {}),
        Dispatch=lambda value, **_: value,
        DispatchEx=lambda _: excel.application(),
        dynamic=SimpleNamespace(),
    )
    client.dynamic = module("win32com.client.dynamic", CDispatch=CDispatch)  # type: ignore[attr-defined]
    util = module("win32com.server.util", unwrap=unwrap, wrap=lambda value, *_, **__: value)
    server = module(
        "win32com.server",
        util=util,
        dispatcher=module("win32com.server.dispatcher"),
        policy=module("win32com.server.policy", DefaultPolicy=object),
    )
    zone = SimpleNamespace(utc=lambda: dt.UTC)
    return {
        "pywintypes": module(
            "pywintypes", com_error=ComError, error=OSError, TimeType=dt.datetime, IID=str
        ),
        "pythoncom": pythoncom,
        "win32api": module("win32api", GetCurrentThreadId=lambda: 1),
        "win32con": module("win32con", WM_QUIT=18),
        "win32gui": module("win32gui"),
        "win32event": module("win32event"),
        "win32process": module("win32process", GetWindowThreadProcessId=lambda hwnd: (1, hwnd)),
        "win32timezone": module("win32timezone", TimeZoneInfo=zone),
        "win32com": module("win32com", client=client, server=server),
        "win32com.client": client,
        "win32com.client.dynamic": client.dynamic,
        "win32com.server": server,
        "win32com.server.util": util,
        "win32com.server.dispatcher": server.dispatcher,
        "win32com.server.policy": server.policy,
    }


@contextmanager
def installed(excel: Any) -> Iterator[SimpleNamespace]:
    """xlwings as it is on Windows with `excel`; at the end everything is as it was.

    Gives xlwings' modules, and our entry, decorated as on Windows.
    """
    before = dict(sys.modules)
    engines, by_name, active = list(xw.engines.engines), dict(xw.engines.engines_by_name), None
    active = xw.engines.active
    rebound = {name: getattr(xw, name) for name in ("func", "arg", "ret")}
    dll = SimpleNamespace(CLSIDFromString=lambda *_: 0)
    windows_only = {
        "windll": SimpleNamespace(user32=SimpleNamespace()),
        "oledll": SimpleNamespace(ole32=dll),
        "PyDLL": lambda _: SimpleNamespace(PyCom_PyObjectFromIUnknown=lambda *_: None),
    }
    had = {name: getattr(ctypes, name, None) for name in windows_only}
    sys.modules.update(_modules(excel))
    try:
        for name, member in windows_only.items():
            setattr(ctypes, name, member)
        xlwindows = importlib.import_module("xlwings._xlwindows")
        udfs = importlib.import_module("xlwings.udfs")
        com_server = importlib.import_module("xlwings.com_server")
        xlwindows.get_xl_apps = excel.applications  # type: ignore[attr-defined]
        xlwindows.Apps.__iter__ = lambda _: (xlwindows.App(xl=each) for each in excel.wrapped())
        xlwindows.Apps.__len__ = lambda _: len(list(excel.wrapped()))
        xlwindows.Apps.cleanup = staticmethod(lambda: None)
        xw.engines.add(xw.Engine(impl=xlwindows.engine))
        xw.engines.active = xw.engines["excel"]  # type: ignore[assignment]
        xw.func, xw.arg, xw.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
        sys.modules.pop("xlbetflag.hosts.excel.entry", None)
        entry = importlib.import_module("xlbetflag.hosts.excel.entry")
        yield SimpleNamespace(
            xlwindows=xlwindows, udfs=udfs, com_server=com_server, entry=entry, excel=excel
        )
    finally:
        for name, member in rebound.items():
            setattr(xw, name, member)
        for name, member in had.items():
            delattr(ctypes, name) if member is None else setattr(ctypes, name, member)
        if "xlwings.com_server" in sys.modules:
            sys.modules["xlwings.com_server"].loop.close()
        for name in sys.modules.keys() - before.keys():
            if name.startswith(
                ("xlwings.", "win32", "pywin", "pythoncom", "xlbetflag.hosts.excel")
            ):
                del sys.modules[name]
        for name in ("_xlwindows", "udfs", "com_server"):
            xw.__dict__.pop(name, None)
        xw.engines.engines[:], xw.engines.active = engines, active
        xw.engines.engines_by_name.clear()
        xw.engines.engines_by_name.update(by_name)
