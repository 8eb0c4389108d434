"""While a desk is connected Calc completes nothing that is typed: a 2 below a text "2,5" became
one, and was a stake. It is the user's setting, so it is put back when the desk has gone."""

from __future__ import annotations

from typing import Any

from . import log
from .office import service

SETTINGS = "com.sun.star.sheet.GlobalSheetSettings"


class Completion:
    """Used in the office's thread."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._was = False

    def stop(self) -> None:
        self._was = self._set(False) or self._was

    def put_back(self) -> None:
        if self._was:
            self._set(True)
        self._was = False

    def _set(self, wanted: bool) -> bool:
        """What it was before."""
        try:
            settings = service(self._context, SETTINGS)
            was = bool(settings.DoAutoComplete)
            settings.DoAutoComplete = wanted
        except Exception:  # noqa: BLE001  an exception must not reach the office
            log.exception("completion")
            return False
        return was
