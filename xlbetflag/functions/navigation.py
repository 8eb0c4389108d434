"""Functions that find a market."""

from collections.abc import Iterator

from xlbetflag.functions.declare import Row, function
from xlbetflag.functions.kinds import EventId, SportText
from xlbetflag.functions.known import CellContext
from xlbetflag.market.naming import label
from xlbetflag.market.reading import Health
from xlbetflag.market.search import place

CLOCK = "%d/%m/%Y %H:%M"


@function(columns=("Event id", "Start", "Sport", "Competition", "Event"))
def bf_events(known: CellContext, sport: SportText = "") -> Iterator[Row]:
    """The events that can be traded, by start, of one sport or of all."""
    events = known.view.menu().value
    if events is None:
        yield [str(Health.NO_FEED)]
        return
    for event in sorted(events, key=place):
        if not sport or event.sport.casefold() == sport.casefold():
            yield [
                event.event_id,
                event.start.strftime(CLOCK),
                event.sport,
                event.competition,
                event.name,
            ]


@function(columns=("Market id", "Start", "Event", "Market", "Line", "Selections"))
def bf_markets(known: CellContext, event: EventId = "") -> Iterator[Row]:
    """The markets of one event, or of all, with their lines and selections."""
    events = known.view.menu().value
    if events is None:
        yield [str(Health.NO_FEED)]
        return
    for each in sorted(events, key=place):
        if event in ("", each.event_id):
            for market in each.markets:
                yield [
                    market.market_id,
                    each.start.strftime(CLOCK),
                    each.name,
                    market.name,
                    market.line,
                    ", ".join(label(selection) for selection in market.selections),
                ]
