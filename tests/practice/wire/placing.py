"""What tests of the wire share: a placement, and how an answer or a refusal looks."""

from typing import Any

import httpx

from tests.support.exchange import MARKET

Json = Any
BET = {"tipo": 1, "esito": 1, "quota": 300, "importo": 400, "max_esposizione": 400}
PLACE = {"id_mercato": MARKET, "puntata": 400, "ritira": 0, "mantieni": 0, "offerta": [BET]}


def good(response: httpx.Response) -> Json:
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer.get("esito", 1024) == 1024, answer
    assert answer.get("errore", "") == ""
    return answer


def refused(response: httpx.Response, status: int) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert answer.keys() == {"errore", "esito"}
    assert answer["esito"] != 1024
    assert "Traceback" not in response.text
    return str(answer["errore"])


def place_two(web: httpx.Client) -> list[str]:
    """One matched in part, one resting."""
    big = {**BET, "importo": 1_500, "max_esposizione": 1_500}
    body = {**PLACE, "puntata": 1_900, "offerta": [big, {**BET, "quota": 500}]}
    answer = good(web.post("/offers", json=body))
    return [row["offerta"] for row in answer["ordine"]]
