"""Commands about a workbook: a fresh one, the demo, a session."""

import sys
from pathlib import Path

import msgspec

from xlbetflag import settings
from xlbetflag.api.config import Environment
from xlbetflag.cli.common import REFUSED, HostName, SettingsFile, account, app, fail, out
from xlbetflag.hosts import present
from xlbetflag.service import desk_server


@app.command
def new(
    file: Path,
    *,
    values: bool = False,
    force: bool = False,
    language: settings.Language | None = None,
) -> None:
    """Write a fresh trading workbook, with row keys of its own.

    Parameters
    ----------
    file
        Where to: a name ending in .xlsm, for Excel with macros, or .xlsx, without.
    values
        Without functions too: for an Excel that runs no macros, driven by `xlbetflag run`.
    force
        Write over a file that is already there.
    language
        Of its texts, en or it, instead of the one in the settings.
    """
    from xlbetflag.workbook.build.builder import build
    from xlbetflag.workbook.build.variants import build_values, build_with_macros
    from xlbetflag.workbook.layout.keys import new_file_id

    suffix = file.suffix.lower()
    if suffix not in (".xlsx", ".xlsm"):
        fail(f"{file}: the name must end in .xlsx or .xlsm")
    if values and suffix != ".xlsx":
        fail(f"{file}: a workbook of values only has no macros, its name must end in .xlsx")
    if file.exists() and not force:
        fail(f"{file} is already there: choose another name, or say --force")
    chosen = settings.load()
    write = build_with_macros if suffix == ".xlsm" else build_values if values else build
    write(
        file,
        file_id=new_file_id(),
        environment=chosen.environment,
        language=language or chosen.language,
    )
    out.print(f"{file}: a fresh workbook for {chosen.environment}")


@app.command
def demo(
    *,
    host: HostName = "auto",
    seconds: float = 20.0,
    seed: int = 1,
    json: Path | None = None,
    save: Path | None = None,
    exchange: str | None = None,
) -> None:
    """Trade on the practice exchange: live prices, order rows placed, one cancelled.

    Parameters
    ----------
    host
        The spreadsheet to use; auto takes the best one present.
    seconds
        How long to run.
    seed
        Of the embedded practice exchange: the same seed gives the same markets.
    json
        Write a summary of the run to this file.
    save
        Keep the workbook as this file.
    exchange
        The address of a practice exchange that already runs, instead of an embedded one.
    """
    from xlbetflag import demo as main_job

    def run_in(chosen: str) -> main_job.Summary:
        return main_job.run(
            host=chosen, seconds=seconds, seed=seed, save=save, exchange=exchange, console=out
        )

    try:
        summary = run_in(present.choose(host))
    except present.NoHost as problem:
        if host != "auto":
            raise
        out.print(f"{problem} The demo runs without a window.", markup=False)
        summary = run_in("headless")
    if json is not None:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(summary), indent=2))
    if summary.errors:
        sys.exit(REFUSED)


@app.command
def run(
    file: Path,
    *,
    host: HostName = "auto",
    environment: Environment | None = None,
    settings_file: SettingsFile = None,
) -> None:
    """Open a trading workbook on a desk, keep it live, and take commands from the keyboard.

    Parameters
    ----------
    file
        The workbook, as `xlbetflag new` wrote it.
    host
        The spreadsheet to use; auto takes Excel for a workbook of values, LibreOffice Calc where
        its extension is installed and there is a display, else none.
    environment
        Instead of the one in the settings.
    settings_file
        A settings file other than the usual one.
    """
    from xlbetflag.cli.session import trade
    from xlbetflag.hosts.excel.filled import is_workbook

    chosen, secrets, journal = account(environment, settings_file)
    if not file.exists():
        fail(f"{file} is not there: 'xlbetflag new {file}' writes a fresh one")
    if not is_workbook(file):
        fail(f"{file} is not an Excel workbook: 'xlbetflag new' writes one")
    if host != "calc" and file.suffix.lower() == ".xlsm":
        fail(f"{file} has macros: open it in Excel, they start the desk")
    where = present.choose(host, unfit=_unfit_for(file))
    if where == "headless" and host == "auto":
        out.print(f"Without a window. {present.how_to_get_a_window()}", markup=False)
    if where == "calc" and desk_server.is_open(settings.data_folder()):
        from xlbetflag.hosts.calc.opening import show

        show(file)
        out.print("Opened in Calc: the desk that runs already keeps it live.")
        return
    trade(file, where, chosen, secrets, journal, out)


def _unfit_for(file: Path) -> set[str]:
    """Hosts that nobody should be given who did not ask for them.

    Excel knows no function of a workbook that is driven from outside; and nothing is installed in
    somebody's LibreOffice unasked.
    """
    from xlbetflag.engines.calc.process import default_profile
    from xlbetflag.hosts.calc import setup
    from xlbetflag.hosts.excel.filled import is_values_only

    unfit = set() if is_values_only(file) else {"excel"}
    return unfit if setup.installed_version(default_profile()) else unfit | {"calc"}
