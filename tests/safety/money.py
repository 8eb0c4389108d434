"""What the offers of a desk may cost, by the exchange's own ledger, against the limits."""

from collections.abc import Iterable, Iterator, Mapping

from tests.safety.books import NARROW
from tests.safety.truth import Truth
from xlbetflag.market.side import Side
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.limits import Limits

SELECTIONS = ("1", "2", "3")


def over_the_limit(
    limits: Limits, orders: Iterable[Order], truths: Mapping[str, Truth]
) -> Iterator[str]:
    """What our offers may lose on a market, whichever of them are matched.

    Not where the network doubled a request, or a hand placed what is taken for such a double:
    it counts as ours once it is found, and what makes that worst case no worse may be placed. Nor
    where something placed by hand was matched: that may cover what ours would lose.
    """
    linked = {order.state.offer_id for order in orders}
    excepted = {
        truth.group.market_id
        for truth in truths.values()
        if not truth.is_ours and (truth.is_echo or truth.matched or truth.offer_id in linked)
    }
    limit = limits.liability_per_market
    by_market: dict[str, list[Truth]] = {}
    for truth in truths.values():
        is_excepted = truth.group.market_id in excepted
        if truth.is_ours and not truth.market.is_over and not is_excepted:
            by_market.setdefault(truth.group.market_id, []).append(truth)
    for market_id, offers in by_market.items():
        worst = min(sum(_worst(each, winner) for each in offers) for winner in SELECTIONS)
        if limit is not None and -worst > limit:
            yield f"may lose {-worst} cents on market {market_id}, the limit is {limit}"


def over_the_narrow_limit(orders: Iterable[Order], truths: Mapping[str, Truth]) -> Iterator[str]:
    """What the rows of the narrow sheet set off is narrow too, whoever ticked last."""
    for order in orders:
        is_wide = order.key.startswith("other-") and order.intent.bet.size > NARROW
        if is_wide and order.state.offer_id in truths:
            yield f"{order.key} of the narrow sheet: {truths[order.state.offer_id]}"


def _worst(truth: Truth, winner: str) -> int:
    """Of an offer if `winner` wins: its matched part as it is, the rest only as a loss."""
    side, price = truth.group.bet.side, truth.group.bet.price

    def result(size: int) -> int:
        won = (
            (size * (price - 100) + 50) // 100 if winner == truth.group.bet.selection_id else -size
        )
        return won if side is Side.BACK else -won

    return result(truth.matched) + min(0, result(truth.remaining))
