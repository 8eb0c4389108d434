"""Declaring a function of a cell: name, arguments, result and help from one Python function."""

import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeAlias, get_args, get_type_hints

import msgspec

from xlbetflag.market.inputs import parse_id, parse_side
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side

Scalar: TypeAlias = str | float
Row: TypeAlias = Sequence[Scalar]
FUNCTIONS: dict[str, "Function"] = {}


class Kind(msgspec.Struct, frozen=True):
    """A type of argument: how a cell's value is read, and what the user is told of it."""

    parse: Callable[[object], Any]
    help: str


class Argument(msgspec.Struct, frozen=True):
    name: str
    kind: Kind
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
    """Declare `def bf_name(view, argument, ...)` as BF_NAME.

    The annotations (market: MarketId) say how arguments are read; the docstring is the help.
    A table function's last argument is `rows`: how many rows to return, padded with "".
    """

    def declare(answer: Callable[..., Any]) -> Callable[..., Any]:
        hints = get_type_hints(answer, include_extras=True)
        summary, _, details = inspect.cleandoc(answer.__doc__ or "").partition("\n")
        arguments = tuple(
            Argument(
                name,
                next(part for part in get_args(hints[name]) if isinstance(part, Kind)),
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
    if isinstance(value, list | tuple):
        raise Problem("function.range", field=argument.name)
    if value is None:
        value = ""
    return argument.kind.parse(value)


class BlankError(Exception):
    """The market's cell is empty: the answer is empty too."""


def _market(value: object) -> str:
    if isinstance(value, str) and not value.strip():
        raise BlankError
    return parse_id(value, "market")


def _event(value: object) -> str:
    return "" if isinstance(value, str) and not value.strip() else parse_id(value, "event")


def _selection(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _whole_number(field: str, lowest: int, highest: int) -> Callable[[object], int]:
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


def _word(field: str, *choices: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        word = str(value).strip().upper()
        if word not in choices:
            raise Problem("word.unknown", field=field, value=word, choices=", ".join(choices))
        return word

    return parse


MarketId = Annotated[str, Kind(_market, "the market's id, as on the Markets sheet")]
EventId = Annotated[str, Kind(_event, "an event's id; empty for all")]
SelectionText = Annotated[
    str, Kind(_selection, 'the selection: its id, its name, or both as in "3 · 2"')
]
SideWord = Annotated[Side, Kind(parse_side, "BACK (what a back bet can take) or LAY")]
LevelNumber = Annotated[int, Kind(_whole_number("level", 1, 3), "1 for the best price, 2, 3")]
Depth = Annotated[int, Kind(_whole_number("depth", 1, 3), "how many prices of each side, 1 to 3")]
SportText = Annotated[str, Kind(lambda value: str(value).strip(), "a sport's name; empty for all")]
Amount = Annotated[str, Kind(_word("what", "FREE", "TOTAL", "LOCKED"), "FREE, TOTAL or LOCKED")]
ROWS = Argument(
    "rows",
    Kind(_whole_number("rows", 1, 5_000), "how many rows to fill; empty for as many as there are"),
    None,
)
