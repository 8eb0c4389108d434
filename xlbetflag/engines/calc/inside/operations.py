"""What the engine can ask of the office, by name."""

from __future__ import annotations

import os
from typing import Any

from .server import Operation


def _office(context: Any) -> dict[str, Any]:
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    import uno

    node = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    node.Name, node.Value = "nodepath", "/org.openoffice.Setup/Product"
    product = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess", (node,)
    )
    return {"pid": os.getpid(), "version": product.getByName("ooSetupVersionAboutBox")}


OPERATIONS: dict[str, Operation] = {"app.office": _office}
