"""Whether a row still says what was sent under its key."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.worlds import World, row
from xlbetflag.market.menu import Selection
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.options import parse_options
from xlbetflag.orders.rows.draft import Row, Words
from xlbetflag.orders.rows.words import Sent, is_same_place, reads_as
from xlbetflag.orders.status import Status

SENT = Sent(
    market_id="19901289",
    selection=Selection("3", "2"),
    side=Side.LAY,
    price=330,
    size=200,
    formulas=(),
)
SAID = Words(market_id="19901289", selection="3 · 2", side=Side.LAY, price=330, size=200)
OTHER: dict[str, list[object]] = {
    "market_id": ["19901309", None],
    "selection": ["2 · X", "X", "1", "2 · 2", "", None],
    "side": [Side.BACK, None],
    "price": [331, None],
    "size": [201, None],
}


def says(words: Words, formulas: tuple[str, ...] = ()) -> Row:
    return Row(key="f1-0001", position=5, draft=None, words=words, formulas=formulas)


@pytest.mark.parametrize("selection", ["3", "#3", "2", "3 · 2", " 3 ·  2 "])
def test_a_selection_is_meant_by_id_name_or_both(selection: str) -> None:
    assert reads_as(says(msgspec.structs.replace(SAID, selection=selection)), SENT)


@given(st.sampled_from([(name, value) for name, values in OTHER.items() for value in values]))
def test_every_typed_word_counts(change: tuple[str, object]) -> None:
    name, value = change
    assert not reads_as(says(msgspec.structs.replace(SAID, **{name: value})), SENT)


@given(
    st.sets(st.sampled_from(["price", "stake"])),
    st.sets(st.sampled_from(["price", "stake"])),
    st.sampled_from(["price", "stake"]),
)
def test_only_what_a_formula_gave_and_gives_may_move(
    then: set[str], now: set[str], name: str
) -> None:
    sent = msgspec.structs.replace(SENT, formulas=tuple(then))
    moved = {"price": 340} if name == "price" else {"size": 300}
    row = says(msgspec.structs.replace(SAID, **moved), tuple(now))
    assert reads_as(row, sent) is (name in then and name in now)


@pytest.mark.parametrize("is_found", [True, False])
def test_a_price_that_was_found_for_a_row_may_be_better_than_the_rows(is_found: bool) -> None:
    """What the row allowed is known where the row waited for it; then it counts."""
    sent = msgspec.structs.replace(SENT, is_found=is_found)
    dearer = msgspec.structs.replace(SAID, price=340)
    row = msgspec.structs.replace(says(dearer), options=parse_options("BEST"))
    assert reads_as(row, sent) is is_found
    assert not reads_as(says(dearer), sent)


def test_a_command_in_a_row_speaks_of_its_order_by_market_and_selection() -> None:
    for command in (Command.CANCEL, Command.REPLACE):
        words = Words(market_id="19901289", selection="3", side=command, price=350)
        assert reads_as(says(words), SENT)
        assert is_same_place(says(msgspec.structs.replace(words, selection=None)), SENT)
        for other in ({"market_id": "19901309"}, {"selection": "2 · X"}):
            assert not reads_as(says(msgspec.structs.replace(words, **other)), SENT)


def test_what_was_sent_is_known_again_after_a_restart(world: World) -> None:
    """With what formulas gave, for orders and for rows that wait."""
    computed = msgspec.structs.replace(row("k1"), formulas=("price",))
    waiting = msgspec.structs.replace(
        row("k2", price=360, options="FROM 23:59"), formulas=("price", "stake")
    )
    world.orders.place([computed, waiting])
    world.wait_for("k1", Status.WORKING)
    before = world.orders.sent(["k1", "k2", "k3"])
    assert set(before) == {"k1", "k2"}
    assert (before["k1"].formulas, before["k2"].formulas) == (("price",), ("price", "stake"))
    world.shut()
    world.open(arm=False)
    assert world.orders.sent(["k1", "k2", "k3"]) == before
