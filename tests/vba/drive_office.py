"""Run by LibreOffice's own Python: opens a workbook with macros, and does what it is told.

    /usr/bin/python3 drive_office.py profile_folder workbook

A JSON list a line comes in, its answer goes out:
["run", "Module.Macro", argument ...]    ["cells", sheet, column, [rows]]
["named", name]    ["set", name, number]
["wait", "Module.Macro", at_least, seconds]    until a macro's number is that large
"""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import DisposedException

PERMISSIVE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
ALWAYS_EXECUTE = 4
START_SECONDS = 120.0


def main(profile: Path, workbook: Path) -> None:
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(PERMISSIVE, encoding="utf-8")
    pipe = f"twin{profile.stat().st_ino}"
    office = subprocess.Popen(
        [
            *("soffice", "--headless", "--norestore", "--nologo", "--nofirststartwizard"),
            f"-env:UserInstallation={profile.as_uri()}",
            f"--accept=pipe,name={pipe};urp",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    desktop = None
    try:
        desktop = connect(pipe)
        serve(opened(desktop, workbook))
    finally:
        # Not closed: that would ask the workbook's macros.
        if desktop is not None:
            with contextlib.suppress(DisposedException):
                desktop.terminate()
        try:
            office.wait(10)
        except subprocess.TimeoutExpired:
            office.kill()
            office.wait()


def connect(pipe: str):
    context = uno.getComponentContext()
    name = "com.sun.star.bridge.UnoUrlResolver"
    resolver = context.ServiceManager.createInstanceWithContext(name, context)
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            desktop = "com.sun.star.frame.Desktop"
            return there.ServiceManager.createInstanceWithContext(desktop, there)


def opened(desktop, workbook: Path):
    options: tuple[Any, ...] = (PropertyValue("Hidden", 0, True, 0),)
    options += (PropertyValue("MacroExecutionMode", 0, ALWAYS_EXECUTE, 0),)
    return desktop.loadComponentFromURL(workbook.as_uri(), "_blank", 0, options)


def serve(document) -> None:
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(json.dumps(done(document, *json.loads(line))), flush=True)


def done(document, what: str, *rest):
    if what == "run":
        return run(document, *rest)
    if what == "wait":
        macro, at_least, seconds = rest
        end = time.monotonic() + seconds
        while run(document, macro) < at_least and time.monotonic() < end:
            time.sleep(0.05)
        return run(document, macro)
    if what in ("named", "set"):
        area = document.NamedRanges.getByName(rest[0]).getReferredCells()
        cell = area.getCellByPosition(0, 0)
        if what == "set":
            cell.Value = rest[1]
        return cell.String
    sheet, column, rows = rest
    cells = document.Sheets.getByName(sheet)
    return [cells.getCellByPosition(column, row).String for row in rows]


def run(document, macro: str, *arguments):
    url = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
    return document.getScriptProvider().getScript(url).invoke(arguments, (), ())[0]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
