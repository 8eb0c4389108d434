"""The xlwings engine `headless` and its one instance."""

from __future__ import annotations

from typing import Any

import xlwings as xw

from ..registration import registered
from ..values import cell_data, clean_value_data
from .app import Apps
from .functions import Functions

NAME = "headless"


class Engine:
    """What xlwings asks of an engine, and `functions`, which every book of it can call; a book has
    its own besides."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.functions = Functions()
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: object, options: dict[str, Any]) -> object:
        """A value on its way into a cell; dates and times stay known as such."""
        return cell_data(value)

    clean_value_data = staticmethod(clean_value_data)


engine = Engine()


def register() -> xw.Engine:
    """Make the engine known to xlwings, as `xw.engines["headless"]`, and return it."""
    return registered(engine)


def activate() -> xw.Engine:
    """Register the engine and make it the one that `xw.Book` and `xw.App` use."""
    added = register()
    added.activate()
    return added
