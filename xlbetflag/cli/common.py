"""What every command shares: the console, the settings it is about, how it ends."""

import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn, TypeAlias

import msgspec
from cyclopts import App, Parameter

from xlbetflag import __version__, credentials, settings
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.hosts import door
from xlbetflag.hosts.console import Terminal
from xlbetflag.orders.history import History
from xlbetflag.orders.identity import private_folder

HostName: TypeAlias = Literal["auto", "excel", "calc", "headless"]
SettingsFile: TypeAlias = Annotated[Path | None, Parameter(name="--settings")]
REFUSED, FAULTY = 1, 2  # exit codes: an answer of "no", and something that could not be done
app = App(
    name="xlbetflag",
    help="Trade the Betflag betting exchange from a spreadsheet.",
    version=__version__,
)
api = App(name="api", help="The venue's wire protocol.")
desk = App(name="desk", help="Speak to the running desk.")
app.command(api)
app.command(desk)
out = Terminal()
err = Terminal(stderr=True)


def chosen_settings(environment: Environment | None, file: Path | None) -> settings.Settings:
    """The settings of a file (the usual one, if none), for an environment if one is named."""
    chosen = settings.load(file)
    return msgspec.structs.replace(chosen, environment=environment) if environment else chosen


def account(
    environment: Environment | None, file: Path | None
) -> tuple[settings.Settings, Credentials, Path]:
    """Settings, secrets and journal. Raises what `settings` and `credentials` raise."""
    private_folder(settings.data_folder())
    chosen = chosen_settings(environment, file)
    secrets = credentials.load(chosen.environment)
    return chosen, secrets, settings.journal_path(chosen.environment, secrets.username)


def kept_journal(environment: Environment | None) -> History | None:
    """The journal, to be read; None, and says so, where no order was ever placed."""
    _, _, path = account(environment, None)
    if path.exists():
        return History(path)
    out.print(f"No order was ever placed here: {path} does not exist.")
    return None


def ask(request: door.Ask) -> None:
    """Put a request to the running desk and print its answer."""
    answer = door.ask(settings.data_folder(), request)
    for name, value in answer.items():
        out.print(f"{name:12} {value}", markup=False)


def language() -> str:
    try:
        return settings.load().language
    except settings.BadSettings:
        return "en"


def fail(message: str) -> NoReturn:
    err.print(message, markup=False)
    sys.exit(FAULTY)
