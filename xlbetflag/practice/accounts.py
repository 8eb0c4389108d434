"""Who trades, with what money, and what each market blocks of it.

A position keeps per selection the sums that the netting rule needs, so that a new offer, a match or
a cancel costs one addition instead of a walk over all offers. It equals `market.exposure.blocked`
over all offers of the account on the market, matched or not.
"""

from collections.abc import Sequence

from xlbetflag.market.exposure import Result
from xlbetflag.market.money import Cents


def worst_result(swings: Sequence[Cents], all_lose: Cents, winners: int) -> Cents:
    """The result if every selection loses, plus the `winners` smallest (wins - loses)."""
    if winners == 1:
        return all_lose + min(swings)
    return all_lose + sum(sorted(swings)[:winners])


class Results:
    """Summed results of bets: `all_lose`, and per selection what its winning changes."""

    __slots__ = ("all_lose", "swings")

    def __init__(self, selections: int) -> None:
        self.all_lose = 0
        self.swings = [0] * selections

    def add(self, selection: int, wins: Cents, loses: Cents) -> None:
        self.all_lose += loses
        self.swings[selection] += wins - loses

    def of(self, winners: Sequence[int]) -> Cents:
        """What the bets pay if just these selections win."""
        return self.all_lose + sum(self.swings[selection] for selection in winners)


class Position:
    """An account on one market: all its offers (`total`), and the matched parts (`matched`)."""

    __slots__ = ("account", "counted", "is_stale", "matched", "total", "winners")

    def __init__(self, account: "Account", selections: int, winners: int) -> None:
        self.account = account
        self.winners = winners
        self.total = Results(selections)
        self.matched = Results(selections)
        self.counted = 0  # what the account's locked money counts for this market
        self.is_stale = False

    def add(self, selection: int, wins: Cents, loses: Cents) -> None:
        self.total.add(selection, wins, loses)
        if not self.is_stale:
            self.is_stale = True
            self.account.stale.append(self)

    def add_match(self, selection: int, wins: Cents, loses: Cents) -> None:
        self.matched.add(selection, wins, loses)
        self.add(selection, wins, loses)

    def clear(self) -> None:
        """The market is settled or void: nothing is at risk any more."""
        selections = len(self.total.swings)
        self.total, self.matched = Results(selections), Results(selections)
        if not self.is_stale:
            self.is_stale = True
            self.account.stale.append(self)

    @property
    def blocked(self) -> Cents:
        """The venue's netting rule, positive."""
        return max(0, -worst_result(self.total.swings, self.total.all_lose, self.winners))

    def blocked_with(self, additions: Sequence[tuple[int, Result]]) -> Cents:
        """What would be blocked if these (selection, (wins, loses)) were added."""
        swings, all_lose = self.total.swings.copy(), self.total.all_lose
        for selection, (wins, loses) in additions:
            all_lose += loses
            swings[selection] += wins - loses
        return max(0, -worst_result(swings, all_lose, self.winners))

    def result_if_wins(self, selection: int) -> Cents:
        """The worst result over all offers if this selection is among the winners."""
        others = [swing for place, swing in enumerate(self.total.swings) if place != selection]
        own = self.total.all_lose + self.total.swings[selection]
        return own + sum(sorted(others)[: self.winners - 1])


class Account:
    """Money in cents. `balance` is all of it, `locked` what open markets block.

    `commission`: hundredths of a percent of net market winnings. A house account (market makers,
    recordings, the exchange's own purse) is not checked for funds; its dead offers are forgotten.
    """

    def __init__(
        self,
        number: int,
        username: str,
        password: str,
        balance: Cents,
        *,
        commission: int = 0,
        is_house: bool = False,
    ) -> None:
        self.number = number
        self.username = username
        self.password = password
        self.balance = balance
        self.deposited = balance
        self.fun = 0
        self.commission = commission
        self.is_house = is_house
        self.stale: list[Position] = []
        self._locked = 0

    @property
    def locked(self) -> Cents:
        while self.stale:
            position = self.stale.pop()
            position.is_stale = False
            blocked = position.blocked
            self._locked += blocked - position.counted
            position.counted = blocked
        return self._locked

    @property
    def free(self) -> Cents:
        """May be negative: cancelling one of two offers that netted each other raises the risk."""
        return self.balance - self.locked
