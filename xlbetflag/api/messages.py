"""The venue's messages, with the venue's own field names and every spelling seen of them.

Source: Betflag Exchange API 2.0.6 and one public client of the real service. Unknown fields are
ignored. Money is integer cents, odds integer hundredths, times local Italian time without offset.
Of an answer only what we cannot do without is required: any other field may be absent or null, so
that one missing name or number hides nothing else.
"""

from typing import ClassVar

import msgspec

Id = str | int
SUCCESS = 1024
BACK, LAY = 1, 0  # "tipo": punta, banca


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base: fields left at their default are not written."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """`esito` 1024 with an empty `errore` is success."""

    errore: str | None = ""
    esito: int


# --- security -------------------------------------------------------------------------------


class LoginRequest(Message, frozen=True):
    Username: str
    Pwd: str


class LoginAnswer(Message, frozen=True, kw_only=True):
    Balance: int | None = None
    SessionToken: str
    UserId: Id | None = None


# --- navigation -----------------------------------------------------------------------------


class OutcomeMessage(Message, frozen=True, kw_only=True):
    """An outcome: `id` and `de` in the menu, `cod` and `des` in an event's detail."""

    SPELLINGS: ClassVar = (("id", "cod"), ("de", "des"))
    NEEDED: ClassVar = (("id", "cod"),)

    id: Id | None = None
    cod: Id | None = None
    de: str | None = None
    des: str | None = None

    def __post_init__(self) -> None:
        _need_one_of_each(self, self.NEEDED)


class MarketMessage(Message, frozen=True, kw_only=True):
    """A market: `id`, `ds`, `e` in the menu, `id_mercato`, `des`, `esi` in an event's detail.

    `iad` is the line ("2.5"), empty where there is none.
    """

    SPELLINGS: ClassVar = (("id", "id_mercato"), ("ds", "des"), ("e", "esi"))
    NEEDED: ClassVar = (("id", "id_mercato"), ("e", "esi"))

    id: Id | None = None
    id_mercato: Id | None = None
    ds: str | None = None
    des: str | None = None
    iad: str | None = None
    e: tuple[OutcomeMessage, ...] | None = None
    esi: tuple[OutcomeMessage, ...] | None = None

    def __post_init__(self) -> None:
        _need_one_of_each(self, self.NEEDED)


class MenuEvent(Message, frozen=True, kw_only=True):
    """An event; `s` only in the menu with markets."""

    id: Id
    da: str | None = None
    dt: str
    s: tuple[MarketMessage, ...] | None = None


class MenuCompetition(Message, frozen=True, kw_only=True):
    cm: Id | None = None
    dm: str | None = None
    a: tuple[MenuEvent, ...]


class MenuNation(Message, frozen=True, kw_only=True):
    cn: Id | None = None
    dn: str | None = None
    m: tuple[MenuCompetition, ...]


class MenuSport(Message, frozen=True, kw_only=True):
    cs: Id | None = None
    ds: str | None = None
    n: tuple[MenuNation, ...]


class MenuAnswer(msgspec.Struct, frozen=True):
    d: tuple[MenuSport, ...]


class EventAnswer(Message, frozen=True, kw_only=True):
    """The markets of one event, in `sco`."""

    cs: Id | None = None
    ds: str | None = None
    cm: Id | None = None
    dm: str | None = None
    match_id: Id
    pal: Id | None = None
    cod: Id | None = None
    data: str
    des: str | None = None
    lg: int | None = None
    sco: tuple[MarketMessage, ...]


# --- offers ---------------------------------------------------------------------------------


class LevelMessage(msgspec.Struct, frozen=True, gc=False):
    """`p` rank (1 best), `q` odds x 100, `i` amount in cents."""

    p: int
    q: int
    i: int


class BookOutcome(msgspec.Struct, frozen=True, kw_only=True):
    c: Id
    d: str | None = None
    off: tuple[LevelMessage, ...]


class BookGroup(msgspec.Struct, frozen=True):
    esi: tuple[BookOutcome, ...]


class BookOffers(msgspec.Struct, frozen=True, kw_only=True):
    """`banca`: what a BACK bet can take (others' lays); `punta`: what a LAY bet can take."""

    versione: int
    stato_betflag: int
    stato_sogei: int
    banca: tuple[BookGroup, ...]
    punta: tuple[BookGroup, ...]


class BookAnswer(Envelope, frozen=True, kw_only=True):
    offerte: BookOffers | None = None


class OfferToPlace(msgspec.Struct, frozen=True, kw_only=True):
    """`tipo` 1 back, 0 lay; `max_esposizione`: what it may lose."""

    tipo: int
    esito: int
    quota: int
    importo: int
    max_esposizione: int


class PlaceRequest(msgspec.Struct, frozen=True, kw_only=True):
    """`puntata`: the sum of `importo`. `versione_mercato` 0: any version.

    `ritira` 1 removes at the turn to live, `mantieni` 1 keeps through suspensions.
    """

    id_mercato: int
    versione_mercato: int = 0
    puntata: int
    ritira: int = 0
    mantieni: int = 0
    offerta: tuple[OfferToPlace, ...]


class PlacedOffer(msgspec.Struct, frozen=True, kw_only=True):
    """One row per offer sent, in order; it names neither selection nor price."""

    offerta: Id
    importo: int
    abbinato: int | None = None
    tipo: int


class PlaceAnswer(Envelope, frozen=True, kw_only=True):
    ordine: tuple[PlacedOffer, ...] | None = None


class OfferReference(msgspec.Struct, frozen=True):
    id: Id


class CancelRequest(msgspec.Struct, frozen=True):
    id_mercato: int
    offerte: tuple[OfferReference, ...]


class CancelUnmatchedRequest(msgspec.Struct, frozen=True):
    id_mercato: int


class CancelAnswer(Envelope, frozen=True, kw_only=True):
    offerta: tuple[OfferReference, ...] | None = None


class OfferRow(msgspec.Struct, frozen=True, kw_only=True):
    """`quo` odds x 100, `imp` amount, `abb` matched, `st` 1 and 2 still working."""

    id: Id
    tipo: int
    esi: Id
    quo: int
    imp: int
    abb: int
    st: int


class MatchRow(msgspec.Struct, frozen=True, kw_only=True):
    id: Id
    tipo: int
    esi: Id
    quo: int
    imp: int


class OfferRows(msgspec.Struct, frozen=True):
    o: tuple[OfferRow, ...] | None = None


class MatchRows(msgspec.Struct, frozen=True):
    o: tuple[MatchRow, ...] | None = None


class MarketEnvelope(Envelope, frozen=True, kw_only=True):
    """What comes with every list of my offers: the market's state. `live` is "true" or true."""

    stato_betflag: int | None = None
    stato_sogei: int | None = None
    versione: int | None = None
    live: str | bool | None = None
    ritardo_live: int | None = None
    data: str | None = None


class MyOffersAnswer(MarketEnvelope, frozen=True, kw_only=True):
    offerte: OfferRows | None = None


class OpenOffersAnswer(MarketEnvelope, frozen=True, kw_only=True):
    o: tuple[OfferRow, ...] | None = None


class MatchesAnswer(MarketEnvelope, frozen=True, kw_only=True):
    abbinamenti: MatchRows | None = None


class ExposureOutcome(msgspec.Struct, frozen=True):
    """`e`: profit and loss in cents if this outcome wins."""

    c: Id
    e: int
    d: str | None = None


class ExposureOutcomes(msgspec.Struct, frozen=True):
    esi: tuple[ExposureOutcome, ...] | None = None


class ExposureAnswer(Envelope, frozen=True, kw_only=True):
    esposizione: ExposureOutcomes | None = None


# --- account --------------------------------------------------------------------------------


class AccountInfoAnswer(msgspec.Struct, frozen=True):
    """Of the venue's answer only what a trader's tool needs; the personal data is not read."""

    Username: str | None = None
    Stato_conto: int | None = None
    conto_gioco: str | None = None


class BalanceAnswer(msgspec.Struct, frozen=True):
    """Where `LockedBalance` is missing, what is not free is locked."""

    Balance: int
    FreeBalance: int
    FunBalance: int | None = None
    LockedBalance: int | None = None


class CommissionAnswer(Envelope, frozen=True, kw_only=True):
    """`tax` 251 is read as 2.51 %."""

    tax: int | None = None


def _need_one_of_each(message: msgspec.Struct, spellings: tuple[tuple[str, ...], ...]) -> None:
    for same in spellings:
        if all(getattr(message, spelling) is None for spelling in same):
            raise ValueError(f"missing required field `{'` or `'.join(same)}`")
