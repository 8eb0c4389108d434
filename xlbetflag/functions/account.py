"""Functions of the account and of my own offers, as the venue reports them."""

from collections.abc import Iterator

from xlbetflag.functions.declare import Row, Scalar, function
from xlbetflag.functions.kinds import Amount, MarketId, SelectionText
from xlbetflag.functions.known import CellContext
from xlbetflag.market.money import as_float


@function()
def bf_balance(known: CellContext, what: Amount = "FREE") -> Scalar:
    """The account's money in euros: FREE to stake (if empty), TOTAL, or LOCKED by offers."""
    balance = known.current(known.view.balance())
    return as_float({"FREE": balance.free, "TOTAL": balance.total, "LOCKED": balance.locked}[what])


@function()
def bf_commission(known: CellContext) -> Scalar:
    """The commission on net winnings as a fraction: 0.0251 is 2.51 %."""
    return known.current(known.view.commission()) / 10_000


@function()
def bf_exposure(known: CellContext, market: MarketId, selection: SelectionText = "") -> Scalar:
    """Profit or loss in euros if that selection wins; without one, the market's worst outcome.

    As the venue reports it, over all my offers on the market.
    """
    outcomes = known.current(known.view.exposure(market))
    if not selection:
        return as_float(min(outcomes.values(), default=0))
    if selection in outcomes and known.view.find(market) is None:
        return as_float(outcomes[selection])
    return as_float(outcomes.get(known.selection(market, selection).selection_id, 0))


@function(
    columns=(
        "Offer id",
        "Selection id",
        "Selection",
        "Side",
        "Price",
        "Size",
        "Matched",
        "Remaining",
        "Status",
    )
)
def bf_orders(known: CellContext, market: MarketId) -> Iterator[Row]:
    """My offers on a market as the venue lists them, hand-placed ones too."""
    mine = known.current(known.view.offers(market))
    names = _names(known, market)
    for offer in mine.offers:
        yield [
            offer.offer_id,
            offer.selection_id,
            names.get(offer.selection_id, ""),
            str(offer.side),
            as_float(offer.price),
            as_float(offer.size),
            as_float(offer.matched),
            as_float(offer.remaining),
            "WORKING" if offer.is_working else "DONE",
        ]


@function(columns=("Offer id", "Selection id", "Selection", "Side", "Price", "Size"))
def bf_matches(known: CellContext, market: MarketId) -> Iterator[Row]:
    """What was matched of my offers on a market; one offer may show several prices."""
    matches = known.current(known.view.matches(market))
    names = _names(known, market)
    for match in matches:
        yield [
            match.offer_id,
            match.selection_id,
            names.get(match.selection_id, ""),
            str(match.side),
            as_float(match.price),
            as_float(match.size),
        ]


def _names(known: CellContext, market: str) -> dict[str, str]:
    found = known.view.find(market)
    return {s.selection_id: s.name for s in found[1].selections} if found else {}
