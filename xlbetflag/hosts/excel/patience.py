"""Waiting for an Excel that is busy: a cell is being edited, or a box is open.

xlwings tries again at once and for ever; here every call waits a little longer each time, and gives
up after a while. What Excel rejects it has not begun, so nothing is done twice.
"""

import functools
import time
from collections.abc import Callable
from typing import Any

REJECTED, RETRY_LATER = -2147418111, -2147417846  # RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_...
EDITING = -2146777998  # 0x800AC472
BUSY = frozenset({REJECTED, RETRY_LATER, EDITING})
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.25


class ExcelBusy(Exception):  # noqa: N818 - what is wrong
    """It would not take a call for as long as we wait for one."""


class Patience:
    """`limit`: seconds to wait for one call."""

    def __init__(
        self,
        limit: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limit, self._clock, self._sleep = limit, clock, sleep

    def around(self, method: Callable[..., Any], *also: type[Exception]) -> Callable[..., Any]:
        """The method, tried again while Excel is busy; `also`: what pywin32 says of that, too.

        Raises ExcelBusy.
        """

        @functools.wraps(method)
        def patient(*args: Any, **named: Any) -> Any:
            end, pause = self._clock() + self._limit, FIRST_PAUSE
            while True:
                try:
                    return method(*args, **named)
                except Exception as error:
                    if not (is_busy(error) or isinstance(error, also)):
                        raise
                    if self._clock() >= end:
                        raise ExcelBusy("Excel is busy") from None
                self._sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

        return patient


def be_patient(windows: Any, patience: Patience) -> None:
    """Let xlwings' Windows side (`xlwings._xlwindows`) wait so. Once for each loaded module."""
    if windows.N_COM_ATTEMPTS == 1:
        return
    windows.N_COM_ATTEMPTS = 1
    for kind in (windows.COMRetryObjectWrapper, windows.COMRetryMethodWrapper):
        for name in ("__getattr__", "__setattr__", "__call__"):
            if name in vars(kind):
                # Reading an attribute tells a missing one from a busy Excel by itself.
                also = () if name == "__getattr__" else (AttributeError,)
                setattr(kind, name, patience.around(vars(kind)[name], *also))


def is_busy(error: BaseException) -> bool:
    """Whether Excel rejected a call only for now."""
    if type(error).__name__ == "ExcelBusyError":  # xlwings' own word for it
        return True
    info = getattr(error, "excepinfo", None)
    return getattr(error, "hresult", None) in BUSY or bool(info and info[5] in BUSY)
