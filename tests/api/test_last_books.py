"""An answer that says what the last one said is not translated again."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.api import translate
from xlbetflag.api.last_books import LastBooks
from xlbetflag.api.messages import BookAnswer
from xlbetflag.market.state import MarketState


def answered(version: int, price: int, state: int = 2) -> BookAnswer:
    side = [{"esi": [{"c": 1, "d": "1", "off": [{"p": 1, "q": price, "i": 500}]}]}]
    offers = {
        "versione": version,
        "stato_betflag": state,
        "stato_sogei": state,
        "banca": side,
        "punta": [],
    }
    body = msgspec.json.encode({"errore": "", "esito": 1024, "offerte": offers})
    return msgspec.json.decode(body, type=BookAnswer)


markets = st.sampled_from(["813016", "813017"])
answers = st.builds(answered, st.integers(1, 2), st.sampled_from([200, 204]))


@given(reads=st.lists(st.tuples(markets, st.integers(1, 3), answers)))
def test_every_book_is_what_its_own_answer_says(
    reads: list[tuple[str, int, BookAnswer]],
) -> None:
    books = LastBooks()
    for market, depth, answer in reads:
        assert books.book(market, depth, answer) == translate.book(market, answer, depth)


def test_the_same_answer_gives_the_very_book_of_the_last_time_and_another_does_not() -> None:
    books = LastBooks()
    first = books.book("813016", 3, answered(1, 200))
    assert books.book("813016", 3, answered(1, 200)) is first
    suspended = books.book("813016", 3, answered(1, 200, state=3))
    assert suspended is not first
    assert suspended.state is not MarketState.OPEN
