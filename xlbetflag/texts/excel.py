"""What is said in Excel, and of it."""

from xlbetflag.texts.forms import Sentence

SENTENCES: dict[str, Sentence] = {
    "excel.no_desk": (
        "This Python holds no desk: close it, then run xlbetflag serve.",
        "Questo Python non tiene alcun banco: chiudilo, poi esegui xlbetflag serve.",
    ),
    "excel.busy": (
        "The desk is writing to this workbook: nothing was done. Try again.",
        "Il banco sta scrivendo in questa cartella: non è stato fatto nulla. Riprova.",
    ),
    "excel.failed": (
        "Excel and the desk did not understand each other; what the Orders sheet says holds. "
        "The desk's log says more.",
        "Excel e il banco non si sono capiti; vale quanto dice il foglio Orders. "
        "Il registro del banco dice di più.",
    ),
    "excel.waiting": (
        "Excel is busy (a cell is being edited, or a box is open): nothing is written meanwhile.",
        "Excel è occupato (una cella è in modifica o una finestra è aperta): intanto non si "
        "scrive nulla.",
    ),
    "excel.closed": (
        "The workbook is closed in Excel; open it again to go on.",
        "La cartella è chiusa in Excel; riaprila per continuare.",
    ),
    "excel.moved": (
        "Rows or columns of the sheet {sheet} were moved: no values are written to it. Undo that, "
        "or take a fresh workbook.",
        "Righe o colonne del foglio {sheet} sono state spostate: non vi si scrivono valori. "
        "Annulla lo spostamento, o prendi una nuova cartella.",
    ),
    "serve.already_runs": (
        "A desk already runs: {who}. Spreadsheets use that one; xlbetflag desk stop ends it.",
        "Un banco è già in esecuzione: {who}. I fogli usano quello; xlbetflag desk stop lo chiude.",
    ),
}
