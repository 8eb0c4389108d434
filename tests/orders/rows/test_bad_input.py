"""What people type wrong: a sentence in that row, in their language, and the other rows go on."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.support.worlds import OTHER_MARKET, WIDE, World, row
from xlbetflag.market.inputs import parse_money, parse_price, parse_side
from xlbetflag.market.problem import Problem
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.status import Status


def typed(key: str, price: object = "3,50", size: object = "2", side: object = "PUNTA") -> Row:
    """A row as the workbook reads it: a draft, or the problems of its cells."""
    readers = (
        lambda: parse_price(price),
        lambda: parse_money(size, "stake"),
        lambda: parse_side(side),
    )
    problems = []
    for read in readers:
        try:
            read()
        except Problem as problem:
            problems.append(problem)
    if problems:
        return Row(key=key, position=7, draft=None, problems=tuple(problems))
    return row(key, price=parse_price(price), size=parse_money(size, "stake"))


CASES = {
    "a word in a price": (typed("k1", price="alta"), "not a number", "non è un numero"),
    "an empty stake": (typed("k1", size=None), "Stake is empty", "Importo è vuoto"),
    "1.234": (typed("k1", price="1.234"), "two ways", "due modi"),
    "a date cell": (typed("k1", price=datetime(2026, 5, 2)), "holds a date", "una data"),  # noqa: DTZ001
    "a single letter": (typed("k1", side="B"), "opposite things", "due modi"),
    "an unknown market": (row("k1", market="999"), "Market 999 is not", "mercato 999 non"),
    "an unknown selection": (row("k1", selection="Pari"), "choose one of", "scegli tra"),
    "an ambiguous selection": (row("k1", selection="2"), "2 · X, 3 · 2", "2 · X, 3 · 2"),
    "a closed market": (row("k1", market=OTHER_MARKET), "CLOSED, not OPEN", "CLOSED, non OPEN"),
    "over a limit": (
        row("k1", size=(WIDE.stake_per_bet or 0) + 50),
        "limit of 1,000.00 €",
        "limite di 1.000,00 €",
    ),
    "over the balance": (row("k1", size=90_000), "is free", "restano"),
    "a duplicate": (row("k1", price=360), "same order as row 5", "stesso ordine della riga 5"),
}


@pytest.mark.socket
@pytest.mark.parametrize("language", ["en", "it"])
def test_each_bad_row_gets_its_sentence_and_the_others_go_on(tmp_path: Path, language: str) -> None:
    world = World(tmp_path)
    world.language = language
    world.exchange.market(int(OTHER_MARKET)).close()
    world.exchange.account("demo").balance = 80_000
    bad = [
        Row(key=f"bad{n}", position=10 + n, draft=each.draft, problems=each.problems)
        for n, (each, _, _) in enumerate(CASES.values())
    ]
    try:
        world.open()
        results = world.orders.place([row("k8", price=360, position=5), *bad, typed("k9")])
        for key in ("k8", "k9"):
            world.wait_for(key, Status.WORKING)
    finally:
        world.close()
    for n, (name, (_, english, italian)) in enumerate(CASES.items()):
        result = results[f"bad{n}"]
        assert result.status is Status.REFUSED, name
        assert (english if language == "en" else italian) in result.message, name
    assert len(world.at_venue) == 2


def test_all_the_problems_of_a_row_are_told(world: World) -> None:
    result = world.orders.place([typed("k1", price="alta", size="", side="B")])["k1"]
    for words in ("Price 'alta'", "Stake is empty", "Side 'B'"):
        assert words in result.message


@pytest.mark.parametrize("price", ["2,50", 2.5, "2.5"])
def test_a_comma_or_a_point_before_two_decimals_is_a_price(world: World, price: object) -> None:
    assert world.orders.place([typed("k1", price=price)])["k1"].status is Status.CHECKED
