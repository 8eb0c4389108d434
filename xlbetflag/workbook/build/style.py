"""Colours and cell formats. One font everywhere; colour is never the only sign."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT = "Calibri"
FONT_SIZE = 10

INK = "#1F2937"
MUTED = "#6B7280"
FAINT = "#9CA3AF"
LINE = "#E5E7EB"
WHITE = "#FFFFFF"
HEADER = "#E8ECF1"
TITLE = "#334155"
TREND_COLOUR = "#64748B"
INPUT = "#FFF9DB"
INPUT_LINE = "#E9DFA8"

ENVIRONMENTS = {"PRACTICE": "#475569", "STAGING": "#D97706", "PRODUCTION": "#B91C1C"}

BACK = {1: "#9DD2FA", 2: "#C9E5FB", 3: "#E4F2FD"}
LAY = {1: "#F9C3D2", 2: "#FBDCE5", 3: "#FDEDF2"}

GREEN, GREEN_FILL, LIGHT_GREEN_FILL = "#166534", "#BBE5C8", "#E3F5E8"
AMBER, AMBER_FILL = "#8A4B08", "#FDE3A7"
RED, RED_FILL = "#B3261E", "#FDE2E1"
MAGENTA, MAGENTA_FILL = "#86198F", "#F5D0FE"
GREY_FILL = "#E5E7EB"
SIGNAL = "#FDE047"  # armed: money can leave


class Styles:
    """The formats of one workbook, each made once.

    Every format starts from the one font; a call names only what differs.
    """

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def cell(self, **properties: Any) -> Format:
        """A format for a cell, by the names that XlsxWriter gives its properties."""
        return self._format(
            {
                "font_name": FONT,
                "font_size": FONT_SIZE,
                "font_color": INK,
                "valign": "vcenter",
                **properties,
            }
        )

    def when(self, **properties: Any) -> Format:
        """A conditional format: only what it changes."""
        return self._format(properties)

    def _format(self, properties: dict[str, Any]) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]
