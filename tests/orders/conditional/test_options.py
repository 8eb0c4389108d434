"""The grammar of the options cell: parse and print, in two languages; junk is a Problem."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xlbetflag.market.moments import ROME
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command, parse_word
from xlbetflag.orders.conditional.terms.options import (
    MOST_SECONDS,
    MOST_TICKS,
    NONE,
    WORST,
    Distance,
    Moment,
    Options,
    Phase,
    Stop,
    parse_options,
    window,
)
from xlbetflag.texts import LANGUAGES, say

ticks = st.integers(1, MOST_TICKS)
prices = st.integers(101, 100_000)
distances = ticks.map(lambda n: Distance(ticks=n)) | prices.map(lambda p: Distance(price=p))
clocks = st.times().map(lambda each: each.replace(microsecond=0))
moments = st.builds(Moment, clocks, st.none() | st.dates())
stops = st.builds(
    Stop, ticks.map(lambda n: Distance(ticks=n)), st.booleans(), distances
) | st.builds(Stop, prices.map(lambda p: Distance(price=p)), st.just(False), distances)
options = st.builds(
    Options,
    fill_or_kill=st.none() | st.integers(1, MOST_SECONDS),
    offset=st.none() | ticks,
    stop=st.none() | stops,
    start=st.none() | moments,
    end=st.none() | moments,
    phase=st.none() | st.sampled_from(Phase),
    at_best=st.booleans(),
)
WORDS = (
    "FOK", "OFFSET", "SCARTO", "STOP", "5", "@2,50", "@", "TICKS", "TRAILING", "MOBILE", "WORST",
    "PEGGIORE", "FROM", "DALLE", "20:45", "2026-05-03", "LIVE", "BEST", ";", "FILL OR KILL", "-1",
    "9" * 30, "25:61", "t", "@1.234", "0",
)  # fmt: skip


@given(options)
def test_what_is_printed_reads_as_it_was(asked: Options) -> None:
    assert parse_options(str(asked)) == asked


@given(
    st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join) | st.floats() | st.booleans()
    | st.datetimes() | st.integers() | st.none()
)  # fmt: skip
def test_junk_is_a_problem_with_a_sentence_or_options(value: object) -> None:
    try:
        read = parse_options(value)
    except Problem as caught:
        problem = caught
    else:
        assert parse_options(str(read)) == read
        return
    assert all(say(problem, language) for language in LANGUAGES)
    assert problem.values["field"] == "options"


@example(parse_options("UNTIL 0001-01-01 00:00"), datetime(2026, 5, 3, tzinfo=UTC))
@given(options, st.datetimes(timezones=st.just(UTC)))
def test_times_are_moments_to_come_or_a_problem(asked: Options, now: datetime) -> None:
    try:
        start, end = window(asked, now)
    except Problem as caught:
        problem = caught
    else:
        assert all(each is None or each > now for each in (start, end))
        return
    assert problem.code.startswith("options.")


@pytest.mark.parametrize(
    ("cell", "asked"),
    [
        (None, NONE),
        ("  ;; ", NONE),
        ("fok 5", Options(fill_or_kill=5)),
        ("Tutto o annulla 5 s", Options(fill_or_kill=5)),
        ("scarto 3 tick", Options(offset=3)),
        ("STOP 4 ticks", Options(stop=Stop(Distance(ticks=4)))),
        (
            "stop 4t mobile peggiore @3,50",
            Options(stop=Stop(Distance(ticks=4), True, Distance(price=350))),
        ),
        ("STOP @2.5", Options(stop=Stop(Distance(price=250), worst=WORST))),
        ("dalle 9:05; FINO ALLE 2026-05-03 21:30:05",
         Options(start=Moment(time(9, 5)), end=Moment(time(21, 30, 5), date(2026, 5, 3)))),
        ("prima del live", Options(phase=Phase.BEFORE_LIVE)),
        ("Solo  Live ; migliore", Options(phase=Phase.LIVE, at_best=True)),
    ],
)  # fmt: skip
def test_english_and_italian(cell: object, asked: Options) -> None:
    assert parse_options(cell) == asked


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("STOP 5", "options.ticks_or_price"),
        ("STOP @1.234", "options.price"),
        ("STOP @3 TRAILING", "options.trailing_in_ticks"),
        ("FOK 0", "options.count"),
        ("OFFSET 2.5", "options.count"),
        ("FROM 20,45", "options.time"),
        ("FROM 24:00", "options.time"),
        ("FOK 5; FILL OR KILL 6", "options.twice"),
        ("LIVE; BEFORE LIVE", "options.twice"),
        ("FOK 5, OFFSET 3", "options.count"),
        ("HOLD", "options.unknown"),
        (7.0, "options.unknown"),
        ("x" * 501, "options.too_long"),
    ],
)
def test_what_could_be_read_two_ways_is_refused(cell: object, code: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_options(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("FROM 11:59", "options.time_passed"),
        ("UNTIL 2026-05-02 23:00", "options.time_passed"),
        ("FROM 21:00; UNTIL 20:00", "options.ends_first"),
        ("FROM 2026-10-25 02:30", "options.clocks_change"),
        ("FROM 2027-03-28 02:30", "options.clocks_change"),
    ],
)
def test_times_that_nobody_can_mean(cell: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        window(parse_options(cell), datetime(2026, 5, 3, 12, 0, tzinfo=ROME))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("punta", Side.BACK),
        ("close  market", Command.CLOSE_MARKET),
        ("Chiudi Mercato", Command.CLOSE_MARKET),
        ("ANNULLA", Command.CANCEL),
        ("sostituisci", Command.REPLACE),
        ("pareggia", Command.GREEN),
    ],
)
def test_the_words_of_a_side(word: str, read: object) -> None:
    assert parse_word(word) == read
