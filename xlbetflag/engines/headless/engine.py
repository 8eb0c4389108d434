"""The xlwings engine `headless` and its one instance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import xlwings as xw

from .app import Apps
from .functions import Functions
from .values import CellError, cell_value, date_from_serial

NAME = "headless"


class DateSerial(float):
    """A number from a cell whose format shows a date: becomes a datetime when cleaned."""

    __slots__ = ()


class Engine:
    """What xlwings asks of an engine, and `functions`, which every book of it can call."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.functions = Functions()
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: object, options: dict[str, Any]) -> object:
        """A value on its way into a cell."""
        return cell_value(value)

    @staticmethod
    def clean_value_data(
        data: list[list[object]],
        datetime_builder: Callable[..., object],
        empty_as: object,
        number_builder: Callable[[float], object] | None,
        err_to_str: bool,
    ) -> list[list[object]]:
        """Raw values as the user's options want them; errors are None unless asked for."""

        def clean(value: object) -> object:
            kind = type(value)
            if kind is float:
                return value if number_builder is None else number_builder(value)  # type: ignore[arg-type]
            if value is None or value == "":
                return empty_as
            if kind is CellError:
                return str(value) if err_to_str else None
            if kind is DateSerial:
                return _date(value, datetime_builder)  # type: ignore[arg-type]
            return value

        return [[clean(value) for value in row] for row in data]


def _date(serial: float, datetime_builder: Callable[..., object]) -> object:
    moment = date_from_serial(serial)
    if moment is None:
        return float(serial)
    return datetime_builder(
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        microsecond=moment.microsecond,
        tzinfo=None,
    )


engine = Engine()


def register() -> xw.Engine:
    """Make the engine known to xlwings, as `xw.engines["headless"]`, and return it."""
    for known in xw.engines:
        if known.impl is engine:
            return known
    added = xw.Engine(impl=engine)
    xw.engines.add(added)
    return added


def activate() -> xw.Engine:
    """Register the engine and make it the one that `xw.Book` and `xw.App` use."""
    added = register()
    added.activate()
    return added
