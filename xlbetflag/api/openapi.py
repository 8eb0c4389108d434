"""An OpenAPI 3 or Swagger 2 document, as far as comparing it with our messages needs."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

METHODS = ("get", "post", "put", "delete", "patch", "head", "options")
Raw = Mapping[str, Any]


class NotOpenApi(ValueError):  # noqa: N818 - what the file is not
    """A file, or a place in one, that cannot be read as an OpenAPI document."""


def load(path: Path | str) -> dict[str, Any]:
    """The document in a JSON file. Raises NotOpenApi, with a sentence that says why."""
    try:
        content: Any = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NotOpenApi(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise NotOpenApi(f"{path}: not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise NotOpenApi(
            f"{path}: not JSON (line {error.lineno}: {error.msg}); convert a YAML file first"
        ) from None
    except RecursionError:
        raise NotOpenApi(f"{path}: nested too deeply") from None
    if not isinstance(content, dict):
        raise NotOpenApi(f"{path}: not a JSON object")
    version = content.get("openapi", content.get("swagger"))
    if not isinstance(version, str) or not version.startswith(("2.", "3.")):
        raise NotOpenApi(f"{path}: neither an OpenAPI 3 nor a Swagger 2 document")
    if not isinstance(content.get("paths"), dict):
        raise NotOpenApi(f"{path}: names no paths")
    return content


class Document:
    """Follows references and hides the differences between the two versions."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw

    def operations(self) -> Iterator["Operation"]:
        for path, item in self.raw.get("paths", {}).items():
            item = self.resolved(item)
            for method in METHODS:
                if method in item:
                    yield Operation(self, method.upper(), self._below_base(path), item)

    def resolved(self, raw: Raw) -> Raw:
        """What a `$ref` points to. Raises NotOpenApi where that is not in the document."""
        seen: set[str] = set()
        while isinstance(raw, Mapping) and "$ref" in raw:
            reference = str(raw["$ref"])
            if reference in seen or not reference.startswith("#/"):
                raise NotOpenApi(f"the reference {reference} leads nowhere in the document")
            seen.add(reference)
            raw = self.raw
            for step in reference[2:].split("/"):
                step = step.replace("~1", "/").replace("~0", "~")
                if not isinstance(raw, Mapping) or step not in raw:
                    raise NotOpenApi(f"the reference {reference} leads nowhere in the document")
                raw = raw[step]
        if not isinstance(raw, Mapping):
            raise NotOpenApi(f"{str(raw)[:40]!r} stands where an object is needed")
        return raw

    @cached_property
    def security_headers(self) -> Mapping[str, str]:
        """Security scheme to the header it asks for."""
        components = self.raw.get("components", {}).get("securitySchemes", {})
        schemes = {**components, **self.raw.get("securityDefinitions", {})}
        found = {name: self.resolved(scheme) for name, scheme in schemes.items()}
        return {
            name: str(scheme.get("name"))
            for name, scheme in found.items()
            if scheme.get("type") == "apiKey" and scheme.get("in") == "header"
        }

    def _below_base(self, path: str) -> str:
        """The path without the part of it that belongs to the base URL, if it repeats one."""
        bases = [urlsplit(server.get("url", "")).path for server in self.raw.get("servers", ())]
        for base in [*bases, self.raw.get("basePath", ""), "/api/rest"]:
            base = base.rstrip("/")
            if base and path.startswith(base + "/"):
                return path.removeprefix(base)
        return path


class Operation:
    """One method on one path."""

    def __init__(self, document: Document, method: str, path: str, item: Raw) -> None:
        self.method, self.path = method, path
        self._document = document
        self._item = item
        self._raw = document.resolved(item[method.lower()])

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @cached_property
    def parameters(self) -> list[Raw]:
        """Of the path and of the operation, the latter's winning."""
        both = [*self._item.get("parameters", ()), *self._raw.get("parameters", ())]
        found = [self._document.resolved(each) for each in both]
        return list({(each.get("in"), each.get("name")): each for each in found}.values())

    def needs_header(self, name: str) -> bool | None:
        """Whether this header must be sent; None where the document does not mention it."""
        for parameter in self.parameters:
            if parameter.get("in") == "header" and _same(parameter.get("name"), name):
                return bool(parameter.get("required", False))
        choices = self._raw.get("security", self._document.raw.get("security", ()))
        headers = self._document.security_headers
        named = [any(_same(headers.get(s), name) for s in choice) for choice in choices]
        return all(named) if any(named) else None

    def parameter_schema(self, name: str) -> "Schema | None":
        for parameter in self.parameters:
            if parameter.get("name") == name and parameter.get("in") != "body":
                return Schema(self._document, parameter.get("schema", parameter))
        return None

    @property
    def request(self) -> "Schema | None":
        for parameter in self.parameters:
            if parameter.get("in") == "body":
                return Schema(self._document, parameter.get("schema", {}))
        if "requestBody" not in self._raw:
            return None
        return self._json_schema(self._document.resolved(self._raw["requestBody"])) or Schema(
            self._document, {}
        )

    @property
    def answer(self) -> "Schema | None":
        """Of the first success described; None where the document describes none."""
        responses = self._raw.get("responses", {})
        for status in [*sorted(code for code in responses if code.startswith("2")), "default"]:
            if status in responses:
                response = self._document.resolved(responses[status])
                if schema := self._json_schema(response):
                    return schema
        return None

    def _json_schema(self, holder: Raw) -> "Schema | None":
        if "schema" in holder:  # Swagger 2
            return Schema(self._document, holder["schema"])
        for kind, content in holder.get("content", {}).items():
            if ("json" in kind or kind == "*/*") and "schema" in content:
                return Schema(self._document, content["schema"])
        return None


class Schema:
    """A schema with its references, `allOf`, `oneOf` and `anyOf` taken together."""

    def __init__(self, document: Document, raw: Raw) -> None:
        self._document = document
        self._parts = list(self._flattened(raw, ()))

    @property
    def types(self) -> frozenset[str]:
        """JSON types it allows, "null" among them; empty where it does not say."""
        found: set[str] = set()
        for part in self._parts:
            said = part.get("type")
            found |= {said} if isinstance(said, str) else set(said or ())
            if "properties" in part:
                found.add("object")
            if "items" in part:
                found.add("array")
        if found and any(part.get("nullable") or part.get("x-nullable") for part in self._parts):
            found.add("null")
        return frozenset(found)

    @property
    def properties(self) -> dict[str, "Schema"]:
        return {
            name: Schema(self._document, raw)
            for part in self._parts
            for name, raw in part.get("properties", {}).items()
        }

    @property
    def required(self) -> set[str]:
        return {name for part in self._parts for name in _names(part.get("required"))}

    @property
    def items(self) -> "Schema":
        """Of the entries of a list; one that says nothing where the document does not."""
        for part in self._parts:
            if "items" in part:
                return Schema(self._document, part["items"])
        return Schema(self._document, {})

    @property
    def values(self) -> frozenset[object]:
        """The values of its `enum`; empty where it has none."""
        return frozenset(value for part in self._parts for value in part.get("enum", ()))

    def _flattened(self, raw: Raw, above: tuple[int, ...]) -> Iterator[Raw]:
        raw = self._document.resolved(raw)
        if id(raw) in above:
            return
        yield raw
        for word in ("allOf", "oneOf", "anyOf"):
            for part in raw.get(word, ()):
                yield from self._flattened(part, (*above, id(raw)))


def _names(required: object) -> list[str]:
    return required if isinstance(required, list) else []  # Swagger 1 wrote a boolean here


def _same(first: object, second: str) -> bool:
    return isinstance(first, str) and first.lower() == second.lower()
