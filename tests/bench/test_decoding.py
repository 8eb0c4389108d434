"""One book answer into domain types: against json and dataclasses, and against the bare decoder;
one that says what the last one said."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
import pytest

from tests.bench.timing import interleaved
from xlbetflag.api import messages as m
from xlbetflag.api import translate
from xlbetflag.api.last_books import LastBooks
from xlbetflag.market.book import FULL_DEPTH
from xlbetflag.market.state import MarketState

pytestmark = pytest.mark.bench

SELECTIONS, LEVELS, AT_ONCE, ROUNDS = 8, 3, 100, 101


@dataclass(frozen=True)
class PlainLevel:
    price: int
    size: int


@dataclass(frozen=True)
class PlainSelection:
    selection_id: str
    name: str
    back: tuple[PlainLevel, ...]
    lay: tuple[PlainLevel, ...]
    move: int = 0


@dataclass(frozen=True)
class PlainBook:
    market_id: str
    version: int
    state: MarketState
    selections: tuple[PlainSelection, ...]
    depth: int = FULL_DEPTH


def a_book() -> bytes:
    def side(price: int, step: int) -> list[Any]:
        ranks = range(1, LEVELS + 1)
        return [
            {
                "esi": [
                    {
                        "c": c,
                        "d": f"Runner {c}",
                        "off": [
                            {"p": p, "q": price + 50 * c + step * p, "i": 1_050 * p + c}
                            for p in ranks
                        ],
                    }
                    for c in range(1, SELECTIONS + 1)
                ]
            }
        ]

    offers = {
        "versione": 7,
        "stato_betflag": 2,
        "stato_sogei": 2,
        "banca": side(300, -2),
        "punta": side(304, 2),
    }
    return msgspec.json.encode({"errore": "", "esito": 1024, "offerte": offers})


def plainly(body: bytes) -> PlainBook:
    """The same book the usual way, which sorts by rank without looking whether it must."""
    offers = json.loads(body)["offerte"]
    names: dict[str, str] = {}
    sides: dict[str, dict[str, tuple[PlainLevel, ...]]] = {"banca": {}, "punta": {}}
    for word, side in sides.items():
        for group in offers[word]:
            for outcome in group["esi"]:
                names.setdefault(str(outcome["c"]), outcome["d"])
                side[str(outcome["c"])] = tuple(
                    PlainLevel(level["q"], level["i"])
                    for level in sorted(outcome["off"], key=lambda level: level["p"])
                )
    state = translate.market_state(offers["stato_betflag"], offers["stato_sogei"], translate.STATES)
    return PlainBook(
        "813016",
        offers["versione"],
        state,
        tuple(
            PlainSelection(key, name, sides["banca"].get(key, ()), sides["punta"].get(key, ()))
            for key, name in names.items()
        ),
    )


def test_a_book_is_decoded_three_times_faster_than_plainly() -> None:
    body = a_book()
    decoder = msgspec.json.Decoder(m.BookAnswer)
    to_book = partial(translate.book, "813016", states=dict(translate.STATES))
    ours = to_book(decoder.decode(body))
    assert msgspec.to_builtins(ours) == msgspec.to_builtins(plainly(body))
    assert sum(len(s.back) + len(s.lay) for s in ours.selections) == SELECTIONS * LEVELS * 2

    taken = interleaved(
        {
            "plain": lambda: [plainly(body) for _ in range(AT_ONCE)],
            "ours": lambda: [to_book(decoder.decode(body)) for _ in range(AT_ONCE)],
            "bare": lambda: [decoder.decode(body) for _ in range(AT_ONCE)],
        },
        rounds=ROUNDS,
    )
    ratio, distance = taken["plain"] / taken["ours"], taken["ours"] / taken["bare"]
    print(
        f"\ndecoding a book: {ratio:.1f}x faster than json + dataclasses,"
        f" {distance:.1f}x msgspec's bare decode"
    )
    assert ratio >= 3


def test_a_book_that_says_the_same_is_not_translated_again() -> None:
    body = a_book()
    decoder = msgspec.json.Decoder(m.BookAnswer)
    translated, books = partial(translate.book, "813016"), LastBooks()
    answer, same = decoder.decode(body), decoder.decode(body)
    books.book("813016", 3, answer)
    taken = interleaved(
        {
            "anew": lambda: [translated(same) for _ in range(AT_ONCE)],
            "same": lambda: [books.book("813016", 3, same) for _ in range(AT_ONCE)],
            "decoded": lambda: [decoder.decode(body) for _ in range(AT_ONCE)],
        },
        rounds=ROUNDS,
    )
    each = {name: seconds / AT_ONCE * 1e6 for name, seconds in taken.items()}
    print(
        f"\na book's answer: decoded in {each['decoded']:.1f} us, translated in "
        f"{each['anew']:.1f}, found to say the same in {each['same']:.1f}"
    )
    assert each["same"] * 2 <= each["anew"]
