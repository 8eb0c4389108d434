"""What only the workbook with macros says, in Italian by its English."""

from xlbetflag.texts.forms import ITALIAN

_TEXTS = {
    "Start": "Avvia",
    "Stop": "Ferma",
    "Refresh": "Aggiorna",
    "Arm": "Abilita",
    "Place": "Invia",
    "Cancel": "Annulla",
    "Cancel all": "Annulla tutto",
    "Halt": "Blocca tutto",
    "Press Start: the desk starts, markets and balance appear.": (
        "Premi Avvia: il desk parte, compaiono mercati e saldo."
    ),
    "Press Arm, then Place, here or on Orders. Bad rows say why and stay; the good ones go.": (
        "Premi Abilita, poi Invia, qui o in Orders. Le righe errate dicono perché e restano; "
        "le altre partono."
    ),
}


def button_text(text: str, language: str) -> str:
    """A caption or sentence in "en" or "it". Raises KeyError for one that is not among them."""
    italian = _TEXTS[text]
    return italian if language == ITALIAN else text
