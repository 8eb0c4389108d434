"""The state of the feed, as the Desk and the command show it."""

import copy
import json
import math
import re
from pathlib import Path

import msgspec
import pytest

from tests.feed.market_time import World
from tests.feed.test_market_time import names
from xlbetflag.cli import desk as cli_desk
from xlbetflag.feed import Cadence
from xlbetflag.feed.state import HEADS, NAMES, ClassState
from xlbetflag.feed.topics import Topic
from xlbetflag.feed.uses import BOOKS, READS, Use, spans
from xlbetflag.service import desk_server
from xlbetflag.texts import LANGUAGES, SENTENCES, say

PAGE = (Path(__file__).parents[2] / "docs" / "feed.md").read_text("utf-8")


def test_it_tells_how_many_markets_are_in_time_and_what_it_costs() -> None:
    world = World(Cadence(requests_per_second=40.0))
    held, others = names("h", 5), names("o", 15)
    world.feed.follow(lambda: frozenset(held))
    world.feed.start()
    world.ask([*held, *others], 30)
    state = world.feed.state()
    assert (state.markets, state.in_time) == (20, 20)
    assert state.within <= 2.0
    assert state.last_second <= state.allowed == state.setting == 40.0
    classes = {each.name: each for each in state.classes}
    assert classes["held"].topics == 5
    assert classes["seen"].topics == 15
    asked = sum(world.venue.calls[f"book {market}"] for market in held + others)
    assert classes["held"].requests + classes["seen"].requests == pytest.approx(asked, abs=20)
    world.venue.is_down = True
    world.ask([*held, *others], 20)
    assert world.feed.state().in_time == 0
    world.budget.refused(Use.HELD, 7.0, 0.0)
    assert world.feed.state().silence == 7.0
    assert {each.name: each.refused for each in world.feed.state().classes}["held"] == 1
    world.feed.stop()


def test_the_command_shows_it_as_a_line_and_a_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(Cadence())
    world.feed.start()
    world.ask(names("m", 7), 20)
    told = msgspec.to_builtins(world.feed.state())
    monkeypatch.setattr(desk_server, "ask", lambda *_: copy.deepcopy(told))
    cli_desk.feed()
    shown = capsys.readouterr()
    assert "7 of 7 markets within" in shown.out + shown.err
    lines = [line.split("\t") for line in shown.out.splitlines() if "\t" in line]
    assert ["books in front", "7", "7", "4.0"] in [line[:4] for line in lines]
    assert len(lines) == 1 + len(Use)
    cli_desk.feed(json=True)
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(told))
    world.feed.stop()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_and_every_head_has_a_name(language: str) -> None:
    assert list(NAMES) == list(Use)
    assert {*NAMES.values(), *HEADS} <= SENTENCES.keys()
    assert len({say(code, language) for code in NAMES.values()}) == len(Use)
    assert len(HEADS) == len(ClassState.__struct_fields__)


def test_the_page_tells_the_classes_and_their_times() -> None:
    rows = {
        found[1]: line for line in PAGE.splitlines() if (found := re.match(r"\| `(\w+)` \|", line))
    }
    assert [name for name in rows if name in {use.value for use in Use}] == list(Use)
    cadence = Cadence()
    for use in (*BOOKS, Use.MINE, Use.HANDS):
        kind = "book" if use in BOOKS else "offers"
        shortest, longest = spans(use, kind, cadence, is_live=use is Use.LIVE)
        assert rows[use].endswith(f"| {shortest:g} s | {longest:g} s |"), use
    for name in Cadence.__struct_fields__:
        assert f"`{name}`" in PAGE, name


def test_every_read_has_a_longest_age() -> None:
    for use in READS:
        for kind in ("book", "offers", "balance", "menu", "session"):
            shortest, longest = spans(use, kind, Cadence(), is_live=False)
            assert 0 < shortest < longest < math.inf
    assert Topic("book", "7").market_id == "7"
