"""What stands on the sheet Examples, and the heads of functions' tables, in Italian."""

_SHEET = {
    "Change the yellow cells: every example follows": (
        "Cambia le celle gialle: ogni esempio si adegua"
    ),
    "A market's id. At first the first on the Board that has two selections.": (
        "L'id di un mercato. All'inizio il primo del Board che ha due esiti."
    ),
    "A bet": "Una scommessa",
    "Another bet": "Un'altra scommessa",
    "As order rows; nothing here is ever sent.": (
        "Come righe d'ordine; da qui non si invia mai nulla."
    ),
    "Price now": "Quota adesso",
    "To close at, or to count ticks to.": "A cui chiudere, o fino a cui contare i tick.",
    "Any price": "Una quota qualsiasi",
    "It need not stand on the ladder.": "Può anche non essere nella scala.",
    "BACK or LAY.": "PUNTA o BANCA.",
    "Prices": "Quote",
    "Ladder and trend": "Scala e andamento",
    "Odds and stakes": "Quote e importi",
    "Sizing bets": "Quanto puntare",
    "What I hold": "Che cosa ho",
    "Account and offers": "Conto e offerte",
    "Events and markets": "Eventi e mercati",
    "The desk itself": "Il desk stesso",
}

_HEADS = {
    "Move": "Verso",
    "Back 1": "Punta 1",
    "Back 1 size": "Importo punta 1",
    "Lay 1": "Banca 1",
    "Lay 1 size": "Importo banca 1",
    "Matched back": "Punta abbinata",
    "Matched lay": "Banca abbinata",
    "Selection id": "Id esito",
    "If it loses": "Se perde",
    "Return": "Ritorno",
    "Exact price": "Quota esatta",
    "Worst by the limits": "Peggiore per i limiti",
    "Blocked": "Bloccato",
}

TEXTS: dict[str, str] = {**_SHEET, **_HEADS}
