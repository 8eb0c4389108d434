"""The scripted programme: football and tennis events in the venue's menu tree, any number of them.

Everything comes from a seed and a clock: the same two give the same events, ids and starts.
"""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec

from xlbetflag.market.money import Rounding
from xlbetflag.practice.event import Event, Named, Outcome
from xlbetflag.practice.market import Market

CALCIO, TENNIS = Named(1, "CALCIO"), Named(2, "TENNIS")
FIRST_EVENT, FIRST_MARKET = 411_222, 19_901_289
LIVE_DELAY = {CALCIO: 5, TENNIS: 3}  # seconds, told while live
LENGTH = {CALCIO: timedelta(minutes=110), TENNIS: timedelta(minutes=100)}


class Tournament(msgspec.Struct, frozen=True):
    """A competition, and who plays in it."""

    sport: Named
    nation: Named
    competition: Named
    sides: tuple[str, ...]


ITALY, ENGLAND, SPAIN, WORLD = (
    Named(1, "Italia"),
    Named(2, "Inghilterra"),
    Named(3, "Spagna"),
    Named(4, "Internazionale"),
)
TOURNAMENTS = (
    Tournament(CALCIO, ITALY, Named(21, "Serie A"), (
        "Lazio", "Hellas Verona", "Inter", "Napoli", "Juventus", "Torino", "Milan", "Bologna",
        "Roma", "Fiorentina", "Atalanta", "Genoa", "Udinese", "Cagliari", "Lecce", "Parma",
    )),
    Tournament(CALCIO, ITALY, Named(22, "Serie B"), (
        "Palermo", "Bari", "Sampdoria", "Spezia", "Modena", "Catanzaro", "Cesena", "Brescia",
    )),
    Tournament(TENNIS, WORLD, Named(61, "ATP Roma"), (
        "Sinner J.", "Musetti L.", "Berrettini M.", "Cobolli F.", "Arnaldi M.", "Darderi L.",
        "Sonego L.", "Bellucci M.",
    )),
    Tournament(CALCIO, ENGLAND, Named(31, "Premier League"), (
        "Arsenal", "Everton", "Chelsea", "Fulham", "Liverpool", "Brighton", "Newcastle", "Leeds",
    )),
    Tournament(TENNIS, WORLD, Named(62, "WTA Palermo"), (
        "Paolini J.", "Cocciaretto E.", "Bronzetti L.", "Trevisan M.", "Stefanini L.", "Errani S.",
    )),
    Tournament(CALCIO, SPAIN, Named(41, "Liga"), (
        "Real Madrid", "Valencia", "Barcellona", "Siviglia", "Villarreal", "Betis", "Getafe",
        "Osasuna",
    )),
)  # fmt: skip

# Two of Serie A, one of Serie B, and so on: what a day's first events are drawn from.
PROGRAMME = (0, 2, 0, 1, 3, 4, 5, 0)


class Match(msgspec.Struct, frozen=True):
    """An event of the programme, with the chances its markets start from."""

    event: Event
    chances: tuple[tuple[float, ...], ...]  # of each market's selections, in the event's order


class Fixtures:
    """Makes one event after the other."""

    def __init__(self, rng: Random, rounding: Rounding) -> None:
        self._rng = rng
        self._rounding = rounding
        self._numbers = itertools.count()
        self._market_ids = itertools.count(FIRST_MARKET)
        self._pairs = [_pairings(tournament.sides, rng) for tournament in TOURNAMENTS]

    def next(self, now: datetime, start: datetime) -> Match:
        """The next event of the programme, starting at `start`; its markets are open."""
        number = next(self._numbers)
        place = PROGRAMME[number % len(PROGRAMME)]
        tournament = TOURNAMENTS[place]
        home, away = next(self._pairs[place])
        event = Event(
            FIRST_EVENT + number,
            f"{home} - {away}",
            tournament.sport,
            tournament.nation,
            tournament.competition,
            start,
            now,
        )
        if tournament.sport is TENNIS:
            return Match(event, self._tennis(event, home, away))
        return Match(event, self._football(event))

    def _football(self, event: Event) -> tuple[tuple[float, ...], ...]:
        strength = self._rng.uniform(-1.0, 1.0)
        draw = self._rng.uniform(0.22, 0.30)
        home = (1 - draw) / (1 + 2.0 ** (-2 * strength - 0.3))
        over = self._rng.uniform(0.42, 0.62)
        over_one = over + (1 - over) * 0.5
        self._market(event, "Esito Finale 1x2", "", ("1", "X", "2"))
        self._market(event, "Under/Over", "2.5", ("Under", "Over"))
        self._market(event, "Under/Over", "1.5", ("Under", "Over"))
        return ((home, draw, 1 - draw - home), (1 - over, over), (1 - over_one, over_one))

    def _tennis(self, event: Event, home: str, away: str) -> tuple[tuple[float, ...], ...]:
        first = self._rng.uniform(0.25, 0.75)
        set_one = 0.5 + (first - 0.5) * 0.8
        self._market(event, "Vincente incontro", "", (home, away))
        self._market(event, "Vincente 1° set", "", (home, away))
        return ((first, 1 - first), (set_one, 1 - set_one))

    def _market(self, event: Event, name: str, line: str, outcomes: Sequence[str]) -> None:
        Market(
            next(self._market_ids),
            name,
            line,
            [Outcome(number, outcome) for number, outcome in enumerate(outcomes, 1)],
            event,
            live_delay=LIVE_DELAY[event.sport],
            rounding=self._rounding,
        )


def starts(opened_at: datetime, count: int) -> list[datetime]:
    """When the first events begin: one in a moment, the others every half hour."""
    soon = opened_at + timedelta(minutes=2)
    half_hour = timedelta(minutes=30)
    base = opened_at.replace(minute=0, second=0, microsecond=0) + 2 * half_hour
    return [soon, *(base + half_hour * number for number in range(1, count))][:count]


def result(match: Match, chances: Sequence[Sequence[float]], rng: Random) -> list[int]:
    """The winning selection id of each market, drawn by its chances at the end; one story for all
    markets of the event."""
    first = rng.choices(range(len(chances[0])), weights=chances[0])[0]
    if match.event.sport is TENNIS:
        return [first + 1, rng.choices((1, 2), weights=chances[1])[0]]
    scores = [
        (home, away)
        for home, away in itertools.product(range(4), repeat=2)
        if (0 if home > away else 1 if home == away else 2) == first
    ]
    goals = sum(rng.choice(scores))
    return [first + 1, 2 if goals > 2 else 1, 2 if goals > 1 else 1]


def _pairings(sides: Sequence[str], rng: Random) -> Iterator[tuple[str, str]]:
    """Rounds in which everybody meets somebody else, for ever."""
    order = list(sides)
    while True:
        yield from zip(order[::2], order[1::2], strict=True)
        rng.shuffle(order)
