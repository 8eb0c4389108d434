"""What is wrong with what stands in a cell or a sheet."""

from xlbetflag.texts.forms import Sentence

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

_RANGES: dict[str, Sentence] = {
    "range.row": ("Row {row} of the range:", "Riga {row} dell'intervallo:"),
    "range.too_large": (
        "{field:name}: give only the rows in use, at most {rows}.",
        "{field:name}: indica solo le righe usate, al massimo {rows}.",
    ),
    "range.of_prices": (
        "A range of prices needs two columns: the selections, and their prices.",
        "Un intervallo di quote vuole due colonne: gli esiti e le loro quote.",
    ),
    "range.too_wide": (
        "{field:name} must be a range of at most {columns} columns, not {value}.",
        "{field:name}: l'intervallo può avere al massimo {columns} colonne, non {value}.",
    ),
}

_TRADING: dict[str, Sentence] = {
    "ticks.one_of_two": (
        "Give a second price, or how many ticks: one of the two.",
        "Indica una seconda quota oppure il numero di tick: uno dei due.",
    ),
    "ticks.off_ladder": (
        "Price {price:odds} is not on the ladder; the nearest is {nearest:odds}.",
        "La quota {price:odds} non è sulla scala; la più vicina è {nearest:odds}.",
    ),
    "winners.too_many": (
        "Winners {value}: of a market with {count} selections fewer must win.",
        "Vincenti {value}: in un mercato con {count} esiti ne devono vincere meno.",
    ),
    "depth.too_little": (
        "Only {found:euro} of {stake:euro} can be taken at the prices shown.",
        "Alle quote mostrate si possono prendere solo {found:euro} di {stake:euro}.",
    ),
    "hedge.below_minimum": (
        "The hedge of {wanted:euro} is below the minimum of {least:euro}.",
        "La copertura di {wanted:euro} è sotto il minimo di {least:euro}.",
    ),
    "stake.below_minimum": (
        "Below the minimum of {least:euro}.",
        "Sotto il minimo di {least:euro}.",
    ),
    "greenup.no_price": (
        "No price for a {side}: it stays uneven.",
        "Nessuna quota per {side}: resta scoperto.",
    ),
    "greenup.below_minimum": (
        "A {side} of {wanted:euro} is below the minimum of {least:euro}: it stays uneven.",
        "{side} di {wanted:euro} è sotto il minimo di {least:euro}: resta scoperto.",
    ),
    "greenup.price_of_what": (
        "A single price needs a selection: give one, or a range of selections and prices.",
        "Una sola quota vuole un esito: indicalo, o dai un intervallo di esiti e quote.",
    ),
    "dutch.no_profit": (
        "No stakes bring that profit: the book of these prices is {book}.",
        "Nessuna puntata dà quel profitto: il book di queste quote è {book}.",
    ),
    "dutch.twice": (
        "{selection} is there twice: name each selection once.",
        "{selection} compare due volte: indica ogni esito una volta sola.",
    ),
    "dutch.no_price": (
        "Nobody offers a back price on {selection}: give one beside it.",
        "Nessuno offre una quota di punta su {selection}: scrivila accanto.",
    ),
    "equivalent.not_two": (
        "Only a market of two selections has an equal bet on the other side; this one has {count}.",
        "Solo un mercato con due esiti ha la scommessa equivalente; questo ne ha {count}.",
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
    "sheet.is_copy": (
        "COPY of {sheet}: the desk neither reads nor writes here",
        "COPIA di {sheet}: il desk qui non legge e non scrive",
    ),
    "sheet.markets_left_out": (
        "{count} markets found no room on the Markets sheet: add rows to its table.",
        "{count} mercati non trovano posto nel foglio Markets: aggiungi righe alla tabella.",
    ),
}

SENTENCES = {**_INPUTS, **_FUNCTIONS, **_RANGES, **_TRADING, **_SHEETS}
