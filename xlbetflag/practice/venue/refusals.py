"""Every way the practice exchange says no, in one table: name, `esito`, Italian text, HTTP status.

The venue documents no code but 1024, so these codes are ours (assumed); the texts are shown to the
user as they stand. Refusals of business come with HTTP 200, as the venue's envelope suggests.
"""

import msgspec

from xlbetflag.market.money import Cents


class Refusal(msgspec.Struct, frozen=True):
    name: str
    esito: int
    text: str
    http_status: int = 200

    def error(self, **particulars: object) -> "Refused":
        return Refused(self, self.text.format(**particulars))


class Refused(Exception):  # noqa: N818 - what happened, as in api.errors
    """A request was refused and nothing was done. `errore` is the sentence for the user;
    `retry_after`: seconds, where asking again later would do."""

    retry_after: str | None = None

    def __init__(self, refusal: Refusal, errore: str) -> None:
        self.refusal = refusal
        self.errore = errore
        super().__init__(f"{refusal.name}: {errore}")


REFUSALS: dict[str, Refusal] = {}


def _row(name: str, esito: int, text: str, http_status: int = 200) -> Refusal:
    REFUSALS[name] = refusal = Refusal(name, esito, text, http_status)
    return refusal


# Who asks
API_KEY = _row("api_key", 1, "API key mancante o non valida", 403)
CREDENTIALS = _row("credentials", 2, "Username o password errati")
SESSION = _row("session", 3, "Sessione inesistente o scaduta", 401)

# What is asked
MALFORMED = _row("malformed", 10, "Richiesta non valida: {reason}", 400)
TOO_LARGE = _row("too_large", 11, "Richiesta troppo grande: al massimo {limit} byte", 413)
UNKNOWN_PATH = _row("unknown_path", 12, "Operazione inesistente", 404)
METHOD = _row("method", 13, "Metodo non ammesso", 405)
INTERNAL = _row("internal", 14, "Errore interno", 500)
OPERATOR_TOKEN = _row("operator_token", 15, "Token operatore mancante o non valido", 403)
TRANSITION = _row("transition", 16, "Il mercato {market} è {state}: {action} impossibile", 409)
WINNERS = _row(
    "winners", 17, "Vincenti non validi per il mercato {market}: ne servono {count}", 409
)
RATE = _row("rate", 18, "Troppe richieste: riprovare più tardi", 429)
NOT_THERE = _row("not_there", 19, "{what} {number} inesistente", 404)

# Where
EVENT_UNKNOWN = _row("event_unknown", 20, "Avvenimento {event} inesistente")
MARKET_UNKNOWN = _row("market_unknown", 21, "Mercato {market} inesistente")
MARKET_NOT_OPEN = _row("market_not_open", 22, "Mercato {market} non ancora aperto")
MARKET_SUSPENDED = _row("market_suspended", 23, "Mercato {market} sospeso")
MARKET_CLOSED = _row("market_closed", 24, "Mercato {market} chiuso")
VERSION = _row("version", 25, "Versione {asked} del mercato {market} superata: ora è la {version}")
REGULATOR = _row("regulator", 26, "Mercato {market} non ancora aperto presso il regolatore")

# The offers
NO_OFFERS = _row("no_offers", 30, "Nessuna offerta nella richiesta")
TOO_MANY = _row("too_many", 31, "Troppe offerte in una richiesta: {count}, al massimo {maximum}")
SIDES_APART = _row("sides_apart", 32, "Punta e banca non ammesse nella stessa richiesta")
FLAG = _row("flag", 33, "Il campo {field} deve valere 0 o 1")
STAKE_SUM = _row("stake_sum", 34, "La puntata {given} non è la somma degli importi {sum}")
SIDE_UNKNOWN = _row("side_unknown", 35, "Tipo offerta {tipo} sconosciuto")
SELECTION_UNKNOWN = _row(
    "selection_unknown", 36, "Esito {selection} inesistente sul mercato {market}"
)
LADDER = _row("ladder", 37, "Quota {price} non ammessa")
MINIMUM_BACK = _row("minimum_back", 38, "Importo {size} inferiore al minimo di punta {minimum}")
MINIMUM_LAY = _row("minimum_lay", 39, "Importo {size} inferiore al minimo di banca {minimum}")
STEP = _row("step", 40, "Importo {size} non multiplo di {step}")
MAXIMUM_WIN = _row("maximum_win", 41, "Vincita {win} superiore al massimo {maximum}")
MAX_EXPOSURE = _row("max_exposure", 42, "Esposizione massima {given} errata: è {expected}")
FUNDS = _row("funds", 43, "Saldo insufficiente: servono {needed}, disponibili {free}")
OFFER_UNKNOWN = _row("offer_unknown", 44, "Offerta {offer} inesistente sul mercato {market}")
OFFER_GONE = _row("offer_gone", 45, "Offerta {offer} già abbinata o eliminata")


MOST_WRITTEN: Cents = 10**17


def euros(cents: int) -> str:
    """An amount as an Italian sentence writes it: 123450 -> '1.234,50'. A number with more digits
    than Python would write is 'oltre' (beyond) all money there is."""
    if abs(cents) > MOST_WRITTEN:
        return f"oltre {'-' if cents < 0 else ''}{euros(MOST_WRITTEN)}"
    sign, amount = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{amount // 100:,}".replace(",", ".") + f",{amount % 100:02d}"
