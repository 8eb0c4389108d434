"""Declaring a function of a cell: name, arguments, result and help from one Python function."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, get_args, get_type_hints

import msgspec

from xlbetflag.market.problem import Problem

Scalar: TypeAlias = str | float
Row: TypeAlias = Sequence[Scalar]
FUNCTIONS: dict[str, "Function"] = {}
MOST_ROWS = 1_000  # of a range


class ArgumentKind(msgspec.Struct, frozen=True):
    """A type of argument: how a cell's value is read, and what the user is told of it.

    Where it `takes_range`, what is parsed is a list of rows; one cell is a range of one.
    """

    parse: Callable[[Any], Any]
    help: str
    takes_range: bool = False


class Argument(msgspec.Struct, frozen=True):
    name: str
    kind: ArgumentKind
    default: Any = msgspec.UNSET

    @property
    def is_optional(self) -> bool:
        return self.default is not msgspec.UNSET


class Function(msgspec.Struct, frozen=True):
    """`columns` heads the table it returns; None where it returns one value."""

    name: str
    summary: str
    details: str
    arguments: tuple[Argument, ...]
    columns: tuple[str, ...] | None
    answer: Callable[..., Any]

    @property
    def signature(self) -> str:
        """As the user types it: BF_PRICE(market, selection, [side], [level])."""
        shown = (f"[{a.name}]" if a.is_optional else a.name for a in self.arguments)
        return f"{self.name}({', '.join(shown)})"

    @property
    def minimum_arguments(self) -> int:
        return sum(not argument.is_optional for argument in self.arguments)

    def read(self, values: Sequence[object]) -> tuple[Any, ...]:
        """A call's cell values as the function's arguments; raises Problem."""
        if len(values) > len(self.arguments):
            raise Problem("function.too_many", signature=self.signature)
        given = (*values, *(None for _ in range(len(self.arguments) - len(values))))
        return tuple(
            _read(argument, value) for argument, value in zip(self.arguments, given, strict=True)
        )


def function(
    *, columns: Sequence[str] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare `def bf_name(known, argument, ...)` as BF_NAME; `known` is the `CellContext`.

    The annotations (market: MarketId) say how arguments are read; the docstring is the help.
    A table function's last argument is `rows`: how many rows to return, padded with "".
    """

    def declare(answer: Callable[..., Any]) -> Callable[..., Any]:
        hints = get_type_hints(answer, include_extras=True)
        summary, _, details = inspect.cleandoc(answer.__doc__ or "").partition("\n")
        arguments = tuple(
            Argument(
                name,
                next(part for part in get_args(hints[name]) if isinstance(part, ArgumentKind)),
                msgspec.UNSET if parameter.default is parameter.empty else parameter.default,
            )
            for name, parameter in list(inspect.signature(answer).parameters.items())[1:]
        )
        if columns is not None:
            arguments = (*arguments, ROWS)
        name = answer.__name__.upper()
        FUNCTIONS[name] = Function(
            name,
            summary.strip(),
            " ".join(details.split()),
            arguments,
            tuple(columns) if columns is not None else None,
            answer,
        )
        return answer

    return declare


def _read(argument: Argument, value: object) -> Any:
    if value is None and argument.is_optional:
        return argument.default
    if argument.kind.takes_range:
        rows = rows_of(value)
        if not 0 < len(rows) <= MOST_ROWS:
            raise Problem("range.too_large", field=argument.name, rows=MOST_ROWS)
        return argument.kind.parse(rows)
    if isinstance(value, list | tuple):
        raise Problem("function.range", field=argument.name)
    if value is None:
        value = ""
    return argument.kind.parse(value)


def rows_of(value: object) -> list[list[object]]:
    """A range as its rows, however a host hands it over: one cell is a row, a flat list is one.

    No rows at all are a host's word for a range that it would not carry.
    """
    if not isinstance(value, list | tuple):
        return [[value]]
    if any(isinstance(row, list | tuple) for row in value):
        return [list(row) if isinstance(row, list | tuple) else [row] for row in value]
    return [list(value)] if value else []


def whole_number(field: str, lowest: int, highest: int) -> Callable[[object], int]:
    """A reader of whole numbers from `lowest` to `highest`, in a cell or as text."""

    def parse(value: object) -> int:
        text = str(value).strip()
        number = float(text) if _is_number(text) else float("nan")
        if not number.is_integer() or not lowest <= number <= highest:
            raise Problem(
                "number.out_of_range", field=field, value=text, lowest=lowest, highest=highest
            )
        return int(number)

    return parse


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


ROWS = Argument(
    "rows",
    ArgumentKind(
        whole_number("rows", 1, 5_000), "how many rows to fill; empty for as many as there are"
    ),
    None,
)
