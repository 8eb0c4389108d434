"""Our own OpenAPI document: it names every route, and `api check` compares all of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.exchange import small_exchange
from xlbetflag import cli, settings
from xlbetflag.api.check import differences, load
from xlbetflag.api.messages import MarketMessage, OutcomeMessage
from xlbetflag.api.routes import BY_OPERATION, ROUTES, overridden
from xlbetflag.api.specification import specification
from xlbetflag.practice.server import PracticeServer

Edit = Callable[[Any], object]
BODIES = {
    "Balance": "Balance", "BookAnswer": "offerte", "PlaceAnswer": "ordine",
    "CancelAnswer": "offerta", "MyOffersAnswer": "offerte", "MatchesAnswer": "abbinamenti",
    "OpenOffersAnswer": "o", "ExposureAnswer": "esposizione", "CommissionAnswer": "tax",
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document as the practice exchange gives it to anybody, without a key."""
    file = tmp_path_factory.mktemp("served") / "openapi.json"
    with PracticeServer(small_exchange()) as server:
        answer = httpx.get(f"{server.root}/openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    file.write_bytes(answer.content)
    return file


def told(document: Any) -> list[str]:
    return [str(difference) for difference in differences(document)]


@pytest.mark.socket
def test_the_exchange_serves_what_is_generated(served: Path) -> None:
    assert load(served) == specification()


def test_api_check_passes_against_it(served: Path) -> None:
    assert told(load(served)) == []


def test_it_names_every_route_and_no_other() -> None:
    named = {
        (operation["operationId"], method.upper(), path)
        for path, item in specification()["paths"].items()
        for method, operation in item.items()
    }
    assert named == {(route.operation, route.method, route.path) for route in ROUTES}


def test_key_session_and_refusals_of_every_operation() -> None:
    paths = specification()["paths"]
    for route in ROUTES:
        operation = paths[route.path][route.method.lower()]
        [needed] = operation["security"]
        assert needed.keys() == ({"key", "session"} if route.session else {"key"})
        assert operation["x-source"] == route.source.value
        expected = {"200", "403", "429"}
        expected |= {"401"} if route.session else set()
        expected |= {"400", "404"} if "{" in route.path else set()
        expected |= {"400", "413"} if route.request else set()
        assert operation["responses"].keys() == expected


def test_every_success_has_its_payload() -> None:
    """What `esito` 1024 must bring; only a refusal comes without."""
    for item in specification()["paths"].values():
        for operation in item.values():
            content = operation["responses"]["200"]["content"]["application/json"]
            success, refusal = content["schema"]["oneOf"]
            assert refusal == {"$ref": "#/components/schemas/Refusal"}
            if "allOf" in success:
                name = success["allOf"][0]["$ref"].rpartition("/")[2]
                required = set(success["allOf"][1]["required"]) - {"errore", "esito"}
                assert required == ({BODIES[name]} if name != "Envelope" else set())


def test_either_spelling_is_enough() -> None:
    schemas = specification()["components"]["schemas"]
    for kind in (MarketMessage, OutcomeMessage):
        assert schemas[kind.__name__]["allOf"] == [
            {"anyOf": [{"required": [name]} for name in same]} for same in kind.NEEDED
        ]


def test_nothing_is_null_and_no_text_is_indented() -> None:
    text = json.dumps(specification())
    assert "null" not in text
    assert "\\n  " not in text


def test_every_reference_leads_somewhere() -> None:
    document = specification()
    text = json.dumps(document)
    references = {part.partition('"')[0] for part in text.split('"$ref": "#/')[1:]}
    for reference in references:
        found: Any = document
        for step in reference.split("/"):
            found = found[step]
    used = {reference.rpartition("/")[2] for reference in references if "/schemas/" in reference}
    assert used == document["components"]["schemas"].keys()


def test_a_route_of_the_users_settings() -> None:
    table = overridden({"logout": "POST /security/logout"})
    document = specification(table.values())
    assert document["paths"]["/security/logout"]["post"]["x-source"] == "setting"
    assert differences(document, table.values()) == []


# --- planted differences ----------------------------------------------------------------------


def operation(document: Any, name: str) -> Any:
    route = BY_OPERATION[name]
    return document["paths"][route.path][route.method.lower()]


def schema(document: Any, name: str) -> Any:
    return document["components"]["schemas"][name]


def fields(document: Any, name: str) -> Any:
    return schema(document, name)["properties"]


PLANTED: dict[str, tuple[Edit, str]] = {
    "an operation gone": (
        lambda d: d["paths"].pop("/account/info"),
        "account_info: the document has no GET /account/info",
    ),
    "an operation more": (
        lambda d: d["paths"].update({"/account/limits": {"get": {"responses": {}}}}),
        "GET /account/limits: the document has this operation",
    ),
    "another method": (
        lambda d: d["paths"]["/offers/unmatched"].update(
            post=d["paths"]["/offers/unmatched"].pop("delete")
        ),
        "cancel_unmatched: the document has no DELETE /offers/unmatched, only POST",
    ),
    "no session": (
        lambda d: operation(d, "balance").update(security=[{"key": []}]),
        "balance: we send the session token, the document does not ask for it",
    ),
    "a session for the menu": (
        lambda d: operation(d, "menu").update(security=[{"key": [], "session": []}]),
        "menu: the document asks for the session token, we send none",
    ),
    "another header for the session": (
        lambda d: d["components"]["securitySchemes"]["session"].update(name="X-Session"),
        "exposure: we send the session token, the document does not ask for it",
    ),
    "no key": (
        lambda d: operation(d, "book").update(security=[]),
        "book: we send X-BFkey, the document does not ask for it",
    ),
    "a field of a request gone": (
        lambda d: fields(d, "OfferToPlace").pop("max_esposizione"),
        "place: we send offerta[].max_esposizione, the document does not have it",
    ),
    "a field of a request asked for": (
        lambda d: schema(d, "CancelRequest")["required"].append("motivo"),
        "cancel: the document requires motivo, we do not send it",
    ),
    "euros as a fraction where we read cents": (
        lambda d: fields(d, "BalanceAnswer").update(Balance={"type": "number"}),
        "balance: we read Balance as integer, the document sends number",
    ),
    "an id as text where we send a number": (
        lambda d: fields(d, "PlaceRequest").update(id_mercato={"type": "string"}),
        "place: we send id_mercato as integer, the document wants string",
    ),
    "a field of an answer renamed": (
        lambda d: fields(d, "LevelMessage").update(prezzo=fields(d, "LevelMessage").pop("q")),
        "book: we read offerte.banca[].esi[].off[].q, the document does not have it",
    ),
    "another code of a side": (
        lambda d: fields(d, "OfferToPlace")["tipo"].update(enum=[1, 2]),
        "place: we know offerta[].tipo as 0 or 1, the document lists 1 or 2",
    ),
    "another depth of books": (
        lambda d: operation(d, "book")["parameters"][1]["schema"].update(enum=[1, 2, 3, 10]),
        "book: we know livello as 1 or 2 or 3, the document lists 1 or 10 or 2 or 3",
    ),
    "a body more": (
        lambda d: operation(d, "refresh").update(requestBody={"content": {}}),
        "refresh: the document takes a body, we send none",
    ),
    "a body less": (
        lambda d: operation(d, "login").pop("requestBody"),
        "login: we send a body, the document takes none",
    ),
}


@pytest.mark.parametrize(("edit", "sentence"), PLANTED.values(), ids=PLANTED)
def test_api_check_fails_on_a_planted_difference(served: Path, edit: Edit, sentence: str) -> None:
    document = load(served)
    edit(document)
    assert any(text.startswith(sentence) for text in told(document)), told(document)


def test_the_command_passes_and_fails(
    served: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(settings, "settings_path", lambda: tmp_path / "settings.toml")
    with pytest.raises(SystemExit) as ending:
        cli.main(["api", "check", str(served)])
    assert ending.value.code == 0
    assert capsys.readouterr().out == f"no difference: {len(ROUTES)} operations\n"
    document = load(served)
    for edit, _ in PLANTED.values():
        edit(document)
    planted = tmp_path / "planted.json"
    planted.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SystemExit) as ending:
        cli.main(["api", "check", str(planted)])
    assert ending.value.code == cli.REFUSED
    told_count = capsys.readouterr().out.splitlines()[-1]
    assert int(told_count.removesuffix(" differences")) >= len(PLANTED)
