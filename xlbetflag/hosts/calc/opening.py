"""Opening a workbook in the Calc that runs on a profile, or in one that is started for it."""

from pathlib import Path

from xlbetflag.engines.calc.engine import engine
from xlbetflag.engines.calc.errors import CalcError, CalcGone
from xlbetflag.engines.calc.inside import locks
from xlbetflag.engines.calc.process import Office, default_profile
from xlbetflag.hosts.calc import extension, setup
from xlbetflag.hosts.present import NoHost, has_display


def open_in_calc(path: Path, profile: Path) -> Office:
    """The office, in which the file is open or being opened; our extension is in it. Where it is
    open, as when its desk was killed, it stays as it is: another copy would have the same keys.

    Without a display it has no windows. Raises NoHost.
    """
    try:
        office = Office.attach(profile)
    except CalcGone:
        return _start(path, profile)
    except CalcError as problem:  # another version of our server
        raise NoHost(str(problem)) from None
    if office.connection.call("betflag.version") != extension.version():
        office.connection.close()
        raise NoHost("LibreOffice runs with an older extension: close it, then do this again.")
    app = engine.apps.adopt(office)
    try:
        if not any(_is_of(book.fullname, path) for book in app.books):
            app.books.open(str(path))
    except CalcError as problem:
        office.connection.close()
        raise NoHost(f"LibreOffice does not open {path}: {problem}") from None
    finally:
        engine.apps.discard(app)
    return office


def show(path: Path) -> None:
    """Open a workbook in the user's Calc, for a desk that follows it. Raises NoHost."""
    open_in_calc(path.resolve(), default_profile()).connection.close()


def _is_of(opened: str, path: Path) -> bool:
    try:
        return Path(opened).samefile(path)
    except OSError:  # one never saved, or a file that is gone
        return False


def _start(path: Path, profile: Path) -> Office:
    try:
        setup.install(profile)
        locks.remove_stale(path, profile)  # of a Calc that was killed: this one would ask about it
        return Office.start(
            profile, headless=not has_display(), script=False, arguments=[str(path)]
        )
    except (setup.CannotInstall, CalcError, OSError) as problem:
        raise NoHost(f"LibreOffice Calc cannot be used here. {problem}") from None
