"""Shapes on a sheet: pictures, charts, buttons, text boxes. They go by their names."""

from __future__ import annotations

from typing import Any

import uno

from . import documents
from .server import Operation

_POINT = 2540 / 72
_PIXEL = 2540 / 96
# A kind of shape as xlwings calls it, by UNO's service.
_TYPES = {
    "GraphicObjectShape": "picture",
    "OLE2Shape": "embedded_ole_object",
    "ControlShape": "form_control",
    "TextShape": "text_box",
    "GroupShape": "group",
    "LineShape": "line",
    "ConnectorShape": "line",
    "MediaShape": "media",
}
_CHART = "12dcae26-281f-416f-a234-c3086127382e"


def listed(context: Any, reference: list[str]) -> list[list[str]]:
    """``[name, type]`` of each shape, from back to front; a nameless one gets a name."""
    return [[shape.Name, type_of(shape)] for shape in shapes(context, reference)]


def shapes(context: Any, reference: list[str]) -> list[Any]:
    page = documents.sheet(context, reference).DrawPage
    found = [page.getByIndex(place) for place in range(page.Count)]
    # A note's frame is a shape too, but belongs to its cell.
    found = [each for each in found if each.ShapeType != "com.sun.star.drawing.CaptionShape"]
    taken = {each.Name for each in found}
    for each in found:
        if not each.Name:
            each.Name = _fresh(type_of(each).replace("_", " ").title(), taken)
            taken.add(each.Name)
    return found


def shape(context: Any, reference: list[str], name: str) -> Any:
    """Raises KeyError without one of that name."""
    for each in shapes(context, reference):
        if each.Name == name:
            return each
    raise KeyError(f"no shape is called {name}")


def type_of(found: Any) -> str:
    if getattr(found, "CLSID", "").lower() == _CHART:
        return "chart"
    return _TYPES.get(found.ShapeType.rpartition(".")[2], "auto_shape")


def box(context: Any, reference: list[str], name: str, *value: list[float]) -> list[float]:
    """``[left, top, width, height]`` in points; set with a value."""
    found = shape(context, reference, name)
    if value:
        place(found, value[0])
    corner, size = found.Position, found.Size
    return [each / _POINT for each in (corner.X, corner.Y, size.Width, size.Height)]


def place(found: Any, points: list[float]) -> None:
    left, top, width, height = (max(round(each * _POINT), 0) for each in points)
    found.setSize(documents.struct("awt.Size", Width=max(width, 1), Height=max(height, 1)))
    found.setPosition(documents.struct("awt.Point", X=left, Y=top))


def rename(context: Any, reference: list[str], name: str, new: str) -> None:
    shape(context, reference, name).Name = new


def delete(context: Any, reference: list[str], name: str) -> None:
    documents.sheet(context, reference).DrawPage.remove(shape(context, reference, name))


def select(context: Any, reference: list[str], name: str) -> None:
    controller = documents.book(context, reference[0]).CurrentController
    controller.setActiveSheet(documents.sheet(context, reference))
    controller.select(shape(context, reference, name))


def add_picture(
    context: Any, reference: list[str], path: str, left: float, top: float, size: list[float]
) -> str:
    """A picture from a file, kept in the book; its name. A size of -1 is the picture's own."""
    graphic = _graphic(context, path)
    name = _fresh("Picture", {each.Name for each in shapes(context, reference)})
    document = documents.book(context, reference[0])
    found = document.createInstance("com.sun.star.drawing.GraphicObjectShape")
    documents.sheet(context, reference).DrawPage.add(found)
    found.Graphic, found.Name = graphic, name
    original = natural_size(found)
    width, height = (size[each] if size[each] > 0 else original[each] for each in (0, 1))
    place(found, [left, top, width, height])
    return name


def update_picture(context: Any, reference: list[str], name: str, path: str) -> None:
    """Another picture in the same place."""
    shape(context, reference, name).Graphic = _graphic(context, path)


def original_size(context: Any, reference: list[str], name: str) -> list[float]:
    """Of a picture, in points. Raises ValueError for another shape."""
    found = shape(context, reference, name)
    if type_of(found) != "picture":
        raise ValueError(f"{name} is no picture and has no original size")
    return natural_size(found)


def natural_size(found: Any) -> list[float]:
    graphic = found.Graphic
    size = graphic.Size100thMM
    width, height = size.Width, size.Height
    if not width or not height:
        width, height = graphic.SizePixel.Width * _PIXEL, graphic.SizePixel.Height * _PIXEL
    return [width / _POINT, height / _POINT]


def _graphic(context: Any, path: str) -> Any:
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.graphic.GraphicProvider", context
    )
    found = provider.queryGraphic(documents.properties(URL=uno.systemPathToFileUrl(path)))
    if found is None:
        raise ValueError(f"{path} is no picture")
    return found


def _fresh(stem: str, taken: set[str]) -> str:
    number = 1
    while f"{stem} {number}" in taken:
        number += 1
    return f"{stem} {number}"


OPERATIONS: dict[str, Operation] = {
    "shapes.list": listed,
    "shape.box": box,
    "shape.rename": rename,
    "shape.delete": delete,
    "shape.select": select,
    "shape.original_size": original_size,
    "picture.add": add_picture,
    "picture.update": update_picture,
}
