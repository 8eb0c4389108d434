"""What becomes of a table of orders between two ticks: sorted, overwritten, pasted, copied."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.safety import hands
from tests.safety.actions.scene import Scene, then
from tests.safety.actions.trader import markets, picks, prices
from xlbetflag.market.offer import Bet


class Table(Scene):
    @rule(how=hands.changes, row=hands.places, other=hands.places, what=hands.junk)
    def change_the_table(self, how: str, row: int, other: int, what: tuple[str, Any]) -> None:
        hands.change(self.station.main, how, row, other, what)

    @rule(pick=picks, market=markets, bet=hands.bets, act=then, price=prices)
    def overwrite(self, pick: int, market: int, bet: Bet, act: str, price: int) -> None:
        """Another bet is typed over a row that has an order, and the trader acts on that row."""
        if (row := self.ordered_row(pick)) is not None:
            self.counts.actions["overwrite"] += 1
            hands.retype(self.station.main, row, self.market(market), bet)
            self.act(act, row, price)

    @rule(by=st.sampled_from(hands.SORTED), backwards=st.booleans(), act=then, pick=picks)
    def sort_yellow_cells(self, by: str, backwards: bool, act: str, pick: int) -> None:
        """Only the cells that a trader fills are sorted: keys and statuses stay where they were."""
        hands.sort_typed(self.station.main, by, backwards=backwards)
        if (row := self.ordered_row(pick)) is not None:
            self.counts.actions["sort yellow cells"] += 1
            self.act(act, row, 310)

    @rule(source=picks, onto=picks)
    def paste_old_status(self, source: int, onto: int) -> None:
        """What we wrote beside one row, pasted beside another."""
        rows = self.ordered_row(source), self.ordered_row(onto)
        if rows[0] is not None and rows[1] is not None and rows[0] != rows[1]:
            self.counts.actions["paste an old status"] += 1
            hands.copy_shown(self.station.main, rows[0], rows[1])

    @rule(pick=picks, onto=hands.places, act=then, stake=st.sampled_from([None, 2, 7]))
    def insert_copied_row(self, pick: int, onto: int, act: str, stake: float | None) -> None:
        """A row with an order is copied and inserted somewhere; the copy is made another bet."""
        if (row := self.ordered_row(pick)) is not None:
            self.counts.actions["insert a copied row"] += 1
            hands.insert_copy(self.station.main, row, onto)
            if stake is not None:
                self.station.main.cell(onto, "stake").value = stake
            self.act(act, onto, 310)
