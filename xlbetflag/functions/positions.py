"""Functions of what I hold on a market: profit and loss, the way out, what more would cost."""

from collections.abc import Iterator, Sequence

from xlbetflag.functions.declare import Row, Scalar, function
from xlbetflag.functions.kinds import (
    MarketId,
    Money,
    Offers,
    OneOrAll,
    Orders,
    PricedSelection,
    Prices,
    WinnerCount,
)
from xlbetflag.functions.known import CellContext
from xlbetflag.market.book import Book
from xlbetflag.market.exposure import Result, results
from xlbetflag.market.hedging import (
    Left,
    Leg,
    Quote,
    best_quote,
    green_market,
    green_selection,
)
from xlbetflag.market.money import Cents, as_float
from xlbetflag.market.offer import Bet
from xlbetflag.market.pnl import profits, what_if
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.market.side import Side

UNKNOWN = "unknown"


@function(columns=("Id", "Selection", "If it wins", "If it loses", "Winners"))
def bf_pnl(
    known: CellContext,
    market: MarketId,
    offers: Offers = "MATCHED",
    money: Money = "NET",
    winners: WinnerCount = None,
) -> Iterator[Row]:
    """My profit or loss on a market in euros, a row per selection: if it wins, and if it loses.

    Of what is matched, each part at its own price, or as if every open offer were filled. With
    several winners each is the worst of the outcomes it stands for; where nobody said how many win
    (Winners: unknown) it is a bound that holds for any number.
    """
    held = _held(known, market, offers)
    count = known.winners_of(market, winners)
    commission = known.current(known.view.commission()) if money == "NET" else 0
    selections = known.selections(market)
    by_selection = profits([each.selection_id for each in selections], held, count, commission)
    names = {each.selection_id: each.name for each in selections}
    for selection_id, profit in by_selection.items():
        yield [
            selection_id,
            names.get(selection_id, ""),
            as_float(profit.if_wins),
            as_float(profit.if_loses),
            _count(count),
        ]


@function(
    columns=(
        "Id",
        "Selection",
        "Side",
        "Price",
        "Stake",
        "Available",
        "Uneven",
        "If it wins",
        "If it loses",
        "Note",
    )
)
def bf_greenup(
    known: CellContext,
    market: MarketId,
    selection: OneOrAll = "",
    prices: Prices = (),
    offers: Offers = "MATCHED",
    winners: WinnerCount = None,
) -> Iterator[Row]:
    """The offers that level what I hold, of one selection or the whole market, and what is left.

    A row per selection: the offer to place, how much of it can be taken now, how far the selection
    stays Uneven after the stake step and the minimum, and the market's result after commission if
    it wins or loses, once all of them are matched. Uneven is the difference in euros between
    winning and losing that stays. At the best prices now, which must be live, or at prices given.
    A market is levelled with the fewest offers, and of equally few with those that leave most;
    where nobody said how many win, each selection is levelled by itself.
    """
    held = _held(known, market, offers)
    selections = known.selections(market)
    ids = [each.selection_id for each in selections]
    count = known.winners_of(market, winners)
    commission = known.current(known.view.commission())
    book = _live(known, market) if prices else known.live_book(market)
    quotes = {each.selection_id: best_quote(each) for each in book.selections} if book else {}
    if selection:
        chosen = known.selection(market, selection).selection_id
        quotes |= _given(known, market, prices, chosen)
        plan = green_selection(chosen, held, quotes.get(chosen, Quote()), known.rules)
    else:
        quotes |= _given(known, market, prices, "")
        plan = green_market(ids, held, quotes, known.rules, count)
    after = profits(ids, plan.results, count, commission)
    names = {each.selection_id: each.name for each in selections}
    for leg in plan.legs:
        profit = after[leg.selection_id]
        yield [
            leg.selection_id,
            names.get(leg.selection_id, ""),
            *_offer_cells(leg, book),
            as_float(leg.gap),
            as_float(profit.if_wins),
            as_float(profit.if_loses),
            _note(known, leg),
        ]


@function(columns=("Worst", "Worst by the limits", "Blocked", "Winners"))
def bf_whatif(
    known: CellContext, market: MarketId, orders: Orders, winners: WinnerCount = None
) -> Iterator[Row]:
    """The market's worst outcome in euros, and what the venue would block, after these order rows.

    With all I hold and have on offer there, and these rows on offer too: give rows that were not
    placed yet. Worst: if everything were matched. Worst by the limits:
    what is not matched may only cost, as the limits of the Desk sheet count. Blocked: the venue's
    own netting, matched or not. Before commission; Winners as in BF_PNL.
    """
    rounding = known.rules.liability_rounding.value
    selections = known.selections(market)
    rows = [
        Bet(
            known.selection(market, each.text, each.row).selection_id,
            each.side,
            each.price,
            each.size,
        )
        for each in orders
    ]
    count = known.winners_of(market, winners)
    ids = [each.selection_id for each in selections]
    after = what_if(ids, known.position(market), rows, count, rounding)
    yield [as_float(after.worst), as_float(after.limited), as_float(after.blocked), _count(count)]


def _held(known: CellContext, market: str, offers: str) -> dict[str, Result]:
    position = known.position(market)
    bets = position.filled if offers == "ALL" else position.matched
    return results(bets, known.rules.liability_rounding.value)


def _live(known: CellContext, market: str) -> Book | None:
    """The book while it is live: prices that were given need none."""
    reading = known.book(market)
    return reading.value if reading.health is Health.LIVE else None


def _given(
    known: CellContext, market: str, prices: Sequence[PricedSelection], chosen: str
) -> dict[str, Quote]:
    """Prices of the call, which go before the book's. One without a selection is of `chosen`."""
    found = {}
    for priced in prices:
        if not priced.text and not chosen:
            raise Problem("greenup.price_of_what")
        selection = chosen
        if priced.text:
            selection = known.selection(market, priced.text, priced.row).selection_id
        if priced.price is not None:
            found[selection] = Quote(priced.price, priced.price)
    return found


def _offer_cells(leg: Leg, book: Book | None) -> list[Scalar]:
    if leg.bet is None:
        return ["", "", "", ""]
    price, size = as_float(leg.bet.price), as_float(leg.bet.size)
    available = _available(leg.bet, book)
    return [str(leg.bet.side), price, size, "" if available is None else as_float(available)]


def _available(bet: Bet, book: Book | None) -> Cents | None:
    """How much of a bet can be taken now, at its price or a better one; None without a book."""
    selection = book.selection(bet.selection_id) if book else None
    if selection is None:
        return None
    good = (level.size for level in selection.levels(bet.side) if bet.takes(level.price))
    return min(bet.size, sum(good))


def _note(known: CellContext, leg: Leg) -> str:
    side = Side.LAY if leg.gap > 0 else Side.BACK
    if leg.left is Left.NO_PRICE:
        return known.say("greenup.no_price", side=side)
    if leg.left is Left.BELOW_MINIMUM:
        least = known.rules.minimum(side).value
        return known.say("greenup.below_minimum", side=side, wanted=round(leg.wanted), least=least)
    return ""


def _count(winners: int | None) -> Scalar:
    return UNKNOWN if winners is None else float(winners)
