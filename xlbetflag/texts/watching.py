"""What the rows of the Watch sheet found, and what becomes of the Board."""

from xlbetflag.texts.forms import Sentence

SENTENCES: dict[str, Sentence] = {
    "watch.window": (
        "Starts '{value}' is not understood: write 60 for the next 60 minutes, or 18:00-20:30 for "
        "between these times.",
        "Inizio '{value}' non si capisce: scrivi 60 per i prossimi 60 minuti, o 18:00-20:30 per "
        "un intervallo di orari.",
    ),
    "watch.no_menu": (
        "The menu has not been read yet.",
        "Il palinsesto non è ancora stato letto.",
    ),
    "watch.nothing": (
        "Nothing matches at this moment.",
        "Al momento nulla corrisponde.",
    ),
    "watch.waiting": (
        "Waiting: what matches is over, or comes before the event watched last.",
        "In attesa: ciò che corrisponde è finito, o viene prima dell'ultimo evento seguito.",
    ),
    "watch.took": (
        "Row {row} now watches {markets}.",
        "La riga {row} ora segue {markets}.",
    ),
    "watch.stays": (
        "Row {row} stays as it is: nothing else is to come.",
        "La riga {row} resta com'è: non c'è altro in arrivo.",
    ),
    "watch.none_left": (
        "Row {row} let go; nothing else matches yet.",
        "La riga {row} è libera; per ora nient'altro corrisponde.",
    ),
    "watch.held": (
        "Row {row} stays on {market}: an order of ours is open there. Cancel it first.",
        "La riga {row} resta su {market}: un nostro ordine è aperto lì. Prima annullalo.",
    ),
    "watch.which": (
        "Say which row of the Watch sheet goes on, as in NEXT 5.",
        "Indica quale riga del foglio Watch deve proseguire, come in PROSSIMO 5.",
    ),
    "watch.room": (
        "{used} of {blocks} blocks in use",
        "{used} di {blocks} blocchi in uso",
    ),
    "watch.full": (
        "{used} of {blocks} blocks in use, {count} watched markets have no room",
        "{used} di {blocks} blocchi in uso, {count} mercati seguiti senza posto",
    ),
}
