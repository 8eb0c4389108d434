"""Charts on a sheet, by the names of their shapes."""

from __future__ import annotations

from typing import Any

import uno

from . import documents, drawings
from .server import Operation

_SERVICE = "com.sun.star.chart.{}Diagram"
_POINT = 2540 / 72
_LEGEND = {"top": "TOP", "bottom": "BOTTOM", "left": "LEFT", "right": "RIGHT"}
_AXES = {"category": "X", "value": "Y"}


def add(
    context: Any,
    reference: list[str],
    box: list[float],
    name: str | None,
    corners: list[int] | None,
    home: list[str] | None,
) -> str:
    """A chart at ``[left, top, width, height]`` in points; its name.

    `corners` of the sheet `home` are what it shows, if given.
    """
    taken = {each.Name for each in drawings.shapes(context, reference)}
    number = 1
    while f"Chart {number}" in taken:
        number += 1
    cells = documents.area(context, home, corners) if corners and home else None
    return _create(context, reference, box, name or f"Chart {number}", cells)


def source(context: Any, reference: list[str], name: str, corners: list[int], home: Any) -> None:
    """The cells that a chart shows: the first row and column are names where they are texts."""
    cells = documents.area(context, home, corners)
    charts = documents.sheet(context, reference).Charts
    table = charts.getByName(drawings.shape(context, reference, name).PersistName)
    if table.EmbeddedObject.getFirstDiagram() is None:  # never had cells, and would show none
        box = drawings.box(context, reference, name)
        drawings.delete(context, reference, name)
        _create(context, reference, box, name, cells)
        return
    columns, rows = _headers(cells)
    table.setHasColumnHeaders(columns)
    table.setHasRowHeaders(rows)
    table.setRanges((cells.RangeAddress,))


def kind(context: Any, reference: list[str], name: str, *value: Any) -> list[Any]:
    """``[diagram, {property: value}]`` by UNO's names; set with a value."""
    chart = _chart(context, reference, name)
    if value:
        service, values = value[0]
        if chart.Diagram.DiagramType != _SERVICE.format(service):
            chart.Diagram = chart.createInstance(_SERVICE.format(service))
        for key, each in values.items():
            if hasattr(chart.Diagram, key):
                setattr(chart.Diagram, key, each)
    diagram = chart.Diagram
    names = ("Vertical", "Stacked", "Percent", "Dim3D", "SymbolType", "Lines")
    found = {each: getattr(diagram, each) for each in names if hasattr(diagram, each)}
    return [diagram.DiagramType.rpartition(".")[2].replace("Diagram", ""), found]


def title(context: Any, reference: list[str], name: str, *value: str | None) -> str | None:
    chart = _chart(context, reference, name)
    if value:
        chart.HasMainTitle = value[0] is not None
        if value[0] is not None:
            chart.Title.String = value[0]
    return str(chart.Title.String) if chart.HasMainTitle else None


def legend(
    context: Any, reference: list[str], name: str, visible: bool | None, position: str | None
) -> list[Any]:
    """``[visible, position]``; None leaves as it is."""
    chart = _chart(context, reference, name)
    if visible is not None:
        chart.HasLegend = visible
    if position is not None:
        chart.HasLegend = True
        where = uno.Enum("com.sun.star.chart.ChartLegendPosition", _LEGEND[position])
        chart.Legend.Alignment = where
    if not chart.HasLegend:
        return [False, None]
    found = chart.Legend.Alignment.value
    return [True, next((each for each, uno_ in _LEGEND.items() if uno_ == found), None)]


def axis(
    context: Any, reference: list[str], name: str, which: str, changes: dict[str, Any]
) -> dict[str, Any]:
    """An axis's attributes by xlwings' names, after what `changes` says of them."""
    diagram = _chart(context, reference, name).Diagram
    letter = _AXES[which]
    one = getattr(diagram, f"get{letter}Axis")()
    if "title" in changes:
        text = changes["title"]
        setattr(diagram, f"Has{letter}AxisTitle", text is not None)
        if text is not None:
            getattr(diagram, f"{letter}AxisTitle").String = text
    for key, uno_, automatic in (
        ("minimum_scale", "Min", "AutoMin"),
        ("maximum_scale", "Max", "AutoMax"),
        ("major_unit", "StepMain", "AutoStepMain"),
    ):
        if key in changes:
            setattr(one, automatic, changes[key] is None)
            if changes[key] is not None:
                setattr(one, uno_, float(changes[key]))
    if "reverse_order" in changes:
        one.ReverseDirection = changes["reverse_order"]
    if "visible" in changes:
        setattr(diagram, f"Has{letter}Axis", changes["visible"])
    has_title = getattr(diagram, f"Has{letter}AxisTitle")
    return {
        "title": getattr(diagram, f"{letter}AxisTitle").String if has_title else None,
        "minimum_scale": one.Min,
        "maximum_scale": one.Max,
        "major_unit": one.StepMain,
        "reverse_order": bool(one.ReverseDirection),
        "visible": bool(getattr(diagram, f"Has{letter}Axis")),
    }


def series(context: Any, reference: list[str], name: str, *change: Any) -> list[list[Any]]:
    """``[name, colour]`` of each series; `change` gives one, from 0, another colour."""
    found = _series(_chart(context, reference, name))
    if change:
        place, color = change
        found[place].Color = color
    answer = []
    for each in found:
        label = each.getDataSequences()[0].getLabel()
        texts = label.getTextualData() if label is not None else ()
        answer.append([" ".join(texts), each.Color])
    return answer


def export_png(context: Any, reference: list[str], name: str, path: str) -> None:
    """A picture of any shape."""
    exporter = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.drawing.GraphicExportFilter", context
    )
    exporter.setSourceDocument(drawings.shape(context, reference, name))
    exporter.filter(documents.properties(URL=uno.systemPathToFileUrl(path), MediaType="image/png"))


def _create(context: Any, reference: list[str], box: list[float], name: str, cells: Any) -> str:
    charts = documents.sheet(context, reference).Charts
    before = set(charts.ElementNames)
    number = 1
    while f"calc {number}" in before:
        number += 1
    left, top, width, height = (round(each * _POINT) for each in box)
    place = documents.struct("awt.Rectangle", X=left, Y=top, Width=width, Height=height)
    columns, rows = _headers(cells) if cells else (True, True)
    ranges = (cells.RangeAddress,) if cells else ()
    charts.addNewByName(f"calc {number}", place, ranges, columns, rows)
    fresh = (set(charts.ElementNames) - before).pop()
    for shape in drawings.shapes(context, reference):
        if drawings.type_of(shape) == "chart" and shape.PersistName == fresh:
            shape.Name = name
    return name


def _headers(cells: Any) -> tuple[bool, bool]:
    """Whether the first row and the first column are names: texts, beside the corner."""
    columns, rows = cells.Columns.Count, cells.Rows.Count
    above = cells.getCellByPosition(min(1, columns - 1), 0)
    beside = cells.getCellByPosition(0, min(1, rows - 1))
    return above.Type.value == "TEXT", columns > 1 and beside.Type.value == "TEXT"


def _series(chart: Any) -> list[Any]:
    return [
        each
        for system in chart.getFirstDiagram().getCoordinateSystems()
        for type_ in system.getChartTypes()
        for each in type_.getDataSeries()
    ]


def _chart(context: Any, reference: list[str], name: str) -> Any:
    found = drawings.shape(context, reference, name)
    if drawings.type_of(found) != "chart":
        raise KeyError(f"no chart is called {name}")
    charts = documents.sheet(context, reference).Charts
    return charts.getByName(found.PersistName).EmbeddedObject


OPERATIONS: dict[str, Operation] = {
    "chart.add": add,
    "chart.source": source,
    "chart.kind": kind,
    "chart.title": title,
    "chart.legend": legend,
    "chart.axis": axis,
    "chart.series": series,
    "shape.export_png": export_png,
}
