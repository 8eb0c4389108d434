"""Commands about LibreOffice Calc."""

from pathlib import Path
from typing import Annotated, TypeAlias

from cyclopts import App, Parameter

from xlbetflag.cli.common import app, fail, out

Profile: TypeAlias = Annotated[Path | None, Parameter(name="--profile")]
calc = App(name="calc", help="LibreOffice Calc: its extension.")
app.command(calc)


@calc.command
def install(*, profile: Profile = None) -> None:
    """Put the extension into LibreOffice: BF_ functions, the Betflag menu. Again after an update.

    Parameters
    ----------
    profile
        A LibreOffice profile folder, instead of the user's own.
    """
    from xlbetflag.engines.calc.process import default_profile
    from xlbetflag.hosts.calc import extension, setup

    folder = profile or default_profile()
    try:
        is_new = setup.install(folder)
    except setup.CannotInstall as problem:
        fail(str(problem))
    done = "installed" if is_new else "was there already"
    out.print(f"extension {extension.version()} {done}: {folder}", markup=False)
    if is_new:
        out.print("Start LibreOffice Calc, open a workbook, choose Betflag - Connect.")


@calc.command
def uninstall(*, profile: Profile = None) -> None:
    """Take the extension out of LibreOffice.

    Parameters
    ----------
    profile
        A LibreOffice profile folder, instead of the user's own.
    """
    from xlbetflag.engines.calc.process import default_profile
    from xlbetflag.hosts.calc import setup

    folder = profile or default_profile()
    try:
        was_there = setup.uninstall(folder)
    except setup.CannotInstall as problem:
        fail(str(problem))
    out.print(f"extension {'removed from' if was_there else 'is not in'} {folder}", markup=False)
