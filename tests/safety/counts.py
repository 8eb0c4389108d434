"""What happened over many runs of the machine."""

from collections import Counter
from datetime import UTC, datetime

from tests.safety.oracle import EXCUSES


class Counts:
    """`tell_every`: after so many steps a line says how far it is; 0 for none."""

    def __init__(self, tell_every: int = 0) -> None:
        self._tell_every = tell_every
        self.runs = self.steps = self.rests = 0
        self.rows = self.replaced = self.decided = self.sends = self.offers = 0
        self.requests: Counter[str] = Counter()
        self.actions: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        self.excuses: Counter[str] = Counter()
        self.violations: list[str] = []

    def step(self) -> None:
        self.steps += 1
        if self._tell_every and self.steps % self._tell_every == 0:
            print(
                f"{datetime.now(UTC):%T} {self.steps} steps in {self.runs} runs, {self.sends} "
                f"batches, {self.offers} offers, {self.faults.total()} faults, "
                f"{len(self.violations)} violations",
                flush=True,
            )

    @property
    def late(self) -> int:
        """A delayed request may do its work after the oracle has judged, before it is counted."""
        return sum(n for each, n in self.excuses.items() if each.partition(": ")[2] not in EXCUSES)

    def lines(self) -> str:
        return "\n".join(
            [
                f"{self.steps} steps in {self.runs} runs, {self.rests} times judged at rest",
                f"{self.rows} rows journaled, {self.replaced} of them re-priced, "
                f"{self.decided} decided by a person",
                f"{self.sends} batches sent, {self.offers} offers",
                f"{sum(self.requests.values())} requests arrived: {_sorted(self.requests)}",
                f"actions that found something to do: {_sorted(self.actions)}",
                f"faults fired: {_sorted(self.faults)}",
                f"rows ended: {_sorted(self.ends)}",
                f"left undecided: {_sorted(self.excuses)}",
                f"of these decided by evidence that came after the last judgement: {self.late}",
            ]
        )


def _sorted(counted: "Counter[str]") -> dict[str, int]:
    return dict(sorted(counted.items()))
