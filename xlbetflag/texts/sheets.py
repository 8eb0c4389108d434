"""What stands on the sheets, in Italian, by its English as the layout declares it.

Names of sheets, statuses and states (WORKING, LIVE, ARMED ...) are keys: they are the same in every
language, and their meaning is told beside them.
"""

_DESK = {
    "xlbetflag": "xlbetflag",
    "Feed: ": "Quote: ",
    "Read ": "Lette ",
    "Command": "Comando",
    "Choose what the desk should do.": "Scegli che cosa deve fare il desk.",
    "The desk is not running. Start it: xlbetflag serve": (
        "Il desk non è in funzione. Avvialo: xlbetflag serve"
    ),
    "Is this meant?": "È proprio così?",
    "Written by the desk": "Scritto dal desk",
    "Written by the desk.": "Scritto dal desk.",
    "Yours to fill.": "Da compilare.",
    "Computed by the sheet.": "Calcolato dal foglio.",
    "This cell is kept by the desk. Press Esc to leave it as it was.": (
        "Questa cella è tenuta dal desk. Premi Esc per lasciarla com'era."
    ),
    "Session": "Sessione",
    "How fresh prices are": "Quanto sono fresche le quote",
    "Environment": "Ambiente",
    "Connection": "Connessione",
    "Feed": "Quote",
    "Time read": "Ora di lettura",
    "Trading": "Invio ordini",
    "Halt": "Fermo",
    "Requests": "Richieste",
    "Board": "Board",
    "Blocks in use; what has no room.": "Blocchi in uso; ciò che non ha posto.",
    "Balance": "Saldo",
    "Free": "Disponibile",
    "Total": "Totale",
    "Locked": "Impegnato",
    "EUR": "EUR",
    "s": "s",
    "rows": "righe",
    "ticks": "tick",
    "Settings and limits": "Impostazioni e limiti",
    "Refresh every": "Aggiorna ogni",
    "How often the sheet is refreshed.": "Ogni quanto si aggiorna il foglio.",
    "Stake per bet": "Importo per scommessa",
    "No single stake above.": "Nessun importo singolo oltre.",
    "Liability per market": "Responsabilità per mercato",
    "The worst outcome of one market.": "L'esito peggiore di un mercato.",
    "Stake per day": "Importi al giorno",
    "All bets since midnight.": "Tutte le scommesse da mezzanotte.",
    "Loss per day": "Perdita al giorno",
    "Then nothing more is sent.": "Poi non si invia più nulla.",
    "Rows per batch": "Righe per invio",
    "The most one PLACE sends.": "Il massimo che invia un PIAZZA.",
    "Distance from best price": "Distanza dalla quota migliore",
    "Catches a slip of the finger.": "Ferma un errore di battitura.",
    "Age of price": "Età della quota",
    "Older prices refuse the row.": "Quote più vecchie: riga rifiutata.",
    "This file": "Questo file",
    "File": "File",
    "Names the rows of this file.": "Dà il nome alle righe di questo file.",
    "Row keys given": "Chiavi di riga assegnate",
    "Language": "Lingua",
    "Of the texts of this file.": "Dei testi di questo file.",
    "How to begin": "Come iniziare",
    "Open this file with: xlbetflag run FILE. Markets and balance appear.": (
        "Apri questo file con: xlbetflag run FILE. Compaiono mercati e saldo."
    ),
    "On Markets choose YES beside what you want to watch: it opens on the Board.": (
        "In Markets scegli SI accanto a ciò che vuoi seguire: si apre nel Board."
    ),
    "On Orders fill the yellow cells: market, selection, side, price and stake.": (
        "In Orders compila le celle gialle: mercato, esito, lato, quota e importo."
    ),
    "Choose ARM, then PLACE. Bad rows say why and stay; the good ones go.": (
        "Scegli ARMA, poi PIAZZA. Le righe sbagliate dicono perché e restano; le buone partono."
    ),
    "REPLACE 5 3.40 cancels row 5 and, once confirmed, places what is left of it at 3.40.": (
        "SOSTITUISCI 5 3,40 annulla la riga 5 e, avuta conferma, ne piazza il resto a 3,40."
    ),
    "CANCEL 5 7 cancels the orders in rows 5 and 7, CANCEL ALL all of ours; HALT stops "
    "everything.": (
        "ANNULLA 5 7 annulla gli ordini delle righe 5 e 7, ANNULLA TUTTO tutti i nostri; FERMA "
        "blocca tutto."
    ),
    "Yellow cells are yours; white ones are written by the desk.": (
        "Le celle gialle sono tue; le bianche le scrive il desk."
    ),
}

_BOARD = {
    "Id": "Id",
    "Selection": "Esito",
    "Back 3": "Punta 3",
    "Back 2": "Punta 2",
    "Back": "Punta",
    "Lay": "Banca",
    "Lay 2": "Banca 2",
    "Lay 3": "Banca 3",
    "Status": "Stato",
    "Read at": "Letto alle",
    "Where it went": "Andamento",
    "Age": "Età",
    "More": "Altri",
    "Open": "Aperti",
    "Sort by": "Ordina per",
    "TIME, EVENT, or WATCH: as they are watched.": (
        "TIME, l'ora di inizio; EVENT, l'evento; WATCH: come sono seguiti."
    ),
    "Row of Watch": "Riga di Watch",
    "Words of the competition's name; empty for all.": (
        "Parole del nome della competizione; vuoto per tutte."
    ),
    "Only what that row of Watch found; YES: what you marked.": (
        "Solo ciò che ha trovato quella riga di Watch; YES: ciò che hai segnato."
    ),
    "Empty. Choose YES beside a market on the Markets sheet.": (
        "Vuoto. Scegli SI accanto a un mercato nel foglio Markets."
    ),
}

_LADDER = {
    "Choose a market and a selection in the yellow cells": (
        "Scegli un mercato e un esito nelle celle gialle"
    ),
    "My back": "Mia punta",
    "Price": "Quota",
    "My lay": "Mia banca",
    '"?" is deeper than the three prices that the venue shows: not known, not nothing.': (
        '"?" è oltre le tre quote che Betflag mostra: non noto, non vuoto.'
    ),
    "This ladder": "Questa scala",
    "A market's id. At first the first of the Board.": (
        "L'id di un mercato. All'inizio il primo del Board."
    ),
    "Id, name, or both: choose from the list.": "Id, nome o entrambi: scegli dall'elenco.",
    "Stands around": "Intorno a",
    "Moves when the market leaves its middle half.": (
        "Si sposta quando il mercato esce dalla metà centrale."
    ),
    "Selections of this market": "Esiti di questo mercato",
    "If it wins": "Se vince",
    "To choose": "Da scegliere",
}

_POSITIONS = {
    "Winners": "Vincenti",
    "If all fills": "Se abbinato",
    "At the venue": "Su Betflag",
    "Green up": "Pareggio",
    "Green up now": "Pareggio adesso",
    "Available": "Disponibile",
    "Uneven": "Scarto",
    "Then, if it wins": "Poi, se vince",
    "Sel. id": "Id esito",
    "Size": "Importo",
    "worst": "peggiore",
}

_ORDERS = {
    "Fill the yellow cells, one bet a row; then ARM and PLACE on the Desk sheet. A row with a "
    "status is never sent again.": (
        "Compila le celle gialle, una scommessa per riga; poi ARMA e PIAZZA nel foglio Desk. Una "
        "riga con uno stato non viene mai inviata di nuovo."
    ),
    "Key": "Chiave",
    "Side": "Lato",
    "Stake": "Importo",
    "Liability": "Responsabilità",
    "Keep at live": "Mantieni al live",
    "Keep when suspended": "Mantieni se sospeso",
    "Options": "Opzioni",
    "Note": "Nota",
    "Offer id": "Id offerta",
    "Matched": "Abbinato",
    "Remaining": "Rimanente",
    "Message": "Messaggio",
    "Updated": "Aggiornato",
    "The row's own name in the journal. Leave it alone.": (
        "Il nome della riga nel registro. Da non toccare."
    ),
    "The market's id, as in Markets or on the Board.": (
        "L'id del mercato, come in Markets o nel Board."
    ),
    "The selection's id, its exact name, or both as in Markets: 3 · 2.": (
        "L'id dell'esito, il suo nome esatto o entrambi come in Markets: 3 · 2."
    ),
    "BACK (punta) or LAY (banca), the whole word; or a command: CANCEL, REPLACE, GREEN, "
    "CLOSE MARKET.": (
        "PUNTA (back) o BANCA (lay), la parola intera; o un comando: ANNULLA, SOSTITUISCI, "
        "PAREGGIA, CHIUDI MERCATO."
    ),
    "Decimal odds, at least 1.01.": "Quota decimale, almeno 1,01.",
    "The backer's stake in euros.": "L'importo di chi punta, in euro.",
    "What the bet can lose: the stake of a back, stake x (price - 1) of a lay.": (
        "Quanto si può perdere: l'importo di una punta, importo x (quota - 1) di una banca."
    ),
    "YES leaves what is unmatched on offer when the market turns live. NO or empty withdraws it "
    "then.": (
        "SI lascia in offerta ciò che non è abbinato quando il mercato va live. NO o vuoto lo "
        "ritira allora."
    ),
    "YES leaves what is unmatched on offer while a live market is suspended. NO or empty "
    "withdraws it then. Before live it stays either way.": (
        "SI lascia in offerta ciò che non è abbinato mentre un mercato live è sospeso. NO o vuoto "
        "lo ritira allora. Prima del live resta comunque."
    ),
    "What is asked beside the bet, with ; between: FOK 5; OFFSET 3; STOP 5 TICKS; FROM 20:45; "
    "UNTIL 21:30; BEFORE LIVE; LIVE; BEST.": (
        "Che cosa si chiede oltre alla scommessa, separato da ;: FOK 5; SCARTO 3; STOP 5 TICK; "
        "DALLE 20:45; FINO ALLE 21:30; PRIMA DEL LIVE; SOLO LIVE; MIGLIORE."
    ),
    "Yours; never sent. A row with only a note is a title.": (
        "Tua; mai inviata. Una riga con solo una nota è un titolo."
    ),
    "Where the offer stands, from the journal.": "A che punto è l'offerta, dal registro.",
    "The venue's id of the offer.": "L'id dell'offerta su Betflag.",
    "Euros matched so far.": "Euro abbinati finora.",
    "Euros still on offer.": "Euro ancora in offerta.",
    "What to know or to put right.": "Che cosa sapere o correggere.",
    "When the status last changed.": "Quando lo stato è cambiato l'ultima volta.",
}

_MARKETS = {
    "Choose YES in the yellow column to watch a market: it appears on the Board. Sort and filter "
    "as you like.": (
        "Scegli SI nella colonna gialla per seguire un mercato: compare nel Board. Ordina e filtra "
        "come vuoi."
    ),
    "Watch": "Segui",
    "Start": "Inizio",
    "Sport": "Sport",
    "Competition": "Competizione",
    "Event": "Evento",
    "Market": "Mercato",
    "Line": "Linea",
    "Market id": "Id mercato",
    "Event id": "Id evento",
    "Selections": "Esiti",
    "YES puts the market on the Board.": "SI mette il mercato nel Board.",
    "Kick-off, Italian time.": "Inizio, ora italiana.",
    "The goal or handicap line of the market.": "La linea di gol o handicap del mercato.",
    "What BF_ functions and orders ask for.": "Ciò che chiedono le funzioni BF_ e gli ordini.",
    "Each as id · name.": "Ognuno come id · nome.",
}

_WATCH = {
    "A search a row: what it finds goes to the Board, earliest start first, and stays until it is "
    "closed. Empty cells hold for everything.": (
        "Una ricerca per riga: ciò che trova va nel Board, il primo a iniziare per primo, e resta "
        "finché non è chiuso. Le celle vuote valgono per tutto."
    ),
    "Starts": "Inizia",
    "At most": "Al massimo",
    "In turn": "A turno",
    "Found": "Trovati",
    "On Board": "Nel Board",
    "No room": "Senza posto",
    "Market ids": "Id mercati",
    "Words of the sport's name, as on Markets.": "Parole del nome dello sport, come in Markets.",
    "Words of the competition's name.": "Parole del nome della competizione.",
    "Words of the event's name, as a team's.": "Parole del nome dell'evento, come una squadra.",
    "Words of the market's name and line: over 2.5": (
        "Parole del nome del mercato e della linea: over 2,5"
    ),
    "60 for the next 60 minutes, 18:00-20:30 for between these times (Italian time), empty for "
    "any time.": (
        "60 per i prossimi 60 minuti, 18:00-20:30 per un intervallo (ora italiana), vuoto per "
        "qualsiasi ora."
    ),
    "How many markets at a time. Empty: as many as the Board has room for.": (
        "Quanti mercati per volta. Vuoto: quanti ne contiene il Board."
    ),
    "NEXT: one event at a time; the next one when that is closed, or by the command NEXT.": (
        "PROSSIMO: un evento per volta; il successivo quando quello è chiuso, o con il comando "
        "PROSSIMO."
    ),
    "How many markets match now.": "Quanti mercati corrispondono ora.",
    "How many of them the Board shows.": "Quanti ne mostra il Board.",
    "Watched, but the Board has no block left.": "Seguiti, ma il Board non ha più blocchi.",
    "The markets that this row watches.": "I mercati che questa riga segue.",
}

_SUMMARY_AND_LOG = {
    "Orders": "Ordini",
    "Turnover": "Volume",
    "Result": "Risultato",
    "Profit": "Profitto",
    "Commission": "Commissione",
    "Net": "Netto",
    "Worst": "Peggiore",
    "Best": "Migliore",
    "Day": "Giorno",
    "The market; the first row is the day.": "Il mercato; la prima riga è il giorno.",
    "Where the sheet Markets names it.": "Dove il foglio Markets lo nomina.",
    "Issued on the day and not refused.": "Emessi nel giorno e non rifiutati.",
    "Their stakes.": "I loro importi.",
    "What of their stakes was matched.": "Quanto dei loro importi è stato abbinato.",
    "How the profit is known. FROM BALANCE: the one result that explains how the balance moved. "
    "LEVEL: the same whoever won.": (
        "Come si conosce il profitto. FROM BALANCE: l'unico risultato che spiega come si è mosso "
        "il saldo. LEVEL: lo stesso chiunque abbia vinto."
    ),
    "Before commission; of a market settled on the day.": (
        "Prima della commissione; di un mercato refertato nel giorno."
    ),
    "Estimated: the venue tells a rate.": "Stimata: Betflag comunica una percentuale.",
    "Profit less commission.": "Profitto meno commissione.",
    "The worst that all that is matched may bring, after commission.": (
        "Il peggio che può portare tutto ciò che è abbinato, dopo la commissione."
    ),
    "The best that all that is matched may bring, after commission.": (
        "Il meglio che può portare tutto ciò che è abbinato, dopo la commissione."
    ),
    "Commission is estimated, and so is a result FROM BALANCE. NOT TOLD: between worst and best, "
    "see the venue's statement.": (
        "La commissione è stimata, come un risultato FROM BALANCE. NOT TOLD: tra peggiore e "
        "migliore, vedi l'estratto conto di Betflag."
    ),
    "A day of Italian time. Empty: today.": "Un giorno, ora italiana. Vuoto: oggi.",
    "The latest first. The journal keeps everything.": (
        "I più recenti per primi. Il registro conserva tutto."
    ),
    "Time": "Ora",
    "Kind": "Tipo",
    "Text": "Testo",
}

_HELP = {
    "Statuses of an order": "Stati di un ordine",
    "States of prices and desk": "Stati delle quote e del desk",
    "Functions": "Funzioni",
    "Not sent; nothing of it stands anywhere.": "Non inviato; non ne resta nulla da nessuna parte.",
    "Journaled; it is sent when its options or its command say so.": (
        "Registrato; parte quando lo dicono le sue opzioni o il suo comando."
    ),
    "Journaled and about to leave.": "Registrato e in partenza.",
    "On its way; the answer is not here yet.": "In viaggio; la risposta non c'è ancora.",
    "The venue gave an id; not read back yet.": "Betflag ha dato un id; non ancora riletto.",
    "On offer at the venue, nothing matched yet.": "In offerta su Betflag, nulla ancora abbinato.",
    "Accepted: a live market's delay still runs, or it waits for the regulator.": (
        "Accettato: il ritardo di un mercato live è ancora in corso, o attende il regolatore."
    ),
    "Some of it is matched, the rest is on offer.": "Una parte è abbinata, il resto è in offerta.",
    "All of it is matched.": "Tutto abbinato.",
    "Some of it is matched, the rest was cancelled.": (
        "Una parte è abbinata, il resto è stato annullato."
    ),
    "Cancelled; nothing of it was matched.": "Annullato; nulla era abbinato.",
    "The venue withdrew it; nothing of it was matched.": (
        "Ritirato da Betflag; nulla era abbinato."
    ),
    "The venue voided it.": "Annullato da Betflag come nullo.",
    "The market is settled.": "Il mercato è refertato.",
    "A command that was done, or a row that waited and was never sent.": (
        "Un comando eseguito, o una riga in attesa mai inviata."
    ),
    "Not placed: the message says why.": "Non piazzato: il messaggio dice perché.",
    "No answer that proves anything: it may stand at the venue. It is looked for.": (
        "Nessuna risposta che provi qualcosa: può essere su Betflag. Lo si sta cercando."
    ),
    "Looked for and not seen: look at the venue and decide.": (
        "Cercato e non visto: guarda su Betflag e decidi."
    ),
    "The row does not say what was sent under its key: nothing acts on it.": (
        "La riga non dice più quanto inviato con la sua chiave: da essa non si agisce."
    ),
    "Several rows have the key of one order, and nothing tells which is the copy.": (
        "Più righe hanno la chiave di un solo ordine, e nulla dice quale sia la copia."
    ),
    "A status that the journal does not know stood here: nothing is sent.": (
        "Qui c'era uno stato che il registro non conosce: non si invia nulla."
    ),
    "Prices are fresh: only these can be traded on.": (
        "Le quote sono aggiornate: solo su queste si può operare."
    ),
    "The market takes no bets at this moment.": "Il mercato ora non accetta scommesse.",
    "The market is over.": "Il mercato è finito.",
    "The prices are old: orders on them are refused.": (
        "Le quote sono vecchie: gli ordini su di esse sono rifiutati."
    ),
    "No prices: never read, too old, or the desk is not running.": (
        "Nessuna quota: mai lette, troppo vecchie, o il desk non è in funzione."
    ),
    "PLACE sends orders.": "PIAZZA invia gli ordini.",
    "Nothing is sent.": "Non si invia nulla.",
    "Nothing is sent, and our unmatched offers are cancelled.": (
        "Non si invia nulla, e le nostre offerte non abbinate vengono annullate."
    ),
}

TEXTS: dict[str, str] = {
    **_DESK,
    **_BOARD,
    **_LADDER,
    **_POSITIONS,
    **_ORDERS,
    **_MARKETS,
    **_WATCH,
    **_SUMMARY_AND_LOG,
    **_HELP,
}

# What a list offers; the reader of the cell takes either language. Commands are in `commands`.
CHOICES: dict[str, str] = {
    "YES": "SI",
    "NO": "NO",
    "BACK": "PUNTA",
    "LAY": "BANCA",
    "GREEN": "PAREGGIA",
    "CLOSE MARKET": "CHIUDI MERCATO",
}
