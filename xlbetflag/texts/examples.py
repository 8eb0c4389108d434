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
    "Many markets": "Molti mercati",
}

_ORDER_WORDS = {
    "Words of an order row": "Parole di una riga d'ordine",
    "Side: cancels what is open of ours on the selection, or on the whole market.": (
        "Lato: annulla ciò che è aperto di nostro sull'esito, o su tutto il mercato."
    ),
    "Side: re-prices our one open order on the selection to the row's price.": (
        "Lato: porta il nostro unico ordine aperto sull'esito alla quota della riga."
    ),
    "Side: places the offers that level what is matched.": (
        "Lato: invia le offerte che pareggiano ciò che è abbinato."
    ),
    "Side: cancels everything of ours on the market, then levels it.": (
        "Lato: annulla tutto il nostro sul mercato, poi lo pareggia."
    ),
    "Option: what is not matched 5 s after sending is cancelled.": (
        "Opzione: ciò che non è abbinato 5 s dopo l'invio viene annullato."
    ),
    "Option: what is matched is offered on the other side, 3 ticks better.": (
        "Opzione: ciò che è abbinato viene offerto dall'altra parte, 3 tick meglio."
    ),
    "Option: closes what is matched once the price is 5 ticks against it.": (
        "Opzione: chiude ciò che è abbinato quando la quota è 5 tick contro."
    ),
    "Option: the same, at a price.": "Opzione: lo stesso, a una quota.",
    "Option: the same, counted from the best price since the match.": (
        "Opzione: lo stesso, contato dalla quota migliore dopo l'abbinamento."
    ),
    "Option: closes at no more than 8 ticks beyond the stop.": (
        "Opzione: chiude a non più di 8 tick oltre lo stop."
    ),
    "Option: not sent before.": "Opzione: non si invia prima.",
    "Option: not sent after; what is not matched by then is cancelled.": (
        "Opzione: non si invia dopo; ciò che allora non è abbinato viene annullato."
    ),
    "Option: sent only before the market is live.": (
        "Opzione: si invia solo prima che il mercato sia live."
    ),
    "Option: sent only once the market is live.": (
        "Opzione: si invia solo quando il mercato è live."
    ),
    "Option: Price is the worst allowed; sent at the best once it is that or better.": (
        "Opzione: Quota è la peggiore ammessa; si invia alla migliore quando è quella o meglio."
    ),
}

_OPTIONS = {
    "FOK 5": "TUTTO O ANNULLA 5",
    "OFFSET 3": "SCARTO 3",
    "STOP 5 TICKS": "STOP 5 TICK",
    "STOP @3.20": "STOP @3,20",
    "STOP 5 TICKS TRAILING": "STOP 5 TICK MOBILE",
    "STOP 5 TICKS WORST 8 TICKS": "STOP 5 TICK PEGGIORE 8 TICK",
    "FROM 20:45": "DALLE 20:45",
    "UNTIL 21:30": "FINO ALLE 21:30",
    "BEFORE LIVE": "PRIMA DEL LIVE",
    "LIVE": "SOLO LIVE",
    "BEST": "MIGLIORE",
}

_HEADS = {
    "Move": "Verso",
    "Selection 1": "Esito 1",
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

TEXTS: dict[str, str] = {**_SHEET, **_ORDER_WORDS, **_OPTIONS, **_HEADS}
