"""What a market blocks of an account's money.

A position keeps per selection the sums that the netting rule needs, so that a new offer, a match or
a cancel costs one addition instead of a walk over all offers. It equals `market.exposure.blocked`
over all offers of the account on the market, matched or not; with strict netting
`market.exposure.cautious_results`, in which an unmatched offer only costs.
"""

from collections.abc import Sequence

from xlbetflag.market.exposure import Result
from xlbetflag.market.money import Cents
from xlbetflag.practice.matching.accounts import Account


def worst_result(swings: Sequence[Cents], all_lose: Cents, winners: int) -> Cents:
    """The result if every selection loses, plus the `winners` smallest (wins - loses)."""
    if winners == 1:
        return all_lose + min(swings)
    return all_lose + sum(sorted(swings)[:winners])


class Results:
    """Summed results of bets: what each selection's losing gives, and what its winning changes."""

    __slots__ = ("all_lose", "loses", "swings")

    def __init__(self, selections: int) -> None:
        self.all_lose = 0
        self.loses = [0] * selections
        self.swings = [0] * selections

    def add(self, selection: int, wins: Cents, loses: Cents) -> None:
        self.all_lose += loses
        self.loses[selection] += loses
        self.swings[selection] += wins - loses


class Position:
    """An account on one market: all its offers (`total`), and the matched parts (`matched`)."""

    __slots__ = (
        "account", "counted", "is_stale", "is_strict", "market_id", "matched", "total",
        "winners",
    )  # fmt: skip

    def __init__(
        self,
        account: Account,
        selections: int,
        winners: int,
        *,
        market_id: int = 0,
        is_strict: bool = False,
    ) -> None:
        self.account = account
        self.market_id = market_id
        self.winners = winners
        self.is_strict = is_strict
        self.total = Results(selections)
        self.matched = Results(selections)
        self.counted = 0  # what the account's locked money counts for this market
        self.is_stale = False

    def add(self, selection: int, wins: Cents, loses: Cents) -> None:
        self.total.add(selection, wins, loses)
        self._count_again()

    def add_match(self, selection: int, wins: Cents, loses: Cents) -> None:
        self.matched.add(selection, wins, loses)
        self.add(selection, wins, loses)

    def clear(self) -> None:
        """The market is settled or void: nothing is at risk any more."""
        selections = len(self.total.swings)
        self.total, self.matched = Results(selections), Results(selections)
        self._count_again()

    @property
    def blocked(self) -> Cents:
        """Positive."""
        return max(0, -worst_result(self.total.swings, self.total.all_lose, self.winners))

    def blocked_with(self, additions: Sequence[tuple[int, Result]]) -> Cents:
        """What would be blocked if these unmatched (selection, (wins, loses)) were added."""
        swings, all_lose = self.total.swings.copy(), self.total.all_lose
        for selection, (wins, loses) in additions:
            if self.is_strict:
                wins, loses = min(0, wins), min(0, loses)
            all_lose += loses
            swings[selection] += wins - loses
        return max(0, -worst_result(swings, all_lose, self.winners))

    def result_if_wins(self, selection: int) -> Cents:
        """The worst result over all offers if this selection is among the winners."""
        others = [swing for place, swing in enumerate(self.total.swings) if place != selection]
        own = self.total.all_lose + self.total.swings[selection]
        return own + sum(sorted(others)[: self.winners - 1])

    def _count_again(self) -> None:
        if not self.is_stale:
            self.is_stale = True
            self.account.stale.append(self)
