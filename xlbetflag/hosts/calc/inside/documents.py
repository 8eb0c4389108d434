"""What an open spreadsheet needs of us: names resolved, buttons heard, files that Excel reads."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Callable  # noqa: UP035  as Python 3.8 wants it

import uno
import unohelper
from com.sun.star.document import XDocumentEventListener

from . import arrays, band, log, saving
from .buttons import Buttons, command_buttons
from .declaration import MARKS, SERVICE
from .office import spreadsheets

EXCEL = "Calc MS Excel 2007"  # how the names of its filters begin
DUMMY = "xlbetflag_resolving"


def by_id(context: Any, document: str) -> Any:
    """An open spreadsheet. Raises KeyError."""
    for model in spreadsheets(context):
        if model.RuntimeUID == document:
            return model
    raise KeyError("that document is not open")


def listed(context: Any) -> list[dict[str, str]]:
    return [
        {"document": model.RuntimeUID, "url": model.URL, "title": model.Title}
        for model in spreadsheets(context)
        if is_ours(model)
    ]


def described(model: Any) -> dict[str, Any]:
    """Which document, and what is selected in it, when a command is given."""
    controller = model.CurrentController
    selection = model.CurrentSelection
    areas = getattr(selection, "RangeAddresses", None) or [getattr(selection, "RangeAddress", None)]
    return {
        "document": model.RuntimeUID,
        "url": model.URL,
        "sheet": controller.ActiveSheet.Name,
        "rows": [[area.StartRow + 1, area.EndRow + 1] for area in areas if area is not None],
    }


class Documents(unohelper.Base, XDocumentEventListener):  # type: ignore[misc]
    """Follows what happens to every spreadsheet.

    `clicked(model, command)`: a button of a sheet. `tell(model, code, **values)`: for the user.
    """

    def __init__(self, clicked: Callable[[Any, str], Any], tell: Callable[..., Any]) -> None:
        self._clicked = clicked
        self._tell = tell
        self._unstripped: dict[str, Path] = {}

    # The names are UNO's.
    def documentEventOccured(self, event: Any) -> None:  # noqa: N802
        action = self._actions().get(event.EventName)
        model = event.Source
        try:
            if action and model.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
                action(model)
        except Exception:  # noqa: BLE001  an exception must not reach the office
            log.exception(event.EventName)

    def disposing(self, _event: Any) -> None:
        pass

    def _actions(self) -> dict[str, Callable[[Any], None]]:
        return {
            "OnLoadFinished": resolve,
            "OnViewCreated": self._viewed,
            "OnSave": self._before_saving,
            "OnSaveAs": keep_arrays,
            "OnCopyTo": keep_arrays,
            "OnSaveDone": self._strip,
            "OnSaveAsDone": self._strip,
            "OnUnload": self._strip_late,
        }

    def _viewed(self, model: Any) -> None:
        if is_ours(model):
            calm(model)
        if any(command_buttons(model.Sheets)):
            Buttons(model.CurrentController, lambda command: self._clicked(model, command))

    def _before_saving(self, model: Any) -> None:
        self._keep_buttons(model)
        keep_arrays(model)

    def _keep_buttons(self, model: Any) -> None:
        if is_excel(model) and any(command_buttons(model.Sheets)):
            copy = saving.keep_original(file_of(model))
            if copy is not None:
                self._tell(model, "buttons_lost", copy=copy.name)

    def _strip(self, model: Any) -> None:
        if is_excel(model):
            file = file_of(model)
            try:
                saving.strip_prefix(file, SERVICE)
            except PermissionError:
                self._unstripped[model.RuntimeUID] = file
            except (OSError, zipfile.BadZipFile):
                log.exception("stripping")

    def _strip_late(self, model: Any) -> None:
        file = self._unstripped.pop(model.RuntimeUID, None)
        if file is not None:
            saving.strip_prefix(file, SERVICE)


def is_ours(model: Any) -> bool:
    """Whether it is a trading workbook."""
    return not MARKS.isdisjoint(model.NamedRanges.ElementNames)


def calm(model: Any) -> None:
    """No waves under names that are in no dictionary, no lines where a page would end."""
    was_modified = model.isModified()
    model.SpellOnline = False
    model.CurrentController.ShowPageBreaks = False
    model.setModified(was_modified)


def is_excel(model: Any) -> bool:
    """Whether it is a file that is stored as .xlsx or .xlsm."""
    arguments = {each.Name: each.Value for each in model.Args}
    return model.URL.startswith("file:") and str(arguments.get("FilterName")).startswith(EXCEL)


def file_of(model: Any) -> Path:
    return Path(uno.fileUrlToSystemPath(model.URL))


def resolve(model: Any) -> None:
    """Let the formulas of a file that was just opened find our functions, and ask them; what it
    was saved with is no state of today.

    Calc does not look an add-in's short names up while it reads an .xlsx, and shows in every file
    what a cell was saved with. A name that comes or goes makes it read its formulas again.
    """
    if not _uses_functions(model):
        return
    was_modified = model.isModified()
    band.take_back(model)
    here = model.Sheets.getByIndex(0).getCellByPosition(0, 0).CellAddress
    model.NamedRanges.addNewByName(DUMMY, "0", here, 0)
    model.NamedRanges.removeByName(DUMMY)
    arrays.keep(model)  # once calculated they would be as large as what the functions give
    model.calculateAll()
    model.setModified(was_modified)


def keep_arrays(model: Any) -> None:
    if _uses_functions(model):
        arrays.keep(model)


def _uses_functions(model: Any) -> bool:
    for sheet in model.Sheets:
        search = sheet.createSearchDescriptor()
        search.SearchString = "BF_"
        search.SearchType = 0  # in formulas
        if sheet.findFirst(search) is not None:
            return True
    return False
