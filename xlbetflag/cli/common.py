"""What every command shares: the console, the settings it is about, how it ends."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeAlias

import msgspec
from cyclopts import App, Parameter

from xlbetflag import credentials, settings
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.cli.console import Terminal
from xlbetflag.cli.table import STDOUT, write_json, write_table
from xlbetflag.orders.journal.identity import private_folder
from xlbetflag.orders.journal.reader import History
from xlbetflag.service import desk_server
from xlbetflag.version import __version__

HostName: TypeAlias = Literal["auto", "excel", "calc", "headless"]
SettingsFile: TypeAlias = Annotated[Path | None, Parameter(name="--settings")]


def _names_a_file(_: object, path: Path | None) -> None:
    """An option in the place of a file's name is one that was forgotten; "-" is none."""
    if path is not None and path != STDOUT and str(path).startswith("-"):
        raise ValueError("name a file, or - for the standard output")


CsvFile: TypeAlias = Annotated[
    Path | None, Parameter(name="--csv", allow_leading_hyphen=True, validator=_names_a_file)
]
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


def asked(request: desk_server.Request) -> Any:
    """The running desk's answer to a request, as plain JSON values; ends where it refuses."""
    try:
        return desk_server.ask(settings.data_folder(), request)
    except ValueError as refusal:  # the desk's own words
        fail(str(refusal))


def ask(request: desk_server.Request, *, as_json: bool = False) -> None:
    """Put a request to the running desk and print its answer."""
    answer = asked(request)
    if as_json:
        write_json(answer)
        return
    for name, value in answer.items():
        for inner, each in value.items() if isinstance(value, dict) else [("", value)]:
            out.print(f"{f'{name}.{inner}'.rstrip('.'):16} {'' if each is None else each}".rstrip())


def remark(text: str) -> None:
    """What is said beside a table: not among the rows that a pipe takes."""
    (out if out.is_terminal else err).print(text)


def write_file(
    path: Path,
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    force: bool,
    what: str,
) -> None:
    """A table as a file, or to the standard output for "-"; over one that is there where forced."""
    if path != STDOUT and path.exists() and not force:
        fail(f"{path} is already there: choose another name, or say --force")
    write_table(path, heads, rows, language())
    if path != STDOUT:
        out.print(f"{path}: {len(rows)} {what}")


def language() -> str:
    try:
        return settings.load().language
    except settings.BadSettings:
        return "en"


def fail(message: str) -> NoReturn:
    err.print(message, markup=False)
    sys.exit(FAULTY)
