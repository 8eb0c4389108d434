"""Shapes and Pictures. A shape goes by its name, within its sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .fonts import Characters, Font
from .layout import points

if TYPE_CHECKING:
    from .sheet import Sheet


class Drawn:
    """What shapes, pictures and charts have in common: a name, a place, a size in points."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet = sheet
        self._name = name

    @property
    def api(self) -> Any:
        return self

    @property
    def parent(self) -> Sheet:
        return self._sheet

    def _call(self, operation: str, *arguments: Any) -> Any:
        return self._sheet.connection.call(operation, self._sheet.reference, self._name, *arguments)

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._call("shape.rename", value)
        self._name = value

    def _side(self, place: int) -> float:
        return points(self._call("shape.box")[place])

    def _set_side(self, place: int, value: float) -> None:
        self._call("shape.side", place, value)

    @property
    def left(self) -> float:
        return self._side(0)

    @left.setter
    def left(self, value: float) -> None:
        self._set_side(0, value)

    @property
    def top(self) -> float:
        return self._side(1)

    @top.setter
    def top(self, value: float) -> None:
        self._set_side(1, value)

    @property
    def width(self) -> float:
        return self._side(2)

    @width.setter
    def width(self, value: float) -> None:
        self._set_side(2, value)

    @property
    def height(self) -> float:
        return self._side(3)

    @height.setter
    def height(self, value: float) -> None:
        self._set_side(3, value)

    def delete(self) -> None:
        self._call("shape.delete")


class Shape(Drawn, base_classes.Shape):
    """Any shape, pictures and charts among them."""

    @property
    def type(self) -> str:
        found = dict(self._sheet.connection.call("shapes.list", self._sheet.reference))
        if self._name not in found:
            raise KeyError(f"no shape is called {self._name}")
        return str(found[self._name])

    @property
    def index(self) -> int:
        """From 1, the lowest first."""
        found = self._sheet.connection.call("shapes.list", self._sheet.reference)
        return [name for name, _ in found].index(self._name) + 1

    def activate(self) -> None:
        self._call("shape.select")

    def scale_height(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """With its width, where it is a picture that keeps its aspect ratio."""
        self._scale(3, factor, relative_to_original_size, scale)

    def scale_width(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """With its height, where it is a picture that keeps its aspect ratio."""
        self._scale(2, factor, relative_to_original_size, scale)

    def _scale(self, side: int, factor: float, original: bool, scale: str) -> None:
        """`scale`: which end stays, as xlwings calls it; the middle for the rest."""
        kept = {"scale_from_top_left": 0.0, "scale_from_bottom_right": 1.0}.get(scale, 0.5)
        self._call("shape.scale", side, factor, original, kept)

    def _text(self, start: int = 0, stop: int | None = None) -> list[Any]:
        return ["shape text", self._sheet.reference, self._name, start, stop]

    @property
    def text(self) -> str:
        return str(self._sheet.connection.call("attributes.text", self._text()))

    @text.setter
    def text(self, value: str) -> None:
        self._sheet.connection.call("attributes.text", self._text(), value)

    @property
    def font(self) -> Font:
        return Font(self._sheet.connection, self._text())

    @property
    def characters(self) -> Characters:
        return Characters(self._sheet.connection, self._text())


class Picture(Drawn, base_classes.Picture):
    """One picture."""

    @property
    def lock_aspect_ratio(self) -> bool:
        """Whether a new width brings a new height along: unless both were given at first."""
        return bool(self._call("shape.keeps_ratio"))

    @lock_aspect_ratio.setter
    def lock_aspect_ratio(self, value: bool) -> None:
        """Kept in .ods, not in .xlsx: there every picture keeps its ratio when opened again."""
        self._call("shape.keeps_ratio", bool(value))

    def update(self, filename: str) -> Picture:
        """Another picture in the same place."""
        self._call("picture.update", str(Path(filename).resolve()))
        return self

    def index(self) -> int:
        return [picture.name for picture in self._sheet.pictures].index(self._name) + 1


class Collection:
    """The shapes of a sheet that are of one type, or all."""

    item: type[Drawn] = Shape
    kind: str | None = None

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return self

    @property
    def parent(self) -> Sheet:
        return self._sheet

    def _names(self) -> list[str]:
        found = self._sheet.connection.call("shapes.list", self._sheet.reference)
        return [name for name, kind in found if self.kind in (None, kind)]

    def __call__(self, key: str | int) -> Any:
        names = self._names()
        if isinstance(key, str):
            for name in names:
                if name.lower() == key.lower():
                    return self.item(self._sheet, name)
        elif 1 <= key <= len(names):
            return self.item(self._sheet, names[key - 1])
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Any]:
        return (self.item(self._sheet, name) for name in self._names())

    def __contains__(self, key: str | int) -> bool:
        names = self._names()
        if isinstance(key, str):
            return key.lower() in [name.lower() for name in names]
        return 1 <= key <= len(names)


class Shapes(Collection, base_classes.Collection):
    """Every shape of a sheet."""


class Pictures(Collection, base_classes.Pictures):
    """The pictures of a sheet."""

    item = Picture
    kind = "picture"

    def add(
        self,
        filename: str,
        link_to_file: bool = False,
        save_with_document: bool = True,
        left: float | None = None,
        top: float | None = None,
        width: float = -1,
        height: float = -1,
        anchor: Any = None,
    ) -> Picture:
        """From a file, kept in the book. A size of -1 is the picture's own.

        With both sizes given, the picture does not keep its aspect ratio.
        """
        if link_to_file:
            raise NotImplementedError("pictures are kept in the book")
        if anchor is not None:
            left, top = anchor.left, anchor.top
        path = str(Path(filename).resolve())
        name = self._sheet.connection.call(
            "picture.add", self._sheet.reference, path, left or 0, top or 0, [width, height]
        )
        return Picture(self._sheet, name)
