"""The workbook in its other two forms: with macros for Excel, and with values only."""

from functools import partial
from os import PathLike
from typing import Any

from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.build.macros.values_only import ValueSheet, list_filled
from xlbetflag.workbook.build.macros.variant import add_macros, packaged_project


def build_with_macros(
    path: str | PathLike[str], *, project: bytes | None = None, **options: Any
) -> None:
    """The workbook for Excel: functions, timer and buttons in a VBA project.

    `project`: instead of the packaged one. Other options as in `build`.
    """
    used = packaged_project() if project is None else project
    build(path, finish=partial(add_macros, project=used), **options)


def build_values(path: str | PathLike[str], **options: Any) -> None:
    """The workbook without functions and macros; options as in `build`."""
    build(path, sheet_class=ValueSheet, finish=list_filled, **options)
