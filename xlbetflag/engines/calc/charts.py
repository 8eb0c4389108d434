"""Charts, as far as Calc and xlwings mean the same by them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .looks import as_number, as_rgb
from .shapes import Collection, Drawn

if TYPE_CHECKING:
    from .sheet import Sheet

_UNSET = base_classes._UNSET
_COLUMNS_ONLY = "Calc is asked for series in columns only"
_PLAIN: dict[str, Any] = {"Stacked": False, "Percent": False, "Dim3D": False}
_STACKED = {**_PLAIN, "Stacked": True}
_PERCENT = {**_PLAIN, "Percent": True}
_NO_MARKS, _MARKS = -3, -2  # UNO's SymbolType: none, automatic


def _kinds() -> dict[str, tuple[str, dict[str, Any]]]:
    """xlwings' chart types: UNO's diagram and the properties that make the difference."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    layouts = {"_clustered": _PLAIN, "_stacked": _STACKED, "_stacked_100": _PERCENT}
    for ending, layout in layouts.items():
        for deep, prefix in ((False, ""), (True, "3d_")):
            values = {**layout, "Dim3D": deep}
            found[f"{prefix}column{ending}"] = ("Bar", {**values, "Vertical": False})
            found[f"{prefix}bar{ending}"] = ("Bar", {**values, "Vertical": True})
            area = ending.replace("_clustered", "")
            found[f"{prefix}area{area}"] = ("Area", values)
        line = ending.replace("_clustered", "")
        found[f"line{line}"] = ("Line", {**layout, "SymbolType": _NO_MARKS})
        found[f"line_markers{line}"] = ("Line", {**layout, "SymbolType": _MARKS})
    found["pie"] = ("Pie", {"Dim3D": False})
    found["3d_pie"] = ("Pie", {"Dim3D": True})
    found["doughnut"] = ("Donut", {})
    found["radar"] = ("Net", {"SymbolType": _NO_MARKS})
    found["radar_markers"] = ("Net", {"SymbolType": _MARKS})
    found["radar_filled"] = ("FilledNet", {})
    found["xy_scatter_lines"] = ("XY", {"SymbolType": _MARKS, "Lines": True})
    found["xy_scatter_lines_no_markers"] = ("XY", {"SymbolType": _NO_MARKS, "Lines": True})
    found["bubble"] = ("Bubble", {})
    return found


_KINDS = _kinds()


class Charts(Collection, base_classes.Charts):
    """The charts of a sheet."""

    kind = "chart"

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self.item = Chart

    def add(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: Any = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: int | None = None,
    ) -> Chart:
        """Lengths in points. Excel's numbered styles have no meaning here."""
        if plot_by == "rows":
            raise NotImplementedError(_COLUMNS_ONLY)
        if anchor is not None:
            left, top = anchor.left, anchor.top
        made = self._sheet.connection.call(
            "chart.add",
            self._sheet.reference,
            [left, top, width, height],
            name,
            None if source is None else source.corners,
            None if source is None else source.sheet.reference,
        )
        chart = Chart(self._sheet, made)
        if chart_type is not None:
            chart.chart_type = chart_type
        return chart


class Chart(Drawn, base_classes.Chart):
    """One chart."""

    def set_source_data(self, rng: Any, plot_by: str | None = None) -> None:
        """A range with its series in columns; texts in its first row and column are names."""
        if plot_by == "rows":
            raise NotImplementedError(_COLUMNS_ONLY)
        self._call("chart.source", rng.corners, rng.sheet.reference)

    @property
    def chart_type(self) -> str:
        """Raises NotImplementedError for a type that xlwings has no name for."""
        diagram, values = self._call("chart.kind")
        for name, (wanted, differences) in _KINDS.items():
            if diagram == wanted and all(
                values.get(key, each) == each for key, each in differences.items()
            ):
                return name
        raise NotImplementedError(f"xlwings has no name for Calc's {diagram} chart")

    @chart_type.setter
    def chart_type(self, chart_type: str) -> None:
        if chart_type not in _KINDS:
            raise NotImplementedError(f"Calc has no chart {chart_type}")
        self._call("chart.kind", _KINDS[chart_type])

    @property
    def title(self) -> str | None:
        found: str | None = self._call("chart.title")
        return found

    @title.setter
    def title(self, value: str | None) -> None:
        self._call("chart.title", value)

    @property
    def legend(self) -> ChartLegend:
        return ChartLegend(self)

    @property
    def category_axis(self) -> ChartAxis:
        return ChartAxis(self, "category")

    @property
    def value_axis(self) -> ChartAxis:
        return ChartAxis(self, "value")

    @property
    def series(self) -> ChartSeriesCollection:
        return ChartSeriesCollection(self)

    @property
    def plot_by(self) -> str:
        return "columns"

    @plot_by.setter
    def plot_by(self, value: str) -> None:
        if value != "columns":
            raise NotImplementedError(_COLUMNS_ONLY)

    def to_png(self, path: str) -> None:
        self._call("shape.export_png", str(Path(path).resolve()))

    def ask(self, operation: str, *arguments: Any) -> Any:
        return self._call(operation, *arguments)


class ChartLegend(base_classes.ChartLegend):
    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> ChartLegend:
        return self

    @property
    def visible(self) -> bool:
        return bool(self._chart.ask("chart.legend", None, None)[0])

    @visible.setter
    def visible(self, value: bool) -> None:
        self._chart.ask("chart.legend", value, None)

    @property
    def position(self) -> str | None:
        found: str | None = self._chart.ask("chart.legend", None, None)[1]
        return found

    @position.setter
    def position(self, value: str) -> None:
        if value == "corner":
            raise NotImplementedError("Calc puts no legend into a corner")
        self._chart.ask("chart.legend", None, value)


class ChartAxis(base_classes.ChartAxis):
    SETTABLE = ("title", "minimum_scale", "maximum_scale", "major_unit", "visible", "reverse_order")

    def __init__(self, chart: Chart, which: str) -> None:
        self._chart = chart
        self._which = which

    @property
    def api(self) -> ChartAxis:
        return self

    def _get(self, name: str) -> Any:
        return self._chart.ask("chart.axis", self._which, {})[name]

    @property  # type: ignore[misc]  # set() writes
    def title(self) -> str | None:
        found: str | None = self._get("title")
        return found

    @property  # type: ignore[misc]  # set() writes
    def minimum_scale(self) -> float:
        return float(self._get("minimum_scale"))

    @property  # type: ignore[misc]  # set() writes
    def maximum_scale(self) -> float:
        return float(self._get("maximum_scale"))

    @property  # type: ignore[misc]  # set() writes
    def major_unit(self) -> float:
        return float(self._get("major_unit"))

    @property  # type: ignore[misc]  # set() writes
    def visible(self) -> bool:
        return bool(self._get("visible"))

    @property  # type: ignore[misc]  # set() writes
    def reverse_order(self) -> bool:
        return bool(self._get("reverse_order"))

    def set(self, **changes: Any) -> None:
        """By xlwings' names; None makes a scale automatic and hides a title."""
        given = {name: value for name, value in changes.items() if value is not _UNSET}
        for name in given:
            if name not in self.SETTABLE:
                raise NotImplementedError(f"the {name} of an axis is left to Calc")
        self._chart.ask("chart.axis", self._which, given)


class ChartSeriesCollection(base_classes.ChartSeriesCollection):
    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> ChartSeriesCollection:
        return self

    @property
    def parent(self) -> Chart:
        return self._chart

    def __len__(self) -> int:
        return len(self._chart.ask("chart.series"))

    def __iter__(self) -> Iterator[ChartSeries]:
        return (ChartSeries(self._chart, place) for place in range(len(self)))

    def __call__(self, key: str | int) -> ChartSeries:
        names = [name for name, _ in self._chart.ask("chart.series")]
        if isinstance(key, str) and key in names:
            return ChartSeries(self._chart, names.index(key))
        if isinstance(key, int) and 1 <= key <= len(names):
            return ChartSeries(self._chart, key - 1)
        raise KeyError(key)

    def __contains__(self, key: str) -> bool:
        return key in [name for name, _ in self._chart.ask("chart.series")]


class ChartSeries(base_classes.ChartSeries):
    """One series. Calc has one colour for its line and its filling."""

    SETTABLE = ("fill_color", "line_color")

    def __init__(self, chart: Chart, place: int) -> None:
        self._chart = chart
        self._place = place

    @property
    def api(self) -> ChartSeries:
        return self

    @property  # type: ignore[misc]  # set() writes
    def name(self) -> str:
        return str(self._chart.ask("chart.series")[self._place][0])

    @property  # type: ignore[misc]  # set() writes
    def fill_color(self) -> tuple[int, int, int]:
        return as_rgb(self._chart.ask("chart.series")[self._place][1])

    @property  # type: ignore[misc]  # set() writes
    def line_color(self) -> tuple[int, int, int]:
        return self.fill_color

    def set(self, **changes: Any) -> None:
        """A colour; the rest is left to Calc."""
        given = {name: value for name, value in changes.items() if value is not _UNSET}
        for name in given:
            if name not in self.SETTABLE:
                raise NotImplementedError(f"the {name} of a series is left to Calc")
        for color in given.values():
            self._chart.ask("chart.series", self._place, as_number(color))
