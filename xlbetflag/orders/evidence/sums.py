"""Whether what is matched adds up: offers and matches here, the exposure there. Pure."""

from collections.abc import Iterable
from enum import Enum, auto

from xlbetflag.market.exposure import profit_by_outcome, results
from xlbetflag.market.money import Cents
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.orders.evidence.read_back import ReadBack


class Sums(Enum):
    """What the exposure says of a bet of which no more is shown."""

    FIT = auto()  # offers and matches explain it
    SHOW_MORE = auto()  # it is as if more of the bet were matched
    DO_NOT_TELL = auto()  # not read, or reckoned in a way that is not known


def compare(bet: Bet, seen: ReadBack) -> Sums:
    """The market's exposure against all that offers and matches show of it.

    Whether the venue counts what is not matched yet is not known: either may fit.
    """
    if not seen.exposure or seen.matches is None:
        return Sums.DO_NOT_TELL
    matched = [Bet(m.selection_id, m.side, m.price, m.size) for m in seen.matches]
    unmatched = [
        Bet(offer.selection_id, offer.side, offer.price, offer.remaining)
        for offer in seen.market.offers
        if offer.remaining
    ]
    slack = 1 + len(matched) + len(unmatched)  # cents: each is rounded
    gaps = [_gap(seen.exposure, matched), _gap(seen.exposure, [*matched, *unmatched])]
    if any(all(abs(each) <= slack for each in gap.values()) for gap in gaps):
        return Sums.FIT
    if all(_is_of(bet, gap, slack) for gap in gaps):
        return Sums.SHOW_MORE
    return Sums.DO_NOT_TELL


def _gap(exposure: dict[str, Cents], bets: Iterable[Bet]) -> dict[str, Cents]:
    """By how much the exposure is above what the bets explain, selection by selection."""
    explained = profit_by_outcome(tuple(exposure), results(bets))
    return {selection: amount - explained[selection] for selection, amount in exposure.items()}


def _is_of(bet: Bet, gap: dict[str, Cents], slack: Cents) -> bool:
    """More if the bet wins and less if it does not, the other way round for a lay."""
    sign = 1 if bet.side is Side.BACK else -1
    return all(
        sign * amount * (1 if selection == bet.selection_id else -1) > slack
        for selection, amount in gap.items()
    )
