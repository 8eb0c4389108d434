"""The pages of markets, from what the exchange holds. Called under its lock."""

from typing import Any

from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.operator.frame import (
    NOTHING,
    Cell,
    Frame,
    Row,
    euros,
    legend,
    link,
    live_part,
    number,
    pill,
    table,
)
from xlbetflag.practice.operator.html import Html, join, tag
from xlbetflag.practice.operator.prices import PriceHistory, chart, odds
from xlbetflag.practice.operator.result_view import result_part
from xlbetflag.practice.venue import ledger
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Event, Market

MOST_OVER = 12  # ended markets shown
MOST_OFFERS = 500
COLUMNS = 3  # selections whose prices fit a row of the overview


# --- markets ----------------------------------------------------------------------------------


def overview(exchange: Exchange, frame: Frame) -> str:
    events = sorted(exchange.events.values(), key=lambda each: (not each.is_live, each.start))
    running = [event for event in events if not event.is_over]
    over = [market for market in exchange.markets.values() if market.state.is_over]
    cards = [_event_card(event, frame) for event in running]
    ended = [_ended_row(market) for market in over[: -MOST_OVER - 1 : -1]]
    return frame.page(
        "Markets",
        tag(
            "div",
            tag("h1", "Markets"),
            tag(
                "div",
                frame.button("/step", "Step once", "the whole exchange"),
                class_="actions",
                id="stepping",
            ),
            class_="title",
        ),
        legend(),
        tag(
            "div",
            cards or tag("p", "No market is running.", class_="quiet"),
            **live_part("markets"),
        ),
        tag("h2", f"Ended ({len(over)})"),
        tag(
            "div",
            table(("Event", "Market", "State", "Winners"), ended, empty="None yet."),
            **live_part("ended"),
        ),
    )


def _event_card(event: Event, frame: Frame) -> Html:
    rows = [_market_row(market, frame) for market in event.markets if not market.state.is_over]
    about = f"{event.sport.name} · {event.competition.name} · {event.start:%d/%m %H:%M}"
    return tag(
        "section",
        tag(
            "h2",
            event.name,
            pill("LIVE") if event.is_live else NOTHING,
            tag("small", about),
        ),
        table(
            ("Market", "State", ">Version", "Best back and lay", "Actions"),
            rows,
            empty="",
            class_="markets",
        ),
        class_="card",
    )


def _market_row(market: Market, frame: Frame) -> Row:
    if len(market.outcomes) > COLUMNS:
        prices: Html = tag("span", f"{len(market.outcomes)} selections", class_="quiet")
    else:
        prices = join(_best(market, place) for place in range(len(market.outcomes)))
    is_open = market.state is MarketState.OPEN
    return (
        link(market_name(market), f"/markets/{market.market_id}"),
        pill(market.state),
        number(market.version),
        Cell(tag("div", prices, class_="bests" if is_open else "bests greyed"), "best-prices"),
        Cell(_switch(market, frame), "does"),
    )


def _best(market: Market, place: int) -> Html:
    back, lay = (market.available(place, side, 1) for side in (Side.BACK, Side.LAY))
    return tag(
        "span",
        tag("span", market.outcomes[place].name, class_="who"),
        *(
            tag("b", odds(levels[0][0]), class_=name) if levels else tag("b", "-", class_="none")
            for name, levels in (("back", back), ("lay", lay))
        ),
        class_="best",
    )


def _switch(market: Market, frame: Frame) -> Html:
    """What moves the market on from here."""
    path, title = f"/markets/{market.market_id}", f"{market.title} ({market.market_id})"
    buttons = []
    if market.state is MarketState.ANNOUNCED:
        buttons.append(frame.button(f"{path}/open", "Open", title))
    if market.state is MarketState.OPEN:
        buttons.append(frame.button(f"{path}/suspend", "Suspend", title))
    if market.state is MarketState.SUSPENDED:
        buttons.append(frame.button(f"{path}/resume", "Resume", title, kind="main"))
    if not market.is_live and market.state in (MarketState.OPEN, MarketState.SUSPENDED):
        buttons.append(frame.button(f"{path}/live", "Go live", title))
    return tag("div", buttons, class_="actions", id=f"switch{market.market_id}")


def _ended_row(market: Market) -> Row:
    names = {each.selection_id: each.name for each in market.outcomes}
    return (
        market.event.name,
        link(market_name(market), f"/markets/{market.market_id}"),
        pill(market.state),
        ", ".join(names.get(each, str(each)) for each in market.won),
    )


def market_name(market: Market) -> str:
    return f"{market.name} {market.line}".strip()


# --- one market -------------------------------------------------------------------------------


def market_page(exchange: Exchange, market: Market, prices: PriceHistory, frame: Frame) -> str:
    charts = [
        tag("figure", tag("figcaption", outcome.name), tag("div", picture, class_="chart"))
        for outcome, points in zip(market.outcomes, prices.of(market), strict=True)
        for picture in [chart(points, outcome.name)]
    ]
    state = tag(
        "div",
        pill(market.state),
        pill("LIVE") if market.is_live and not market.state.is_over else NOTHING,
        tag("span", f"version {market.version}", class_="quiet"),
        _switch(market, frame),
        class_="state",
        **live_part("state"),
    )
    return frame.page(
        f"{market.event.name}, {market_name(market)}",
        tag(
            "div",
            tag(
                "h1",
                market.event.name,
                tag("small", f"{market_name(market)} · market {market.market_id}"),
            ),
            state,
            class_="title",
        ),
        tag("section", _book(market), class_="card", **live_part("book")),
        tag("h2", "Prices"),
        legend(),
        tag("div", charts, class_="charts", **live_part("charts")),
        tag("h2", "Result"),
        tag("div", result_part(exchange, market, frame), **live_part("result")),
        tag("h2", "Offers of traders"),
        tag("div", _offers(exchange, market), **live_part("offers")),
    )


def _book(market: Market) -> Html:
    rows = []
    for place, outcome in enumerate(market.outcomes):
        back, lay = (market.available(place, side, 3) for side in (Side.BACK, Side.LAY))
        backs = [_level(back, rank, "back") for rank in (2, 1, 0)]
        lays = [_level(lay, rank, "lay") for rank in (0, 1, 2)]
        rows.append(tag("tr", tag("th", outcome.name, scope="row"), backs, lays))
    heads = tag(
        "tr",
        tag("th", "Selection", scope="col"),
        tag("th", "Back", scope="colgroup", colspan=3, class_="back"),
        tag("th", "Lay", scope="colgroup", colspan=3, class_="lay"),
    )
    over = market.state is not MarketState.OPEN
    return tag(
        "div",
        tag("table", tag("thead", heads), tag("tbody", rows), class_="book"),
        class_="scroll greyed" if over else "scroll",
    )


def _level(levels: list[tuple[int, int]], rank: int, side: str) -> Html:
    if rank >= len(levels):
        return tag("td", class_=f"{side} level{rank}")
    price, size = levels[rank]
    return tag("td", tag("b", odds(price)), tag("small", euros(size)), class_=f"{side} level{rank}")


def _offers(exchange: Exchange, market: Market) -> Html:
    rows = [
        (account.username, *offer_cells(ledger.offer_row(market, order), market))
        for account in exchange.traders
        for order in list(market.orders.get(account, {}).values())[-MOST_OFFERS:]
    ]
    heads = ("Account", "Offer", "Selection", "Side", ">Price", ">Size", ">Matched", "Status")
    return table(heads, rows, empty="Nobody has offered here.")


def offer_cells(offer: dict[str, Any], market: Market) -> Row:
    side = str(offer["side"])
    selection = market.outcomes[market.places[offer["selection"]]]
    return (
        Cell(offer["id"], "id"),
        selection.name,
        tag("span", side, class_=f"side {side.lower()}"),
        number(odds(offer["price"])),
        number(euros(offer["size"])),
        number(euros(offer["matched"])),
        pill(offer["status"]),
    )
