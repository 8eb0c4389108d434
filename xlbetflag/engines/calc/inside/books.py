"""The office itself, its open spreadsheets and their sheets."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Callable  # noqa: UP035  as Python 3.8 wants it

import uno

from . import documents, locks
from .server import Operation

# What a file's ending means to Calc, and to Excel where it knows it.
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".xlt": "MS Excel 97 Vorlage/Template",
    ".ods": "calc8",
    ".ots": "calc8_template",
    ".fods": "OpenDocument Spreadsheet Flat XML",
    ".csv": "Text - txt - csv (StarCalc)",
}
_NEVER_ASK_ABOUT_MACROS = 5
_NEVER_RUN_MACROS = 0
_UPDATE_LINKS, _LEAVE_LINKS = 1, 0
# What holds for every book, also for one that is opened later.
_switches = {"visible": True, "screen_updating": True, "interactive": True, "enable_events": True}


def office(context: Any) -> dict[str, Any]:
    """Its process, version and program folder."""
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    product = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess",
        documents.properties(nodepath="/org.openoffice.Setup/Product"),
    )
    paths = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.util.PathSubstitution", context
    )
    return {
        "pid": os.getpid(),
        "version": product.getByName("ooSetupVersionAboutBox"),
        "path": uno.fileUrlToSystemPath(paths.substituteVariables("$(prog)", True)),
    }


def opened(context: Any) -> list[list[str]]:
    """``[uid, name, path]`` of each open spreadsheet; the path is empty before the first save."""
    return [describe(context, each.RuntimeUID) for each in documents.opened(context)]


def describe(context: Any, uid: str) -> list[str]:
    document = documents.book(context, uid)
    path = uno.fileUrlToSystemPath(document.URL) if document.URL.startswith("file:") else ""
    return [uid, os.path.basename(path) or document.Title, path]  # noqa: PTH119


def active(context: Any) -> str | None:
    """The book in front, or the last one where another kind of window is."""
    current = documents.desktop(context).getCurrentComponent()
    found = [each.RuntimeUID for each in documents.opened(context)]
    uid = getattr(current, "RuntimeUID", None)
    return uid if uid in found else (found[0] if found else None)


def add(context: Any) -> str:
    """A new book, which is the active one."""
    return str(_load(context, "private:factory/scalc", {}).RuntimeUID)


def open_(
    context: Any,
    path: str,
    profile: str,
    read_only: bool = False,
    update_links: bool = False,
    password: str | None = None,
) -> str:
    """Open a file, without any question; it is the active book, and none of its macros runs
    where events are off. `profile` tells a stale lock from a live one.

    Raises PermissionError for a wrong password, ValueError for what is no spreadsheet.
    """
    locks.remove_stale(Path(path), Path(profile))
    options: dict[str, Any] = {
        "ReadOnly": read_only,
        "UpdateDocMode": _UPDATE_LINKS if update_links else _LEAVE_LINKS,
        "MacroExecutionMode": (
            _NEVER_ASK_ABOUT_MACROS if _switches["enable_events"] else _NEVER_RUN_MACROS
        ),
    }
    if password:
        options["Password"] = password
    found = _load(context, uno.systemPathToFileUrl(path), options)
    if found is None:
        raise PermissionError(f"{path} did not open: is its password right?")
    if not found.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        found.close(True)
        raise ValueError(f"{path} is no spreadsheet")
    return str(found.RuntimeUID)


def save(context: Any, uid: str, path: str | None, password: str | None = None) -> None:
    """Save in place, or as the kind of file that the ending of `path` says."""
    document = documents.book(context, uid)
    if path is None and document.URL and not password:
        document.store()
        return
    target = path or uno.fileUrlToSystemPath(document.URL)
    ending = os.path.splitext(target)[1].lower()  # noqa: PTH122
    if ending not in _FILTERS:
        raise ValueError(f"Calc is not asked to write files ending in {ending!r}")
    options: dict[str, Any] = {"FilterName": _FILTERS[ending], "Overwrite": True}
    if password:
        if not ending.startswith((".od", ".ot")):
            raise NotImplementedError(f"Calc takes a password for .ods from us, not for {ending}")
        options["Password"] = password
    document.storeAsURL(uno.systemPathToFileUrl(target), documents.properties(**options))


def export_pdf(context: Any, uid: str, path: str, quality: str) -> None:
    """`quality`: "standard" or "minimum", as Excel calls them."""
    data = documents.properties(Quality=90 if quality == "standard" else 50, ExportNotes=False)
    filtered = uno.Any("[]com.sun.star.beans.PropertyValue", data)
    options = documents.properties(FilterName="calc_pdf_Export", FilterData=filtered)
    documents.book(context, uid).storeToURL(uno.systemPathToFileUrl(path), options)


def close(context: Any, uid: str) -> None:
    """Without saving and without asking."""
    document = documents.book(context, uid)
    document.setModified(False)
    document.close(True)


def activate(context: Any, uid: str) -> None:
    frame = documents.book(context, uid).CurrentController.Frame
    frame.activate()
    frame.ContainerWindow.toFront()


def calculate(context: Any) -> None:
    for document in documents.opened(context):
        document.calculateAll()


def calculation(context: Any, automatic: bool | None = None) -> bool:
    """Whether books calculate by themselves; set with a value."""
    found = list(documents.opened(context))
    if automatic is not None:
        for document in found:
            document.enableAutomaticCalculation(automatic)
    return all(document.isAutomaticCalculationEnabled() for document in found)


def switch(context: Any, name: str, wanted: bool | None = None) -> bool:
    """`visible`, `screen_updating`, `interactive` or `enable_events`; set with a value.

    Books that do not update their views collect changes until they do again; windows that are not
    interactive take no input. `visible` is whether any window of a book is, where there are books.
    """
    found = list(documents.opened(context))
    if wanted is not None:
        _switches[name] = wanted
        for document in found:
            _SWITCHING[name](document, wanted)
    if name == "visible" and found:
        return any(_window(document).isVisible() for document in found)
    return _switches[name]


def _update_views(document: Any, wanted: bool) -> None:
    if wanted:
        while document.hasControllersLocked():
            document.unlockControllers()
    elif not document.hasControllersLocked():
        document.lockControllers()


def _window(document: Any) -> Any:
    return document.CurrentController.Frame.ContainerWindow


_SWITCHING: dict[str, Callable[[Any, bool], None]] = {
    "visible": lambda document, wanted: _window(document).setVisible(wanted),
    "screen_updating": _update_views,
    "interactive": lambda document, wanted: _window(document).setEnable(wanted),
    "enable_events": lambda _document, _wanted: None,  # of books that are opened from now on
}


def status_bar(context: Any, text: str | None) -> None:
    """A text in the status bar of every window; None gives it back to Calc."""
    for document in documents.opened(context):
        indicator = document.CurrentController.StatusIndicator
        if text is None:
            indicator.end()
        else:
            indicator.start(text, 0)


def selection(context: Any) -> list[Any] | None:
    """``[sheet, corners]`` of the cells selected in the active book."""
    uid = active(context)
    if uid is None:
        return None
    document = documents.book(context, uid)
    found = document.CurrentSelection
    if found is None or not hasattr(found, "RangeAddress"):
        return None
    documents.sheets(document)
    return [[uid, found.Spreadsheet.CodeName], documents.corners(found.RangeAddress)]


def run(context: Any, macro: str, arguments: list[Any]) -> Any:
    """A macro by its script URL, or a Basic macro of the user's by `Library.Module.Name`."""
    url = macro
    if not macro.startswith("vnd.sun.star.script:"):
        if "!" in macro:
            raise NotImplementedError("macros of a file are not run, only the user's own")
        named = {0: "Standard.Module1.", 1: "Standard."}.get(macro.count("."), "") + macro
        url = f"vnd.sun.star.script:{named}?language=Basic&location=application"
    factory = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.script.provider.MasterScriptProviderFactory", context
    )
    script = factory.createScriptProvider("").getScript(url)
    return script.invoke(tuple(arguments), (), ())[0]


def _load(context: Any, url: str, options: dict[str, Any]) -> Any:
    """Raises nothing of its own: None for what does not open."""
    given = documents.properties(Hidden=not _switches["visible"], **options)
    found = documents.desktop(context).loadComponentFromURL(url, "_blank", 0, given)
    if found is not None and found.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        # The focus, which makes a book the active one, comes to a window only later.
        found.CurrentController.Frame.activate()
        for name in ("screen_updating", "interactive"):
            if not _switches[name]:
                _SWITCHING[name](found, False)
    return found


OPERATIONS: dict[str, Operation] = {
    "app.office": office,
    "app.books": opened,
    "app.active": active,
    "app.calculate": calculate,
    "app.calculation": calculation,
    "app.switch": switch,
    "app.status_bar": status_bar,
    "app.selection": selection,
    "app.run": run,
    "book.describe": describe,
    "book.add": add,
    "book.open": open_,
    "book.save": save,
    "book.export_pdf": export_pdf,
    "book.close": close,
    "book.activate": activate,
}
