"""The OpenAPI document of our routes and messages: what the practice exchange says of itself.

Generated from the route table and the message types, so that it cannot differ from them.
"""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from xlbetflag.api import messages as m
from xlbetflag.api.check import VALUES
from xlbetflag.api.routes import KEY_HEADER, ROUTES, SESSION_HEADER, Route, path_fields

__all__ = ["specification"]

Json = dict[str, Any]
SCHEMAS = "#/components/schemas/"
RESPONSES = "#/components/responses/"
LARGEST_NUMBER = 2**63 - 1  # the venue's int64
REFUSALS = {
    400: ("Malformed", "The request is not of the documented form."),
    401: ("NoSession", "The session is missing or over; nothing was done."),
    403: ("NoKey", "The API key is missing or wrong; nothing was done."),
    404: ("NoSuchPath", "No operation is there."),
    413: ("TooLarge", "The body is too large; nothing was done."),
    429: ("TooMany", "Too many requests; nothing was done."),
}


def specification(routes: Iterable[Route] = ROUTES, *, base: str = "/api/rest") -> Json:
    """An OpenAPI 3.1 document of these routes, for `json.dumps`.

    `base`: where the paths begin. An answer with status 200 may be a refusal: `esito` tells.
    """
    listed = list(routes)
    paths: Json = {}
    for route in listed:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Betflag Exchange API, as the practice exchange speaks it",
            "version": "2.0.6",
            "description": (
                "Money is integer cents, odds are decimal odds x 100, times local Italian time."
                " `x-source` says how well method and path of an operation are known."
            ),
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": _schemas(listed),
            "responses": {name: _refusal(text) for name, text in REFUSALS.values()},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": KEY_HEADER},
                "session": {"type": "apiKey", "in": "header", "name": SESSION_HEADER},
            },
        },
    }


def _operation(route: Route) -> Json:
    found: Json = {
        "operationId": route.operation,
        "tags": [route.path.split("/")[1]],
        "x-source": route.source.value,
        "security": [{"key": [], "session": []} if route.session else {"key": []}],
        "responses": {"200": _answer(route)},
    }
    if names := path_fields(route.path):
        found["parameters"] = [_path_parameter(name) for name in names]
    if route.request is not None:
        found["requestBody"] = {"required": True, "content": _json(_reference(route.request))}
    for status in _refusal_statuses(route):
        found["responses"][str(status)] = {"$ref": RESPONSES + REFUSALS[status][0]}
    return found


def _refusal_statuses(route: Route) -> list[int]:
    found = [403, 429]
    if route.session:
        found.append(401)
    if path_fields(route.path):
        found += [400, 404]
    if route.request is not None:
        found += [400, 413]
    return sorted(set(found))


def _path_parameter(name: str) -> Json:
    number: Json = {"type": "integer", "format": "int64", "minimum": 0, "maximum": LARGEST_NUMBER}
    schema = {"type": "integer"} if name in VALUES else number
    return {"name": name, "in": "path", "required": True, "schema": _with_values(name, schema)}


def _answer(route: Route) -> Json:
    """Success, or a refusal of business: both come with status 200."""
    kind = route.answer or m.Envelope
    success: Json = _reference(kind)
    if issubclass(kind, m.Envelope):
        success = {
            "allOf": [
                success,
                {
                    "type": "object",
                    "properties": {"esito": {"type": "integer", "enum": [m.SUCCESS]}},
                    "required": ["errore", "esito", *_payload(kind)],
                },
            ]
        }
    return {
        "description": "Done, or refused by a rule of the exchange.",
        "content": _json({"oneOf": [success, {"$ref": SCHEMAS + "Refusal"}]}),
    }


def _payload(kind: type[m.Envelope]) -> list[str]:
    """The fields that only a success has: the message's own, not those of its envelope."""
    return [] if kind is m.Envelope else list(inspect.get_annotations(kind))


def _refusal(text: str) -> Json:
    return {"description": text, "content": _json({"$ref": SCHEMAS + "Refusal"})}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _reference(kind: type[msgspec.Struct]) -> Json:
    return {"$ref": SCHEMAS + kind.__name__}


# --- schemas --------------------------------------------------------------------------------


def _schemas(routes: Iterable[Route]) -> Json:
    messages = [kind for route in routes for kind in (route.request, route.answer) if kind]
    _, found = msgspec.json.schema_components(
        [*messages, m.Envelope], ref_template=SCHEMAS + "{name}"
    )
    schemas = {name: _tidied(schema) for name, schema in found.items()}
    for name, schema in schemas.items():
        for field, its in schema["properties"].items():
            schema["properties"][field] = _with_values(field, its)
        needed: tuple[tuple[str, ...], ...] = getattr(getattr(m, name, None), "NEEDED", ())
        if needed:
            schema["allOf"] = [
                {"anyOf": [{"required": [spelling]} for spelling in same]} for same in needed
            ]
    schemas["Refusal"] = {
        "title": "Refusal",
        "description": "A no: `errore` is a sentence for the user, `esito` any code but 1024.",
        "type": "object",
        "properties": {
            "errore": {"type": "string", "minLength": 1},
            "esito": {"type": "integer", "not": {"enum": [m.SUCCESS]}},
        },
        "required": ["errore", "esito"],
        "additionalProperties": False,
    }
    return schemas


def _with_values(name: str, schema: Json) -> Json:
    return {**schema, "enum": sorted(VALUES[name])} if name in VALUES else schema


def _tidied(schema: Any) -> Any:
    """A field that may be absent is absent, never null; texts without the source's indentation."""
    if isinstance(schema, list | tuple):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, Mapping):
        return inspect.cleandoc(schema) if isinstance(schema, str) else schema
    found = {key: _tidied(value) for key, value in schema.items()}
    if "anyOf" in found:
        choices = [each for each in found["anyOf"] if each != {"type": "null"}]
        if len(choices) < len(found["anyOf"]) and found.get("default") is None:
            found.pop("default", None)
        if len(choices) == 1:
            del found["anyOf"]
            found |= choices[0]
        else:
            found["anyOf"] = choices
    return found
