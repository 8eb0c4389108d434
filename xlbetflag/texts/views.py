"""What is said beside a day's summary."""

from xlbetflag.texts.forms import Sentence

SENTENCES: dict[str, Sentence] = {
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
