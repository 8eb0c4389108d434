"""What a function may conclude of a market by itself."""

import msgspec
import pytest

from tests.support.views import BOOK, EVENT, MARKET, LaidDownView, fresh
from xlbetflag.functions.known import CellContext
from xlbetflag.market.rules import VenueRules


@pytest.mark.parametrize(
    ("selections", "given", "said", "winners"),
    [
        (2, None, None, None),
        (3, None, None, None),
        (3, None, 2, 2),
        (3, 1, 2, 1),
        (2, None, 1, 1),
    ],
)
def test_how_many_win(
    selections: int, given: int | None, said: int | None, winners: int | None
) -> None:
    view = LaidDownView()
    market = msgspec.structs.replace(MARKET, selections=MARKET.selections[:selections])
    view.events = fresh((msgspec.structs.replace(EVENT, markets=(market,)),))
    known = CellContext(view, VenueRules(), lambda market_id: said, lambda: "en")
    assert known.winners_of(BOOK.market_id, given) == winners
