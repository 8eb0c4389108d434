"""The practice exchange's state as the venue's messages.

Menus spell ids as text (`id`, `de`), an event's detail, books and offers as numbers (`cod`, `des`),
as the venue's samples do.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from xlbetflag.api import messages as m
from xlbetflag.api.translate import STATES, TIPI
from xlbetflag.market.moments import ROME
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Ending, Order
from xlbetflag.practice.venue.market import Event, Market, Named

CODES = {state: code for code, state in STATES.items()}
NEAR_LIVE = timedelta(hours=2)  # assumed: how far "prossimi" looks ahead


class Status(IntEnum):
    """`st` of an offer. 1 and 2 still work (one public client); the others are ours (assumed). An
    offer that waits for the regulator is UNMATCHED: it will work, and may be cancelled."""

    UNMATCHED = 1
    PART_MATCHED = 2
    MATCHED = 3
    CANCELLED = 4
    LAPSED = 5
    SETTLED = 6
    VOID = 7


def status(order: Order) -> Status:
    if order.remaining:
        return Status.PART_MATCHED if order.matches else Status.UNMATCHED
    return _ENDINGS[order.ending] if order.ending else Status.MATCHED


_ENDINGS = {
    Ending.CANCELLED: Status.CANCELLED,
    Ending.LAPSED: Status.LAPSED,
    Ending.SETTLED: Status.SETTLED,
    Ending.VOID: Status.VOID,
}


def local_time(moment: datetime) -> str:
    """Italian time without offset, whole seconds."""
    return moment.astimezone(ROME).replace(tzinfo=None).isoformat(timespec="seconds")


# --- navigation -----------------------------------------------------------------------------


def menu(
    events: Iterable[Event], *, with_markets: bool, wanted: Callable[[Event], bool]
) -> m.MenuAnswer:
    """Events that are not over, by sport, nation and competition, each in order of start."""
    tree: dict[Named, dict[Named, dict[Named, list[Event]]]] = {}
    listed = (event for event in events if not event.is_over and wanted(event))
    for event in sorted(listed, key=lambda each: (each.start, each.event_id)):
        nations = tree.setdefault(event.sport, {})
        competitions = nations.setdefault(event.nation, {})
        competitions.setdefault(event.competition, []).append(event)
    return m.MenuAnswer(
        tuple(
            m.MenuSport(cs=sport.number, ds=sport.name, n=_nations(nations, with_markets))
            for sport, nations in tree.items()
        )
    )


def _nations(
    nations: dict[Named, dict[Named, list[Event]]], with_markets: bool
) -> tuple[m.MenuNation, ...]:
    return tuple(
        m.MenuNation(
            cn=nation.number,
            dn=nation.name,
            m=tuple(
                m.MenuCompetition(
                    cm=competition.number,
                    dm=competition.name,
                    a=tuple(_menu_event(event, with_markets) for event in events),
                )
                for competition, events in competitions.items()
            ),
        )
        for nation, competitions in nations.items()
    )


def _menu_event(event: Event, with_markets: bool) -> m.MenuEvent:
    markets = [market for market in event.markets if with_markets and not market.state.is_over]
    return m.MenuEvent(
        id=str(event.event_id),
        da=event.name,
        dt=local_time(event.start),
        s=tuple(
            m.MarketMessage(
                id=str(market.market_id),
                ds=market.name,
                iad=market.line,
                e=tuple(
                    m.OutcomeMessage(id=str(outcome.selection_id), de=outcome.name)
                    for outcome in market.outcomes
                ),
            )
            for market in markets
        )
        or None,
    )


def any_event(event: Event) -> bool:
    return True


def live_event(event: Event) -> bool:
    return event.is_live


def near_live_event(event: Event) -> bool:
    return not event.is_live and event.start - event.now <= NEAR_LIVE


def event_detail(event: Event) -> m.EventAnswer:
    return m.EventAnswer(
        cs=event.sport.number,
        ds=event.sport.name,
        cm=event.competition.number,
        dm=event.competition.name,
        match_id=event.event_id,
        pal=0,
        cod=0,
        lg=0,
        data=local_time(event.start),
        des=event.name,
        sco=tuple(
            m.MarketMessage(
                id_mercato=market.market_id,
                des=market.name,
                iad=market.line,
                esi=tuple(
                    m.OutcomeMessage(cod=outcome.selection_id, des=outcome.name)
                    for outcome in market.outcomes
                ),
            )
            for market in event.markets
        ),
    )


# --- offers ---------------------------------------------------------------------------------


def book(market: Market, levels: int) -> m.BookAnswer:
    """Every selection on both sides, also where nothing is offered."""
    return m.BookAnswer(
        esito=m.SUCCESS,
        offerte=m.BookOffers(
            versione=market.version,
            stato_betflag=CODES[market.state],
            stato_sogei=CODES[market.regulator_state],
            banca=_group(market, Side.BACK, levels),
            punta=_group(market, Side.LAY, levels),
        ),
    )


def _group(market: Market, side: Side, levels: int) -> tuple[m.BookGroup, ...]:
    outcomes = [
        m.BookOutcome(
            c=outcome.selection_id,
            d=outcome.name,
            off=tuple(
                [
                    m.LevelMessage(rank, price, size)
                    for rank, (price, size) in enumerate(market.available(place, side, levels), 1)
                ]
            ),
        )
        for place, outcome in enumerate(market.outcomes)
    ]
    return (m.BookGroup(tuple(outcomes)),)


def exposure(market: Market, account: Account) -> m.ExposureAnswer:
    """Per outcome the result of all offers, matched or not, if it wins; the worst such result where
    others win beside it. The smallest of them is what the market blocks."""
    position = market.position(account)
    return m.ExposureAnswer(
        esito=m.SUCCESS,
        esposizione=m.ExposureOutcomes(
            tuple(
                m.ExposureOutcome(
                    outcome.selection_id, position.result_if_wins(place), outcome.name
                )
                for place, outcome in enumerate(market.outcomes)
            )
        ),
    )


def my_offers(market: Market, account: Account) -> m.MyOffersAnswer:
    return m.MyOffersAnswer(
        offerte=m.OfferRows(_rows(market, market.orders.get(account, {}).values())),
        **_about(market, account),
    )


def open_offers(market: Market, account: Account) -> m.OpenOffersAnswer:
    return m.OpenOffersAnswer(
        o=_rows(market, market.working(account)),
        **_about(market, account),
    )


def matches(market: Market, account: Account) -> m.MatchesAnswer:
    """One row per match, at the price it was matched at."""
    return m.MatchesAnswer(
        abbinamenti=m.MatchRows(
            tuple(
                m.MatchRow(
                    id=order.offer_id,
                    tipo=TIPI[order.side],
                    esi=market.outcomes[order.selection].selection_id,
                    quo=price,
                    imp=size,
                )
                for order in market.orders.get(account, {}).values()
                for price, size in order.matches
            )
        ),
        **_about(market, account),
    )


def placed(orders: Sequence[Order]) -> m.PlaceAnswer:
    return m.PlaceAnswer(
        esito=m.SUCCESS,
        ordine=tuple(
            m.PlacedOffer(
                offerta=order.offer_id,
                importo=order.size,
                abbinato=order.matched,
                tipo=TIPI[order.side],
            )
            for order in orders
        ),
    )


def cancelled(orders: Sequence[Order]) -> m.CancelAnswer:
    return m.CancelAnswer(
        esito=m.SUCCESS, offerta=tuple(m.OfferReference(order.offer_id) for order in orders)
    )


def _rows(market: Market, orders: Iterable[Order]) -> tuple[m.OfferRow, ...]:
    return tuple(
        m.OfferRow(
            id=order.offer_id,
            tipo=TIPI[order.side],
            esi=market.outcomes[order.selection].selection_id,
            quo=order.price,
            imp=order.size,
            abb=order.matched,
            st=status(order),
        )
        for order in orders
    )


def _about(market: Market, account: Account) -> dict[str, Any]:
    """What every answer about my offers on a market says of the market.

    While an offer of mine is taken with reserve `stato_sogei` says so, as of a market that the
    regulator has yet to open (assumed: the venue documents the field, not its values).
    """
    is_reserved = any(order.is_waiting for order in market.working(account))
    regulator = MarketState.ANNOUNCED if is_reserved else market.regulator_state
    return {
        "esito": m.SUCCESS,
        "stato_betflag": CODES[market.state],
        "stato_sogei": CODES[regulator],
        "versione": market.version,
        "live": "true" if market.is_live else "false",
        "ritardo_live": market.live_delay if market.is_live else 0,
        "data": local_time(market.event.start),
    }


# --- account --------------------------------------------------------------------------------


def balance(account: Account) -> m.BalanceAnswer:
    return m.BalanceAnswer(
        Balance=account.balance,
        FreeBalance=account.free,
        FunBalance=account.fun,
        LockedBalance=account.locked,
    )


def commission(account: Account) -> m.CommissionAnswer:
    return m.CommissionAnswer(esito=m.SUCCESS, tax=account.commission)
