"""The xlwings engine `calc` and its one instance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import xlwings as xw

from ..registration import registered
from ..values import DateSerial, cell_value, clean_value_data
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
        plain = cell_value(value)
        if type(plain) is float and _is_moment(value):
            return DateSerial(plain)
        return plain

    clean_value_data = staticmethod(clean_value_data)


def _is_moment(value: object) -> bool:
    kind = type(value)
    if kind is float or kind is int:
        return False
    moments = (dt.date, dt.time, dt.timedelta)
    return isinstance(value, moments) or kind.__name__ in ("datetime64", "timedelta64")


engine = Engine()


def register() -> xw.Engine:
    """Make the engine known to xlwings, as `xw.engines["calc"]`, and return it."""
    return registered(engine)


def activate() -> xw.Engine:
    """Register the engine and make it the one that `xw.Book` and `xw.App` use."""
    added = register()
    added.activate()
    return added
