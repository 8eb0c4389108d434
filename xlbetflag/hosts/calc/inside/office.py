"""The office around us: its services, its language, its open spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from com.sun.star.beans import PropertyValue
from com.sun.star.beans.PropertyState import DIRECT_VALUE


def service(context: Any, name: str) -> Any:
    return context.ServiceManager.createInstanceWithContext(name, context)


def spreadsheets(context: Any) -> Iterator[Any]:
    """The models of all open spreadsheets."""
    components = service(context, "com.sun.star.frame.Desktop").Components.createEnumeration()
    while components.hasMoreElements():
        component = components.nextElement()
        if component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            yield component


def language(context: Any) -> str:
    """Of the user interface: "it", "en-US"."""
    provider = service(context, "com.sun.star.configuration.ConfigurationProvider")
    node = PropertyValue("nodepath", 0, "/org.openoffice.Setup/L10N", DIRECT_VALUE)
    access = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess", (node,)
    )
    return str(access.getByName("ooLocale"))
