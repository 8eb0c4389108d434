"""What the journal tells of rules: the command line's list, and the story of a row."""

from datetime import timedelta

import pytest

from tests.support.hall import Hall, command, row
from xlbetflag.cli import account
from xlbetflag.market.moments import rome_day
from xlbetflag.orders.conditional.rulebook import kept_rules, rule_story, waiting
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.journal.reader import History
from xlbetflag.orders.status import Status
from xlbetflag.texts import LANGUAGES, say


def printed(world: Hall, monkeypatch: pytest.MonkeyPatch, key: str) -> str:
    lines: list[str] = []
    printing = "xlbetflag.cli.account.out.print"
    monkeypatch.setattr(printing, lambda text, **_: lines.append(str(text)))
    with History(world.path) as history:
        account._show_story(history, key, as_json=False)
    return "\n".join(lines)


def test_rules_that_go_on_are_listed(world: Hall) -> None:
    over = command("k2", Command.GREEN)
    world.orders.place([row("k1", options="LIVE; OFFSET 3"), over])
    world.wait_for("k2", Status.ENDED)
    world.orders.place([row("k3", price=360, options="OFFSET 4")])
    world.wait_for("k3", Status.WORKING)
    waits = waiting(world.journal)
    assert {key: waits.options(key) for key in ("k1", "k2", "k3")} == {
        "k1": "OFFSET 3; LIVE",
        "k2": "",
        "k3": "OFFSET 4",
    }
    assert list(waits.rows) == ["k1"]  # k3 has an order of its own
    asked = waits.rows["k1"]
    assert (asked.event_name, asked.market_name) == ("Lazio - Verona", "Esito Finale 1x2")
    assert waiting(world.journal, market_id="7").rules == {}
    today = rome_day(world.now())
    assert list(waiting(world.journal, day=today).rules) == ["k1", "k3"]
    assert waiting(world.journal, day=today - timedelta(days=1)).rules == {}


def test_the_story_tells_what_was_asked_set_off_and_how_it_ended(
    world: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.orders.place([row("k1", price=300, size=400, options="OFFSET 5")])
    world.wait_for("k1.o1", Status.WORKING)
    world.wait_no_rules()
    told = printed(world, monkeypatch, "k1")
    assert "Asked for: BACK 1 4.00 @ 3.00 OFFSET 5." in told
    assert "Set off k1.o1: LAY 4.00 € at 2.90." in told
    assert "ENDED" in told
    of_the_child = rule_story(world.journal, "k1.o1")
    assert [event.what for event in of_the_child][:1] == ["asked"]
    notes = [event.told for event in of_the_child if event.told is not None]
    assert all(say(n.code, language, **n.values) for n in notes for language in LANGUAGES)


def test_a_journal_from_before_there_were_rules_tells_none(world: Hall) -> None:
    class Before:
        def read(self, query: str, values: object) -> list[object]:
            assert "migrations" in query
            return []

    assert kept_rules(Before()) == []  # type: ignore[arg-type]
