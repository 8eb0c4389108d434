"""Opening a workbook in the host of a name."""

from pathlib import Path

from xlbetflag.desk import Desk
from xlbetflag.hosts.host import Host


def open_host(name: str, desk: Desk, path: Path, *, calc_profile: Path | None = None) -> Host:
    """The workbook on a desk, in the host of that name (excel, calc or headless).

    `calc_profile`: a LibreOffice profile of our own, whose Calc ends with us; without one the
    user's is used, and stays. Raises NoHost where the spreadsheet cannot be used.
    """
    if name == "calc":
        from xlbetflag.hosts.calc.host import CalcHost

        return CalcHost(desk, path, calc_profile, closes=calc_profile is not None)
    if name == "excel":
        from xlbetflag.hosts.excel.host import ExcelHost

        return ExcelHost(desk, path)
    from xlbetflag.hosts.headless import HeadlessHost

    return HeadlessHost(desk, path)
