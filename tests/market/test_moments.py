"""Moments: an hour is an hour, also when Rome's clocks change."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture import modules
from tests.support.clocks import LocalMoment
from xlbetflag.market.moments import ROME, beginning_of, rome, rome_day, seconds_between
from xlbetflag.market.search import Within

# Where Rome's clock comes in from outside or is shown: everything else reckons in UTC.
EDGE = {
    "market.moments",
    "api.translate",
    "orders.conditional.terms.options",  # a time that was typed
    "workbook.live.cells",
    "cli.venue",
    "cli.summary",
    "orders.read_only",  # the day
}
TURNED = "feed.reads"  # the time of a reading, as cells show it
# The practice exchange lives in one local time of its own.
OTHER_WORLDS = ("practice", "demo")

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001
    lambda each: each.replace(tzinfo=UTC)
)


@given(moments, st.integers(0, 10_000_000))
def test_seconds_between_two_moments_of_rome_are_those_that_pass(
    start: datetime, seconds: int
) -> None:
    end = start + timedelta(seconds=seconds)
    assert seconds_between(rome(start), rome(end)) == seconds
    assert seconds_between(LocalMoment.of(start), end) == seconds


@given(moments)
def test_a_day_of_rome_is_that_of_its_clock(moment: datetime) -> None:
    day = rome_day(moment)
    assert day == rome(moment).date()
    assert beginning_of(day) <= moment < beginning_of(day + timedelta(days=1))


def test_within_an_hour_means_an_hour_when_the_clocks_change() -> None:
    before = LocalMoment.of(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    first, last = Within(60).bounds(before)
    assert (first, last - first) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), timedelta(hours=1))


def test_the_clock_of_these_tests_refuses_what_python_lets_pass() -> None:
    moment = LocalMoment.now(ROME)
    for wrong in (lambda: moment - moment, lambda: moment < moment, lambda: moment >= moment):
        with pytest.raises(AssertionError, match="clock faces"):
            wrong()


def names_rome(path: Path) -> bool:
    """Whether a module takes hold of Rome's zone, under any of its names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(
        (isinstance(node, ast.Name) and node.id == "ROME")
        or (isinstance(node, ast.Constant) and node.value == "Europe/Rome")
        for node in ast.walk(tree)
    )


def kept_in_rome(tree: ast.AST) -> Iterator[int]:
    """Lines where a moment turned into Rome's is used otherwise than written out at once."""
    written = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Call)
    }
    for node in ast.walk(tree):
        is_turned = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "rome"
            and node not in written
        )
        if is_turned:
            yield node.lineno  # type: ignore[attr-defined]


def test_only_the_edge_takes_hold_of_romes_zone() -> None:
    found = {
        name
        for name, path in modules()
        if names_rome(path) and name.split(".")[0] not in OTHER_WORLDS
    }
    assert found == EDGE


@pytest.mark.parametrize(
    "part", ["orders", "reports", "feed", "hosts", "sheet", "service", "functions"]
)
def test_a_moment_turned_into_romes_is_written_out_and_not_kept(part: str) -> None:
    found = [
        f"{name}:{line}"
        for name, path in modules()
        if name.split(".")[0] == part and name != TURNED
        for line in kept_in_rome(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []
    assert list(kept_in_rome(ast.parse("kept = rome(at)\nf'{rome(at):%H}'"))) == [1]
