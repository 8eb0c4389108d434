"""What the LibreOffice extension says, in its window and on the command line."""

from xlbetflag.texts.forms import Sentence

# Said inside LibreOffice: blanks are plain.
ADDIN: dict[str, Sentence] = {
    "not_connected": (
        "No desk is connected: choose Betflag - Connect first.",
        "Nessun desk è collegato: scegli prima Betflag - Connetti.",
    ),
    "connecting": (
        "Starting the desk. The cells come alive when it is there.",
        "Avvio del desk. Le celle si animano appena è pronto.",
    ),
    "connected": ("A desk is connected.", "Un desk è collegato."),
    "not_installed": (
        "The desk could not be started. Run 'xlbetflag calc install' again.",
        "Non è stato possibile avviare il desk. Esegui di nuovo 'xlbetflag calc install'.",
    ),
    "desk_failed": ("The desk has ended: {line}", "Il desk è terminato: {line}"),
    "buttons_lost": (
        "Calc does not keep the buttons of an Excel file. The file as it was is kept beside it: "
        "{copy}",
        "Calc non conserva i pulsanti di un file Excel. Il file com'era resta accanto: {copy}",
    ),
}

COMMANDS: dict[str, Sentence] = {
    "CONNECT": ("Connect", "Connetti"),
    "START": ("Start", "Avvia"),
    "STOP": ("Stop", "Ferma"),
    "ARM": ("Arm", "Arma"),
    "PLACE": ("Place", "Piazza"),
    "CANCEL": ("Cancel", "Annulla"),
    "CANCEL ALL": ("Cancel all", "Annulla tutto"),
    "HALT": ("Halt", "Blocca"),
    "REFRESH": ("Refresh", "Aggiorna"),
}
