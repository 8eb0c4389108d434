"""`xlbetflag run`: a workbook on a desk, with commands from the keyboard."""

import logging
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from xlbetflag.api.config import Credentials
from xlbetflag.cli.screen import Screen
from xlbetflag.desk import Desk
from xlbetflag.hosts.host import Host
from xlbetflag.hosts.opening import open_host
from xlbetflag.market.problem import Problem
from xlbetflag.settings import Settings
from xlbetflag.sheet.saving import WorkbookFile
from xlbetflag.sheet.typed import at_once
from xlbetflag.sheet.unforeseen import Unforeseen

log = logging.getLogger(__name__)
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
    console.print(HELP, markup=False)
    with Desk(settings, credentials, journal) as desk:
        keyboard = Keyboard(desk, console)
        with open_host(host, desk, file) as opened:
            kept = WorkbookFile(
                file,
                opened.save,
                now=desk.now,
                language=desk.language,
                shelter=journal.parent / "workbooks",
                has_a_window=host != "headless",
            )
            _say(console, kept.elsewhere())
            _run(opened, desk, keyboard, kept, console)
            if opened.is_ours:
                _say(console, kept.save_at_last())


def _run(
    host: Host, desk: Desk, keyboard: "Keyboard", kept: WorkbookFile, console: Console
) -> None:
    keyboard.heard = host.hurry
    if desk.orders.is_read_only:
        console.print(desk.orders.trouble, markup=False)
    unforeseen = Unforeseen(desk)
    told = ""
    with Screen(console) as screen:
        while _obey(host, keyboard.typed, kept, console):
            trouble = _tick(host, desk, screen, unforeseen) or host.sheet.question
            if trouble != told:
                screen.say(trouble)
            told = trouble
            _say(console, kept.tick())
            host.wait()


def _tick(host: Host, desk: Desk, screen: Screen, unforeseen: Unforeseen) -> str:
    """Why it did not go well; empty where it did."""
    try:
        host.tick()
        screen.show(host.view(), host.sheet.ticks)
    except Problem as problem:  # the user took away what is needed
        return desk.say(problem)
    except Exception as error:  # noqa: BLE001 - orders may stand: the desk goes on
        return unforeseen.happened(error)
    unforeseen.passed()
    return ""


class Keyboard:
    """What is typed, line by line, in a thread of its own: `typed`, and `heard` is called then.

    What lowers risk and needs no sheet is done there, as soon as it is typed.
    """

    def __init__(self, desk: Desk, console: Console) -> None:
        self.typed: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.heard: Callable[[], None] = lambda: None
        self._desk = desk
        self._console = console
        threading.Thread(target=self._listen, name="keyboard", daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._take(line)
        self._take("quit")

    def _take(self, line: str) -> None:
        try:
            done = at_once(self._desk, line)
        except Exception as error:  # the next line must be heard
            log.exception("a command")
            done = type(error).__name__  # its words may quote a secret
        if done is not None:
            self._desk.note("command", f"{' '.join(line.upper().split())}: {done}")
            self._console.print(done, markup=False)
            return
        self.typed.put(line)
        self.heard()


def _say(console: Console, sentence: str) -> None:
    if sentence:
        console.print(sentence, markup=False)


def _obey(
    host: Host, typed: "queue.SimpleQueue[str]", kept: WorkbookFile, console: Console
) -> bool:
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
                _say(console, kept.save())
            case "help" | "aiuto" | "?":
                console.print(HELP, markup=False)
            case "":
                continue
            case command:
                console.print(host.command(command), markup=False)
