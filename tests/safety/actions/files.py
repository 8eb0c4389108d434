"""Files and starts: saved, closed without saving, older copies, a desk that starts again."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.safety.actions.scene import Scene

seldom = st.sampled_from([False, False, False, True])


class Files(Scene):
    @rule(what=st.sampled_from(["save", "save", "reopen", "older", "restart"]), now=seldom)
    def files_and_restarts(self, what: str, now: bool) -> None:
        """Slow, so only one time in four."""
        if not now:
            return
        station = self.station
        self.counts.actions[what] += 1
        if what == "save":
            station.tick()
            station.back_up()
        elif what == "restart":
            station.restart()
        else:
            backups = station.backups()
            station.reopen(backups[len(backups) // 2] if what == "older" and backups else None)
            station.tick()
