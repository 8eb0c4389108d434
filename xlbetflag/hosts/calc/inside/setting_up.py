"""A user script, put into a profile for a moment: LibreOffice adds or removes the extension itself.

`unopkg` would do the same, but not for root, and not where it is not beside soffice. What to do
comes by an environment variable, which only the soffice has that was started for it: one that runs
already and is handed this script's address does nothing.
"""

from __future__ import annotations

import json
import os
import traceback
from typing import Any

import uno
import unohelper
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment

TASK = "XLBETFLAG_CALC_SETUP"


class _Agreeing(unohelper.Base, XCommandEnvironment, XInteractionHandler):  # type: ignore[misc]
    """Says yes to replacing a version that is there."""

    # The names are UNO's.
    def getInteractionHandler(self) -> Any:  # noqa: N802
        return self

    def getProgressHandler(self) -> None:  # noqa: N802
        return None

    def handle(self, request: Any) -> None:
        approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")
        for continuation in request.getContinuations():
            found = continuation.queryInterface(approve)
            if found is not None:
                found.select()
                return


def set_up(*_: Any) -> None:
    task = json.loads(os.environ.get(TASK, "null"))
    if task is None:
        return
    try:
        _do(task)
        outcome = ""
    except Exception:  # noqa: BLE001  whoever started us is told
        outcome = traceback.format_exc()
    with open(task["outcome"], "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(outcome, file)
    XSCRIPTCONTEXT.getDesktop().terminate()  # type: ignore[name-defined]  # noqa: F821


def _do(task: dict[str, str]) -> None:
    context = XSCRIPTCONTEXT.getComponentContext()  # type: ignore[name-defined]  # noqa: F821
    manager = context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
    if "add" in task:
        manager.addExtension(task["add"], (), "user", None, _Agreeing())
    else:
        manager.removeExtension(task["remove"], task["file"], "user", None, _Agreeing())


g_exportedScripts = (set_up,)  # noqa: N816
