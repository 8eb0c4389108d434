"""How many selections of a market win: by the user's word, by its kind, or not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.market.menu import Market, Selection
from xlbetflag.market.winners import KINDS, winners_of


def market(name: str, *selections: str, market_id: str = "900") -> Market:
    outcomes = tuple(Selection(str(place), each) for place, each in enumerate(selections, 1))
    return Market(market_id, name, "", outcomes)


RUNNERS = ("Fulmine", "Saetta", "Baleno", "Tuono")


@pytest.mark.parametrize(
    ("found", "winners"),
    [
        (market("Esito Finale 1x2", "1", "X", "2"), 1),
        (market("ESITO  FINALE 1X2", "Lazio", "Pareggio", "Verona"), 1),
        (market("Esito 1° tempo", "2", "1", "x"), 1),
        (market("Under/Over 2.5", "Under", "Over"), 1),
        (market("Vincente incontro", "Sinner", "Alcaraz"), 1),
        (market("Vincente", *RUNNERS), 1),
        (market("Risultato esatto", "0-0", "1-0", "0-1", "altro"), 1),
        (market("Doppia chance", "1X", "12", "X2"), None),
        (market("Esito finale 1X2", "1", "X", "2", "1X"), None),
        (market("Piazzato", *RUNNERS), None),
        (market("Vincente o piazzato", *RUNNERS), None),
        (market("Multigoal", "1-2", "1-3", "2-4"), None),
        (market("Vincenti", *RUNNERS), None),
    ],
)
def test_a_market_is_of_a_kind_by_its_whole_name_or_its_selections(
    found: Market, winners: int | None
) -> None:
    assert winners_of(found, {}) == winners


def test_the_users_word_goes_before_the_table_by_id_before_by_name() -> None:
    places = market("Piazzato", *RUNNERS)
    assert winners_of(places, {"piazzato": 2}) == 2
    assert winners_of(places, {"PIAZZATO": 2, "900": 3}) == 3
    assert winners_of(market("Vincente", *RUNNERS), {"vincente": 0}) is None
    assert winners_of(market("Vincente", *RUNNERS), {"vincente": 2, "900": 0}) is None
    assert winners_of(market("Vincente", *RUNNERS, market_id="901"), {"900": 0}) == 1


NAMES = st.sampled_from([name for kind in KINDS for name in kind.names])
WORDS = st.text("abcdeo ", min_size=1, max_size=8).filter(str.strip)


@given(NAMES, WORDS, st.booleans())
def test_a_name_that_says_more_is_another_market(name: str, more: str, is_before: bool) -> None:
    longer = f"{more} {name}" if is_before else f"{name} {more}"
    assert winners_of(market(longer, *RUNNERS[:3]), {}) is None


@given(st.lists(st.sampled_from(RUNNERS + ("1", "X", "2")), min_size=3, max_size=7, unique=True))
def test_what_no_table_knows_has_no_number(selections: list[str]) -> None:
    known = winners_of(market("Chi segna per primo", *selections), {})
    assert known == (1 if sorted(selections) == ["1", "2", "X"] else None)
