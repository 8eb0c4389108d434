"""Every sentence a person reads about a problem, by code, in English and Italian.

Blanks take a form: `{stake:euro}` cents as euros, `{price:odds}` hundredths as decimal odds,
`{field:name}` a field or limit by its name in the user's language. Others are shown as they are.
"""

from string import Formatter

from xlbetflag.market.problem import Problem

ENGLISH, ITALIAN = "en", "it"
LANGUAGES = (ENGLISH, ITALIAN)

Sentence = tuple[str, str]  # English, Italian

_INPUTS: dict[str, Sentence] = {
    "field.empty": (
        "{field:name} is empty: fill it in.",
        "{field:name} è vuoto: compilalo.",
    ),
    "price.too_low": (
        "Price {value} is too low: the lowest odds are 1.01.",
        "La quota {value} è troppo bassa: la minima è 1,01.",
    ),
    "money.not_positive": (
        "{field:name} {value} must be more than zero.",
        "{field:name} {value}: deve essere maggiore di zero.",
    ),
    "side.single_letter": (
        "Side '{value}' means opposite things to different traders: write BACK or LAY.",
        "Il lato '{value}' si può leggere in due modi: scrivi PUNTA o BANCA.",
    ),
    "side.unknown": (
        "Side '{value}' is not known: write BACK or LAY.",
        "Il lato '{value}' non è riconosciuto: scrivi PUNTA o BANCA.",
    ),
    "id.not_an_id": (
        "{field:name} '{value}' is not an id: ids are whole numbers, as in 19901289.",
        "{field:name} '{value}' non è un id: gli id sono numeri interi, come 19901289.",
    ),
    "flag.unknown": (
        "{field:name} '{value}' is neither yes nor no: write yes, no, or leave it empty.",
        "{field:name} '{value}' non è né sì né no: scrivi sì, no, o lascia vuoto.",
    ),
    "number.is_a_date": (
        "{field:name}: the cell holds a date ({value}): type the number again in a cell formatted "
        "as a number.",
        "{field:name}: la cella contiene una data ({value}): riscrivi il numero in una cella in "
        "formato numero.",
    ),
    "number.not_a_number": (
        "{field:name} '{value}' is not a number: write it as in 2.50.",
        "{field:name} '{value}' non è un numero: scrivilo come 2,50.",
    ),
    "number.too_precise": (
        "{field:name} {value} has more than two decimals: write at most two.",
        "{field:name} {value} ha più di due decimali: scrivine al massimo due.",
    ),
    "number.ambiguous": (
        "{field:name} '{value}' can be read two ways (thousands or decimals): write it without "
        "thousands and with two decimals.",
        "{field:name} '{value}' si può leggere in due modi (migliaia o decimali): scrivilo senza "
        "migliaia e con due decimali.",
    ),
}

_GATES: dict[str, Sentence] = {
    "gate.disarmed": (
        "Not sent: the desk is not armed. Arm it, then place again.",
        "Non inviato: il desk non è armato. Armalo, poi piazza di nuovo.",
    ),
    "gate.halted": (
        "Not sent: trading is halted. Resume and arm, then place again.",
        "Non inviato: il trading è fermo. Riprendi e arma, poi piazza di nuovo.",
    ),
    "gate.not_started": (
        "Not sent: the desk is not running. Start it, then place again.",
        "Non inviato: il desk non è in funzione. Avvialo, poi piazza di nuovo.",
    ),
    "gate.not_reconciled": (
        "Not sent: earlier orders are still being checked with the venue. Wait, then place again.",
        "Non inviato: gli ordini precedenti sono ancora in verifica con Betflag. Attendi, poi "
        "piazza di nuovo.",
    ),
    "gate.too_many_rows": (
        "Not sent: {rows} rows in one batch, the limit is {limit}. Place fewer rows at a time.",
        "Non inviato: {rows} righe in un solo invio, il limite è {limit}. Piazzane meno per volta.",
    ),
    "arm.unproven": (
        "Production stays disarmed until these routes and rules have been proved there with a "
        "minimum stake: run 'xlbetflag api prove'.",
        "La produzione resta disarmata finché queste rotte e regole non sono state provate lì con "
        "una puntata minima: usa 'xlbetflag api prove'.",
    ),
    "arm.halted": (
        "Trading is halted: resume before arming.",
        "Il trading è fermo: riprendi prima di armare.",
    ),
    "journal.busy": (
        "Another desk already writes this journal ({who}): close it first. Nothing is sent from "
        "here.",
        "Un altro desk scrive già questo registro ({who}): chiudilo prima. Da qui non si invia "
        "nulla.",
    ),
    "journal.broken": (
        "The order journal cannot be used ({reason}): nothing is sent. Check the disk and the "
        "folder {path}, then start the desk again.",
        "Il registro degli ordini non è utilizzabile ({reason}): non si invia nulla. Controlla il "
        "disco e la cartella {path}, poi riavvia il desk.",
    ),
}

_ROWS: dict[str, Sentence] = {
    "row.status_not_journaled": (
        "Not sent: the row shows '{status}' but this desk's journal does not know it. If it is a "
        "new order, give it a new row.",
        "Non inviato: la riga mostra '{status}' ma il registro di questo desk non la conosce. Se è "
        "un ordine nuovo, usa una riga nuova.",
    ),
    "row.unchanged": (
        "Not tried again as it is: change the row or clear its status.",
        "Non ritentato così com'è: modifica la riga o cancellane lo stato.",
    ),
    "row.no_key": (
        "Not sent: the row has no key. Type the order in a fresh row of the table.",
        "Non inviato: la riga non ha una chiave. Scrivi l'ordine in una riga nuova della tabella.",
    ),
    "row.same_key": (
        "Not sent: rows {first} and {second} carry the same key. Type this order in a fresh row.",
        "Non inviato: le righe {first} e {second} hanno la stessa chiave. Scrivi questo ordine in "
        "una riga nuova.",
    ),
    "row.key_has_changed": (
        "The row no longer reads as it was sent: {sent}. The order itself is unchanged; put a new "
        "order in a new row.",
        "La riga non corrisponde più a quanto inviato: {sent}. L'ordine non è cambiato; per un "
        "nuovo ordine usa una riga nuova.",
    ),
    "row.twin_in_batch": (
        "Not sent: the same order as row {row}. Confirm it if you want both.",
        "Non inviato: è lo stesso ordine della riga {row}. Confermalo se li vuoi entrambi.",
    ),
    "row.twin_journaled": (
        "Not sent: the same order is already {status} on this market (row {row}). Confirm it if "
        "you want another.",
        "Non inviato: lo stesso ordine è già {status} su questo mercato (riga {row}). Confermalo "
        "se ne vuoi un altro.",
    ),
}

_CONFIRMING: dict[str, Sentence] = {
    "confirm.changed": (
        "Not sent: rows or prices have changed since you confirmed them. Look again and confirm.",
        "Non inviato: righe o quote sono cambiate dopo la conferma. Ricontrolla e conferma.",
    ),
    "confirm.batch": (
        "PLACE would send {rows} rows, {stake:euro} of stakes; worst outcome of their markets "
        "{worst:euro}, with what stands there already. {refused} rows would stay.",
        "PLACE invierebbe {rows} righe, {stake:euro} di puntate; esito peggiore dei loro mercati "
        "{worst:euro}, con quanto già presente. {refused} righe resterebbero.",
    ),
    "confirm.twins": (
        "{count} rows are equal to another order: if you want them too, give PLACE TWINS {rows}.",
        "{count} righe sono uguali a un altro ordine: se le vuoi lo stesso, usa PLACE TWINS "
        "{rows}.",
    ),
    "confirm.which_twins": (
        "Say which rows you confirm, as in PLACE TWINS 5 7.",
        "Indica quali righe confermi, come in PLACE TWINS 5 7.",
    ),
}

_MARKET: dict[str, Sentence] = {
    "market.unknown": (
        "Market {market} is not known: check the id on the Markets sheet.",
        "Il mercato {market} non è conosciuto: controlla l'id nel foglio Markets.",
    ),
    "market.not_open": (
        "The market is {state}, not OPEN: wait until it trades.",
        "Il mercato è {state}, non OPEN: attendi che sia aperto.",
    ),
    "market.no_prices": (
        "No live prices of this market ({health}): watch it and wait until it is LIVE.",
        "Nessun prezzo attuale di questo mercato ({health}): seguilo e attendi che sia LIVE.",
    ),
    "market.price_old": (
        "The price seen is {age} s old, the limit is {limit} s: wait for a fresh one.",
        "Il prezzo visto ha {age} s, il limite è {limit} s: attendi un prezzo aggiornato.",
    ),
    "selection.unknown": (
        "Selection '{selection}' is not in this market: choose one of {choices}.",
        "L'esito '{selection}' non è in questo mercato: scegli tra {choices}.",
    ),
    "selection.ambiguous": (
        "Selection '{selection}' can mean more than one: write one of {choices}.",
        "L'esito '{selection}' può indicarne più di uno: scrivi uno tra {choices}.",
    ),
    "selection.label_disagrees": (
        "In '{selection}' the id and the name are of different selections: write one of {choices}.",
        "In '{selection}' id e nome sono di esiti diversi: scrivi uno tra {choices}.",
    ),
    "selection.not_an_id": (
        "The venue's id of selection {selection} is not a number: it cannot be ordered here.",
        "L'id dell'esito {selection} non è un numero: non si può ordinare da qui.",
    ),
}

_RULES: dict[str, Sentence] = {
    "rule.ladder": (
        "Price {price:odds} is not on the ladder: the nearest are {below:odds} and {above:odds}.",
        "La quota {price:odds} non è nella scala: le più vicine sono {below:odds} e {above:odds}.",
    ),
    "rule.ladder_end": (
        "Price {price:odds} is beyond the ladder: it goes from {lowest:odds} to {highest:odds}.",
        "La quota {price:odds} è fuori scala: si va da {lowest:odds} a {highest:odds}.",
    ),
    "rule.minimum": (
        "Stake {stake:euro} is below the minimum of {minimum:euro} for a {side}.",
        "La puntata {stake:euro} è sotto il minimo di {minimum:euro} per {side}.",
    ),
    "rule.step": (
        "Stake {stake:euro} does not move in steps of {step:euro}.",
        "La puntata {stake:euro} non è un multiplo di {step:euro}.",
    ),
    "rule.maximum_win": (
        "It could win {win:euro}, more than the {maximum:euro} allowed: lower the stake.",
        "Potrebbe vincere {win:euro}, più dei {maximum:euro} consentiti: riduci la puntata.",
    ),
    "rule.assumed": (
        "(A rule we assume of the venue, not confirmed: sent all the same.)",
        "(Regola di Betflag presunta, non confermata: inviato comunque.)",
    ),
}

_LIMITS: dict[str, Sentence] = {
    "limit.missing": (
        "Not sent: the limit '{limit:name}' is empty or not valid. Set it on the Desk sheet.",
        "Non inviato: il limite '{limit:name}' è vuoto o non valido. Impostalo nel foglio Desk.",
    ),
    "limit.stake_per_bet": (
        "Stake {stake:euro} is over the limit of {limit:euro} a bet.",
        "La puntata {stake:euro} supera il limite di {limit:euro} per scommessa.",
    ),
    "limit.liability_per_market": (
        "With it this market could lose {liability:euro}, over the limit of {limit:euro}.",
        "Con questo il mercato potrebbe perdere {liability:euro}, oltre il limite di {limit:euro}.",
    ),
    "limit.stake_per_day": (
        "With it today's stakes come to {stake:euro}, over the limit of {limit:euro} a day.",
        "Con questo le puntate di oggi arrivano a {stake:euro}, oltre il limite di {limit:euro} al "
        "giorno.",
    ),
    "limit.loss_per_day": (
        "With it today's loss could come to {loss:euro} (estimated), over the limit of "
        "{limit:euro} a day.",
        "Con questo la perdita di oggi potrebbe arrivare a {loss:euro} (stimata), oltre il limite "
        "di {limit:euro} al giorno.",
    ),
    "limit.price_distance": (
        "Price {price:odds} is {ticks} ticks from the best price {best:odds}, the limit is "
        "{limit}.",
        "La quota {price:odds} dista {ticks} tick dalla migliore {best:odds}, il limite è {limit}.",
    ),
    "limit.no_best_price": (
        "Nobody offers a price on this selection, so the distance from the best price cannot be "
        "checked.",
        "Nessuno offre una quota su questo esito: la distanza dalla migliore non è verificabile.",
    ),
    "limit.funds": (
        "It needs {needed:euro}, and {free:euro} is free after the rows before it (estimated).",
        "Servono {needed:euro} e dopo le righe precedenti restano {free:euro} (stima).",
    ),
    "limit.funds_unknown": (
        "The balance is not known at this moment ({health}): wait, then place again.",
        "Il saldo in questo momento non è noto ({health}): attendi, poi piazza di nuovo.",
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
    "send.refused": (
        "Refused by the venue ({esito}): {errore}",
        "Rifiutato da Betflag ({esito}): {errore}",
    ),
    "send.session_expired": (
        "Not placed: the session had expired ({errore}). Put it in a new row to try again.",
        "Non piazzato: la sessione era scaduta ({errore}). Per riprovare usa una riga nuova.",
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
    "evidence.removed": (
        "Removed at the venue, not by this desk (its code {status}).",
        "Rimosso su Betflag, non da questo desk (codice {status}).",
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
        "ordine. Se lo vuoi, usa: CANCEL ALL AT VENUE YES.",
    ),
    "cancel.venue_asked": (
        "Everything unmatched is being removed at the venue, offers placed by hand too.",
        "Tutto il non abbinato viene rimosso su Betflag, anche le offerte piazzate a mano.",
    ),
    "cancel.nothing_left": (
        "Nothing left to cancel.",
        "Non resta nulla da annullare.",
    ),
}

_REPLACING: dict[str, Sentence] = {
    "replace.how": (
        "Say which row and which price, as in REPLACE 5 3.40.",
        "Indica la riga e la quota, come in REPLACE 5 3,40.",
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

_FUNCTIONS: dict[str, Sentence] = {
    "function.too_many": (
        "Too many arguments: {signature}",
        "Troppi argomenti: {signature}",
    ),
    "function.range": (
        "{field:name} must be one cell, not a range.",
        "{field:name} deve essere una cella, non un intervallo.",
    ),
    "function.failed": (
        "{function} failed; the log of the desk says why.",
        "{function} non è riuscita; il perché è nel log del desk.",
    ),
    "number.out_of_range": (
        "{field:name} '{value}' must be a whole number from {lowest} to {highest}.",
        "{field:name} '{value}' deve essere un numero intero da {lowest} a {highest}.",
    ),
    "word.unknown": (
        "{field:name} '{value}' must be one of {choices}.",
        "{field:name} '{value}' deve essere uno tra {choices}.",
    ),
}

_SHEETS: dict[str, Sentence] = {
    "sheet.table_missing": (
        "The table {table} is missing from this workbook: 'xlbetflag new' writes a complete one.",
        "In questa cartella manca la tabella {table}: 'xlbetflag new' ne scrive una completa.",
    ),
    "sheet.column_missing": (
        "The sheet {sheet} has no column headed {column}: write the heading back.",
        "Il foglio {sheet} non ha la colonna {column}: riscrivi l'intestazione.",
    ),
    "sheet.name_missing": (
        "The name {name} is missing from this workbook: 'xlbetflag new' writes a complete one.",
        "In questa cartella manca il nome {name}: 'xlbetflag new' ne scrive una completa.",
    ),
    "sheet.markets_left_out": (
        "{count} markets found no room on the Markets sheet: add rows to its table.",
        "{count} mercati non trovano posto nel foglio Markets: aggiungi righe alla tabella.",
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
    "done.armed": ("Armed: PLACE sends orders.", "Armato: PLACE invia gli ordini."),
    "done.disarmed": ("Disarmed: nothing is sent.", "Disarmato: non si invia nulla."),
    "done.halted": (
        "Halted: nothing is sent and our unmatched offers are being cancelled.",
        "Fermo: non si invia nulla e le nostre offerte non abbinate vengono annullate.",
    ),
    "done.resumed": (
        "Resumed, disarmed: ARM before placing.",
        "Ripreso, disarmato: usa ARM prima di piazzare.",
    ),
    "done.started": ("Prices are being read.", "Lettura delle quote avviata."),
    "done.stopped": (
        "Prices are no longer read: every cell shows NO FEED.",
        "Le quote non si leggono più: ogni cella mostra NO FEED.",
    ),
    "done.refreshed": ("Everything is being read again.", "Tutto viene riletto."),
    "done.unknown": (
        "'{value}' is no command: choose one of {choices}.",
        "'{value}' non è un comando: scegli tra {choices}.",
    ),
}

_DECIDING: dict[str, Sentence] = {
    "decide.by_hand": (
        "Decided by hand, from the venue's statement.",
        "Deciso a mano, in base all'estratto conto di Betflag.",
    ),
    "decide.not_undecided": (
        "Only a row that is UNKNOWN or NOT FOUND can be decided by hand.",
        "Solo una riga UNKNOWN o NOT FOUND si può decidere a mano.",
    ),
    "decide.not_final": (
        "{status} is not how an order ends: choose REFUSED, CANCELLED, LAPSED, VOID or SETTLED.",
        "{status} non è la fine di un ordine: scegli REFUSED, CANCELLED, LAPSED, VOID o SETTLED.",
    ),
}

SENTENCES: dict[str, Sentence] = {
    **_INPUTS,
    **_GATES,
    **_ROWS,
    **_CONFIRMING,
    **_MARKET,
    **_RULES,
    **_LIMITS,
    **_PROVING,
    **_SENDING,
    **_EVIDENCE,
    **_CANCELLING,
    **_DECIDING,
    **_REPLACING,
    **_STORY,
    **_FUNCTIONS,
    **_SHEETS,
    **_DONE,
}

NAMES: dict[str, Sentence] = {
    "price": ("Price", "Quota"),
    "side": ("Side", "Lato"),
    "size": ("Stake", "Puntata"),
    "stake": ("Stake", "Puntata"),
    "market": ("Market", "Mercato"),
    "market_id": ("Market", "Mercato"),
    "selection": ("Selection", "Esito"),
    "event": ("Event", "Evento"),
    "cancel_at_live": ("Remove at live", "Rimuovi al live"),
    "keep_when_suspended": ("Keep when suspended", "Mantieni se sospeso"),
    "note": ("Note", "Nota"),
    "keep_at_live": ("Keep at live", "Mantieni al live"),
    "level": ("Level", "Livello"),
    "depth": ("Depth", "Profondità"),
    "rows": ("Rows", "Righe"),
    "what": ("What", "Quale"),
    "sport": ("Sport", "Sport"),
    "stake_per_bet": ("Stake per bet", "Puntata per scommessa"),
    "liability_per_market": ("Liability per market", "Responsabilità per mercato"),
    "stake_per_day": ("Stake per day", "Puntate al giorno"),
    "loss_per_day": ("Loss per day", "Perdita al giorno"),
    "rows_per_batch": ("Rows per batch", "Righe per invio"),
    "price_distance_ticks": ("Price distance", "Distanza dalla quota"),
    "price_age_seconds": ("Price age", "Età del prezzo"),
}


def say(what: Problem | str, language: str, **values: object) -> str:
    """The sentence of a problem, or of a code with its `values`, in "en" or "it".

    Raises KeyError for a code or a blank that nothing fills: a test holds that none is missing.
    """
    code, filled = (what, values) if isinstance(what, str) else (what.code, what.values)
    sentence = SENTENCES[code][_column(language)]
    return _Blanks(language).vformat(sentence, (), {**filled, **values})


def euros(cents: int, language: str) -> str:
    """Cents as euros: 123450 -> "1,234.50 €" or "1.234,50 €"."""
    return f"{_number(cents, language)} €"


def odds(hundredths: int, language: str) -> str:
    """Hundredths as decimal odds: 250 -> "2.50" or "2,50"."""
    return _number(hundredths, language)


class _Blanks(Formatter):
    """Fills a sentence's blanks in the user's manner of writing."""

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "euro":
            return euros(_whole(value), self._language)
        if format_spec == "odds":
            return odds(_whole(value), self._language)
        if format_spec == "name":
            names = NAMES.get(str(value))
            return names[_column(self._language)] if names else str(value)
        return str(value)


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number of cents or hundredths")
    return value


def _number(amount: int, language: str) -> str:
    text = f"{amount / 100:,.2f}"
    return text.translate(_ITALIAN_MARKS) if language == ITALIAN else text


_ITALIAN_MARKS = str.maketrans(",.", ".,")


def _column(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else 0
