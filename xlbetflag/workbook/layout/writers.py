"""Columns by who fills them."""

from xlbetflag.workbook.layout.columns import CellKind, Column, Writer


def user_column(
    key: str,
    header: str,
    kind: CellKind,
    width: float,
    text: str,
    choices: tuple[str, ...] = (),
    *,
    required: bool = False,
) -> Column:
    return Column(key, header, kind, Writer.USER, width, text, choices=choices, required=required)


def desk_column(key: str, header: str, kind: CellKind, width: float, text: str = "") -> Column:
    return Column(key, header, kind, Writer.DESK, width, text)
