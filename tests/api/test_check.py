"""Our table against an OpenAPI document: none differs, each planted difference is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from xlbetflag.api.check import NotOpenApi, differences, load
from xlbetflag.api.routes import BY_OPERATION, ROUTES, overridden

FILE = Path(__file__).parent / "openapi.json"
Edit = Callable[[Any], None]


def edited(edit: Edit) -> Any:
    document = load(FILE)
    edit(document)
    return document


def told(document: Any) -> list[str]:
    return [str(difference) for difference in differences(document)]


def test_the_table_agrees_with_the_document_written_by_hand() -> None:
    assert told(load(FILE)) == []


# --- planted differences ---------------------------------------------------------------------


def rename(holder: Any, old: str, new: str) -> None:
    holder[new] = holder.pop(old)


def paths(document: Any) -> Any:
    return document["paths"]


def fields(document: Any, schema: str) -> Any:
    """The properties of a schema, its own part where it is composed."""
    found = document["components"]["schemas"][schema]
    return found["allOf"][-1]["properties"] if "allOf" in found else found["properties"]


def outcome_levels(document: Any) -> Any:
    outcome = fields(document, "Gruppo")["esi"]["items"]["properties"]
    return outcome["off"]["items"]["properties"]


def needs(document: Any, path: str, method: str, parameter: Any) -> None:
    paths(document)[path][method].setdefault("parameters", []).append(parameter)


SESSION = {"$ref": "#/components/parameters/Sessione"}

PLANTED: dict[str, tuple[Edit, list[str]]] = {
    "another path": (
        lambda d: rename(paths(d), "/navigation/menu/live", "/navigation/live"),
        [
            "live_menu: the document has no GET /navigation/menu/live (we know it as assumed)",
            "GET /navigation/live: the document has this operation and we do not",
        ],
    ),
    "another method": (
        lambda d: rename(paths(d)["/security/keepalive"], "put", "post"),
        [
            "refresh: the document has no PUT /security/keepalive, only POST on that path"
            " (we know it as client)",
            "POST /security/keepalive: the document has this operation and we do not",
        ],
    ),
    "an operation of theirs": (
        lambda d: paths(d).update({"/account/bonus": {"get": {"responses": {}}}}),
        ["GET /account/bonus: the document has this operation and we do not"],
    ),
    "no session asked for": (
        lambda d: paths(d)["/account/balance"]["get"].pop("parameters"),
        ["balance: we send the session token, the document does not ask for it"],
    ),
    "an optional session": (
        lambda d: d["components"]["parameters"]["Sessione"].update(required=False),
        [
            f"{route.operation}: we send the session token, the document calls it optional"
            for route in ROUTES
            if route.session
        ],
    ),
    "a session asked for": (
        lambda d: needs(d, "/navigation/menu", "get", SESSION),
        ["menu: the document asks for the session token, we send none"],
    ),
    "another header for the key": (
        lambda d: d["components"]["securitySchemes"]["api_key"].update(name="X-Key"),
        [
            f"{route.operation}: we send X-BFkey, the document does not ask for it"
            for route in ROUTES
        ],
    ),
    "a required query": (
        lambda d: needs(
            d, "/navigation/menu", "get", {"name": "lang", "in": "query", "required": True}
        ),
        ["menu: the document requires the query parameter 'lang', we send none"],
    ),
    "a field we send is not theirs": (
        lambda d: fields(d, "Giocata").pop("mantieni"),
        ["place: we send mantieni, the document does not have it"],
    ),
    "a field we send has another name, deep inside": (
        lambda d: rename(fields(d, "Offerta2Place"), "quota", "prezzo"),
        ["place: we send offerta[].quota, the document does not have it"],
    ),
    "a field we send is of another type": (
        lambda d: fields(d, "Offerta2Place").update(importo={"type": "string"}),
        ["place: we send offerta[].importo as integer, the document wants string"],
    ),
    "a field they require": (
        lambda d: d["components"]["schemas"]["Offerta2Place"]["required"].append("rif"),
        ["place: the document requires offerta[].rif, we do not send it"],
    ),
    "a body where we send none": (
        lambda d: paths(d)["/security/keepalive"]["put"].update(
            requestBody={"content": {"application/json": {"schema": {"type": "object"}}}}
        ),
        ["refresh: the document takes a body, we send none"],
    ),
    "no body where we send one": (
        lambda d: paths(d)["/offers/unmatched"]["delete"].pop("requestBody"),
        ["cancel_unmatched: we send a body, the document takes none"],
    ),
    "a field we read is not theirs": (
        lambda d: rename(fields(d, "Offerta"), "abb", "abbinato"),
        [
            f"{operation}: we read {place}.abb, the document does not have it;"
            " of its fields we do not read abbinato"
            for operation, place in (("my_offers", "offerte.o[]"), ("open_offers", "o[]"))
        ],
    ),
    "a field we read is of another type": (
        lambda d: outcome_levels(d).update(q={"type": "number"}),
        [
            f"book: we read offerte.{side}[].esi[].off[].q as integer, the document sends number"
            for side in ("banca", "punta")
        ],
    ),
    "a field we read may be null": (
        lambda d: fields(d, "Saldo")["FreeBalance"].update(nullable=True),
        ["balance: we read FreeBalance as integer, the document sends null"],
    ),
    "fields left out": (
        lambda d: fields(d, "Esposizione").update(esposizione={"type": "object"}),
        ["exposure: the document lists no fields of esposizione, so they are not compared"],
    ),
    "entries left out": (
        lambda d: fields(d, "Ordine").update(ordine={"type": "array"}),
        ["place: the document lists no fields of ordine[], so they are not compared"],
    ),
    "a body without fields": (
        lambda d: d["components"]["schemas"].update(AnnulloMercato={"type": "object"}),
        ["cancel_unmatched: the document lists no fields of the body, so they are not compared"],
    ),
    "an object where we read a list": (
        lambda d: fields(d, "Ordine").update(ordine={"type": "object", "properties": {}}),
        ["place: we read ordine as array or null, the document sends object"],
    ),
    "a third spelling": (
        lambda d: rename(fields(d, "Scommessa"), "ds", "descrizione"),
        [
            f"{operation}: we read d[].n[].m[].a[].s[].ds, the document does not have it"
            " (nor des); of its fields we do not read descrizione"
            for operation in ("menu", "menu_with_markets", "live_menu", "near_live_menu")
        ],
    ),
    "other values of an enum we send": (
        lambda d: fields(d, "Offerta2Place").update(tipo={"type": "integer", "enum": [1, 2]}),
        ["place: we know offerta[].tipo as 0 or 1, the document lists 1 or 2"],
    ),
    "other values of an enum we read": (
        lambda d: fields(d, "StatoMercato").update(
            stato_sogei={"type": "integer", "enum": [1, 2, 9]}
        ),
        [
            f"{operation}: we know stato_sogei as 1 or 2 or 3 or 4 or 5 or 6,"
            " the document lists 1 or 2 or 9"
            for operation in ("my_offers", "matches", "open_offers")
        ],
    ),
    "other values of a path parameter": (
        lambda d: paths(d)["/offers/market/{id},{livello}"]["get"]["parameters"][-1].update(
            schema={"type": "integer", "enum": [1, 2, 3, 10]}
        ),
        ["book: we know livello as 1 or 2 or 3, the document lists 1 or 10 or 2 or 3"],
    ),
    "an answer left out": (
        lambda d: paths(d)["/account/commission"]["get"]["responses"]["200"].pop("content"),
        ["commission: the document does not describe the answer, so it is not compared"],
    ),
    "a reference that leads nowhere": (
        lambda d: d["components"]["schemas"].pop("Saldo"),
        ["balance: the reference #/components/schemas/Saldo leads nowhere in the document"],
    ),
    "nonsense in one place": (
        lambda d: fields(d, "Saldo").update(Balance="integer"),
        ["balance: 'integer' stands where an object is needed"],
    ),
}


@pytest.mark.parametrize(("edit", "sentences"), PLANTED.values(), ids=PLANTED)
def test_a_planted_difference_is_told(edit: Edit, sentences: list[str]) -> None:
    assert told(edited(edit)) == sentences


def test_every_field_we_send_or_read_is_compared() -> None:
    """Taking any property out of the document is told, or it is one that we do not need."""
    silent = set()
    for name, schema in load(FILE)["components"]["schemas"].items():
        own = schema["allOf"][-1] if "allOf" in schema else schema
        for field in own["properties"]:
            document = edited(lambda d, n=name, f=field: fields(d, n).pop(f))
            if not told(document):
                silent.add(f"{name}.{field}")
    assert silent == {"Conto.Nome", "Conto.Cognome"}  # personal data: not read


# --- what is no difference -------------------------------------------------------------------

HARMLESS: dict[str, Edit] = {
    "other names of path parameters": lambda d: rename(
        paths(d), "/offers/exp/{id}", "/offers/exp/{id_mercato}"
    ),
    "the base path repeated": lambda d: d.update(
        paths={f"/api/rest{path}": item for path, item in paths(d).items()}
    ),
    "more fields than we read": lambda d: fields(d, "Saldo").update(Bonus={"type": "integer"}),
    "an optional field we do not send": lambda d: fields(d, "Giocata").update(
        nota={"type": "string"}
    ),
    "an optional query": lambda d: needs(
        d, "/navigation/menu", "get", {"name": "lang", "in": "query"}
    ),
    "the other spelling": lambda d: rename(fields(d, "Scommessa"), "id", "id_mercato"),
    "an id as a number": lambda d: fields(d, "Avvenimento").update(id={"type": "integer"}),
    "a wider type than we send": lambda d: fields(d, "Giocata").update(puntata={"type": "number"}),
    "null where we read nothing": lambda d: fields(d, "Commissione")["tax"].update(nullable=True),
    "a schema that says nothing": lambda d: fields(d, "Saldo").update(Balance={}),
    "types as OpenAPI 3.1 writes them": lambda d: fields(d, "Scommessa").update(
        iad={"type": ["string", "null"]}
    ),
    "a choice of schemas": lambda d: fields(d, "Avvenimento").update(
        id={"oneOf": [{"type": "integer"}, {"type": "string"}]}
    ),
    "a header in another case": lambda d: d["components"]["parameters"]["Sessione"].update(
        name="x-bf-session-token"
    ),
    "a schema that contains itself": lambda d: d["components"]["schemas"]["Esito"].update(
        allOf=[{"$ref": "#/components/schemas/Esito"}]
    ),
    "another success": lambda d: rename(
        paths(d)["/account/balance"]["get"]["responses"], "200", "201"
    ),
}


@pytest.mark.parametrize("edit", HARMLESS.values(), ids=HARMLESS)
def test_what_does_not_matter_is_not_told(edit: Edit) -> None:
    assert told(edited(edit)) == []


def test_a_route_of_the_users_settings_is_compared_as_it_is() -> None:
    table = overridden({"live_menu": "GET /navigation/live"})
    found = differences(load(FILE), table.values())
    assert [difference.operation for difference in found] == [
        "live_menu",
        "GET /navigation/menu/live",
    ]
    assert "(we know it as setting)" in found[0].text


def test_a_swagger_2_document() -> None:
    document = {
        "swagger": "2.0",
        "basePath": "/api/rest",
        "securityDefinitions": {
            "key": {"type": "apiKey", "in": "header", "name": "X-BFkey"},
            "token": {"type": "apiKey", "in": "header", "name": "X-BF-Session-Token"},
        },
        "security": [{"key": [], "token": []}],
        "definitions": {
            "Annullo": {"type": "object", "properties": {"id_mercato": {"type": "string"}}},
            "Annullate": {
                "type": "object",
                "properties": {
                    "errore": {"type": "string"},
                    "esito": {"type": "integer", "x-nullable": True},
                    "offerta": {"type": "array", "items": {"$ref": "#/definitions/Offerta"}},
                },
            },
            "Offerta": {"type": "object", "properties": {"id": {"type": "string"}}},
        },
        "paths": {
            "/offers/unmatched": {
                "delete": {
                    "parameters": [
                        {"in": "body", "name": "b", "schema": {"$ref": "#/definitions/Annullo"}}
                    ],
                    "responses": {"200": {"schema": {"$ref": "#/definitions/Annullate"}}},
                }
            }
        },
    }
    found = differences(document, [BY_OPERATION["cancel_unmatched"]])
    assert [difference.text for difference in found] == [
        "we send id_mercato as integer, the document wants string",
        "we read esito as integer, the document sends null",
    ]


def test_a_difference_reads_as_a_sentence_and_goes_into_json() -> None:
    (difference,) = differences(edited(lambda d: fields(d, "Giocata").pop("ritira")))
    assert str(difference) == "place: we send ritira, the document does not have it"
    assert msgspec.json.decode(msgspec.json.encode(difference)) == {
        "operation": "place",
        "text": "we send ritira, the document does not have it",
    }


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"openapi: 3.0.1\npaths: {}\n", "not JSON"),
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[]", "not a JSON object"),
        (b"{}", "neither an OpenAPI 3 nor a Swagger 2"),
        (b'{"openapi": 3}', "neither an OpenAPI 3 nor a Swagger 2"),
        (b'{"openapi": "4.0.0", "paths": {}}', "neither an OpenAPI 3 nor a Swagger 2"),
        (b'{"openapi": "3.0.1"}', "names no paths"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_something_else_is_told_apart(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    file = tmp_path / "venue.json"
    file.write_bytes(content)
    with pytest.raises(NotOpenApi, match=reason) as caught:
        load(file)
    assert str(file) in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotOpenApi, match="No such file"):
        load(tmp_path / "venue.json")


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / "venue.json"
    file.write_bytes(b"\xef\xbb\xbf" + FILE.read_bytes())
    assert load(file) == json.loads(FILE.read_text(encoding="utf-8"))


def test_a_document_without_our_operations_names_them_all() -> None:
    found = differences({"openapi": "3.0.1", "paths": {}})
    assert [difference.operation for difference in found] == [r.operation for r in ROUTES]
