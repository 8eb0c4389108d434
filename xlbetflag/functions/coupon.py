"""Many markets at a glance: a line for each, as a coupon shows them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import ceil
from typing import Annotated

import msgspec

from xlbetflag.functions.declare import ArgumentKind, Row, Scalar, function
from xlbetflag.functions.kinds import choice_of
from xlbetflag.functions.known import CellContext, NotCurrentError
from xlbetflag.market.book import BEST_ALONE, Book, Level, SelectionBook
from xlbetflag.market.exposure import best_result, results, worst_result
from xlbetflag.market.inputs import is_blank, parse_id
from xlbetflag.market.moments import rome
from xlbetflag.market.money import Cents, as_float
from xlbetflag.market.pnl import net
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health, Reading
from xlbetflag.market.search import has_words, place
from xlbetflag.market.words import plain

UNKNOWN = "?"
SHOWN = 3  # selections a line
YES = "YES"
BY_START, BY_EVENT, AS_WATCHED = "TIME", "EVENT", "WATCH"
STATES = {  # for colours by a number, which a spreadsheet compares faster than a word
    Health.LIVE: 1.0,
    Health.SUSPENDED: 2.0,
    Health.CLOSED: 3.0,
    Health.STALE: 4.0,
    Health.NO_FEED: 5.0,
}


def coupon_columns() -> tuple[str, ...]:
    """The heads of BF_COUPON's table."""
    selections = [
        head
        for number in range(1, SHOWN + 1)
        for head in (f"Selection {number}", f"Back {number}", f"Back {number} size",
                     f"Lay {number}", f"Lay {number} size")
    ]  # fmt: skip
    lasts = ("More", "Status", "Age", "Worst", "Best", "Open", "Market id", "State")
    return ("Start", "Event", "Market", "Line", *selections, *lasts)


class Wanted(msgspec.Struct, frozen=True):
    """A market to show. `by`: YES, or the rows of Watch that found it. `is_mine`: whether an order
    of mine may stand there: only then is it asked for."""

    market_id: str
    by: frozenset[str] = frozenset()
    is_mine: bool = False


class Line(msgspec.Struct, frozen=True):
    """What is known of a market; `start` None and empty names where the menu has it no more."""

    wanted: Wanted
    reading: Reading[Book]
    start: datetime | None
    place: tuple[datetime, str] | None
    event: str
    competition: str
    market: str
    line: str


def _markets(rows: Sequence[Sequence[object]]) -> tuple[Wanted, ...]:
    found: dict[str, Wanted] = {}
    for number, row in enumerate(rows, 1):
        if len(row) > 3:
            raise Problem("range.too_wide", field="markets", columns=3, value=len(row))
        market, by, mine = (*row, None, None)[:3]
        if is_blank(market):
            continue
        try:
            market_id = parse_id(market, "market")
        except Problem as problem:
            raise Problem(problem.code, **{**problem.values, "range_row": number}) from None
        found[market_id] = Wanted(
            market_id, frozenset(_watch(by).split()), is_mine=not is_blank(mine)
        )
    return tuple(found.values())


def _watch(value: object) -> str:
    """A row of Watch, or YES: a number in a cell is a float."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if is_blank(value) else str(value).strip().upper()


Markets = Annotated[
    tuple[Wanted, ...],
    ArgumentKind(
        _markets,
        "a range: a market's id a row; beside it the row of Watch that found it, and YES where "
        "worst, best and open orders are wanted",
        takes_range=True,
    ),
]
SortWord = Annotated[
    str,
    ArgumentKind(choice_of("sort", BY_START, BY_EVENT, AS_WATCHED), "TIME, EVENT or WATCH"),
]
CompetitionWords = Annotated[
    str,
    ArgumentKind(lambda value: plain(str(value)), "words of the competition's name; empty for all"),
]
WatchRow = Annotated[
    str, ArgumentKind(_watch, "only what that row of Watch found, YES for marked ones; empty: all")
]


@function(columns=coupon_columns())
def bf_coupon(
    known: CellContext,
    markets: Markets,
    sort: SortWord = BY_START,
    competition: CompetitionWords = "",
    watch: WatchRow = "",
) -> Iterator[Row]:
    """Many markets, a line each: start, names, the best prices of up to three selections, state.

    Age is in whole seconds, rounded up. Start is LIVE for what is being played, else the time, with
    the day where that is another one. Of more than three selections the shortest three are shown,
    and in More how many there are besides. Worst and Best are the market's outcomes of what I have
    matched there, after commission; "?" while that is not known. State is a number for colours:
    1 LIVE, 2 SUSPENDED, 3 CLOSED, 4 STALE, 5 NO FEED.
    """
    lines = [_line(known, wanted) for wanted in markets if not watch or watch in wanted.by]
    chosen = [line for line in lines if has_words(line.competition, competition)]
    for line in _sorted(chosen, sort):
        yield _cells(known, line)


def _line(known: CellContext, wanted: Wanted) -> Line:
    reading, found = known.book(wanted.market_id, BEST_ALONE), known.view.find(wanted.market_id)
    if found is None:
        return Line(wanted, reading, None, None, "", "", "", "")
    event, market = found
    return Line(
        wanted, reading, event.start, place(event), event.name, event.competition, market.name,
        market.line,
    )  # fmt: skip


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    """What the menu has no more comes last."""
    if sort == AS_WATCHED:
        return lines
    named = [line for line in lines if line.place is not None]
    rest = [line for line in lines if line.place is None]
    if sort == BY_EVENT:
        return [*sorted(named, key=lambda line: (line.event.casefold(), line.place)), *rest]
    return [*sorted(named, key=lambda line: line.place or ()), *rest]


def _cells(known: CellContext, line: Line) -> list[Scalar]:
    reading, market_id = line.reading, line.wanted.market_id
    cells: list[Scalar] = [_start(known, line), line.event or market_id, line.market, line.line]
    is_read = reading.value is not None and reading.health is not Health.NO_FEED
    selections = reading.value.selections if reading.value is not None and is_read else ()
    for selection in shortest(selections):
        cells += [selection.name, *_level(selection.back), *_level(selection.lay)]
    cells += [""] * (4 + 5 * SHOWN - len(cells))
    more = len(selections) - SHOWN
    return [
        *cells,
        f"+{more}" if more > 0 else "",
        str(reading.health),
        float(ceil(reading.age)) if is_read else "",
        *_mine(known, line.wanted),
        market_id,
        STATES[reading.health],
    ]


def _start(known: CellContext, line: Line) -> str:
    if known.view.is_live(line.wanted.market_id):
        return str(Health.LIVE)
    if line.start is None:
        return ""
    read_at = line.reading.read_at
    is_same_day = read_at is not None and _day(read_at) == _day(line.start)
    return f"{rome(line.start):%H:%M}" if is_same_day else f"{rome(line.start):%d/%m %H:%M}"


def _day(moment: datetime) -> str:
    return f"{rome(moment):%Y-%m-%d}"


def shortest(selections: Sequence[SelectionBook]) -> Sequence[SelectionBook]:
    """Up to three in the venue's order; of more than three those with the lowest back prices."""
    if len(selections) <= SHOWN:
        return selections
    priced = [each for each in selections if each.back]
    found = sorted(priced, key=lambda each: each.back[0].price)[:SHOWN]
    return found or selections[:SHOWN]


def _level(levels: Sequence[Level]) -> Iterable[Scalar]:
    return (as_float(levels[0].price), as_float(levels[0].size)) if levels else ("", "")


def _mine(known: CellContext, wanted: Wanted) -> list[Scalar]:
    """The worst and best outcome of what is matched, and how many offers stand."""
    if not wanted.is_mine:
        return ["", "", ""]
    try:
        position = known.position(wanted.market_id)
        commission = known.current(known.view.commission())
        ids = [each.selection_id for each in known.selections(wanted.market_id)]
    except NotCurrentError as reason:
        return ["", "", ""] if reason.word == Health.CLOSED else [UNKNOWN] * 3
    outcomes: list[Scalar] = ["", ""]
    if position.matched:
        held = results(position.matched, known.rules.liability_rounding.value)
        winners = known.winners(wanted.market_id)
        both: tuple[Cents, Cents] = (
            worst_result(ids, held, winners),
            best_result(ids, held, winners),
        )
        outcomes = [as_float(net(each, commission)) for each in both]
    return [*outcomes, float(len(position.open)) if position.open else ""]
