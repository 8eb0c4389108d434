"""The part of Range that is about looks: formats, colours, fonts, alignment, borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .borders import Borders
from .fonts import Characters, Font

if TYPE_CHECKING:
    from .connection import Connection
    from .sheet import Sheet

Rgb = tuple[int, int, int]

_HORIZONTAL = {
    "general": ("STANDARD", 0),
    "left": ("LEFT", 0),
    "center": ("CENTER", 0),
    "right": ("RIGHT", 0),
    "fill": ("REPEAT", 0),
    "justify": ("BLOCK", 0),
    "distributed": ("BLOCK", 1),
}
_VERTICAL = {"top": (1, 0), "center": (2, 0), "bottom": (3, 0), "justify": (4, 0)}
_VERTICAL["distributed"] = (4, 1)
_STANDARD = 0


class Looks:
    """Mixed into Range, which says where its cells are."""

    connection: Connection
    _sheet: Sheet
    _shape: tuple[int, int]

    if TYPE_CHECKING:

        @property
        def corners(self) -> list[int]: ...

        def ask(self, operation: str, *arguments: Any) -> Any: ...

        def tell(self, operation: str, *arguments: Any) -> None: ...

    @property
    def target(self) -> list[Any]:
        """These cells, as `inside.attributes` names them."""
        return ["cells", self._sheet.reference, self.corners]

    def attributes(self, *names: str) -> list[Any]:
        found: list[Any] = self.connection.call("attributes.get", self.target, names)
        return found

    def put(self, **values: Any) -> None:
        if 0 not in self._shape:
            self.connection.send("attributes.put", self.target, values)

    @property
    def number_format(self) -> str | None:
        """Excel's English spelling; None where cells differ."""
        if 0 in self._shape:
            return ""
        found: str | None = self.ask("attributes.number_format")
        return found

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.tell("attributes.number_format", value)

    @property
    def color(self) -> Rgb | None:
        """Of the background; None for none."""
        found = self.attributes("CellBackColor")[0]
        return None if found is None or found < 0 else as_rgb(found)

    @color.setter
    def color(self, value: Rgb | str | int | None) -> None:
        self.put(CellBackColor=-1 if value is None else as_number(value))

    @property
    def font(self) -> Font:
        return Font(self.connection, self.target)

    @property
    def characters(self) -> Characters:
        return Characters(
            self.connection, ["characters", self._sheet.reference, self.corners, 0, None]
        )

    @property
    def borders(self) -> Borders:
        return Borders(self)

    @property
    def wrap_text(self) -> bool | None:
        found: bool | None = self.attributes("IsTextWrapped")[0]
        return found

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.put(IsTextWrapped=bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        found = tuple(self.attributes("HoriJustify", "HoriJustifyMethod"))
        return next((name for name, wanted in _HORIZONTAL.items() if wanted == found), None)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise NotImplementedError(f"Calc has no alignment {value}")
        justify, method = _HORIZONTAL[value]
        self.put(HoriJustify=justify, HoriJustifyMethod=method)

    @property
    def vertical_alignment(self) -> str | None:
        justify, method = self.attributes("VertJustify", "VertJustifyMethod")
        if justify == _STANDARD:
            return "bottom"
        found = (justify, method)
        return next((name for name, wanted in _VERTICAL.items() if wanted == found), None)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        justify, method = _VERTICAL[value]
        self.put(VertJustify=justify, VertJustifyMethod=method)

    def adjust_indent(self, amount: int) -> None:
        """By so many steps of about 10 points, to the right or (negative) back."""
        now = self.attributes("ParaIndent")[0] or 0
        self.put(HoriJustify="LEFT", ParaIndent=max(now + amount * 353, 0))


def as_rgb(number: int) -> Rgb:
    return number >> 16 & 255, number >> 8 & 255, number & 255


def as_number(color: Rgb | str | int) -> int:
    """UNO's red-green-blue number from a triple, `#rrggbb`, or Excel's blue-green-red number."""
    if isinstance(color, int):
        return (color & 255) << 16 | color & 0xFF00 | color >> 16 & 255
    if isinstance(color, str):
        return int(color.removeprefix("#"), 16)
    red, green, blue = color
    return int(red) << 16 | int(green) << 8 | int(blue)
