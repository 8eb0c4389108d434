"""Making Excel's macros find this Python, and taking that back."""

import json
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

from xlbetflag.hosts.excel import configuration
from xlbetflag.hosts.excel.configuration import ANSI, INTERPRETER, CannotInstall
from xlbetflag.hosts.excel.registry import TRUSTED, Registry

RECORD = "excel-install.json"


def install(python: str, file: Path, records: Path, *, code_page: str = ANSI) -> None:
    """Write the full path of `python` into xlwings' configuration `file`.

    What stood there before is kept in the folder `records`, for `uninstall`. Raises CannotInstall.
    """
    before = configuration.read(file, code_page).get(INTERPRETER)
    configuration.write(file, INTERPRETER, python, code_page)
    record = _recorded(records)
    if before != record.get("wrote"):
        record["before"] = before
    _keep(records, {**record, "wrote": python})


def trust(folder: str, registry: Registry) -> None:
    """Let Excel run the macros of files in that one folder, not of those below it.

    Raises CannotInstall for a folder that would trust too much.
    """
    path = PureWindowsPath(folder)
    if not path.is_absolute() or folder.startswith("\\\\") or len(path.parts) < 3:
        raise CannotInstall(
            f"{folder} cannot be trusted: choose a folder of its own on this machine, such as "
            r"C:\Users\you\Documents\Betflag"
        )
    registry.write(TRUSTED, "Path", str(path) + "\\")
    registry.write(TRUSTED, "Description", "xlbetflag workbooks")
    registry.write(TRUSTED, "AllowSubFolders", 0)


def uninstall(
    file: Path, records: Path, registry: Registry | None, *, code_page: str = ANSI
) -> bool:
    """Everything as it was before `install` and `trust`; False where nothing was ours.

    A configuration that somebody else has changed since is left alone.
    """
    record = _recorded(records)
    was_trusted = registry is not None and registry.remove(TRUSTED)
    wrote = record.get("wrote")
    is_ours = wrote is not None and configuration.read(file, code_page).get(INTERPRETER) == wrote
    if is_ours:
        configuration.write(file, INTERPRETER, record.get("before"), code_page)
    (records / RECORD).unlink(missing_ok=True)
    return is_ours or was_trusted


def _recorded(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(folder: Path, record: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")
