"""The scripted programme: football, tennis, horse racing in the venue's menu tree, any number.

Everything comes from a seed and a clock: the same two give the same events, ids and starts.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec

from xlbetflag.market.money import Rounding
from xlbetflag.practice.life.races import RACE_SECONDS, Race, places
from xlbetflag.practice.life.stories import Football, Tennis
from xlbetflag.practice.venue.market import Event, Market, Named, Runner

CALCIO, TENNIS, IPPICA = Named(1, "CALCIO"), Named(2, "TENNIS"), Named(7, "IPPICA")
FIRST_EVENT, FIRST_MARKET = 411_222, 19_901_289
MARKETS_EACH = 10  # market ids that each event has for itself
LIVE_DELAY = {CALCIO: 5, TENNIS: 3, IPPICA: 1}  # seconds, told while live
LENGTH = {
    CALCIO: timedelta(minutes=110),
    TENNIS: timedelta(hours=4),
    IPPICA: timedelta(seconds=RACE_SECONDS),
}  # a tennis match ends when it is won


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
    Tournament(IPPICA, ITALY, Named(71, "Roma Capannelle"), (
        "Vento di Mare", "Stella Alpina", "Conte Rosso", "Bella Donna", "Tramontana", "Fulmine",
        "Regina di Cuori", "Sor Pampurio", "Luna Piena", "Biancospino", "Maestrale", "Zafferano",
        "Gran Sasso", "Dolce Vita", "Corsaro Nero", "Primula", "Il Gattopardo", "Notte Chiara",
    )),
)  # fmt: skip

# Two of Serie A, one of Serie B, and so on: what a day's first events are drawn from.
PROGRAMME = (0, 2, 0, 1, 3, 4, 5, 0, 6, 3)
RACE, PUSHING = 8, 9  # the race, and the match whose lines can push, within the programme
RACES_A_DAY = 8


class Match(msgspec.Struct, frozen=True):
    """An event of the programme, and what will happen in it."""

    event: Event
    story: Football | Tennis | Race


class Fixtures:
    """Makes the events of a seed's programme; each can be made alone."""

    def __init__(self, seed: int, rounding: Rounding) -> None:
        self._seed = seed
        self._rounding = rounding

    def make(self, number: int, now: datetime, start: datetime) -> Match:
        """The programme's event of this number, starting at `start`; its markets are open."""
        rng = Random(f"{self._seed} event {number}")  # noqa: S311 - to be repeated, not secret
        within = number % len(PROGRAMME)
        place = PROGRAMME[within]
        tournament = TOURNAMENTS[place]
        if within == RACE:
            return self._race(number, tournament, rng, now, start)
        home, away = self._pair(number, place)
        event = Event(
            FIRST_EVENT + number,
            f"{home} - {away}",
            tournament.sport,
            tournament.nation,
            tournament.competition,
            start,
            now,
        )
        market_id = FIRST_MARKET + number * MARKETS_EACH
        if tournament.sport is TENNIS:
            self._market(event, market_id, "Vincente incontro", "", (home, away))
            self._market(event, market_id + 1, "Vincente 1° set", "", (home, away))
            return Match(event, Tennis(rng.uniform(0.44, 0.56)))
        self._market(event, market_id, "Esito Finale 1x2", "", ("1", "X", "2"))
        self._market(event, market_id + 1, "Under/Over", "2.5", ("Under", "Over"))
        self._market(event, market_id + 2, "Under/Over", "1.5", ("Under", "Over"))
        if within == PUSHING:
            self._market(event, market_id + 3, "Under/Over", "2", ("Under", "Over"))
            self._market(event, market_id + 4, "Handicap asiatico", "0", ("1", "2"))
        strength = math.exp(rng.uniform(-0.45, 0.6))
        goals = rng.uniform(2.2, 3.0) / 2
        story = Football(goals * strength, goals / strength, pushes=within == PUSHING)
        return Match(event, story)

    def _race(
        self, number: int, course: Tournament, rng: Random, now: datetime, start: datetime
    ) -> Match:
        event = Event(
            FIRST_EVENT + number,
            f"{course.competition.name} {number // len(PROGRAMME) % RACES_A_DAY + 1}ª corsa",
            course.sport,
            course.nation,
            course.competition,
            start,
            now,
        )
        field = rng.sample(course.sides, rng.randint(7, 9))
        market_id = FIRST_MARKET + number * MARKETS_EACH
        self._market(event, market_id, "Vincente", "", field)
        self._market(event, market_id + 1, "Piazzato", "", field, winners=places(len(field)))
        return Match(event, Race([math.exp(rng.gauss(0.0, 0.6)) for _ in field]))

    def _pair(self, number: int, place: int) -> tuple[str, str]:
        """Rounds in which everybody meets somebody else."""
        rounds, within = divmod(number, len(PROGRAMME))
        meeting = rounds * PROGRAMME.count(place) + PROGRAMME[:within].count(place)
        sides = list(TOURNAMENTS[place].sides)
        turn, pair = divmod(meeting, len(sides) // 2)
        if turn:
            Random(f"{self._seed} round {place} {turn}").shuffle(sides)  # noqa: S311
        return sides[2 * pair], sides[2 * pair + 1]

    def _market(
        self,
        event: Event,
        market_id: int,
        name: str,
        line: str,
        outcomes: Sequence[str],
        *,
        winners: int = 1,
    ) -> None:
        Market(
            market_id,
            name,
            line,
            [Runner(number, outcome) for number, outcome in enumerate(outcomes, 1)],
            event,
            winners=winners,
            live_delay=LIVE_DELAY[event.sport],
            rounding=self._rounding,
        )


def starts(opened_at: datetime, count: int) -> list[datetime]:
    """When the first events begin: one in a moment, the first race a little later, the others every
    half hour."""
    soon, race = opened_at + timedelta(minutes=2), opened_at + timedelta(minutes=15)
    half_hour = timedelta(minutes=30)
    base = opened_at.replace(minute=0, second=0, microsecond=0) + 2 * half_hour
    others = (race if number == RACE else base + half_hour * number for number in range(1, count))
    return [soon, *others][:count]
