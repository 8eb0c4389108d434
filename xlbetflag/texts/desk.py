"""What the desk asks, did, and tells of its past."""

from xlbetflag.texts.forms import Sentence

_CONFIRMING: dict[str, Sentence] = {
    "confirm.changed": (
        "Not sent: rows have changed since you confirmed them, or a price moved past one. "
        "Look again and confirm.",
        "Non inviato: dopo la conferma sono cambiate righe, o una quota ne ha superata una. "
        "Ricontrolla e conferma.",
    ),
    "confirm.batch": (
        "PLACE would send {rows} rows, {stake:euro} of stakes; worst outcome of their markets "
        "{worst:euro}, with what stands there already. {refused} rows would stay.",
        "PIAZZA invierebbe {rows} righe, {stake:euro} di puntate; esito peggiore dei loro mercati "
        "{worst:euro}, con quanto già presente. {refused} righe resterebbero.",
    ),
    "confirm.twins": (
        "{count} rows are equal to another order: if you want them too, give PLACE TWINS {rows}.",
        "{count} righe sono uguali a un altro ordine: se le vuoi lo stesso, usa PIAZZA UGUALI "
        "{rows}.",
    ),
    "confirm.not_as_sent": (
        "{count} rows no longer say what was sent, or share a key (rows {rows}): nothing acts "
        "through them; see their messages.",
        "{count} righe non dicono più quanto inviato, o hanno la stessa chiave (righe {rows}): da "
        "esse non si agisce; vedi i loro messaggi.",
    ),
    "confirm.hidden": (
        "{hidden} of {count} rows are hidden, by a filter or by hand: rows {rows}.",
        "{hidden} di {count} righe sono nascoste, da un filtro o a mano: righe {rows}.",
    ),
    "confirm.below": (
        "Not read: rows {rows} stand below the table of orders; drag its lower right corner over "
        "them.",
        "Non lette: le righe {rows} sono sotto la tabella degli ordini; trascina il suo angolo in "
        "basso a destra fin su di esse.",
    ),
    "confirm.bet": (
        "{event}, {market}, {selection}: {side} {stake:euro} @ {price:odds}, now {now}",
        "{event}, {market}, {selection}: {side} {stake:euro} @ {price:odds}, ora {now}",
    ),
    "confirm.leaves": (
        "Row {row} goes: {bet}.",
        "La riga {row} parte: {bet}.",
    ),
    "confirm.stays": (
        "Row {row} stays: {bet}. {why}",
        "La riga {row} resta: {bet}. {why}",
    ),
    "confirm.stays_unread": (
        "Row {row} stays. {why}",
        "La riga {row} resta. {why}",
    ),
    "confirm.more": (
        "... and {count} more rows.",
        "... e altre {count} righe.",
    ),
    "confirm.send": (
        "Send them?",
        "Inviarle?",
    ),
    "confirm.again": (
        "Rows have changed since you were asked, or a price moved past one; nothing was sent yet.",
        "Dopo la domanda sono cambiate righe, o una quota ne ha superata una; nulla è stato ancora "
        "inviato.",
    ),
    "confirm.open": (
        "Answer the question about PLACE first.",
        "Rispondi prima alla domanda su PIAZZA.",
    ),
    "confirm.declined": (
        "Not confirmed: nothing was sent.",
        "Non confermato: non è stato inviato nulla.",
    ),
    "confirm.which_twins": (
        "Say which rows you confirm, as in PLACE TWINS 5 7.",
        "Indica quali righe confermi, come in PIAZZA UGUALI 5 7.",
    ),
}

_FILES: dict[str, Sentence] = {
    "file.saved": (
        "{file} is saved.",
        "{file} è salvato.",
    ),
    "file.saved_beside": (
        "{file} was saved by another program meanwhile and is left as it is: ours is saved beside "
        "it as {beside}.",
        "{file} è stato salvato nel frattempo da un altro programma e resta com'è: il nostro è "
        "salvato accanto come {beside}.",
    ),
    "file.not_saved": (
        "{file} cannot be written ({reason}). Nothing is lost: the desk goes on, and writing is "
        "tried again.",
        "{file} non si può scrivere ({reason}). Nulla è perduto: il desk continua, e la scrittura "
        "viene ritentata.",
    ),
    "file.sheltered": (
        "It is saved as {beside}.",
        "È salvato come {beside}.",
    ),
    "file.lost": (
        "{file} cannot be written ({reason}), nor anything else: what was typed since it was last "
        "saved is lost. Orders are in the journal.",
        "{file} non si può scrivere ({reason}), né altro: quanto digitato dopo l'ultimo "
        "salvataggio è perduto. Gli ordini sono nel registro.",
    ),
    "file.open_elsewhere": (
        "{file} seems to be open in another program ({lock} is there): close it there. What it "
        "saves is not written over: ours would be saved beside it.",
        "{file} sembra aperto in un altro programma (c'è {lock}): chiudilo lì. Ciò che salva non "
        "viene sovrascritto: il nostro sarebbe salvato accanto.",
    ),
}

_TICKS: dict[str, Sentence] = {
    "tick.unforeseen": (
        "Error {number} at a tick, which nobody foresaw ({where}): the next tick goes on. Please "
        "report it.",
        "Errore {number} a un aggiornamento, non previsto ({where}): il prossimo aggiornamento va "
        "avanti. Segnalalo, per favore.",
    ),
    "tick.disarmed": (
        "That were {count} in a row: the desk is DISARMED.",
        "Sono {count} di fila: il desk è DISARMATO.",
    ),
    "tick.without": (
        "The sheet does without it: {problem}",
        "Il foglio ne fa a meno: {problem}",
    ),
}

_PROVING: dict[str, Sentence] = {
    "prove.plan": (
        "In {environment}, on {event}, {market} ({market_id}), selection {selection}: a back of "
        "{back:euro} and then a lay of {lay:euro}, both at {price:odds}, between {below:odds} and "
        "{above:odds} where nobody takes them. Each is read back, looked for in the book and "
        "cancelled. If the market moves meanwhile, either may be matched: that is real money.",
        "In {environment}, su {event}, {market} ({market_id}), esito {selection}: una punta di "
        "{back:euro} e poi una banca di {lay:euro}, entrambe a {price:odds}, tra {below:odds} e "
        "{above:odds} dove nessuno le prende. Ognuna viene riletta, cercata nel book e annullata. "
        "Se intanto il mercato si muove, possono essere abbinate: è denaro vero.",
    ),
    "prove.no_consent": (
        "Nothing was sent: the word was not given.",
        "Non è stato inviato nulla: la parola non è stata scritta.",
    ),
    "prove.done": (
        "Proved: side, price, size and book list are as assumed. Production can be armed with "
        "these routes and rules.",
        "Provato: lato, quota, importo e lista del book sono come previsto. La produzione si può "
        "armare con queste rotte e regole.",
    ),
    "prove.no_market": (
        "No open market ({market}) has a price strictly between what a back and a lay can take: "
        "try another with --market.",
        "Nessun mercato aperto ({market}) ha una quota strettamente tra quelle di punta e banca: "
        "provane un altro con --market.",
    ),
    "prove.crossed": (
        "Not proved: on market {market} a back could take {back:odds} and a lay {lay:odds}, which "
        "cannot both stand. The book's two lists may be the other way round. Nothing was sent.",
        "Non provato: sul mercato {market} una punta prenderebbe {back:odds} e una banca "
        "{lay:odds}, cosa impossibile. Le due liste del book possono essere invertite. Nulla è "
        "stato inviato.",
    ),
    "prove.not_shown": (
        "Not proved: the {side} is {status}, not {wanted}. {why}",
        "Non provato: la {side} risulta {status}, non {wanted}. {why}",
    ),
    "prove.wrong_list": (
        "Not proved: our {side} at {price:odds} stands among what a {side} can take. The venue "
        "takes it for the other side. It was cancelled.",
        "Non provato: la nostra {side} a {price:odds} compare tra ciò che una {side} può prendere. "
        "Betflag la tratta come il lato opposto. È stata annullata.",
    ),
    "prove.not_listed": (
        "Not proved: our {side} at {price:odds} was never seen in the book. It was cancelled.",
        "Non provato: la nostra {side} a {price:odds} non è mai comparsa nel book. È stata "
        "annullata.",
    ),
}

_STORY: dict[str, Sentence] = {
    "story.checked": (
        "{side} {selection}, {stake:euro} at {price:odds} on market {market}.",
        "{side} {selection}, {stake:euro} a {price:odds} sul mercato {market}.",
    ),
    "story.sent": (
        "Left in request {request} as its row {place}; offers of the account that stood there "
        "before: {known}.",
        "Partito con la richiesta {request}, riga {place}; offerte del conto già presenti: "
        "{known}.",
    ),
    "story.accepted": (
        "The venue answered with the ids {words}, in the order of the request.",
        "Betflag ha risposto con gli id {words}, nell'ordine della richiesta.",
    ),
    "story.refused": (
        "The venue refused the request: {words}",
        "Betflag ha rifiutato la richiesta: {words}",
    ),
    "story.not_sent": (
        "The request never left: {words}",
        "La richiesta non è mai partita: {words}",
    ),
    "story.no_answer": (
        "No answer that proves anything: {words}",
        "Nessuna risposta che provi qualcosa: {words}",
    ),
    "story.state": (
        "Offer {offer}, matched {matched:euro}, {rest:euro} left.",
        "Offerta {offer}, abbinato {matched:euro}, restano {rest:euro}.",
    ),
    "story.read_back": (
        "Read back at the venue, market {market}: offer {offer}, matched {matched:euro}, "
        "{rest:euro} left.",
        "Riletto su Betflag, mercato {market}: offerta {offer}, abbinato {matched:euro}, restano "
        "{rest:euro}.",
    ),
    "story.replaced": (
        "What was left of {old}, {stake:euro}, goes to {price:odds} as {new}.",
        "Il resto di {old}, {stake:euro}, passa a quota {price:odds} come {new}.",
    ),
}

_DONE: dict[str, Sentence] = {
    "done.placed": (
        "{rows} rows are on their way, {refused} were refused: see their messages.",
        "{rows} righe in invio, {refused} rifiutate: vedi i loro messaggi.",
    ),
    "done.cancelling": (
        "Cancelling {rows} rows: each shows its result.",
        "Annullamento di {rows} righe: ognuna mostra il suo esito.",
    ),
    "done.cancel_which": (
        "Say which rows to cancel.",
        "Indica quali righe annullare.",
    ),
    "done.cancelling_all": (
        "Cancelling every unmatched offer of this desk.",
        "Annullamento di tutte le offerte non abbinate di questo desk.",
    ),
    "done.armed": ("Armed: PLACE sends orders.", "Armato: PIAZZA invia gli ordini."),
    "done.disarmed": ("Disarmed: nothing is sent.", "Disarmato: non si invia nulla."),
    "done.halted": (
        "Halted: nothing is sent and our unmatched offers are being cancelled.",
        "Fermo: non si invia nulla e le nostre offerte non abbinate vengono annullate.",
    ),
    "done.resumed": (
        "Resumed, disarmed: ARM before placing.",
        "Ripreso, disarmato: usa ARMA prima di piazzare.",
    ),
    "done.started": ("Prices are being read.", "Lettura delle quote avviata."),
    "done.stopped": (
        "Prices are no longer read: every cell shows NO FEED.",
        "Le quote non si leggono più: ogni cella mostra NO FEED.",
    ),
    "done.refreshed": ("Everything is being read again.", "Tutto viene riletto."),
    "done.not_open": (
        "{file} is not open in Calc: nothing was done. HALT and CANCEL ALL work all the same.",
        "{file} non è aperto in Calc: non è stato fatto nulla. FERMA e ANNULLA TUTTO valgono "
        "comunque.",
    ),
    "done.unknown": (
        "'{value}' is no command: choose one of {choices}.",
        "'{value}' non è un comando: scegli tra {choices}.",
    ),
    "done.stands_alone": (
        "Nothing was done: {command} is given alone, without '{words}'.",
        "Non è stato fatto nulla: {command} va dato da solo, senza '{words}'.",
    ),
    "done.takes_rows": (
        "Nothing was done: after {command} come row numbers only, as in {command} 5 7, not "
        "'{words}'.",
        "Non è stato fatto nulla: dopo {command} vanno solo numeri di riga, come in {command} 5 7, "
        "non '{words}'.",
    ),
    "file.which": (
        "Is this file the one that was last open as {home}, or a copy of it? That one cannot be "
        "looked at now. Nothing is sent from here until you say FILE MOVED or FILE COPIED.",
        "Questo file è quello aperto l'ultima volta come {home}, o una sua copia? Quello ora non "
        "si può guardare. Da qui non si invia nulla finché non dici FILE SPOSTATO o FILE COPIATO.",
    ),
    "file.moved": (
        "It is the same file: its rows go on with their orders.",
        "È lo stesso file: le sue righe proseguono con i loro ordini.",
    ),
    "file.copied": (
        "It is another file: it shows the first one's orders and acts on none of them; its other "
        "rows are new.",
        "È un altro file: mostra gli ordini del primo e non agisce su di essi; le altre sue righe "
        "sono nuove.",
    ),
    "done.below": (
        "{command} was typed in the cell below the Command cell: nothing was done. Give it one "
        "cell up.",
        "{command} è stato scritto nella cella sotto quella Comando: non è stato fatto nulla. "
        "Dallo una cella più su.",
    ),
    "feed.one_trouble": ("1 TROUBLE", "1 GUASTO"),
    "feed.troubles": ("{count} TROUBLES", "{count} GUASTI"),
    "feed.is_troubled": (
        "Something could not be read: {reason}. It is tried again; cells say how old theirs is.",
        "Qualcosa non si è potuto leggere: {reason}. Si riprova; le celle dicono quanto è vecchio "
        "il loro.",
    ),
    "feed.is_well": ("Everything is read again.", "Si legge di nuovo tutto."),
    "rows.without": (
        "{key} stands or waits and no row of this file shows it any more (deleted?): CANCEL {key} "
        "takes it back; undo brings its row back.",
        "{key} è aperto o attende e nessuna riga di questo file lo mostra più (eliminata?): "
        "ANNULLA {key} lo ritira; annullando la modifica la riga torna.",
    ),
    "rows.without_more": (
        "{count} more without a row: see the Log.",
        "Altri {count} senza riga: vedi il Registro.",
    ),
    "done.stood_there": (
        "{command} stood in the Command cell when the file was opened: nothing was done. Give it "
        "now, if you mean it.",
        "{command} era nella cella Comando all'apertura del file: non è stato fatto nulla. Dallo "
        "adesso, se lo vuoi.",
    ),
    "done.by_formula": (
        "A formula in the Command cell says {command}: nothing was done. Commands are typed or "
        "chosen.",
        "Una formula nella cella Comando dice {command}: non è stato fatto nulla. I comandi si "
        "scrivono o si scelgono.",
    ),
    "done.no_such_rows": (
        "No order stands in: {rows}.",
        "Nessun ordine in: {rows}.",
    ),
}

SENTENCES = {**_CONFIRMING, **_FILES, **_TICKS, **_PROVING, **_STORY, **_DONE}
