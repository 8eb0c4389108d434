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
# An attribute of our own, with the pictures whose width and height are set apart.
_FREE, _NAMESPACE = "xlbetflag:free-ratio", "urn:xlbetflag:calc"
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


def box(context: Any, reference: list[str], name: str) -> list[float]:
    """``[left, top, width, height]`` in points."""
    found = shape(context, reference, name)
    corner, size = found.Position, found.Size
    return [each / _POINT for each in (corner.X, corner.Y, size.Width, size.Height)]


def place(found: Any, points: list[float]) -> None:
    left, top, width, height = (max(round(each * _POINT), 0) for each in points)
    found.setSize(documents.struct("awt.Size", Width=max(width, 1), Height=max(height, 1)))
    found.setPosition(documents.struct("awt.Point", X=left, Y=top))


def side(context: Any, reference: list[str], name: str, which: int, length: float) -> None:
    """Set one of a shape's box, by its place there. Width and height of a picture that keeps its
    ratio go together.
    """
    found = shape(context, reference, name)
    points = box(context, reference, name)
    other = {2: 3, 3: 2}.get(which)
    if other is not None and points[which] and _keeps_ratio(found):
        points[other] *= length / points[which]
    points[which] = length
    place(found, points)


def scale(
    context: Any,
    reference: list[str],
    name: str,
    which: int,
    factor: float,
    of_original: bool,
    kept: float,
) -> None:
    """The width (`which` 2) or height (3) times a factor; both of a picture that keeps its ratio.

    `kept` is the part that does not move: 0 the top left, 1 the bottom right, 0.5 the middle.
    """
    found = shape(context, reference, name)
    points = box(context, reference, name)
    sizes = original_size(context, reference, name) if of_original else points[2:]
    for each in (2, 3) if _keeps_ratio(found) else (which,):
        length = sizes[each - 2] * factor
        points[each - 2] += (points[each] - length) * kept
        points[each] = length
    place(found, points)


def keeps_ratio(context: Any, reference: list[str], name: str, wanted: bool | None = None) -> bool:
    """Whether width and height of a picture go together, as they do by themselves; set with a
    value, which .ods keeps and .xlsx does not.
    """
    found = shape(context, reference, name)
    if wanted is not None:
        _keep_ratio(found, wanted)
    return _keeps_ratio(found)


def _keeps_ratio(found: Any) -> bool:
    return type_of(found) == "picture" and not found.UserDefinedAttributes.hasByName(_FREE)


def _keep_ratio(found: Any, wanted: bool) -> None:
    attributes = found.UserDefinedAttributes
    if wanted and attributes.hasByName(_FREE):
        attributes.removeByName(_FREE)
    elif not wanted and not attributes.hasByName(_FREE):
        mark = documents.struct(
            "xml.AttributeData", Type="CDATA", Namespace=_NAMESPACE, Value="true"
        )
        attributes.insertByName(_FREE, mark)
    found.UserDefinedAttributes = attributes


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
    """A picture from a file, kept in the book; its name. A size of -1 is the picture's own.

    With both sizes given it does not keep the ratio of its own.
    """
    graphic = _graphic(context, path)
    name = _fresh("Picture", {each.Name for each in shapes(context, reference)})
    document = documents.book(context, reference[0])
    found = document.createInstance("com.sun.star.drawing.GraphicObjectShape")
    documents.sheet(context, reference).DrawPage.add(found)
    found.Graphic, found.Name = graphic, name
    original = natural_size(found)
    width, height = (size[each] if size[each] > 0 else original[each] for each in (0, 1))
    place(found, [left, top, width, height])
    _keep_ratio(found, not (size[0] > 0 and size[1] > 0))
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
    "shape.side": side,
    "shape.scale": scale,
    "shape.keeps_ratio": keeps_ratio,
    "shape.rename": rename,
    "shape.delete": delete,
    "shape.select": select,
    "picture.add": add_picture,
    "picture.update": update_picture,
}
