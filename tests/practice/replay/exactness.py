"""Every update of a recording, served over HTTP, against the recording itself."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from tests.practice.replay.reconstruction import Reconstruction
from tests.practice.served import Connection, request, served

STEP = request("POST", "/practice/step")
STATES = {"OPEN": 2, "SUSPENDED": 3, "CLOSED": 5}  # a recording's end pays the market
SIDES = (("banca", "atb"), ("punta", "atl"))
AT_ONCE = 50  # updates asked for before the first answer is read


def compare(path: Path, levels: Sequence[int]) -> tuple[int, int]:
    """(updates, books) compared, at these depths; fails at the first that differs."""
    reconstruction = Reconstruction(path)
    [market] = {change["id"] for line in reconstruction.lines for change in line["mc"]}
    number = market.rpartition(".")[2]
    requests = [STEP, *(request("GET", f"/api/rest/offers/market/{number},{n}") for n in levels)]
    runners = reconstruction.lines[0]["mc"][0]["marketDefinition"]["runners"]
    updates = books = 0
    with served(path) as (root, _), Connection(root) as connection:
        answers = _answers(connection, requests, len(reconstruction.lines))
        for change in reconstruction.updates():
            assert json.loads(next(answers))["moved"] is True
            updates += 1
            for level in levels:
                offers = json.loads(next(answers))["offerte"]
                _same(offers, reconstruction, level, len(runners), updates)
                books += 1
                status = change.get("marketDefinition", {}).get("status")
                assert status is None or offers["stato_betflag"] == STATES[status]
        [step] = connection.ask([STEP])
        assert json.loads(step)["moved"] is False
    return updates, books


def _answers(connection: Connection, requests: list[bytes], count: int) -> Iterator[bytes]:
    """Of the requests, `count` times over."""
    for done in range(0, count, AT_ONCE):
        rounds = repeat(requests, min(AT_ONCE, count - done))
        yield from connection.ask(list(chain.from_iterable(rounds)))


def _same(
    offers: Any, reconstruction: Reconstruction, level: int, runners: int, update: int
) -> None:
    for field, recorded in SIDES:
        [group] = offers[field]
        assert len(group["esi"]) == runners
        for outcome in group["esi"]:
            shown = [(each["p"], each["q"], each["i"]) for each in outcome["off"]]
            best = reconstruction.best(outcome["c"], recorded)[:level]
            expected = [(rank, *each) for rank, each in enumerate(best, 1)]
            assert shown == expected, (update, level, field, outcome["c"])
