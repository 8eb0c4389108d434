"""The functions' help in Italian, by its English in the docstring or kind that declares it.

Words that a cell takes or shows (FREE, MATCHED, NO FEED ...) are keys: the same in every language.
"""

_PRICES = {
    "Seconds since the market's book was read; NO FEED where it was not.": (
        "Secondi da quando il book del mercato è stato letto; NO FEED se non lo è stato."
    ),
    "A market's book: a row per selection, back prices deepest first, then lay prices.": (
        "Il book di un mercato: una riga per esito, le quote punta dalla più lontana, poi le quote "
        "banca."
    ),
    "Every row ends with the state of the feed and the time at which it was read. A market that "
    "was never read shows NO FEED.": (
        "Ogni riga finisce con lo stato delle quote e l'ora in cui sono state lette. Un mercato "
        "mai letto mostra NO FEED."
    ),
    "The book of one side: the sum of 1 / best odds, 1.02 for a book of 102 %.": (
        "La lavagna di un lato: la somma di 1 / quota migliore, 1,02 per una lavagna del 102 %."
    ),
    "Above 1 on the back side is what the market keeps from backers, below 1 on the lay side from "
    "layers; with several winners compare it with their number. Empty where a selection has no "
    "price on that side; words as in BF_PRICE.": (
        "Sopra 1 sul lato punta è ciò che il mercato trattiene a chi punta, sotto 1 sul lato banca "
        "a chi banca; con più vincenti va confrontata col loro numero. Vuoto se un esito non ha "
        "quota su quel lato; parole come in BF_PRICE."
    ),
    "The price that a bet on this side could take now, in decimal odds.": (
        "La quota che una scommessa su questo lato potrebbe prendere ora, decimale."
    ),
    "A word where there is no live price: SUSPENDED, CLOSED, STALE or NO FEED; empty where nobody "
    "offers one.": (
        "Una parola dove non c'è una quota attuale: SUSPENDED, CLOSED, STALE o NO FEED; vuoto dove "
        "nessuno ne offre."
    ),
    "The size in euros that can be taken at that price; words as in BF_PRICE.": (
        "L'importo in euro che si può prendere a quella quota; parole come in BF_PRICE."
    ),
    "LIVE, SUSPENDED, CLOSED, STALE or NO FEED. Only LIVE may be traded on.": (
        "LIVE, SUSPENDED, CLOSED, STALE o NO FEED. Solo con LIVE si può operare."
    ),
    "A selection's best price each time it changed, oldest first: a column for a chart.": (
        "La quota migliore di un esito a ogni cambiamento, dalla più vecchia: una colonna per un "
        "grafico."
    ),
    "As this desk saw it, since the market was first asked for. The last row is now: the price, or "
    "the word that BF_PRICE shows. The price is empty while nobody offers one.": (
        "Come l'ha vista questo desk, da quando il mercato è stato chiesto. L'ultima riga è "
        "adesso: la quota, o la parola che mostra BF_PRICE. La quota è vuota finché nessuno ne "
        "offre."
    ),
    "A selection as a ladder, the highest price first: what can be taken there, and what is "
    "mine.": (
        "Un esito come scala, dalla quota più alta: che cosa si può prendere lì, e che cosa è mio."
    ),
    'Empty where nothing is offered; "?" where nobody can know, deeper than the three prices that '
    "the venue shows of each side, and in my columns while my offers are not fresh. Without a "
    "centre it stands around the best prices. Every row ends with the state of the feed.": (
        'Vuoto dove nulla è offerto; "?" dove nessuno può saperlo, oltre le tre quote che Betflag '
        "mostra per lato, e nelle mie colonne finché le mie offerte non sono aggiornate. Senza un "
        "centro sta intorno alle quote migliori. Ogni riga finisce con lo stato delle quote."
    ),
    "Where each selection's best back price went, oldest first, as a line of small bars.": (
        "Dove è andata la migliore quota punta di ogni esito, dalla più vecchia, come una fila di "
        "barrette."
    ),
    "A row per selection in the order of BF_BOOK, a bar for each time the price changed, from the "
    "lowest of them to the highest. As this desk saw it; BF_HISTORY gives the prices themselves.": (
        "Una riga per esito nell'ordine di BF_BOOK, una barra per ogni cambiamento, dalla più "
        "bassa alla più alta. Come l'ha vista questo desk; BF_HISTORY dà le quote stesse."
    ),
    "The average price at which that stake would be matched now, through the prices on offer.": (
        "La quota media a cui quell'importo sarebbe abbinato ora, attraverso le quote in offerta."
    ),
    "A sentence where the best three prices do not hold so much; words as in BF_PRICE.": (
        "Una frase dove le tre quote migliori non bastano; parole come in BF_PRICE."
    ),
}

_ACCOUNT = {
    "The account's money in euros: FREE to stake (if empty), TOTAL, or LOCKED by offers.": (
        "Il denaro del conto in euro: FREE disponibile (se vuoto), TOTAL, o LOCKED impegnato."
    ),
    "The commission on net winnings as a fraction: 0.0251 is 2.51 %.": (
        "La commissione sulle vincite nette come frazione: 0,0251 è il 2,51 %."
    ),
    "The events that can be traded, by start, of one sport or of all.": (
        "Gli eventi su cui si può operare, per ora di inizio, di uno sport o di tutti."
    ),
    "The markets of one event, or of all, with their lines and selections.": (
        "I mercati di un evento, o di tutti, con linee ed esiti."
    ),
    "What was matched of my offers on a market; one offer may show several prices.": (
        "Quanto delle mie offerte su un mercato è stato abbinato; un'offerta può avere più quote."
    ),
    "My offers on a market as the venue lists them, hand-placed ones too.": (
        "Le mie offerte su un mercato come le elenca Betflag, anche quelle piazzate a mano."
    ),
    "Profit or loss in euros if that selection wins; without one, the market's worst outcome.": (
        "Profitto o perdita in euro se vince quell'esito; senza esito, il caso peggiore del "
        "mercato."
    ),
    "As the venue reports it, over all my offers on the market.": (
        "Come la comunica Betflag, su tutte le mie offerte nel mercato."
    ),
    "The feed as a whole: LIVE, TROUBLE where a read has failed, or NO FEED when it is stopped.": (
        "Le quote nel complesso: LIVE, TROUBLE se una lettura è fallita, o NO FEED se è fermo."
    ),
    "TROUBLE says why (empty where all is well), READ the time of the newest value, REQUESTS how "
    "many were made so far, TOPICS how many things are kept fresh.": (
        "TROUBLE dice perché (vuoto se va tutto bene), READ l'ora del valore più recente, REQUESTS "
        "quante richieste finora, TOPICS quante cose sono tenute aggiornate."
    ),
}

_POSITIONS = {
    "My profit or loss on a market in euros, a row per selection: if it wins, and if it loses.": (
        "Il mio profitto o perdita su un mercato in euro, una riga per esito: se vince e se perde."
    ),
    "Of what is matched, each part at its own price, or as if every open offer were filled. With "
    "several winners each is the worst of the outcomes it stands for; where nobody said how many "
    "win (Winners: unknown) it is a bound that holds for any number.": (
        "Di ciò che è abbinato, ogni parte alla sua quota, o come se ogni offerta aperta fosse "
        "abbinata. Con più vincenti ognuno è il peggiore dei casi che rappresenta; dove nessuno ha "
        "detto quanti vincono (Winners: unknown) è un limite che vale per qualsiasi numero."
    ),
    "The offers that level what I hold, of one selection or the whole market, and what is left.": (
        "Le offerte che pareggiano ciò che ho, di un esito o di tutto il mercato, e quanto resta."
    ),
    "A row per selection: the offer to place, how much of it can be taken now, how far the "
    "selection stays Uneven after the stake step and the minimum, and the market's result after "
    "commission if it wins or loses, once all of them are matched. Uneven is the difference in "
    "euros between winning and losing that stays. At the best prices now, which must be live, or "
    "at prices given. A market is levelled with the fewest offers, and of equally few with those "
    "that leave most; where nobody said how many win, each selection is levelled by itself.": (
        "Una riga per esito: l'offerta da piazzare, quanto se ne può prendere ora, quanto l'esito "
        "resta sbilanciato (Uneven) dopo il passo e il minimo dell'importo, e il risultato del "
        "mercato dopo la commissione se vince o perde, una volta abbinate tutte. Uneven è la "
        "differenza in euro che resta tra vincere e perdere. Alle quote migliori di adesso, che "
        "devono essere live, o a quote date. Un mercato si pareggia con meno offerte possibile, e "
        "a parità con quelle che lasciano di più; dove nessuno ha detto quanti vincono, ogni esito "
        "si pareggia da solo."
    ),
    "The market's worst outcome in euros, and what the venue would block, after these order "
    "rows.": (
        "Il caso peggiore del mercato in euro, e quanto Betflag bloccherebbe, dopo queste righe "
        "d'ordine."
    ),
    "With all I hold and have on offer there, and these rows on offer too: give rows that were not "
    "placed yet. Worst: if everything were matched. Worst by the limits: what is not matched "
    "may only cost, as the limits of the Desk sheet count. Blocked: "
    "the venue's own netting, matched or not. Before commission; Winners as in BF_PNL.": (
        "Con tutto ciò che ho e offro lì, e queste righe in offerta: dai righe non ancora "
        "piazzate. Worst: se tutto fosse abbinato. Worst by the limits: ciò "
        "che non è abbinato può solo costare, come contano i limiti del foglio Desk. Blocked: la "
        "compensazione di Betflag, abbinato o no. Prima della commissione; Winners come in BF_PNL."
    ),
}

_STAKING = {
    "Backs on several selections that return the same whichever of them wins, a row for each.": (
        "Puntate su più esiti che rendono lo stesso chiunque di loro vinca, una riga per ognuno."
    ),
    "At the best back price now, which must be live, or at the price beside a selection. The "
    "amount is the TOTAL to stake, the PROFIT wanted after commission, or the RETURN of each. "
    "Profit: of all the stakes together if that selection alone wins, after commission. Stakes go "
    "to the step, so returns are equal within a step at each price.": (
        "Alla migliore quota punta di adesso, che dev'essere live, o alla quota accanto a un "
        "esito. L'importo è il totale da puntare (TOTAL), il profitto voluto dopo la commissione "
        "(PROFIT), o il ritorno di ognuno (RETURN). Profit: di tutti gli importi insieme se vince "
        "solo quell'esito, dopo la commissione. Gli importi vanno al passo, quindi i ritorni sono "
        "uguali entro un passo a ogni quota."
    ),
    "In a two-way market the equal bet on the other selection, where one is below the minimum.": (
        "In un mercato a due esiti la scommessa uguale sull'altro, se una è sotto il minimo."
    ),
    "A back of one is a lay of the other. If it wins, if it loses: what the equal bet brings when "
    "the selection that was asked about wins or loses, before commission; its legal price may not "
    "be the exact one.": (
        "Puntare uno è bancare l'altro. If it wins, if it loses: quanto porta la scommessa uguale "
        "quando l'esito chiesto vince o perde, prima della commissione; la sua quota ammessa può "
        "non essere quella esatta."
    ),
    "The stake of the opposite bet, at the price now, that levels a bet; or what both then "
    "bring.": (
        "L'importo della scommessa opposta, alla quota di adesso, che pareggia una scommessa; o "
        "quanto portano poi entrambe."
    ),
    "To the venue's stake step; a sentence where it is below the minimum. A price off the ladder "
    "goes to the next that is easier to match. WINS and LOSES are before commission.": (
        "Al passo degli importi di Betflag; una frase se è sotto il minimo. Una quota fuori scala "
        "va alla successiva più facile da abbinare. WINS e LOSES sono prima della commissione."
    ),
    "The probability that odds imply, 1 / odds, as a fraction: 0.4 is 40 %.": (
        "La probabilità implicita in una quota, 1 / quota, come frazione: 0,4 è il 40 %."
    ),
    "The most a bet can lose in euros: the stake of a back, stake x (odds - 1) of a lay.": (
        "Il massimo che una scommessa può perdere in euro: l'importo di una punta, importo x "
        "(quota - 1) di una banca."
    ),
    "The legal price nearest to a price, or the next one UP or DOWN; a legal price stays.": (
        "La quota ammessa più vicina, o la successiva in su (UP) o in giù (DOWN); una quota "
        "ammessa resta."
    ),
    "Of two equally near the lower. Beyond an end of the ladder it is that end.": (
        "Di due ugualmente vicine la più bassa. Oltre un estremo della scala è quell'estremo."
    ),
    "Ticks from one price up to another; or with `ticks` the price so many ticks away.": (
        "I tick da una quota a un'altra; o con `ticks` la quota distante tanti tick."
    ),
    "Both prices must stand on the ladder. A price beyond an end of the ladder is that end.": (
        "Entrambe le quote devono stare sulla scala. Oltre un estremo della scala è quell'estremo."
    ),
}

_ARGUMENTS = {
    "the market's id, as on the Markets sheet": "l'id del mercato, come nel foglio Markets",
    "an event's id; empty for all": "l'id di un evento; vuoto per tutti",
    'the selection: its id, its name, or both as in "3 · 2"': (
        'l\'esito: il suo id, il suo nome, o entrambi come in "3 · 2"'
    ),
    "the selection; empty for the whole market": "l'esito; vuoto per tutto il mercato",
    "BACK (what a back bet can take) or LAY": "BACK (ciò che una punta può prendere) o LAY",
    "the side of the bet: BACK or LAY": "il lato della scommessa: BACK o LAY",
    "1 for the best price, 2, 3": "1 per la quota migliore, 2, 3",
    "how many prices of each side, 1 to 3": "quante quote per lato, da 1 a 3",
    "how many rows to fill; empty for as many as there are": (
        "quante righe riempire; vuoto per quante ce ne sono"
    ),
    "a sport's name; empty for all": "il nome di uno sport; vuoto per tutti",
    "FREE, TOTAL or LOCKED": "FREE, TOTAL o LOCKED",
    "STATE, TROUBLE, READ, REQUESTS or TOPICS": "STATE, TROUBLE, READ, REQUESTS o TOPICS",
    "decimal odds": "quota decimale",
    "in euros": "in euro",
    "in euros; of a lay the backer's stake": "in euro; di una banca l'importo di chi punta",
    "a range: a selection a row, a price beside it if it is not the best": (
        "un intervallo: un esito per riga, accanto una quota se non è la migliore"
    ),
    "TOTAL of the stakes, PROFIT after commission, or RETURN": (
        "TOTAL degli importi, PROFIT dopo la commissione, o RETURN"
    ),
    "a price, or a range of selections and prices; empty: the best now": (
        "una quota, o un intervallo di esiti e quote; vuoto: le migliori di adesso"
    ),
    "MATCHED bets only, or ALL as if open offers were filled": (
        "MATCHED solo l'abbinato, o ALL come se le offerte aperte fossero abbinate"
    ),
    "how many selections win; empty: as the settings say": (
        "quanti esiti vincono; vuoto: come dicono le impostazioni"
    ),
    "NET after commission, or GROSS before it": "NET dopo la commissione, o GROSS prima",
    "STAKE of the hedge, or what both bring if the selection WINS or LOSES": (
        "STAKE della copertura, o quanto portano entrambe se l'esito vince (WINS) o perde (LOSES)"
    ),
    "the last so many points, at most 300": "gli ultimi tanti punti, al massimo 300",
    "the price in the middle; empty for around the best prices": (
        "la quota al centro; vuoto per intorno alle quote migliori"
    ),
    "how many prices, 3 to 101": "quante quote, da 3 a 101",
    "NEAREST, UP or DOWN": "NEAREST, UP o DOWN",
    "the price to count ticks to": "la quota fino a cui contare i tick",
    "how many prices further; negative for shorter": "quante quote più in là; negativo per meno",
    "a range with a row an order: selection, side, price, stake": (
        "un intervallo con un ordine per riga: esito, lato, quota, importo"
    ),
}

_COUPON = {
    "Many markets, a line each: start, names, the best prices of up to three selections, state.": (
        "Molti mercati, una riga ciascuno: inizio, nomi, le quote migliori di al più tre esiti, "
        "stato."
    ),
    "Age is in whole seconds, rounded up. Start is LIVE for what is being played, else the time, "
    "with the day where that is another one. Of more than three selections the shortest three are "
    "shown, and in More how many there are besides. Worst and Best are the market's outcomes of "
    'what I have matched there, after commission; "?" while that is not known. State is a number '
    "for colours: 1 LIVE, 2 SUSPENDED, 3 CLOSED, 4 STALE, 5 NO FEED.": (
        "L'età è in secondi interi, per eccesso. L'inizio è LIVE per ciò che si sta giocando, "
        "altrimenti l'ora, col giorno se è un altro. Di più di tre esiti si vedono i tre a quota "
        "più bassa, e in Altri quanti ce ne sono ancora. Peggiore e Migliore sono i risultati del "
        'mercato per ciò che vi ho abbinato, dopo la commissione; "?" finché non si sa. Lo stato è '
        "un numero per i colori: 1 LIVE, 2 SUSPENDED, 3 CLOSED, 4 STALE, 5 NO FEED."
    ),
    "a range: a market's id a row; beside it the row of Watch that found it, and YES where worst, "
    "best and open orders are wanted": (
        "un intervallo: l'id di un mercato per riga; accanto la riga di Watch che l'ha trovato, e "
        "YES dove si vogliono peggiore, migliore e ordini aperti"
    ),
    "TIME, EVENT or WATCH": "TIME, EVENT o WATCH",
    "words of the competition's name; empty for all": (
        "parole del nome della competizione; vuoto per tutte"
    ),
    "only what that row of Watch found, YES for marked ones; empty: all": (
        "solo ciò che ha trovato quella riga di Watch, YES per quelli segnati; vuoto: tutti"
    ),
}

TEXTS: dict[str, str] = {**_PRICES, **_ACCOUNT, **_POSITIONS, **_STAKING, **_ARGUMENTS, **_COUPON}
