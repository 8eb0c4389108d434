"""The xlwings engine `calc` and its one instance."""

from __future__ import annotations

from typing import Any

import xlwings as xw

from ..registration import registered
from ..values import cell_data, clean_value_data
from .app import Apps

NAME = "calc"


class Engine:
    """What xlwings asks of an engine."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: object, options: dict[str, Any]) -> object:
        """A value on its way into a cell; dates and times stay known as such."""
        return cell_data(value)

    clean_value_data = staticmethod(clean_value_data)


engine = Engine()


def register() -> xw.Engine:
    """Make the engine known to xlwings, as `xw.engines["calc"]`, and return it."""
    return registered(engine)


def activate() -> xw.Engine:
    """Register the engine and make it the one that `xw.Book` and `xw.App` use."""
    added = register()
    added.activate()
    return added
