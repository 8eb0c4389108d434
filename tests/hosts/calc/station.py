"""Desk, Calc and exchange as three processes, each of which a test may kill."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import xlwings as xw

from tests.support.conditions import wait_until
from xlbetflag.engines import calc
from xlbetflag.engines.calc.process import Office
from xlbetflag.practice.server import Options, PracticeServer
from xlbetflag.practice.server import build as build_exchange
from xlbetflag.practice.venue.ledger import ledger
from xlbetflag.workbook.build.builder import build as build_workbook
from xlbetflag.workbook.layout.desk import COMMAND
from xlbetflag.workbook.layout.orders import ORDER_TABLE, YES
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN, FIRST_TABLE_ROW
from xlbetflag.workbook.layout.tables import MARKET_TABLE
from xlbetflag.workbook.live.view import SheetView, read_view

ORDER_KEYS = ("market", "selection", "side", "price", "stake")
FASTER = "\n[feed]\nbook = 0.2\nlive_book = 0.2\nmine = 0.3\n"


class Station:
    """`files`: the workbooks, on one account. The exchange is in this process, and stands still
    unless it is ticked."""

    def __init__(self, folder: Path, installed_profile: Path, *, documents: int = 1) -> None:
        self.folder = folder
        self.profile = folder / "profilo di Niccolò"
        shutil.copytree(installed_profile, self.profile)
        self.files = [folder / f"foglio più bello {n}.xlsx" for n in range(1, documents + 1)]
        for number, file in enumerate(self.files, start=1):
            build_workbook(file, file_id=f"file{number}", environment="practice")
        self.server = PracticeServer(build_exchange(Options(seed=3)))
        self._settings = folder / "settings.toml"
        self._desk: subprocess.Popen[bytes] | None = None
        self._office: Office | None = None
        self._app: xw.App | None = None

    def __enter__(self) -> Self:
        self.server.__enter__()
        venue = f"[venues.practice]\nbase_url = '{self.server.url}'\n"
        self._settings.write_text(venue + FASTER, "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_desk()
        self.kill_calc()
        self.server.__exit__(None, None, None)

    # --- the desk ---------------------------------------------------------------------------

    def start_desk(self) -> None:
        """`xlbetflag serve`, in a home of its own."""
        homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(self.folder))
        command = [sys.executable, "-m", "xlbetflag", "serve", "--settings", str(self._settings)]
        with (self.folder / "desk.log").open("ab") as log:
            self._desk = subprocess.Popen(
                [*command, "--calc-profile", str(self.profile)],
                env={**os.environ, **homes},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill_desk(self) -> None:
        """kill -9: it can tidy nothing up."""
        if self._desk is not None:
            self._desk.kill()
            self._desk.wait()
            self._desk = None

    @property
    def journal(self) -> Path:
        return next((self.folder / "xlbetflag").glob("journal-practice-*.sqlite"))

    # --- Calc -------------------------------------------------------------------------------

    def start_calc(self, *, headless: bool = True) -> None:
        """Opens every file."""
        self._office = Office.start(
            self.profile,
            headless=headless,
            script=False,
            arguments=[str(file) for file in self.files],
        )
        calc.activate()  # xlwings asks the active engine what is selected
        self._app = calc.adopt(self._office)
        wait_until(lambda: len(self._documents()) == len(self.files), seconds=120)

    def kill_calc(self) -> None:
        """kill -9: nothing is saved."""
        if self._office is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._office.pid, signal.SIGKILL)
            self._office.kill()
            self._office = None
        for file in self.files:  # as the next Calc of the same user takes it for its own
            file.with_name(f".~lock.{file.name}#").unlink(missing_ok=True)

    def book(self, number: int = 0) -> xw.Book:
        assert self._app is not None
        return next(b for b in self._app.books if Path(b.fullname) == self.files[number])

    def call(self, operation: str, *arguments: Any) -> Any:
        assert self._office is not None
        return self._office.connection.call(operation, *arguments)

    def _documents(self) -> list[Any]:
        return list(self.call("betflag.documents"))

    # --- the trader -------------------------------------------------------------------------

    def view(self, number: int = 0) -> SheetView:
        assert self._office is not None
        with self._office.connection.batch():
            return read_view(self.book(number), 6)

    def states(self, number: int = 0) -> set[str]:
        """What the rows of the Board say of themselves."""
        return {str(row[15]) for block in self.view(number).blocks for row in block.rows}

    def statuses(self, number: int = 0) -> list[str]:
        return [str(order["status"]) for order in self.view(number).orders]

    def watch(self, market: str, number: int = 0) -> None:
        table = MARKET_TABLE
        sheet = self.book(number).sheets[table.sheet]
        ids = sheet.range(self._place(table, 0, "market_id")).resize(60)
        wait_until(lambda: market in ids.value, seconds=120)
        row = ids.value.index(market)
        sheet.range(self._place(table, row, "watch")).value = YES
        wait_until(lambda: self.states(number) == {"LIVE"}, seconds=120)

    def command(self, typed: str, number: int = 0) -> None:
        """In the command's cell; returns when it was taken."""
        cell = self.book(number).names[COMMAND.name].refers_to_range
        cell.value = typed
        wait_until(lambda: cell.value is None, seconds=120)

    def type_order(self, row: int, *values: object, number: int = 0) -> None:
        table = ORDER_TABLE
        sheet = self.book(number).sheets[table.sheet]
        for key, value in zip(ORDER_KEYS, values, strict=True):
            sheet.range(self._place(table, row, key)).value = value

    def arm(self, number: int = 0) -> None:
        """As soon as the desk lets it."""

        def arms() -> bool:
            self.command("ARM", number)
            return self.view(number).trading == "ARMED"

        wait_until(arms, seconds=120)

    def offers(self) -> list[dict[str, Any]]:
        """What the exchange itself says this trader placed."""
        accounts = ledger(self.server.exchange)["accounts"]
        return next(each["offers"] for each in accounts if each["username"] == "demo")

    @property
    def markets(self) -> list[str]:
        return [str(market_id) for market_id in self.server.exchange.markets]

    @staticmethod
    def _place(table: Any, row: int, key: str) -> tuple[int, int]:
        return FIRST_TABLE_ROW + 1 + row, FIRST_COLUMN + 1 + table.index(key)
