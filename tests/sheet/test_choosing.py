"""Searches: what matches, and what a row keeps, takes and lets go."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.market.menu import Event, Market
from xlbetflag.market.problem import Problem
from xlbetflag.market.search import Between, Search, Within, has_words, parse_window
from xlbetflag.sheet.choosing import Choice, choose

ROME = ZoneInfo("Europe/Rome")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ROME)


def event(number: int, minutes: int, *, sport: str = "CALCIO", markets: int = 2) -> Event:
    """Event "e1" starts so many minutes after noon; its markets are "11", "12" ..."""
    made = tuple(
        Market(f"{number}{place}", "Esito finale 1x2" if place == 1 else "Under/Over", "2.5", ())
        for place in range(1, markets + 1)
    )
    start = NOON + timedelta(minutes=minutes)
    return Event(f"e{number}", f"Home {number} - Niccolò", sport, "IT", "Serie A", start, made)


MENU = (event(1, 10), event(2, 40), event(3, 90), event(4, 20, sport="TENNIS"))


def chosen(
    search: Search,
    taken: Sequence[str] = (),
    *,
    menu: Sequence[Event] = MENU,
    now: datetime = NOON,
    over: Collection[str] = (),
    held: Collection[str] = (),
    let_go: bool = False,
) -> Choice:
    known = {market.market_id: (each, market) for each in MENU for market in each.markets}
    matches = search.matches(search.fitting(menu), now)
    return choose(search, matches, known, taken, over=over, held=held, let_go=let_go)


@pytest.mark.parametrize(
    ("text", "wanted", "is_found"),
    [
        ("Hellas Verona", "", True),
        ("Hellas Verona", "verona hel", True),
        ("Hellas Verona", "erona", False),
        ("Niccolò Rossi", "NICCOLO", True),
        ("Serie A", "serie a", True),
        ("Serie Argentina", "serie a", False),
        ("Under/Over 2.5", "over 2,5", True),
        ("Under/Over 12.5", "2.5", False),
        ("Esito Finale 1x2", "1X2", True),
        ("Esito Finale 1x2", "1", False),
        ("Roma Capannelle 1ª corsa", "1ª", True),
    ],
)
def test_words_are_found_as_a_person_means_them(text: str, wanted: str, is_found: bool) -> None:
    assert has_words(text, wanted) is is_found


def test_a_search_finds_by_start() -> None:
    found = Search(sport="calcio", market="1x2", most=9)
    assert chosen(found) == Choice(3, ("11", "21", "31"))
    assert chosen(Search(sport="calcio", start=Within(60), most=3)) == Choice(4, ("11", "12", "21"))
    assert chosen(Search(competition="liga", most=9)) == Choice(0, ())


def test_what_was_taken_stays_whatever_starts_earlier_or_has_started() -> None:
    search = Search(sport="calcio", market="1x2", start=Within(60), most=1)
    assert chosen(search, ["21"]) == Choice(2, ("21",))
    later = NOON + timedelta(minutes=70)
    assert chosen(search, ["21"], now=later) == Choice(1, ("21",))
    assert chosen(search, ["21"], now=later, over=["21"]) == Choice(1, ("31",))
    assert chosen(search, ["21"], menu=()) == Choice(0, ("21",))


def test_a_search_that_was_changed_lets_go_of_what_no_longer_fits() -> None:
    assert chosen(Search(sport="tennis"), ["21"]) == Choice(2, ("41",))
    assert chosen(Search(sport="tennis"), ["21"], held=["21"]) == Choice(2, ("21",))


def test_in_turn_goes_on_only_after_the_event_is_over() -> None:
    search = Search(sport="calcio", most=2, in_turn=True)
    assert chosen(search).markets == ("11", "12")
    assert chosen(search, ["11", "12"], over=["11"]).markets == ("12",)
    assert chosen(search, ["11", "12"], over=["11", "12"]).markets == ("21", "22")
    assert chosen(search, ["12"], over=["11", "12"], held=["12"]).markets == ("12",)
    assert chosen(search, ["31", "32"], over=["31", "32"]) == Choice(6, ())


def test_in_turn_goes_on_at_the_users_word_and_never_back() -> None:
    search = Search(sport="calcio", most=1, in_turn=True)
    assert chosen(search, ["11"], let_go=True).markets == ("21",)
    assert chosen(search, ["21"], let_go=True).markets == ("31",)
    assert chosen(search, ["31"], let_go=True).markets == ()
    assert chosen(search, ["11"], let_go=True, held=["11"]).markets == ("11",)


def test_a_changed_search_in_turn_begins_with_its_own_first_event() -> None:
    assert chosen(Search(sport="tennis", in_turn=True), ["31"]).markets == ("41",)


def test_the_word_lets_go_of_what_no_longer_matches() -> None:
    search = Search(sport="calcio", market="1x2", start=Within(60), most=2)
    later = NOON + timedelta(minutes=35)
    assert chosen(search, ["11", "21"], now=later, let_go=True).markets == ("21", "31")
    assert chosen(search, ["11", "21"], now=later).markets == ("11", "21")


def test_a_smaller_number_takes_no_more_and_drops_nothing() -> None:
    assert chosen(Search(most=1), ["11", "21"]).markets == ("11", "21")


@given(
    taken=st.lists(st.sampled_from(["11", "12", "21", "22", "31", "41", "99"]), unique=True),
    over=st.sets(st.sampled_from(["11", "21", "31"])),
    held=st.sets(st.sampled_from(["11", "21", "41"])),
    most=st.integers(1, 4),
    in_turn=st.booleans(),
    let_go=st.booleans(),
)
def test_a_held_market_is_never_let_go_and_one_that_is_over_never_taken(
    taken: list[str], over: set[str], held: set[str], most: int, in_turn: bool, let_go: bool
) -> None:
    search = Search(sport="calcio", most=most, in_turn=in_turn)
    markets = chosen(search, taken, over=over, held=held, let_go=let_go).markets
    assert held & set(taken) <= set(markets)
    assert not (over - held) & set(markets)
    assert len(markets) == len(set(markets)) <= max(most, len(taken))
    if in_turn and set(markets) - set(taken):
        assert len({market[0] for market in markets}) == 1


@pytest.mark.parametrize(
    ("typed", "window"),
    [
        (None, None),
        ("  ", None),
        (60, Within(60)),
        (60.0, Within(60)),
        ("60", Within(60)),
        ("90 min", Within(90)),
        ("18:00-20:30", Between(time(18), time(20, 30))),
        ("18.00 - 20.30", Between(time(18), time(20, 30))),
        ("9\N{EN DASH}11", Between(time(9), time(11))),
        ("22:00-02:00", Between(time(22), time(2))),
    ],
)
def test_a_start_window_is_read(typed: object, window: object) -> None:
    assert parse_window(typed) == window


@pytest.mark.parametrize(
    "typed",
    [
        0,
        -5,
        0.75,
        1e9,
        True,
        "soon",
        "18:00",
        "18:61-19:00",
        "25-26",
        "",
        time(18),
        date(2026, 1, 2),
    ],
)
def test_a_window_that_could_mean_anything_is_refused(typed: object) -> None:
    if typed == "":
        typed = "-"
    with pytest.raises(Problem) as caught:
        parse_window(typed)
    assert caught.value.code == "watch.window"


@pytest.mark.parametrize(
    ("window", "now", "start", "holds"),
    [
        (Within(60), NOON, NOON, True),
        (Within(60), NOON, NOON + timedelta(minutes=61), False),
        (Within(60), NOON, NOON - timedelta(minutes=1), False),
        (Between(time(18), time(20)), NOON, NOON.replace(hour=19), True),
        (Between(time(18), time(20)), NOON, NOON.replace(hour=19, day=23), False),
        (Between(time(22), time(2)), NOON, NOON.replace(hour=23), True),
        (Between(time(22), time(2)), NOON, NOON.replace(day=23, hour=1), True),
        (Between(time(22), time(2)), NOON, NOON.replace(hour=1), False),
        (Between(time(22), time(2)), NOON.replace(hour=1), NOON.replace(hour=2), True),
        (Between(time(22), time(2)), NOON.replace(hour=1), NOON.replace(hour=23), False),
    ],
)
def test_windows_are_of_today_and_may_go_over_midnight(
    window: Within | Between, now: datetime, start: datetime, holds: bool
) -> None:
    first, last = window.bounds(now)
    assert (first <= start <= last) is holds
    listed = [event(1, round((start - NOON).total_seconds() / 60))]
    search = Search(start=window, most=9)
    assert bool(search.matches(search.fitting(listed), now)) is holds
