"""Whether a placement may enter a market: each rule in turn, the first that forbids refuses.

Where nobody knows which of two things the venue asks, either is taken: a lay's liability rounded up
or down, both sides in one request. What the settings say of it is held to.
A request is accepted or refused as a whole (assumed: the venue's answer has one row per offer sent
and one `esito` for all of them).
"""

import msgspec

from xlbetflag.api.messages import OfferToPlace, PlaceRequest
from xlbetflag.api.translate import SIDES
from xlbetflag.market.exposure import Result, bet_result, liability
from xlbetflag.market.money import Cents, Hundredths, Rounding
from xlbetflag.market.offer import Bet
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.market import Market
from xlbetflag.practice.venue.refusals import Refused, euros


class Checked(msgspec.Struct, frozen=True):
    """An offer that may be placed; `selection` is its place in the market."""

    selection: int
    side: Side
    price: Hundredths
    size: Cents
    result: Result


class Checks:
    """The venue's rules, unpacked once because every offer passes here."""

    def __init__(self, rules: VenueRules) -> None:
        self.ladder = rules.ladder.value
        self.minimum_back = rules.minimum_back.value
        self.minimum_lay = rules.minimum_lay.value
        self.step_back = rules.stake_step.value
        self.step_lay = rules.step_lay.value
        self.maximum_win = rules.maximum_win.value
        self.maximum_instructions = rules.maximum_instructions.value
        self.sides_apart = rules.sides_apart.value and not rules.sides_apart.is_assumed
        self.rounding = rules.liability_rounding.value
        either = (Rounding.DOWN, Rounding.UP) if rules.liability_rounding.is_assumed else ()
        self.roundings = either or (self.rounding,)

    def placement(self, market: Market, account: Account, request: PlaceRequest) -> list[Checked]:
        """The request's offers, ready to be placed. Raises Refused."""
        tradable(market)
        same_version(market, request.versione_mercato)
        self._request(request)
        checked = [self._offer(market, offer) for offer in request.offerta]
        _funds(market, account, checked)
        return checked

    def _request(self, request: PlaceRequest) -> None:
        offers = request.offerta
        if not offers:
            raise refusals.NO_OFFERS.error()
        if len(offers) > self.maximum_instructions:
            raise refusals.TOO_MANY.error(count=len(offers), maximum=self.maximum_instructions)
        for field in ("ritira", "mantieni"):
            if getattr(request, field) not in (0, 1):
                raise refusals.FLAG.error(field=field)
        if self.sides_apart and len({offer.tipo for offer in offers}) > 1:
            raise refusals.SIDES_APART.error()
        total = sum([offer.importo for offer in offers])
        if request.puntata != total:
            raise refusals.STAKE_SUM.error(given=euros(request.puntata), sum=euros(total))

    def _offer(self, market: Market, offer: OfferToPlace) -> Checked:
        side = SIDES.get(offer.tipo)
        if side is None:
            raise refusals.SIDE_UNKNOWN.error(tipo=offer.tipo)
        selection = market.places.get(offer.esito)
        if selection is None:
            raise refusals.SELECTION_UNKNOWN.error(selection=offer.esito, market=market.market_id)
        price, size = offer.quota, offer.importo
        if not self.ladder.is_legal(price):
            raise refusals.LADDER.error(price=euros(price))
        if side is Side.BACK and size < self.minimum_back:
            raise refusals.MINIMUM_BACK.error(size=euros(size), minimum=euros(self.minimum_back))
        if side is Side.LAY and size < self.minimum_lay:
            raise refusals.MINIMUM_LAY.error(size=euros(size), minimum=euros(self.minimum_lay))
        step = self.step_back if side is Side.BACK else self.step_lay
        if size % step:
            raise refusals.STEP.error(size=euros(size), step=euros(step))
        bet = Bet(str(offer.esito), side, price, size)
        result = bet_result(bet, self.rounding)
        if max(result) > self.maximum_win:
            raise refusals.MAXIMUM_WIN.error(
                win=euros(max(result)), maximum=euros(self.maximum_win)
            )
        if offer.max_esposizione != -min(result):
            self._other_cent(offer, bet)
        return Checked(selection, side, price, size, result)

    def _other_cent(self, offer: OfferToPlace, bet: Bet) -> None:
        """Raises Refused unless it is the exact amount rounded in another way that is taken."""
        allowed = {liability(bet, rounding): None for rounding in self.roundings}
        if offer.max_esposizione not in allowed:
            raise refusals.MAX_EXPOSURE.error(
                given=euros(offer.max_esposizione), expected=" o ".join(map(euros, allowed))
            )


def tradable(market: Market) -> None:
    """Raises Refused unless the market is open, at the venue and at the regulator."""
    if market.state is not MarketState.OPEN:
        raise _NOT_TRADABLE.get(market.state, refusals.MARKET_CLOSED).error(market=market.market_id)
    if not market.is_trading:
        raise refusals.REGULATOR.error(market=market.market_id)


def same_version(market: Market, version: int) -> None:
    """Raises Refused for an order written for another version; 0 is any."""
    if version not in (0, market.version):
        raise refusals.VERSION.error(asked=version, market=market.market_id, version=market.version)


def cancellable(market: Market) -> None:
    """Raises Refused once the market is over; a suspended one lets offers be cancelled."""
    if market.state.is_over:
        raise refusals.MARKET_CLOSED.error(market=market.market_id)


_NOT_TRADABLE = {
    MarketState.ANNOUNCED: refusals.MARKET_NOT_OPEN,
    MarketState.SUSPENDED: refusals.MARKET_SUSPENDED,
}


def _funds(market: Market, account: Account, checked: list[Checked]) -> None:
    """More may be blocked only within the free money; offers that lower the risk always pass."""
    if account.is_house:
        return
    position = market.position(account)
    needed = position.blocked_with([(each.selection, each.result) for each in checked])
    more = needed - position.blocked
    if more > 0 and more > account.free:
        raise _lacking(more, account)


def _lacking(more: Cents, account: Account) -> Refused:
    return refusals.FUNDS.error(needed=euros(more), free=euros(account.free))
