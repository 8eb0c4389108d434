"""What in a file of settings does not fit, as a sentence: its field, and what may stand there."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import inspect

Place = str


def misfit(place: Place, value: Any, wanted: type) -> str | None:
    """The first value that does not fit, wherever it stands; None where all do.

    `place`: what the value is called, "" for a whole file.
    """
    return next(_misfits(place, value, inspect.type_info(wanted)), None)


def _misfits(place: Place, value: Any, wanted: inspect.Type) -> Iterator[str]:
    match wanted:
        case inspect.StructType(fields=fields):
            yield from _of_struct(place, value, fields)
        case inspect.DictType(key_type=keys, value_type=values):
            yield from _of_table(place, value, keys, values)
        case inspect.EnumType(cls=cls):
            allowed = [str(each.value) for each in cls]
            if str(value) not in allowed:
                yield _allowed(place, value, allowed)
        case inspect.LiteralType(values=allowed):
            if value not in allowed:
                yield _allowed(place, value, allowed)
        case inspect.BoolType():
            if not isinstance(value, bool):
                yield _allowed(place, value, ("true", "false"))
        case inspect.IntType() | inspect.FloatType():
            kinds = int if isinstance(wanted, inspect.IntType) else (int, float)
            if (
                isinstance(value, bool)
                or not isinstance(value, kinds)
                or not _within(value, wanted)
            ):
                yield f"{place}: {_shown(value)} is not allowed; write {_numbers(wanted)}"
        case inspect.StrType():
            if not isinstance(value, str):
                yield f"{place}: {_shown(value)} is not allowed; write a text in quotes"


def _of_struct(place: Place, value: Any, fields: Iterable[inspect.Field]) -> Iterator[str]:
    known = {field.encode_name: field.type for field in fields}
    if not isinstance(value, Mapping):
        yield f"{place}: write [{place}] on a line, and below it: {', '.join(known)}"
        return
    for name, given in value.items():
        if name not in known:
            yield f"{_join(place, name)}: no such setting; there are {', '.join(known)}"
        else:
            yield from _misfits(_join(place, name), given, known[name])


def _of_table(place: Place, value: Any, keys: inspect.Type, values: inspect.Type) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{place}: write [{place}] on a line, and below it a name and a value on each line"
        return
    for name, given in value.items():
        if isinstance(keys, inspect.IntType) and not name.isdecimal():
            yield f"{_join(place, name)}: {name!r} is not allowed; write a whole number"
        if isinstance(keys, inspect.EnumType):
            allowed = [str(each.value) for each in keys.cls]
            if name not in allowed:
                yield f"{_join(place, name)}: no such name; there are {', '.join(allowed)}"
        yield from _misfits(_join(place, name), given, values)


def _within(value: float, wanted: inspect.IntType | inspect.FloatType) -> bool:
    return (
        (wanted.gt is None or value > wanted.gt)
        and (wanted.ge is None or value >= wanted.ge)
        and (wanted.le is None or value <= wanted.le)
    )


def _numbers(wanted: inspect.IntType | inspect.FloatType) -> str:
    kind = "a whole number" if isinstance(wanted, inspect.IntType) else "a number"
    bounds = [
        f"{word} {bound:g}"
        for word, bound in (
            ("above", wanted.gt),
            ("of at least", wanted.ge),
            ("and at most", wanted.le),
        )
        if bound is not None
    ]
    return " ".join((kind, *bounds))


def _allowed(place: Place, value: Any, allowed: Iterable[object]) -> str:
    return f"{place}: {_shown(value)} is not allowed; there are {', '.join(map(str, allowed))}"


def _shown(value: Any) -> str:
    """As a person wrote it, but not at any length."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _join(place: Place, name: object) -> Place:
    return f"{place}.{name}" if place else str(name)
