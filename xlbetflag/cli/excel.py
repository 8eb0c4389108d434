"""Commands that prepare Excel."""

import sys
from pathlib import Path

from xlbetflag import settings
from xlbetflag.cli.common import app, fail, out


@app.command
def install(*, trust: Path | None = None) -> None:
    """Let Excel's macros find this Python. Windows only; again after Python has moved.

    Parameters
    ----------
    trust
        Let Excel run macros of files in this one folder without asking (a Trusted Location).
    """
    from xlbetflag.hosts.excel import configuration, setup
    from xlbetflag.hosts.excel.registry import windows_registry

    registry = windows_registry()
    if registry is None:
        fail("Excel's macros run on Windows only: there is nothing to install here.")
    file = configuration.user_file()
    try:
        setup.install(sys.executable, file, settings.data_folder())
        out.print(f"{file}: Excel's macros will use {sys.executable}", markup=False)
        if trust is not None:
            setup.trust(str(trust.absolute()), registry)
            out.print(f"{trust}: Excel runs the macros of files in it", markup=False)
    except configuration.CannotInstall as problem:
        fail(str(problem))
    out.print("xlbetflag new trader.xlsm writes a workbook; xlbetflag uninstall takes this back.")


@app.command
def uninstall() -> None:
    """Take back what `install` did to Excel. Workbooks and journals stay."""
    from xlbetflag.hosts.excel import configuration, setup
    from xlbetflag.hosts.excel.registry import windows_registry

    registry = windows_registry()
    if registry is None:
        fail("Excel's macros run on Windows only: there is nothing to take back here.")
    was_there = setup.uninstall(configuration.user_file(), settings.data_folder(), registry)
    out.print("taken back" if was_there else "there was nothing of ours")
