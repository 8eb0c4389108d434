"""What became of an order: why it did not leave, or what the venue has shown of it since."""

from xlbetflag.texts.forms import Sentence

_SENDING: dict[str, Sentence] = {
    "send.not_sent": (
        "Not sent: the venue could not be reached ({reason}). Nothing was placed.",
        "Non inviato: Betflag non è raggiungibile ({reason}). Nulla è stato piazzato.",
    ),
    "send.no_baseline": (
        "Not sent: my offers could not be read first ({reason}). Nothing was placed.",
        "Non inviato: non si sono potute leggere prima le mie offerte ({reason}). Nulla è stato "
        "piazzato.",
    ),
    "send.market_not_open": (
        "Not sent: the market had become {state}. Nothing was placed.",
        "Non inviato: il mercato era diventato {state}. Nulla è stato piazzato.",
    ),
    "send.no_prices": (
        "Not sent: the prices could not be read first ({reason}). Nothing was placed.",
        "Non inviato: non si sono potute leggere prima le quote ({reason}). Nulla è stato "
        "piazzato.",
    ),
    "send.not_before_live": (
        "Not sent: the market had turned live before its turn came.",
        "Non inviato: il mercato era passato al live prima del suo turno.",
    ),
    "send.not_live": (
        "Not sent: the market was not live when its turn came.",
        "Non inviato: al suo turno il mercato non era live.",
    ),
    "send.too_late": (
        "Not sent: its time was over before its turn came.",
        "Non inviato: il suo tempo era finito prima del suo turno.",
    ),
    "send.price_old": (
        "Not sent: when its turn came the prices it was checked on were {age} s old; the limit is "
        "{limit} s.",
        "Non inviato: al suo turno le quote del controllo avevano {age} s; il limite è {limit} s.",
    ),
    "send.limits_tightened": (
        "Not sent: limits were tightened in the moment in which it was about to leave.",
        "Non inviato: i limiti sono stati ristretti nel momento in cui stava per partire.",
    ),
    "send.others_fell": (
        "Not sent: another row of its batch was not sent, and without that one the worst outcome "
        "would be worse than what was confirmed.",
        "Non inviato: un'altra riga dello stesso invio non è partita, e senza quella il risultato "
        "peggiore sarebbe peggiore di quello confermato.",
    ),
    "send.fault": (
        "Not sent: an error came up before it left ({error}). The desk is disarmed.",
        "Non inviato: c'è stato un errore prima dell'invio ({error}). Il desk è disarmato.",
    ),
    "send.disarmed": (
        "Not sent: the desk was disarmed before it left.",
        "Non inviato: il desk è stato disarmato prima dell'invio.",
    ),
    "send.halted": (
        "Not sent: trading was halted before it left.",
        "Non inviato: il trading è stato fermato prima dell'invio.",
    ),
    "send.stopped": (
        "Not sent: the desk stopped before it left.",
        "Non inviato: il desk si è fermato prima dell'invio.",
    ),
    "send.journal": (
        "Not sent: the journal could not be written.",
        "Non inviato: non è stato possibile scrivere il registro.",
    ),
    "send.market_apart": (
        "Not sent: this market cannot be read. Nothing was placed.",
        "Non inviato: questo mercato non si può leggere. Nulla è stato piazzato.",
    ),
    "send.refused": (
        "Refused by the venue ({esito}): {errore}",
        "Rifiutato da Betflag ({esito}): {errore}",
    ),
    "send.session_expired": (
        "Not placed: the session had expired ({errore}). Put it in a new row to try again.",
        "Non piazzato: la sessione era scaduta ({errore}). Per riprovare usa una riga nuova.",
    ),
    "send.twin_at_venue": (
        "Not sent: offer {offer} at the venue is equal and belongs to no row here; it may be this "
        "very order. If you want another, put it in a new row and confirm it as a twin.",
        "Non inviato: l'offerta {offer} su Betflag è uguale e non è di nessuna riga; può essere "
        "proprio questo ordine. Se ne vuoi un altro, usa una riga nuova e confermalo.",
    ),
    "send.looked_after": (
        "It is being looked after: should it stand all the same, this row will say so.",
        "Lo si tiene d'occhio: se fosse stato piazzato comunque, questa riga lo dirà.",
    ),
    "send.outcome_unknown": (
        "Sent, but no clear answer came ({reason}). It is looked for among my offers; it is never "
        "sent again by itself.",
        "Inviato, ma senza una risposta chiara ({reason}). Lo si cerca tra le mie offerte; non "
        "viene mai rinviato da solo.",
    ),
    "send.interrupted": (
        "The desk stopped while this was leaving. It is looked for among my offers; it is never "
        "sent again by itself.",
        "Il desk si è fermato durante l'invio. Lo si cerca tra le mie offerte; non viene mai "
        "rinviato da solo.",
    ),
}

_EVIDENCE: dict[str, Sentence] = {
    "evidence.regulator": (
        "Taken with reserve: waits for the regulator.",
        "Presa con riserva: attende il regolatore.",
    ),
    "evidence.inferred": (
        "Linked to the venue's offer by what it shows, not by an answer (inferred).",
        "Collegato all'offerta di Betflag in base a ciò che mostra, non a una risposta (dedotto).",
    ),
    "evidence.mismatch": (
        "Offer {offer} does not show the {field:name} that was sent: {shown} instead of {sent}. "
        "Check it at the venue.",
        "L'offerta {offer} non mostra il campo {field:name} inviato: {shown} invece di {sent}. "
        "Controlla su Betflag.",
    ),
    "evidence.too_much_matched": (
        "Offer {offer} shows {matched:euro} matched, more than its size. Check it at the venue.",
        "L'offerta {offer} risulta abbinata per {matched:euro}, più del suo importo. Controlla su "
        "Betflag.",
    ),
    "evidence.ambiguous": (
        "Undecided: {candidates} for {rows} equal order(s). One may have been placed by hand. "
        "Check at the venue which is which.",
        "Indeciso: {candidates} per {rows} ordini uguali. Uno può essere stato piazzato a mano. "
        "Controlla su Betflag.",
    ),
    "evidence.late_candidate": (
        "Undecided: {candidates} appeared after this order had not been found; it may have been "
        "placed by hand. Check at the venue.",
        "Indeciso: {candidates} è comparsa dopo che questo ordine non era stato trovato; può "
        "essere stata piazzata a mano. Controlla su Betflag.",
    ),
    "evidence.not_found_exposure_same": (
        "Not found in {reads} reads, exposure unchanged. Check at the venue before ordering again.",
        "Non trovato in {reads} letture, esposizione invariata. Controlla su Betflag prima di "
        "riordinare.",
    ),
    "evidence.not_found_exposure_unread": (
        "Not found in {reads} reads; the exposure could not be compared. Check at the venue before "
        "ordering again.",
        "Non trovato in {reads} letture; l'esposizione non si è potuta confrontare. Controlla su "
        "Betflag prima di riordinare.",
    ),
    "evidence.exposure_changed": (
        "Not seen in {reads} reads, but the market's exposure has changed. Check at the venue.",
        "Non visto in {reads} letture, ma l'esposizione del mercato è cambiata. Controlla su "
        "Betflag.",
    ),
    "evidence.check_statement": (
        "The market is {state} and this order can no longer be read. Check the venue's statement.",
        "Il mercato è {state} e questo ordine non si può più leggere. Controlla l'estratto conto "
        "di Betflag.",
    ),
    "evidence.unreadable": (
        "My offers on this market could not be read ({reason}); shown as last known.",
        "Le mie offerte su questo mercato non si sono potute leggere ({reason}); mostrato l'ultimo "
        "stato noto.",
    ),
    "evidence.doubled": (
        "The venue holds an equal offer {offer} too: the request was delivered twice. It is "
        "{status}, {matched:euro} matched; it counts as ours and is cancelled with this row.",
        "Betflag ha anche un'offerta uguale, {offer}: la richiesta è arrivata due volte. È "
        "{status}, abbinata per {matched:euro}; conta come nostra e si annulla con questa riga.",
    ),
    "evidence.unowned": (
        "An equal offer {offer} stands at the venue too, and no row owns it: placed by hand, or a "
        "copy of the request that came late. It is not cancelled with this row.",
        "Su Betflag c'è anche un'offerta uguale, {offer}, di nessuna riga: inserita a mano, o una "
        "copia della richiesta arrivata tardi. Non si annulla con questa riga.",
    ),
    "evidence.turned_up": (
        "An equal offer {offer} has turned up: taken for this row's and cancelled with it. It is "
        "{status}, {matched:euro} matched.",
        "È comparsa un'offerta uguale, {offer}: trattata come di questa riga e annullata con essa. "
        "È {status}, abbinata per {matched:euro}.",
    ),
    "evidence.double_of": (
        "Left at the venue by the request of order {key}, as a copy or late.",
        "Lasciato su Betflag dalla richiesta dell'ordine {key}, in copia o in ritardo.",
    ),
    "evidence.sums_differ": (
        "Its offer shows {shown:euro} matched, the matches {told:euro}: nothing is placed in its "
        "place. Check at the venue.",
        "La sua offerta risulta abbinata per {shown:euro}, gli abbinamenti dicono {told:euro}: al "
        "suo posto non si piazza nulla. Controlla su Betflag.",
    ),
    "evidence.cancel_unchecked": (
        "The venue confirmed the cancel and shows it no more; its exposure does not tell whether "
        "some of it was matched. Nothing is placed in its place.",
        "Betflag ha confermato l'annullamento e non lo mostra più; l'esposizione non dice se una "
        "parte è stata abbinata. Al suo posto non si piazza nulla.",
    ),
    "evidence.apart": (
        "This market cannot be read ({reason}) while the venue answers otherwise: it is set apart. "
        "Other markets trade; nothing is placed on this one, and it is tried again now and then. "
        "What became of this row can be decided by hand, from the venue's statement.",
        "Questo mercato non si può leggere ({reason}) mentre Betflag risponde per il resto: è "
        "messo da parte. Sugli altri mercati si opera; su questo non si piazza nulla, e si riprova "
        "ogni tanto. L'esito di questa riga si può decidere a mano, dall'estratto conto.",
    ),
    "evidence.removed": (
        "Removed at the venue (its code {status}); no cancel of this desk is on record.",
        "Rimosso su Betflag (codice {status}); non risulta un annullamento di questo desk.",
    ),
    "evidence.rest_lapsed": (
        "What was not matched lapsed when the market closed.",
        "La parte non abbinata è decaduta alla chiusura del mercato.",
    ),
}

_CANCELLING: dict[str, Sentence] = {
    "cancel.before_sending": (
        "Cancelled before it left: nothing was placed.",
        "Annullato prima dell'invio: nulla è stato piazzato.",
    ),
    "cancel.asked": (
        "Cancel asked; waiting for the venue to show it.",
        "Annullamento richiesto; in attesa che Betflag lo mostri.",
    ),
    "cancel.when_found": (
        "Cancel asked; it will be cancelled as soon as it is found.",
        "Annullamento richiesto; sarà annullato appena trovato.",
    ),
    "cancel.failed": (
        "Cancel not confirmed yet ({reason}); it is asked again.",
        "Annullamento non ancora confermato ({reason}); viene richiesto di nuovo.",
    ),
    "cancel.venue_asks": (
        "This also removes offers placed by hand, on every market where this desk has an order. If "
        "you want that, give: CANCEL ALL AT VENUE YES.",
        "Questo rimuove anche le offerte piazzate a mano, su ogni mercato in cui questo desk ha un "
        "ordine. Se lo vuoi, usa: ANNULLA TUTTO SU BETFLAG SI.",
    ),
    "cancel.venue_asked": (
        "Everything unmatched is being removed at the venue, offers placed by hand too.",
        "Tutto il non abbinato viene rimosso su Betflag, anche le offerte piazzate a mano.",
    ),
    "cancel.all_the_same": (
        "What stands there is being cancelled all the same.",
        "Quel che vi si trova viene annullato comunque.",
    ),
    "cancel.nothing_left": (
        "Nothing left to cancel.",
        "Non resta nulla da annullare.",
    ),
}

_REPLACING: dict[str, Sentence] = {
    "replace.how": (
        "Say which row and which price, as in REPLACE 5 3.40.",
        "Indica la riga e la quota, come in SOSTITUISCI 5 3,40.",
    ),
    "replace.begun": (
        "Row {row} is being cancelled; what is left of it goes to {price:odds} once that is "
        "confirmed.",
        "La riga {row} viene annullata; quel che ne resta va a quota {price:odds} appena "
        "confermato.",
    ),
    "replace.not_open": (
        "Only an order that stands at the venue can be replaced.",
        "Si può sostituire solo un ordine presente su Betflag.",
    ),
    "replace.under_way": (
        "This order is being replaced already.",
        "Questo ordine è già in sostituzione.",
    ),
    "replace.same_price": (
        "The order has that price already.",
        "L'ordine ha già quella quota.",
    ),
    "replace.done": (
        "Replaced: {stake:euro} placed again at {price:odds} (order {new}).",
        "Sostituito: {stake:euro} piazzati di nuovo a {price:odds} (ordine {new}).",
    ),
    "replace.not_placed": (
        "Cancelled, but not placed again: {why}",
        "Annullato, ma non piazzato di nuovo: {why}",
    ),
    "replace.withdrawn": (
        "Not placed again: it was cancelled, or the desk disarmed or halted, after that was asked.",
        "Non piazzato di nuovo: dopo la richiesta è stato annullato, o il desk è stato disarmato o "
        "fermato.",
    ),
    "replace.ended": (
        "Not replaced: it ended otherwise before the cancel.",
        "Non sostituito: è finito in altro modo prima dell'annullamento.",
    ),
    "replace.unclear": (
        "Not replaced: what became of it is not clear, so nothing was placed.",
        "Non sostituito: l'esito non è chiaro, quindi non è stato piazzato nulla.",
    ),
    "replace.too_late": (
        "Not replaced: the cancel was not confirmed in time, so nothing was placed.",
        "Non sostituito: annullamento non confermato in tempo, quindi non è stato piazzato nulla.",
    ),
}

_DECIDING: dict[str, Sentence] = {
    "decide.by_hand": (
        "Decided by hand, from the venue's statement.",
        "Deciso a mano, in base all'estratto conto di Betflag.",
    ),
    "decide.how": (
        "Say which row, and how it ended, as in DECIDE 5 CANCELLED: REFUSED where nothing was "
        "placed, else CANCELLED, LAPSED, VOID or SETTLED.",
        "Indica la riga e come è finita, come in DECIDI 5 CANCELLED: REFUSED se non è stato "
        "piazzato nulla, altrimenti CANCELLED, LAPSED, VOID o SETTLED.",
    ),
    "decide.asks": (
        "{order} is {state}. Look at Betflag's own site first: from then on it counts as {status}, "
        "and nothing looks for it any more. If that is how it ended, say: DECIDE {row} {status} "
        "YES",
        "{order} è {state}. Guarda prima sul sito di Betflag: da quel momento vale come {status} e "
        "nessuno lo cerca più. Se è finito così, scrivi: DECIDI {row} {status} SI",
    ),
    "decide.done": (
        "Row {row} is {status} by your word.",
        "La riga {row} è {status}, per tua parola.",
    ),
    "decide.not_undecided": (
        "Only a row that is UNKNOWN or NOT FOUND can be decided by hand, or one whose market "
        "cannot be read.",
        "Solo una riga UNKNOWN o NOT FOUND si può decidere a mano, o una il cui mercato non si "
        "può leggere.",
    ),
    "decide.not_final": (
        "{status} is not how an order ends: choose REFUSED, CANCELLED, LAPSED, VOID or SETTLED.",
        "{status} non è la fine di un ordine: scegli REFUSED, CANCELLED, LAPSED, VOID o SETTLED.",
    ),
}

SENTENCES = {**_SENDING, **_EVIDENCE, **_CANCELLING, **_REPLACING, **_DECIDING}
