"""Our route table and messages against the venue's own OpenAPI document.

Most of what we know of the venue's paths and fields rests on one public client and on guesses
(`Source.ASSUMED`). The venue's page offers its OpenAPI file for download: comparing proves the
guesses or shows what to correct (a route in settings, the rest in the code).

Compared, for each operation: method and path, whether the session token and the API key are asked
for, other parameters that are required, whether there is a body, and of request and answer every
field that we send or read, with its JSON type, at any depth; the values of enums that we know.
Where we read a field under two spellings, one of them is enough.

Not compared: fields of an answer that we do not read; optional fields of a request that we do not
send; which fields of an answer are required; names and types of path parameters; formats, lengths
and ranges; units (cents, hundredths) and the meaning of codes; statuses and error answers; the
host. A document that is right about all of this may still be wrong about the venue.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import inspect

from xlbetflag.api.openapi import Document, NotOpenApi, Operation, Raw, Schema, load
from xlbetflag.api.routes import KEY_HEADER, ROUTES, SESSION_HEADER, Route, path_fields
from xlbetflag.api.translate import SIDES, STATES

__all__ = ["Difference", "NotOpenApi", "differences", "load"]

FLAG = frozenset({0, 1})

# What we know of fields with few values, wherever they stand.
VALUES: dict[str, frozenset[int]] = {
    "livello": frozenset({1, 2, 3}),
    "ritira": FLAG,
    "mantieni": FLAG,
    "tipo": frozenset(SIDES),
    "stato_betflag": frozenset(STATES),
    "stato_sogei": frozenset(STATES),
}


class Difference(msgspec.Struct, frozen=True):
    """`operation`: ours by its name, theirs alone by method and path. `text`: a sentence."""

    operation: str
    text: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.text}"


def differences(openapi: Raw, routes: Iterable[Route] = ROUTES) -> list[Difference]:
    """Everything in which the table and the document differ; empty where they agree.

    Raises NotOpenApi for a document whose operations cannot be read at all.
    """
    theirs = {(each.method, _template(each.path)): each for each in Document(openapi).operations()}
    found: list[Difference] = []
    for route in routes:
        key = (route.method, _template(route.path))
        operation = theirs.pop(key, None)
        if operation is None:
            found.append(_missing(route, openapi))
            continue
        try:
            texts = list(_of_one(route, operation))
        except NotOpenApi as error:
            texts = [str(error)]
        except (AttributeError, TypeError) as error:
            texts = [f"the document cannot be read here ({error})"]
        found += [Difference(route.operation, text) for text in texts]
    unknown = "the document has this operation and we do not"
    return found + [Difference(operation.name, unknown) for operation in theirs.values()]


def _missing(route: Route, openapi: Raw) -> Difference:
    same_path = [
        operation.method
        for operation in Document(openapi).operations()
        if _template(operation.path) == _template(route.path)
    ]
    others = f", only {' and '.join(same_path)} on that path" if same_path else ""
    known = f"we know it as {route.source.value}"
    text = f"the document has no {route.method} {route.path}{others} ({known})"
    return Difference(route.operation, text)


def _of_one(route: Route, operation: Operation) -> Iterator[str]:
    yield from _headers(route, operation)
    for name in path_fields(route.path):
        if schema := operation.parameter_schema(name):
            yield from _values(name, schema)
    yield from _bodies(route, operation)


def _headers(route: Route, operation: Operation) -> Iterator[str]:
    needs_session = operation.needs_header(SESSION_HEADER)
    if route.session and not needs_session:
        said = "does not ask for it" if needs_session is None else "calls it optional"
        yield f"we send the session token, the document {said}"
    if needs_session and not route.session:
        yield "the document asks for the session token, we send none"
    if not operation.needs_header(KEY_HEADER):
        yield f"we send {KEY_HEADER}, the document does not ask for it"
    sent = (KEY_HEADER.lower(), SESSION_HEADER.lower())
    for parameter in operation.parameters:
        place, name = parameter.get("in"), str(parameter.get("name"))
        is_ours = place in ("path", "body") or name.lower() in sent
        if parameter.get("required") and not is_ours:
            yield f"the document requires the {place} parameter {name!r}, we send none"


def _bodies(route: Route, operation: Operation) -> Iterator[str]:
    request, answer = operation.request, operation.answer
    if route.request is not None and request is None:
        yield "we send a body, the document takes none"
    elif route.request is None and request is not None:
        yield "the document takes a body, we send none"
    elif route.request is not None and request is not None:
        yield from _sent("", inspect.type_info(route.request), request)
    if route.answer is not None and answer is None:
        yield "the document does not describe the answer, so it is not compared"
    elif route.answer is not None and answer is not None:
        yield from _read("", inspect.type_info(route.answer), answer)


# --- requests: what we send must be what they take ------------------------------------------


def _sent(place: str, ours: inspect.Type, theirs: Schema) -> Iterator[str]:
    types = _json_types(ours)
    taken = theirs.types | ({"integer"} if "number" in theirs.types else set())
    if theirs.types and not types & taken:
        yield f"we send {_named(place)} as {_or(types)}, the document wants {_or(theirs.types)}"
        return
    yield from _values(place, theirs)
    for item, schema in _items(ours, theirs):
        yield from _sent(f"{place}[]", item, schema)
    for struct in _structs(ours):
        if not theirs.properties:
            yield _undescribed(place)
            continue
        names = {field.encode_name for field in struct.fields}
        for field in struct.fields:
            if field.encode_name not in theirs.properties:
                yield f"we send {_join(place, field)}, the document does not have it"
            else:
                schema = theirs.properties[field.encode_name]
                yield from _sent(_join(place, field), field.type, schema)
        for name in sorted(theirs.required - names):
            yield f"the document requires {place + '.' if place else ''}{name}, we do not send it"


# --- answers: what we read must be what they send -------------------------------------------


def _read(place: str, ours: inspect.Type, theirs: Schema) -> Iterator[str]:
    types = _json_types(ours)
    if unread := theirs.types - types:
        yield f"we read {_named(place)} as {_or(types)}, the document sends {_or(unread)}"
        if not theirs.types & types:
            return
    yield from _values(place, theirs)
    for item, schema in _items(ours, theirs):
        yield from _read(f"{place}[]", item, schema)
    for struct in _structs(ours):
        if theirs.properties:
            yield from _read_fields(place, struct, theirs.properties)
        else:
            yield _undescribed(place)


def _read_fields(
    place: str, struct: inspect.StructType, theirs: dict[str, Schema]
) -> Iterator[str]:
    unread = sorted(set(theirs) - {field.encode_name for field in struct.fields})
    spellings: tuple[tuple[str, ...], ...] = getattr(struct.cls, "SPELLINGS", ())
    for field in struct.fields:
        if field.encode_name in theirs:
            yield from _read(_join(place, field), field.type, theirs[field.encode_name])
            continue
        same = next((group for group in spellings if field.encode_name in group), ())
        if any(other in theirs for other in same):
            continue
        if same and field.encode_name != same[0]:
            continue  # said of the first spelling
        also = f" (nor {' nor '.join(same[1:])})" if same else ""
        has = f"; of its fields we do not read {', '.join(unread)}" if unread else ""
        yield f"we read {_join(place, field)}, the document does not have it{also}{has}"


# --- both ways ------------------------------------------------------------------------------


def _undescribed(place: str) -> str:
    return f"the document lists no fields of {_named(place)}, so they are not compared"


def _values(place: str, theirs: Schema) -> Iterator[str]:
    name = re.split(r"[.\[\]]+", place)[-1]
    known, values = VALUES.get(name), theirs.values
    if known is not None and values and values != known:
        yield f"we know {place} as {_or(known)}, the document lists {_or(values)}"


def _items(ours: inspect.Type, theirs: Schema) -> Iterator[tuple[inspect.Type, Schema]]:
    for kind in _kinds(ours):
        if isinstance(kind, inspect.VarTupleType):
            yield kind.item_type, theirs.items


def _structs(ours: inspect.Type) -> Iterator[inspect.StructType]:
    return (kind for kind in _kinds(ours) if isinstance(kind, inspect.StructType))


def _kinds(ours: inspect.Type) -> tuple[inspect.Type, ...]:
    return ours.types if isinstance(ours, inspect.UnionType) else (ours,)


_JSON_TYPES: dict[type[inspect.Type], str] = {
    inspect.BoolType: "boolean",
    inspect.IntType: "integer",
    inspect.NoneType: "null",
    inspect.StrType: "string",
    inspect.StructType: "object",
    inspect.VarTupleType: "array",
}


def _json_types(ours: inspect.Type) -> frozenset[str]:
    return frozenset(_JSON_TYPES[type(kind)] for kind in _kinds(ours))


def _join(place: str, field: inspect.Field) -> str:
    return f"{place}.{field.encode_name}" if place else field.encode_name


def _named(place: str) -> str:
    return place or "the body"


def _or(values: Iterable[object]) -> str:
    return " or ".join(sorted(map(str, values)))


def _template(path: str) -> str:
    """The path with its parameters unnamed, for matching."""
    return re.sub(r"\{[^}]*\}", "{}", path.rstrip("/"))
