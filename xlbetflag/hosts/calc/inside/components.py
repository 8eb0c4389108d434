"""What LibreOffice creates by name: the functions, the menu's commands, the job at its start."""

from __future__ import annotations

from typing import Any

import unohelper
from calc_server.office import OfficeThread
from com.sun.star.task import XJob, XJobExecutor

from . import addin, log
from .declaration import SERVICE
from .functions import Functions
from .office import service

COMMANDS_SERVICE = SERVICE + ".Commands"  # in the addresses of the menu: service:...?PLACE
START_SERVICE = SERVICE + ".Start"


class Commands(unohelper.Base, XJobExecutor):  # type: ignore[misc]
    def __init__(self, context: Any) -> None:
        self._context = context

    def trigger(self, command: str) -> None:
        try:
            model = service(self._context, "com.sun.star.frame.Desktop").CurrentComponent
            addin.of(self._context).command(model, command)
        except Exception:  # noqa: BLE001  an exception must not reach the office
            log.exception(command)


class Start(unohelper.Base, XJob):  # type: ignore[misc]
    """Opens the door for a desk; nothing trades until one comes in."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def execute(self, _arguments: Any) -> None:
        # In the office's own time: at this moment it cannot open a document yet.
        OfficeThread(self._context).run(lambda: addin.of(self._context))


def functions(context: Any) -> Functions:
    addin.of(context)
    return Functions()


helper = unohelper.ImplementationHelper()
helper.addImplementation(functions, SERVICE, (SERVICE, "com.sun.star.sheet.AddIn"))
helper.addImplementation(Commands, COMMANDS_SERVICE, (COMMANDS_SERVICE,))
helper.addImplementation(Start, START_SERVICE, (START_SERVICE,))
