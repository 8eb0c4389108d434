"""The venue's operations as Python calls, in the domain's terms. Synchronous and thread-safe.

A read may be asked again (a few times on a network fault, once after a session renewal) and raises
NotSent, Unavailable, Malformed or Refused. A write is sent at most once, whatever happens, and
raises NotSent, Refused or OutcomeUnknown. Source: Betflag Exchange API 2.0.6.
"""

import copy
from collections.abc import Callable, Sequence
from functools import partial

from xlbetflag.api import messages as m
from xlbetflag.api import translate
from xlbetflag.api.caller import Caller
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.gate import Gate, OpenGate
from xlbetflag.api.last_books import LastBooks
from xlbetflag.api.transport import Transport
from xlbetflag.market.account import Balance
from xlbetflag.market.book import FULL_DEPTH, Book
from xlbetflag.market.menu import Event
from xlbetflag.market.money import Cents
from xlbetflag.market.offer import MarketOffers, Match
from xlbetflag.scheduling import THREADS, Scheduler


class Client:
    """Speaks to one venue for one account.

    `credentials` is asked whenever a secret is needed; nothing else keeps them. `transport`: what
    carries requests, HTTP to the configured address if none is named; closed with the client.
    `gate` lets each of them out.
    """

    def __init__(
        self,
        config: VenueConfig,
        credentials: Callable[[], Credentials],
        *,
        transport: Transport | None = None,
        scheduler: Scheduler = THREADS,
        gate: Gate | None = None,
    ) -> None:
        self.config = config
        self._books = LastBooks(config.states)
        over = transport or _over_http(config)
        self._caller = Caller(config, credentials, over, scheduler, gate or OpenGate())

    def through(self, gate: Gate) -> "Client":
        """The same client (session, connections, counts), whose requests another gate lets out."""
        other = copy.copy(self)
        other._caller = self._caller.through(gate)
        return other

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._caller.close()

    @property
    def calls(self) -> dict[str, int]:
        """How many requests were sent, by operation."""
        return dict(self._caller.calls)

    @property
    def last_date(self) -> str | None:
        """The venue's clock as its last answer told it (an HTTP date), None before any."""
        return self._caller.last_date

    # --- security ---------------------------------------------------------------------------

    def login(self) -> None:
        """Open a session now, forgetting an earlier refusal."""
        self._caller.session.forget()
        self._caller.session.token()

    def logout(self) -> None:
        """End the session at the venue, if there is one."""
        self._caller.log_out()

    def refresh(self) -> None:
        """Keep the session alive."""
        self._caller.read("refresh", _nothing)

    @property
    def is_logged_in(self) -> bool:
        return self._caller.session.is_open

    # --- navigation -------------------------------------------------------------------------

    def menu(self) -> tuple[Event, ...]:
        """Every event, without markets."""
        return self._caller.read("menu", translate.menu)

    def menu_with_markets(self) -> tuple[Event, ...]:
        return self._caller.read("menu_with_markets", translate.menu)

    def live_menu(self) -> tuple[Event, ...]:
        return self._caller.read("live_menu", translate.menu)

    def near_live_menu(self) -> tuple[Event, ...]:
        """The events that are about to turn live."""
        return self._caller.read("near_live_menu", translate.menu)

    def event(self, event_id: str) -> Event:
        """One event with its markets."""
        return self._caller.read("event", translate.event, id_avvenimento=event_id)

    # --- offers -----------------------------------------------------------------------------

    def book(self, market_id: str, depth: int = FULL_DEPTH) -> Book:
        """The best `depth` (1, 2 or 3) levels of each side of each selection.

        The same object as the last time while the venue's answer is the same.
        """
        translation = partial(self._books.book, market_id, depth)
        return self._caller.read("book", translation, id_mercato=market_id, livello=depth)

    def exposure(self, market_id: str) -> dict[str, Cents]:
        """Selection id to profit and loss in cents if it wins."""
        return self._caller.read("exposure", translate.exposure, id_mercato=market_id)

    def my_offers(self, market_id: str) -> MarketOffers:
        """My offers on a market, matched or not, with the market's state."""
        translation = partial(translate.my_offers, market_id, states=self.config.states)
        return self._caller.read("my_offers", translation, id_mercato=market_id)

    def open_offers(self, market_id: str) -> MarketOffers:
        """My offers that can still be matched, with the market's state."""
        translation = partial(translate.open_offers, market_id, states=self.config.states)
        return self._caller.read("open_offers", translation, id_mercato=market_id)

    def matches(self, market_id: str) -> tuple[Match, ...]:
        """What was matched of my offers; one offer may show several."""
        return self._caller.read("matches", translate.matches, id_mercato=market_id)

    def place(
        self,
        request: m.PlaceRequest,
        *,
        live_delay: int = 0,
        may_leave: Callable[[], bool] = lambda: True,
    ) -> tuple[m.PlacedOffer, ...]:
        """Send offers once; a row per offer, in order. The rows name no selection and no price.

        `may_leave`: asked just before the first byte, after a connection and a session were waited
        for; NotSent where it says no.
        """
        timeout = max(0, live_delay) + self.config.write_margin
        translation = partial(translate.placed, request)
        return self._caller.write("place", request, translation, timeout, may_leave)

    def cancel(self, market_id: str, offer_ids: Sequence[str]) -> tuple[str, ...]:
        """Ask once to cancel offers; the ids the venue names. Only a read-back proves it."""
        references = tuple(m.OfferReference(offer_id) for offer_id in offer_ids)
        request = m.CancelRequest(int(market_id), references)
        return self._cancel("cancel", request)

    def cancel_unmatched(self, market_id: str) -> tuple[str, ...]:
        """Ask once to cancel every unmatched offer of the account, hand-placed ones too."""
        request = m.CancelUnmatchedRequest(int(market_id))
        return self._cancel("cancel_unmatched", request)

    def _cancel(
        self, operation: str, request: m.CancelRequest | m.CancelUnmatchedRequest
    ) -> tuple[str, ...]:
        timeout = self.config.cancel_timeout
        return self._caller.write(operation, request, translate.cancelled, timeout)

    # --- account ----------------------------------------------------------------------------

    def account_info(self) -> m.AccountInfoAnswer:
        return self._caller.read("account_info", _as_it_is)

    def balance(self) -> Balance:
        return self._caller.read("balance", translate.balance)

    def commission(self) -> int:
        """Hundredths of a per cent: 251 is 2.51 % (assumed)."""
        return self._caller.read("commission", translate.commission)


def _nothing(_: object) -> None:
    """Of some operations the page shows no answer: any success will do."""


def _as_it_is(answer: m.AccountInfoAnswer) -> m.AccountInfoAnswer:
    return answer


def _over_http(config: VenueConfig) -> Transport:
    from xlbetflag.api.http import HttpTransport  # httpx takes its time: --help does without

    return HttpTransport(config.base_url, connect_timeout=config.connect_timeout)
