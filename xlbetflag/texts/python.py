"""What is said to who trades from Python."""

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
    "python.unknown_key": (
        "No order of this run, of today or still open has the key {key}.",
        "Nessun ordine di questa sessione, di oggi o ancora aperto ha la chiave {key}.",
    ),
    "python.cancel_which": (
        "Say which keys to cancel; cancel_all() cancels everything of ours.",
        "Indica quali chiavi annullare; cancel_all() annulla tutto il nostro.",
    ),
    "python.no_order": (
        "Row {row} holds no bet and no command: give market, selection, side, price and stake.",
        "La riga {row} non contiene né scommessa né comando: indica mercato, selezione, lato, "
        "quota e importo.",
    ),
    "python.key_of_another": (
        "The key {key} is that of another order: {sent} on market {market}. Nothing was placed; "
        "give the new order a key of its own.",
        "La chiave {key} è di un altro ordine: {sent} sul mercato {market}. Nulla è stato "
        "piazzato; dai al nuovo ordine una chiave sua.",
    ),
    "python.closed": (
        "This desk is closed: connect() opens another.",
        "Questo desk è chiuso: connect() ne apre un altro.",
    ),
    "python.taken_over": (
        "This desk was closed by a later connect() on the same account: use that one.",
        "Questo desk è stato chiuso da un connect() successivo sullo stesso conto: usa quello.",
    ),
    "python.no_exchange": (
        "No answer from the {environment} exchange at {url}: {reason}.",
        "Nessuna risposta dall'exchange {environment} a {url}: {reason}.",
    ),
    "python.no_practice": (
        "No answer from the practice exchange at {url}: {reason}. Start one: xlbetflag practice.",
        "Nessuna risposta dall'exchange di pratica a {url}: {reason}. Avviane uno: xlbetflag "
        "practice.",
    ),
    "python.no_environment": (
        "There is no environment '{value}': it is one of {choices}.",
        "Non c'è un ambiente '{value}': è uno tra {choices}.",
    ),
    "python.no_limits": (
        "Limits are set whole: desk.limits = xlbetflag.Limits(stake_per_bet=5), in euros.",
        "I limiti si impostano interi: desk.limits = xlbetflag.Limits(stake_per_bet=5), in euro.",
    ),
    "python.no_day": (
        "'{value}' is no day: give a date, or a text as 2026-05-03.",
        "'{value}' non è un giorno: indica una data, o un testo come 2026-05-03.",
    ),
    "python.no_book": (
        "No prices of market {market} were read: {reason}.",
        "Nessuna quota letta del mercato {market}: {reason}.",
    ),
    "python.no_balance": (
        "The balance was not read: {reason}.",
        "Il saldo non è stato letto: {reason}.",
    ),
    "python.not_yet": (
        "Not yet, after {seconds} s: {seen}.",
        "Non ancora, dopo {seconds} s: {seen}.",
    ),
}
