"""Why a row is not placed."""

from xlbetflag.texts.forms import Sentence

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
    "journal.moved": (
        "The order journal {path} is not the file that it was, or has a second name (a hard link): "
        "it was moved, replaced, deleted or linked. Nothing is sent; what stands can be cancelled. "
        "Put it back under one name, then start the desk again.",
        "Il registro degli ordini {path} non è più lo stesso file, o ha un secondo nome (hard "
        "link): è stato spostato, sostituito, cancellato o collegato. Non si invia nulla; quanto è "
        "al banco si può annullare. Rimettilo a posto con un solo nome, poi riavvia il desk.",
    ),
    "journal.lost_part": (
        "The order journal has lost its end ({count} entries): it was set back, or its log is "
        "missing. Orders may stand at the venue that it does not know. Look there, cancel what "
        "should not stand, then give: ARM YES.",
        "Il registro degli ordini ha perso la fine ({count} voci): è tornato indietro o manca il "
        "suo log. Su Betflag possono esserci ordini che non conosce. Controlla lì, annulla quanto "
        "non deve restare, poi scrivi: ARMA SI.",
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
    "row.not_as_sent": (
        "The key of this row is that of another bet: {sent} on market {market}, {status} "
        "({matched:euro} matched). Nothing acts on it from this row: put the cells back as sent, "
        "or give CANCEL {key}. A new bet goes in a new row.",
        "La chiave di questa riga è di un'altra scommessa: {sent} sul mercato {market}, {status} "
        "({matched:euro} abbinati). Da questa riga non si agisce su di essa: rimetti le celle come "
        "inviate, oppure dai ANNULLA {key}. Una nuova scommessa va in una riga nuova.",
    ),
    "row.copy_or_original": (
        "Rows {rows} carry the key of one order: {sent} on market {market}, {status} "
        "({matched:euro} matched). Nothing tells which of them is the copy, so nothing acts "
        "through them: make the copy another bet, or delete it; or give CANCEL {key}.",
        "Le righe {rows} hanno la chiave di un solo ordine: {sent} sul mercato {market}, {status} "
        "({matched:euro} abbinati). Nulla dice quale sia la copia, quindi da esse non si agisce: "
        "trasforma la copia in un'altra scommessa, o eliminala; oppure dai ANNULLA {key}.",
    ),
    "row.of_another_file": (
        "The order of another file ({file}): nothing acts on it from here, except CANCEL {key}.",
        "L'ordine di un altro file ({file}): da qui non si agisce su di esso, tranne con ANNULLA "
        "{key}.",
    ),
    "row.not_journaled": (
        "This desk's journal does not know the status that stood here. If it is a new order, give "
        "it a new row.",
        "Il registro di questo desk non conosce lo stato che era scritto qui. Se è un ordine "
        "nuovo, usa una riga nuova.",
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
    "row.twin_at_venue": (
        "Not sent: offer {offer} at the venue is equal and belongs to no row here; it may be this "
        "very order, or placed by hand. Confirm it if you want another.",
        "Non inviato: l'offerta {offer} su Betflag è uguale e non è di nessuna riga; può essere "
        "proprio questo ordine, o piazzata a mano. Confermalo se ne vuoi un altro.",
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
    "market.apart": (
        "Orders of ours on this market cannot be read: nothing is placed on it until they can.",
        "I nostri ordini su questo mercato non si possono leggere: finché è così non vi si piazza "
        "nulla.",
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
        "L'importo {stake:euro} è sotto il minimo di {minimum:euro} per {side}.",
    ),
    "rule.step": (
        "Stake {stake:euro} does not move in steps of {step:euro}.",
        "L'importo {stake:euro} non è un multiplo di {step:euro}.",
    ),
    "rule.maximum_win": (
        "It could win {win:euro}, more than the {maximum:euro} allowed: lower the stake.",
        "Potrebbe vincere {win:euro}, più dei {maximum:euro} consentiti: riduci l'importo.",
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
        "L'importo {stake:euro} supera il limite di {limit:euro} per scommessa.",
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
        "With it today's loss could come to {loss:euro} (at most), over the limit of "
        "{limit:euro} a day.",
        "Con questo la perdita di oggi potrebbe arrivare a {loss:euro} (al massimo), oltre il "
        "limite di {limit:euro} al giorno.",
    ),
    "ceiling.liability_per_market": (
        "With it this market could lose {liability:euro}, over the desk's ceiling of {limit:euro} "
        "for all files together. It stands in the settings.",
        "Con questo il mercato potrebbe perdere {liability:euro}, oltre il tetto del desk di "
        "{limit:euro} per tutti i file insieme. Sta nelle impostazioni.",
    ),
    "ceiling.stake_per_day": (
        "With it today's stakes come to {stake:euro}, over the desk's ceiling of {limit:euro} a "
        "day for all files together. It stands in the settings.",
        "Con questo le puntate di oggi arrivano a {stake:euro}, oltre il tetto del desk di "
        "{limit:euro} al giorno per tutti i file insieme. Sta nelle impostazioni.",
    ),
    "ceiling.loss_per_day": (
        "With it today's loss could come to {loss:euro} (at most), over the desk's ceiling of "
        "{limit:euro} a day for all files together. It stands in the settings.",
        "Con questo la perdita di oggi potrebbe arrivare a {loss:euro} (al massimo), oltre il "
        "tetto del desk di {limit:euro} al giorno per tutti i file insieme. Sta nelle "
        "impostazioni.",
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

SENTENCES = {**_GATES, **_ROWS, **_MARKET, **_RULES, **_LIMITS}
