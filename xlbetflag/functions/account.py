"""Functions of the account and of my own offers, as the venue reports them."""

from collections.abc import Iterator
from typing import TypeVar

from xlbetflag.functions.declare import Amount, MarketId, Row, Scalar, SelectionText, function
from xlbetflag.market.money import as_float
from xlbetflag.market.naming import find_selection
from xlbetflag.market.reading import Health, Reading, View

Value = TypeVar("Value")


@function()
def bf_balance(view: View, what: Amount = "FREE") -> Scalar:
    """The account's money in euros: FREE to stake (if empty), TOTAL, or LOCKED by offers."""
    reading = view.balance()
    balance = _current(reading)
    if balance is None:
        return str(reading.health)
    return as_float({"FREE": balance.free, "TOTAL": balance.total, "LOCKED": balance.locked}[what])


@function()
def bf_commission(view: View) -> Scalar:
    """The commission on net winnings as a fraction: 0.0251 is 2.51 %."""
    reading = view.commission()
    commission = _current(reading)
    return str(reading.health) if commission is None else commission / 10_000


@function()
def bf_exposure(view: View, market: MarketId, selection: SelectionText = "") -> Scalar:
    """Profit or loss in euros if that selection wins; without one, the market's worst outcome.

    As the venue reports it, over all my offers on the market.
    """
    reading = view.exposure(market)
    outcomes = _current(reading)
    if outcomes is None:
        return str(reading.health)
    if not selection:
        return as_float(min(outcomes.values(), default=0))
    if selection in outcomes and view.find(market) is None:
        return as_float(outcomes[selection])
    return as_float(outcomes.get(_selection_id(view, market, selection), 0))


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
def bf_orders(view: View, market: MarketId) -> Iterator[Row]:
    """My offers on a market as the venue lists them, hand-placed ones too."""
    reading = view.offers(market)
    mine = _current(reading)
    if mine is None:
        yield [str(reading.health)]
        return
    names = _names(view, market)
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
def bf_matches(view: View, market: MarketId) -> Iterator[Row]:
    """What was matched of my offers on a market; one offer may show several prices."""
    reading = view.matches(market)
    matches = _current(reading)
    if matches is None:
        yield [str(reading.health)]
        return
    names = _names(view, market)
    for match in matches:
        yield [
            match.offer_id,
            match.selection_id,
            names.get(match.selection_id, ""),
            str(match.side),
            as_float(match.price),
            as_float(match.size),
        ]


def _current(reading: Reading[Value]) -> Value | None:
    """The value, only while it is fresh."""
    return None if reading.health in (Health.STALE, Health.NO_FEED) else reading.value


def _names(view: View, market: str) -> dict[str, str]:
    found = view.find(market)
    return {s.selection_id: s.name for s in found[1].selections} if found else {}


def _selection_id(view: View, market: str, text: str) -> str:
    found = view.find(market)
    if found is None:
        return text
    return find_selection(text, found[1].selections, found[1].line).selection_id
