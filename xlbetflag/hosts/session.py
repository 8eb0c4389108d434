"""`xlbetflag run`: a workbook on a desk, with commands from the keyboard."""

import queue
import sys
import threading
from pathlib import Path

from rich.console import Console

from xlbetflag.api.config import Credentials
from xlbetflag.desk import Desk
from xlbetflag.hosts.host import Host, open_host
from xlbetflag.hosts.terminal import Screen
from xlbetflag.settings import Settings

HELP = (
    "Commands: arm, disarm, preview [rows], place [rows], place twins rows, replace row price, "
    "cancel rows, cancel all, cancel all at venue, halt, resume, rearm rules, refresh, next row, "
    "start, stop, save, quit; Italian words do too. Rows are those of the Orders sheet, as in: "
    "cancel 5 7"
)


def trade(
    file: Path,
    host: str,
    settings: Settings,
    credentials: Credentials,
    journal: Path,
    console: Console,
) -> None:
    """Until the user quits or the input ends. A workbook that only we had open is then saved."""
    typed: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(typed,), name="keyboard", daemon=True).start()
    console.print(HELP, markup=False)
    with Desk(settings, credentials, journal) as desk, open_host(host, desk, file) as opened:
        if desk.orders.is_read_only:
            console.print(desk.orders.trouble, markup=False)
        with Screen(console) as screen:
            while _obey(opened, typed, console):
                opened.tick()
                screen.show(opened.view(), opened.sheet.ticks)
                opened.wait()
        if opened.is_ours:
            opened.save(file)


def _obey(host: Host, typed: "queue.SimpleQueue[str]", console: Console) -> bool:
    """Do what was typed; False when it was to end."""
    while True:
        try:
            line = typed.get_nowait()
        except queue.Empty:
            return True
        match line.strip().lower():
            case "quit" | "exit" | "esci":
                return False
            case "save" | "salva":
                host.save(Path(host.book.fullname))
                console.print("saved")
            case "help" | "aiuto" | "?":
                console.print(HELP, markup=False)
            case "":
                continue
            case command:
                console.print(host.command(command), markup=False)


def _listen(typed: "queue.SimpleQueue[str]") -> None:
    for line in sys.stdin:
        typed.put(line)
    typed.put("quit")
