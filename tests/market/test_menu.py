from datetime import datetime
from zoneinfo import ZoneInfo

from xlbetflag.market.menu import Event, Market, Selection

START = datetime(2020, 12, 12, 20, 45, tzinfo=ZoneInfo("Europe/Rome"))


def event(line: str) -> Event:
    selections = (Selection("1", "Under"), Selection("2", "Over"))
    market = Market("19901289", "Under/Over", line, selections)
    return Event("411222", "Lazio - Hellas Verona", "CALCIO", "Italia", "Serie A", START, (market,))


def test_menus_are_compared_and_kept_by_what_they_say() -> None:
    assert event("2.5") == event("2.5")
    assert event("2.5") != event("3.5")
    assert len({event("2.5"), event("2.5"), event("3.5")}) == 2


def test_a_menu_without_markets_names_none() -> None:
    assert Event("411222", "Lazio", "CALCIO", "Italia", "Serie A", START).markets == ()
