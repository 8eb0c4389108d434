"""Files and starts: saved, closed without saving, older copies, a desk that starts again."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.safety.actions.scene import Scene, then
from tests.safety.actions.trader import picks

seldom = st.sampled_from([False, False, False, True])


class Files(Scene):
    @rule(pick=picks, act=then, now=seldom)
    def copy_for_the_next_day(self, pick: int, act: str, now: bool) -> None:
        """A copy of the file is opened beside it, and the trader acts on a row of the copy."""
        row = self.ordered_row(pick) if now else None
        if row is None:
            return
        self.counts.actions["a copy of the file"] += 1
        copy = self.station.open_copy()
        copy.tick()
        self.act(act, row, 310, copy)

    @rule(what=st.sampled_from(["save", "save", "reopen", "older", "restart", "move"]), now=seldom)
    def files_and_restarts(self, what: str, now: bool) -> None:
        """Slow, so only one time in four."""
        if not now:
            return
        station = self.station
        self.counts.actions[what] += 1
        if what == "save":
            station.tick()
            station.back_up()
        elif what == "move":
            station.move_file()
            station.tick()
        elif what == "restart":
            station.restart()
        else:
            backups = station.backups()
            station.reopen(backups[len(backups) // 2] if what == "older" and backups else None)
            station.tick()
