"""What is said beside a day's summary, and to who trades from Python."""

from xlbetflag.texts.forms import Sentence

SENTENCES: dict[str, Sentence] = {
    "python.no_such_column": (
        "An order has no {column}: it has {choices}.",
        "Un ordine non ha {column}: ha {choices}.",
    ),
    "python.no_such_key": (
        "No order has the key {keys}; the others given are being cancelled.",
        "Nessun ordine ha la chiave {keys}; gli altri indicati vengono annullati.",
    ),
    "python.cancel_which": (
        "Say which keys to cancel; cancel_all() cancels everything of ours.",
        "Indica quali chiavi annullare; cancel_all() annulla tutto il nostro.",
    ),
    "python.no_order": (
        "Row {row} holds no bet to place: give market, selection, side, price and stake.",
        "La riga {row} non contiene una scommessa: indica mercato, selezione, lato, quota e "
        "importo.",
    ),
    "summary.balance": (
        "Balance as the venue told it: {opening:euro}, then {closing:euro}: {moved:euro}.",
        "Saldo comunicato da Betflag: {opening:euro}, poi {closing:euro}: {moved:euro}.",
    ),
    "summary.estimated": (
        "The venue does not tell what a market paid. FROM BALANCE is the one result that explains "
        "how the balance moved; NOT TOLD lies between worst and best. Commission is estimated.",
        "Betflag non comunica quanto ha pagato un mercato. FROM BALANCE è l'unico risultato che "
        "spiega come si è mosso il saldo; NOT TOLD sta tra worst e best. La commissione è stimata.",
    ),
}
