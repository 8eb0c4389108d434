"""Font and Characters, of cells, of a part of a cell's text, and of shapes."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from .connection import Connection

_BOLD, _NORMAL = 150.0, 100.0
_SEMIBOLD = 110.0
_AUTOMATIC = -1


class Font(base_classes.Font):
    """Every attribute is None where cells or characters differ."""

    def __init__(self, connection: Connection, target: list[Any]) -> None:
        self._connection = connection
        self._target = target

    @property
    def api(self) -> Font:
        return self

    def _get(self, name: str) -> Any:
        return self._connection.call("attributes.get", self._target, [name])[0]

    def _put(self, **values: Any) -> None:
        self._connection.send("attributes.put", self._target, values)

    @property
    def bold(self) -> bool | None:
        found = self._get("CharWeight")
        return None if found is None else found > _SEMIBOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self._put(CharWeight=_BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        found = self._get("CharPosture")
        return None if found is None else found in ("ITALIC", "OBLIQUE")

    @italic.setter
    def italic(self, value: bool) -> None:
        self._put(CharPosture="ITALIC" if value else "NONE")

    @property
    def size(self) -> float | None:
        """In points."""
        found: float | None = self._get("CharHeight")
        return found

    @size.setter
    def size(self, value: float) -> None:
        self._put(CharHeight=float(value))

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Calc's automatic colour counts as black, as in Excel."""
        from .looks import as_rgb

        found = self._get("CharColor")
        return None if found is None else as_rgb(0 if found == _AUTOMATIC else found)

    @color.setter
    def color(self, value: tuple[int, int, int] | str | int) -> None:
        from .looks import as_number

        self._put(CharColor=as_number(value))

    @property
    def name(self) -> str | None:
        found: str | None = self._get("CharFontName")
        return found

    @name.setter
    def name(self, value: str) -> None:
        self._put(CharFontName=value)


class Characters(base_classes.Characters):
    """A part of the text of a cell or a shape."""

    def __init__(self, connection: Connection, target: list[Any]) -> None:
        self._connection = connection
        self._target = target

    @property
    def api(self) -> Characters:
        return self

    @property
    def text(self) -> str:
        return str(self._connection.call("attributes.text", self._target))

    @property
    def font(self) -> Font:
        return Font(self._connection, self._target)

    def __getitem__(self, item: int | slice) -> Characters:
        *place, start, _ = self._target
        length = len(self.text)
        if isinstance(item, slice):
            first, last, _ = item.indices(length)
        else:
            first = item + length if item < 0 else item
            last = first + 1
            if not 0 <= first < length:
                raise IndexError(f"the text has {length} characters")
        return Characters(self._connection, [*place, start + first, start + last])
