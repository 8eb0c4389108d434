"""The venue's messages into the domain's terms and back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from xlbetflag.api import messages as m
from xlbetflag.market.account import Balance
from xlbetflag.market.book import FULL_DEPTH, Book, Level, SelectionBook
from xlbetflag.market.exposure import liability
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.moments import ROME
from xlbetflag.market.money import Cents, Rounding
from xlbetflag.market.offer import Bet, MarketOffers, Match, Offer
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState

Value = TypeVar("Value")

WORKING_STATUSES = frozenset({1, 2})
LONGEST_NAME = 200  # what is longer is cut: it goes into cells and the journal
LONGEST_ID = 64

# Assumed, but for 2, which the venue's samples show of markets that trade.
STATES: Mapping[int, MarketState] = {
    1: MarketState.ANNOUNCED,
    2: MarketState.OPEN,
    3: MarketState.SUSPENDED,
    4: MarketState.CLOSED,
    5: MarketState.SETTLED,
    6: MarketState.VOID,
}
SIDES = {m.BACK: Side.BACK, m.LAY: Side.LAY}
TIPI = {side: tipo for tipo, side in SIDES.items()}


class BadField(ValueError):  # noqa: N818 - what is wrong
    """A field of a successful answer that is missing or cannot mean anything."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")


def present(field: str, value: Value | None) -> Value:
    if value is None:
        raise BadField(field, "missing")
    return value


def rome_time(text: str, field: str = "time") -> datetime:
    """The venue's local time ("2020-12-12T20:45:00") as an aware one of Europe/Rome.

    Of the hour that autumn repeats, the first. Raises BadField if it is no time.
    """
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(ROME) if moment.tzinfo else moment.replace(tzinfo=ROME)
    except (ValueError, OverflowError):
        raise BadField(field, "not a time") from None


def market_state(
    betflag: int | None, sogei: int | None, states: Mapping[int, MarketState]
) -> MarketState:
    """Tradable only where both the venue and the regulator say so; the graver of the two."""
    return _graver(_state(betflag, states), _state(sogei, states))


def _state(code: int | None, states: Mapping[int, MarketState]) -> MarketState:
    return MarketState.UNKNOWN if code is None else states.get(code, MarketState.UNKNOWN)


def _graver(one: MarketState, other: MarketState) -> MarketState:
    return max(one, other, key=_GRAVITY.__getitem__)


_TRADING = (MarketState.OPEN, MarketState.SUSPENDED)

_GRAVITY = {
    MarketState.OPEN: 0,
    MarketState.ANNOUNCED: 1,
    MarketState.SUSPENDED: 2,
    MarketState.UNKNOWN: 3,
    MarketState.CLOSED: 4,
    MarketState.SETTLED: 5,
    MarketState.VOID: 6,
}


def name(text: str | None) -> str:
    """As the venue calls something, no longer than can be shown; "" where it does not."""
    if not text or len(text) <= LONGEST_NAME:
        return text or ""
    return f"{text[: LONGEST_NAME - 1]}…"


def identity(field: str, value: str | int) -> str:
    """An id as text. Raises BadField for one that is too long to be any."""
    text = str(value)
    if len(text) > LONGEST_ID:
        raise BadField(field, f"an id of {len(text)} characters")
    return text


def book(
    market_id: str,
    answer: m.BookAnswer,
    depth: int = FULL_DEPTH,
    states: Mapping[int, MarketState] = STATES,
) -> Book:
    """A book that was asked for at that depth; selections in the order in which `banca`, then
    `punta`, names them."""
    offers = present("offerte", answer.offerte)
    names: dict[str, str] = {}
    back: dict[str, tuple[Level, ...]] = {}
    lay: dict[str, tuple[Level, ...]] = {}
    for groups, side in ((offers.banca, back), (offers.punta, lay)):
        for group in groups:
            for outcome in group.esi:
                selection = str(outcome.c)
                names.setdefault(selection, name(outcome.d) or selection)
                side[selection] = _levels(outcome.off)
    return Book(
        market_id,
        offers.versione,
        market_state(offers.stato_betflag, offers.stato_sogei, states),
        tuple(
            [SelectionBook(s, name, back.get(s, ()), lay.get(s, ())) for s, name in names.items()]
        ),
        depth,
    )


def _levels(offers: Sequence[m.LevelMessage]) -> tuple[Level, ...]:
    """By rank, as they come; sorted where they do not. This runs for every price of every poll."""
    levels: list[Level] = []
    rank = offers[0].p if offers else 0
    for offer in offers:
        if offer.p < rank:
            return _levels(sorted(offers, key=attrgetter("p")))
        rank = offer.p
        levels.append(Level(offer.q, offer.i))
    return tuple(levels)


def menu(answer: m.MenuAnswer) -> tuple[Event, ...]:
    return tuple(
        Event(
            event_id=str(event.id),
            name=name(event.da),
            sport=name(sport.ds),
            nation=name(nation.dn),
            competition=name(competition.dm),
            start=rome_time(event.dt, "dt"),
            markets=tuple(market(each) for each in event.s or ()),
        )
        for sport in answer.d
        for nation in sport.n
        for competition in nation.m
        for event in competition.a
    )


def event(answer: m.EventAnswer) -> Event:
    return Event(
        event_id=str(answer.match_id),
        name=name(answer.des),
        sport=name(answer.ds),
        nation="",
        competition=name(answer.dm),
        start=rome_time(answer.data, "data"),
        markets=tuple(market(each) for each in answer.sco),
    )


def market(message: m.MarketMessage) -> Market:
    outcomes = message.e if message.e is not None else message.esi or ()
    return Market(
        market_id=str(message.id if message.id is not None else message.id_mercato),
        name=name(message.ds or message.des),
        line=name(message.iad),
        selections=tuple(selection(outcome) for outcome in outcomes),
    )


def selection(message: m.OutcomeMessage) -> Selection:
    """One without a name is called by its id."""
    selection_id = str(message.id if message.id is not None else message.cod)
    return Selection(selection_id, name(message.de or message.des) or selection_id)


def offer(row: m.OfferRow) -> Offer:
    """Raises BadField for a side nobody knows."""
    return Offer(
        offer_id=identity("id", row.id),
        selection_id=identity("esi", row.esi),
        side=side(row.tipo),
        price=row.quo,
        size=row.imp,
        matched=row.abb,
        is_working=row.st in WORKING_STATUSES,
        status=row.st,
    )


def side(tipo: int) -> Side:
    if tipo not in SIDES:
        raise BadField("tipo", f"{tipo} is neither 1 (back) nor 0 (lay)")
    return SIDES[tipo]


def my_offers(
    market_id: str, answer: m.MyOffersAnswer, states: Mapping[int, MarketState] = STATES
) -> MarketOffers:
    return _market_offers(market_id, answer, present("offerte", answer.offerte).o or (), states)


def open_offers(
    market_id: str, answer: m.OpenOffersAnswer, states: Mapping[int, MarketState] = STATES
) -> MarketOffers:
    return _market_offers(market_id, answer, present("o", answer.o), states)


def _market_offers(
    market_id: str,
    answer: m.MarketEnvelope,
    rows: Iterable[m.OfferRow],
    states: Mapping[int, MarketState],
) -> MarketOffers:
    venue, regulator = (_state(c, states) for c in (answer.stato_betflag, answer.stato_sogei))
    waits = venue in _TRADING and regulator is MarketState.ANNOUNCED
    return MarketOffers(
        market_id=market_id,
        offers=tuple(offer(row) for row in rows),
        version=answer.versione or 0,
        state=venue if waits else _graver(venue, regulator),
        waits_for_regulator=waits,
        is_live=answer.live is True or str(answer.live).strip().lower() == "true",
        live_delay=answer.ritardo_live or 0,
        start=rome_time(answer.data, "data") if answer.data else None,
    )


def matches(answer: m.MatchesAnswer) -> tuple[Match, ...]:
    return tuple(
        Match(identity("id", row.id), identity("esi", row.esi), side(row.tipo), row.quo, row.imp)
        for row in present("abbinamenti", answer.abbinamenti).o or ()
    )


def balance(answer: m.BalanceAnswer) -> Balance:
    return Balance(
        total=answer.Balance,
        free=answer.FreeBalance,
        locked=answer.Balance - answer.FreeBalance
        if answer.LockedBalance is None
        else answer.LockedBalance,
        fun=answer.FunBalance or 0,
    )


def exposure(answer: m.ExposureAnswer) -> dict[str, Cents]:
    """Selection id to profit and loss in cents if it wins."""
    outcomes = present("esposizione", answer.esposizione).esi or ()
    return {str(outcome.c): outcome.e for outcome in outcomes}


def commission(answer: m.CommissionAnswer) -> int:
    """Hundredths of a per cent: 251 is 2.51 % (assumed)."""
    return present("tax", answer.tax)


def placed(request: m.PlaceRequest, answer: m.PlaceAnswer) -> tuple[m.PlacedOffer, ...]:
    """The rows of a placement, only if they can be those of its request: one each, in order."""
    rows = present("ordine", answer.ordine)
    if len(rows) != len(request.offerta):
        raise BadField("ordine", f"{len(rows)} rows for {len(request.offerta)} offers")
    for row, sent in zip(rows, request.offerta, strict=True):
        if (row.tipo, row.importo) != (sent.tipo, sent.importo):
            raise BadField("ordine", "a row has not the side and the amount that were sent")
        if not 0 <= (row.abbinato or 0) <= row.importo:
            raise BadField("abbinato", f"{row.abbinato} of {row.importo} cannot be matched")
    ids = {identity("offerta", row.offerta).strip() for row in rows}
    if len(ids) != len(rows) or "" in ids:
        raise BadField("offerta", "an offer without an id, or two with the same")
    return rows


def cancelled(answer: m.CancelAnswer) -> tuple[str, ...]:
    return tuple(identity("id", row.id) for row in answer.offerta or ())


def placement(
    market_id: str,
    bets: Sequence[Bet],
    *,
    version: int = 0,
    cancel_at_live: bool = False,
    keep_when_suspended: bool = False,
    rounding: Rounding = Rounding.HALF_UP,
) -> m.PlaceRequest:
    return m.PlaceRequest(
        id_mercato=int(market_id),
        versione_mercato=version,
        puntata=sum(bet.size for bet in bets),
        ritira=int(cancel_at_live),
        mantieni=int(keep_when_suspended),
        offerta=tuple(
            m.OfferToPlace(
                tipo=TIPI[bet.side],
                esito=int(bet.selection_id),
                quota=bet.price,
                importo=bet.size,
                max_esposizione=liability(bet, rounding),
            )
            for bet in bets
        ),
    )
