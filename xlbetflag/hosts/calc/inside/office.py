"""The office around us: its services, its language, its open spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from com.sun.star.beans import PropertyValue
from com.sun.star.beans.PropertyState import DIRECT_VALUE
from com.sun.star.sheet.FormulaResult import ERROR


def service(context: Any, name: str) -> Any:
    return context.ServiceManager.createInstanceWithContext(name, context)


def spreadsheets(context: Any) -> Iterator[Any]:
    """The models of all open spreadsheets."""
    components = service(context, "com.sun.star.frame.Desktop").Components.createEnumeration()
    while components.hasMoreElements():
        component = components.nextElement()
        if component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            yield component


def interpret(model: Any) -> None:
    """Let every formula that waits for it be calculated, so that what it asks is asked now.

    `calculate` would enter the half of a word that the user is typing. A search through the
    formulas leaves it alone.
    """
    for sheet in model.Sheets:
        sheet.queryFormulaCells(ERROR)


def language(context: Any) -> str:
    """Of the user interface: "it", "en-US"."""
    provider = service(context, "com.sun.star.configuration.ConfigurationProvider")
    node = PropertyValue("nodepath", 0, "/org.openoffice.Setup/L10N", DIRECT_VALUE)
    access = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess", (node,)
    )
    return str(access.getByName("ooLocale"))
