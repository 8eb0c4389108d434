"""The server's life inside the office: one for each soffice, whoever starts it.

`start` is called by an extension's job, or by the user script of a profile that the engine made.
Whoever comes second adds its operations to the server that runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.frame import TerminationVetoException, XTerminateListener

from .office import OfficeThread
from .operations import OPERATIONS
from .server import Operation, Server

_running: _Life | None = None


def start(
    context: Any, operations: Mapping[str, Operation] | None = None, *, stays: bool = False
) -> Server:
    """The server of this soffice, started if need be, with these operations too.

    `stays`: the office goes on without a document, until it is asked to quit.
    """
    global _running
    if _running is None:
        # Nobody may find a server that does not know everything yet.
        _running = _Life(context, {**OPERATIONS, "app.quit": quit_office, **(operations or {})})
    _running.server.operations.update(operations or {})
    _running.stays = _running.stays or stays
    return _running.server


def quit_office(context: Any) -> None:
    """Close every document unsaved and end the office."""
    if _running is not None:
        _running.stays = False
    desktop = _desktop(context)
    for document in desktop.Components:
        try:
            document.setModified(False)
            document.close(True)
        except Exception:  # noqa: BLE001, S110  a document that will not close ends with the office
            pass
    desktop.terminate()


def profile_folder(context: Any) -> Path:
    """The profile of this soffice: the folder that holds `user`."""
    paths = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.util.PathSubstitution", context
    )
    user = uno.fileUrlToSystemPath(paths.substituteVariables("$(user)", True))
    return Path(user).parent


class _Life(unohelper.Base, XTerminateListener):  # type: ignore[misc]
    def __init__(self, context: Any, operations: Mapping[str, Operation]) -> None:
        self.stays = False
        self.office = OfficeThread(context)
        self.server = Server(context, operations, profile_folder(context), self.office.call)
        _desktop(context).addTerminateListener(self)
        # Only once its main loop turns can an office open documents.
        self.office.run(self.server.start)

    # The names are UNO's.
    def queryTermination(self, _event: Any) -> None:  # noqa: N802
        if self.stays:
            raise TerminationVetoException("the office stays for its clients", self)

    def notifyTermination(self, _event: Any) -> None:  # noqa: N802
        self.server.stop()

    def disposing(self, _event: Any) -> None:
        self.server.stop()


def _desktop(context: Any) -> Any:
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
