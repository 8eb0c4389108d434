"""The commands of a sheet in Italian; English is understood everywhere."""

import unicodedata

COMMANDS: dict[str, str] = {
    "START": "AVVIA",
    "STOP": "SPEGNI",
    "ARM": "ARMA",
    "ARM YES": "ARMA SI",
    "DISARM": "DISARMA",
    "PREVIEW": "ANTEPRIMA",
    "PLACE": "PIAZZA",
    "PLACE TWINS": "PIAZZA UGUALI",
    "CANCEL": "ANNULLA",
    "CANCEL ALL": "ANNULLA TUTTO",
    "CANCEL ALL AT VENUE": "ANNULLA TUTTO SU BETFLAG",
    "CANCEL ALL AT VENUE YES": "ANNULLA TUTTO SU BETFLAG SI",
    "REPLACE": "SOSTITUISCI",
    "DECIDE": "DECIDI",
    "REARM RULES": "RIARMA REGOLE",
    "HALT": "FERMA",
    "RESUME": "RIPRENDI",
    "REFRESH": "AGGIORNA",
    "NEXT": "PROSSIMO",
    "FILE MOVED": "FILE SPOSTATO",
    "FILE COPIED": "FILE COPIATO",
}
_ENGLISH = {tuple(italian.split()): english for english, italian in COMMANDS.items()}
_LONGEST = max(map(len, _ENGLISH))


def command_words(typed: str) -> list[str]:
    """The words of a command in capitals, the command itself in English: ["CANCEL", "5"].

    Only the longest Italian command that the text begins with is read: what follows stays.
    """
    words = unicodedata.normalize("NFC", typed).upper().split()
    plain = [word.translate(_WITHOUT_ACCENT) for word in words]
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if english := _ENGLISH.get(tuple(plain[:length])):
            return [*english.split(), *words[length:]]
    return words


_WITHOUT_ACCENT = str.maketrans("ÀÈÉÌÒÙ", "AEEIOU")
