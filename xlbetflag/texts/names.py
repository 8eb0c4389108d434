"""Fields and limits by their names in each language."""

from xlbetflag.texts.forms import Sentence

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
    "most": ("At most", "Al massimo"),
    "in_turn": ("In turn", "A turno"),
    "stake_per_bet": ("Stake per bet", "Puntata per scommessa"),
    "liability_per_market": ("Liability per market", "Responsabilità per mercato"),
    "stake_per_day": ("Stake per day", "Puntate al giorno"),
    "loss_per_day": ("Loss per day", "Perdita al giorno"),
    "rows_per_batch": ("Rows per batch", "Righe per invio"),
    "price_distance_ticks": ("Price distance", "Distanza dalla quota"),
    "price_age_seconds": ("Price age", "Età del prezzo"),
}
