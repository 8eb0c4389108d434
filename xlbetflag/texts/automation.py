"""Options and commands of order rows: what cannot be read, what is waited for, what was done."""

from xlbetflag.texts.forms import Sentence

_OPTIONS: dict[str, Sentence] = {
    "side.no_command": (
        "'{value}' is no side and no command: write BACK, LAY, CANCEL, REPLACE, GREEN or CLOSE "
        "MARKET.",
        "'{value}' non è un lato né un comando: scrivi PUNTA, BANCA, ANNULLA, SOSTITUISCI, "
        "PAREGGIA o CHIUDI MERCATO.",
    ),
    "options.unknown": (
        "Options: '{value}' is not understood. Use FOK, OFFSET, STOP, FROM, UNTIL, BEFORE LIVE, "
        "LIVE or BEST, with ; between them.",
        "Opzioni: '{value}' non è comprensibile. Usa FOK, SCARTO, STOP, DALLE, FINO ALLE, PRIMA "
        "DEL LIVE, SOLO LIVE o MIGLIORE, separate da ;.",
    ),
    "options.too_long": (
        "Options: longer than {most} characters.",
        "Opzioni: più lunghe di {most} caratteri.",
    ),
    "options.twice": (
        "Options: '{value}' says again what another part already says. Keep one.",
        "Opzioni: '{value}' ripete ciò che un'altra parte dice già. Tienine una.",
    ),
    "options.count": (
        "Options: '{value}' needs a whole number from 1 to {most}.",
        "Opzioni: '{value}' vuole un numero intero da 1 a {most}.",
    ),
    "options.ticks_or_price": (
        "Options: in '{value}' write 5 TICKS for ticks or @2.50 for a price.",
        "Opzioni: in '{value}' scrivi 5 TICK per i tick o @2,50 per una quota.",
    ),
    "options.price": (
        "Options: the price in '{value}' is not decimal odds such as @2.50.",
        "Opzioni: la quota in '{value}' non è decimale come @2,50.",
    ),
    "options.trailing_in_ticks": (
        "Options: '{value}' can trail only in ticks, as in STOP 5 TICKS TRAILING.",
        "Opzioni: '{value}' può essere mobile solo in tick, come STOP 5 TICK MOBILE.",
    ),
    "options.time": (
        "Options: '{value}' needs a time such as 20:45, or 2026-05-03 20:45 with its date.",
        "Opzioni: '{value}' vuole un'ora come 20:45, o 2026-05-03 20:45 con la data.",
    ),
    "options.time_passed": (
        "Options: {value} (Italian time) has passed. Write the date with it if you mean another "
        "day.",
        "Opzioni: {value} (ora italiana) è già passata. Scrivi anche la data se intendi un altro "
        "giorno.",
    ),
    "options.clocks_change": (
        "Options: {value} is in the hour in which the clocks change. Choose another time.",
        "Opzioni: {value} cade nell'ora del cambio dell'ora legale. Scegli un altro orario.",
    ),
    "options.ends_first": (
        "Options: the end is not after the start. Write the dates too if it goes past midnight.",
        "Opzioni: la fine non viene dopo l'inizio. Scrivi anche le date se si passa la mezzanotte.",
    ),
    "options.for_bets": (
        "Options: a command can only be told when (FROM, UNTIL, BEFORE LIVE, LIVE).",
        "Opzioni: a un comando si può dire solo quando (DALLE, FINO ALLE, PRIMA DEL LIVE, SOLO "
        "LIVE).",
    ),
}

_WAITING: dict[str, Sentence] = {
    "rule.waits_start": (
        "Not sent yet: waits until {time}.",
        "Non ancora inviato: attende le {time}.",
    ),
    "rule.waits_live": (
        "Not sent yet: waits until the market is live.",
        "Non ancora inviato: attende che il mercato sia live.",
    ),
    "rule.waits_to_know_phase": (
        "Not sent yet: whether the market is live is not known at this moment.",
        "Non ancora inviato: in questo momento non si sa se il mercato è live.",
    ),
    "rule.waits_prices": (
        "Not sent yet: waits for fresh prices ({health}).",
        "Non ancora inviato: attende prezzi aggiornati ({health}).",
    ),
    "rule.waits_best": (
        "Not sent yet: waits for {price:odds} or better.",
        "Non ancora inviato: attende {price:odds} o meglio.",
    ),
    "rule.kept_back": (
        "Due, but not sent yet: {why}",
        "Da inviare, ma non ancora inviato: {why}",
    ),
    "rule.stands_disarmed": (
        "Stands still since the desk was disarmed. ARM and REARM RULES let it go on; CANCEL with "
        "the row's number ends it.",
        "Fermo da quando il desk è stato disarmato. ARMA e RIARMA REGOLE lo fanno proseguire; "
        "ANNULLA con il numero della riga lo termina.",
    ),
    "rule.stands_halted": (
        "Stands still since trading was halted. RESUME, ARM and REARM RULES let it go on; CANCEL "
        "with the row's number ends it.",
        "Fermo da quando il trading è stato bloccato. RIPRENDI, ARMA e RIARMA REGOLE lo fanno "
        "proseguire; ANNULLA con il numero della riga lo termina.",
    ),
    "rule.stands_since_start": (
        "Stands still since the desk was started anew. ARM and REARM RULES let it go on; CANCEL "
        "with the row's number ends it.",
        "Fermo da quando il desk è stato riavviato. ARMA e RIARMA REGOLE lo fanno proseguire; "
        "ANNULLA con il numero della riga lo termina.",
    ),
}

_ENDING: dict[str, Sentence] = {
    "rule.market_over": (
        "The market is {state}: its rule has ended.",
        "Il mercato è {state}: la sua regola è terminata.",
    ),
    "rule.time_over": (
        "Not sent: its time ended at {time}.",
        "Non inviato: il suo tempo è finito alle {time}.",
    ),
    "rule.live_already": (
        "Not sent: the market is live already.",
        "Non inviato: il mercato è già live.",
    ),
    "rule.ended_by_hand": (
        "Ended by your word: nothing more is sent for it.",
        "Terminato da te: non viene inviato altro.",
    ),
    "rule.ended_by_command": (
        "Ended by a CANCEL or CLOSE MARKET given later.",
        "Terminato da un ANNULLA o CHIUDI MERCATO dato dopo.",
    ),
    "rule.refused": (
        "Due, but refused: {why}",
        "Da inviare, ma rifiutato: {why}",
    ),
}

_FOLLOWING: dict[str, Sentence] = {
    "rule.kills": (
        "What is not matched {seconds} s after sending is cancelled by this desk (the venue has no "
        "fill or kill).",
        "Ciò che non è abbinato {seconds} s dopo l'invio viene annullato da questo desk (Betflag "
        "non ha il fill or kill).",
    ),
    "rule.killed": (
        "{seconds} s are over: the rest is cancelled.",
        "{seconds} s sono passati: il resto viene annullato.",
    ),
    "rule.ended_in_time": (
        "Its time is over: the rest is cancelled.",
        "Il suo tempo è finito: il resto viene annullato.",
    ),
    "rule.offset_rest": (
        "{stake:euro} matched cannot be offset: below the venue's minimum or step.",
        "{stake:euro} abbinati non si possono coprire: sotto il minimo o il passo di Betflag.",
    ),
    "rule.stop_waits": (
        "Stop at {price:odds}.",
        "Stop a {price:odds}.",
    ),
    "rule.stop_blind": (
        "The stop does not act now: the prices are not fresh ({health}).",
        "Lo stop ora non agisce: i prezzi non sono aggiornati ({health}).",
    ),
    "rule.stop_no_price": (
        "The stop does not act now: nobody offers a price to close at.",
        "Lo stop ora non agisce: nessuno offre una quota a cui chiudere.",
    ),
    "rule.stop_reached": (
        "Stop reached at {price:odds}: what was matched is being closed.",
        "Stop raggiunto a {price:odds}: si chiude ciò che era abbinato.",
    ),
    "rule.stop_takes_offsets_back": (
        "First its offset is cancelled.",
        "Prima viene annullata la copertura.",
    ),
    "rule.waits_own": (
        "Waits: it would meet an open offer of ours on that selection.",
        "Attende: incontrerebbe una nostra offerta aperta su quell'esito.",
    ),
    "rule.waits_newer_prices": (
        "Waits for prices that were read since the last match or cancel of ours there.",
        "Attende quote lette dopo l'ultimo nostro abbinamento o annullamento lì.",
    ),
    "rule.makes_way": (
        "First {count} open offers of ours are cancelled or waited for: it would meet them.",
        "Prima si annullano o si attendono {count} nostre offerte aperte: le incontrerebbe.",
    ),
    "rule.made_way": (
        "Cancelled because what {key} places to close or level there would have met it.",
        "Annullata perché ciò che {key} piazza lì per chiudere o pareggiare l'avrebbe incontrata.",
    ),
    "rule.stop_rest": (
        "{stake:euro} matched cannot be closed: below the venue's minimum or step.",
        "{stake:euro} abbinati non si possono chiudere: sotto il minimo o il passo di Betflag.",
    ),
    "rule.taken_back": (
        "{stake:euro} of what it had placed was cancelled by hand: nothing is placed in its place.",
        "{stake:euro} di ciò che aveva piazzato sono stati annullati a mano: non viene piazzato "
        "altro al loro posto.",
    ),
    "rule.held": (
        "GREEN or CLOSE MARKET levels there now: no stop and no offset of this row acts meanwhile.",
        "PAREGGIA o CHIUDI MERCATO lì sta pareggiando: intanto nessuno stop e nessuna copertura di "
        "questa riga agisce.",
    ),
    "rule.levelled": (
        "{stake:euro} matched of it was levelled by GREEN or CLOSE MARKET ({key}): stop and offset "
        "have ended for that.",
        "{stake:euro} abbinati sono stati pareggiati da PAREGGIA o CHIUDI MERCATO ({key}): per "
        "quelli stop e copertura sono terminati.",
    ),
    "rule.child_offset": (
        "Offset {side} {stake:euro} at {price:odds}: {status}, {matched:euro} matched.",
        "Copertura {side} {stake:euro} a {price:odds}: {status}, {matched:euro} abbinati.",
    ),
    "rule.child_closing": (
        "Close {side} {stake:euro} at {price:odds} or better: {status}, {matched:euro} matched.",
        "Chiusura {side} {stake:euro} a {price:odds} o meglio: {status}, {matched:euro} abbinati.",
    ),
    "rule.child_green": (
        "{selection}: {side} {stake:euro} at {price:odds}: {status}, {matched:euro} matched.",
        "{selection}: {side} {stake:euro} a {price:odds}: {status}, {matched:euro} abbinati.",
    ),
}

_COMMANDS: dict[str, Sentence] = {
    "rule.cancelling": (
        "{count} being cancelled.",
        "{count} in annullamento.",
    ),
    "rule.cancelled": (
        "Nothing of ours is open there any more.",
        "Lì non resta nulla di nostro aperto.",
    ),
    "rule.repriced": (
        "Being cancelled; what is left of it goes to {price:odds} once that is confirmed.",
        "In annullamento; quel che ne resta va a quota {price:odds} appena confermato.",
    ),
    "rule.replace_which": (
        "Nothing was replaced: {count} orders of ours are open on that selection, and it takes "
        "exactly one. Give REPLACE in the order's own row.",
        "Nulla è stato sostituito: su quell'esito sono aperti {count} ordini nostri, e ne serve "
        "esattamente uno. Dai SOSTITUISCI nella riga dell'ordine.",
    ),
    "rule.green_unclear": (
        "Waits: what became of an order of ours there is not clear yet.",
        "Attende: l'esito di un nostro ordine lì non è ancora chiaro.",
    ),
    "rule.green_waits": (
        "Waits: something else closes or levels there already, and is not matched in full yet. "
        "Cancel that to level anew.",
        "Attende: qualcos'altro lì chiude o pareggia già, e non è ancora tutto abbinato. Annullalo "
        "per pareggiare di nuovo.",
    ),
    "rule.green_takes_offsets_back": (
        "First {count} offsets there are cancelled: what is matched of them meanwhile counts.",
        "Prima si annullano lì {count} coperture: ciò che intanto ne viene abbinato conta.",
    ),
    "rule.green_level": (
        "Nothing to place: it is level already.",
        "Nulla da piazzare: è già in pari.",
    ),
    "rule.green_no_price": (
        "{selection} is left as it is: nobody offers a price.",
        "{selection} resta com'è: nessuno offre una quota.",
    ),
    "rule.green_below_minimum": (
        "{selection} is left as it is: what would level it is below the minimum.",
        "{selection} resta com'è: ciò che lo pareggerebbe è sotto il minimo.",
    ),
    "rule.own_row": (
        "The row already has an order: give this command in a row of its own.",
        "La riga ha già un ordine: dai questo comando in una riga a parte.",
    ),
    "rule.not_its_own_row": (
        "Nothing was done: the row's key is that of an order with another market or selection. Put "
        "them back, or give CANCEL {key}.",
        "Non è stato fatto nulla: la chiave della riga è di un ordine con un altro mercato o "
        "esito. Rimettili, oppure dai ANNULLA {key}.",
    ),
    "rules.rearmed": (
        "{count} rules go on.",
        "{count} regole proseguono.",
    ),
    "story.asked": (
        "Asked for: {words}.",
        "Richiesto: {words}.",
    ),
    "story.fired": (
        "Set off {key}: {side} {stake:euro} at {price:odds}.",
        "Avviato {key}: {side} {stake:euro} a {price:odds}.",
    ),
}

SENTENCES = {**_OPTIONS, **_WAITING, **_ENDING, **_FOLLOWING, **_COMMANDS}
