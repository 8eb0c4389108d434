"""How a notebook shows what Python is given: a small table. Text of the venue is text."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape

import msgspec

from xlbetflag.market.printable import printable


def as_html(title: str, values: Iterable[tuple[str, object]]) -> str:
    """A row for each value."""
    rows = (
        f"<tr><th style='text-align:left'>{_text(name)}</th>"
        f"<td style='text-align:left'>{_text(_told(value))}</td></tr>"
        for name, value in values
    )
    # Notebooks would read what stands between dollar signs as mathematics.
    return (
        f"<table class='tex2jax_ignore'><caption>{_text(title)}</caption>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


class Shown(msgspec.Struct, frozen=True):
    """What a notebook shows as a table of its fields."""

    def _repr_html_(self) -> str:
        return as_html(type(self).__name__, msgspec.structs.asdict(self).items())


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {each}" for name, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def _text(words: str) -> str:
    return escape(printable(words))
