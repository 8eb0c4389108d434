"""Excel files that Calc saved: what they need so that Excel finds the same in them.

Calc writes a function of an add-in as SERVICE.NAME(; Excel knows it as NAME(. And Calc leaves out
the buttons of a sheet. Only the standard library is used here.
"""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from pathlib import Path

PARTS = re.compile(r"xl/(workbook\.xml|worksheets/[^/]+\.xml|tables/[^/]+\.xml|charts/[^/]+\.xml)")
BEFORE = "before Calc"


def strip_prefix(path: Path, service: str) -> bool:
    """Take `SERVICE.` off every function of that file; whether there was any.

    The file is replaced in one step and keeps its time, so that Calc does not take it for one that
    somebody else has changed. Raises OSError where it cannot be replaced, as while Windows has it
    open, and zipfile.BadZipFile for what is no Excel file.
    """
    prefix = re.compile(rb"\b%s\.(?=BF_[A-Z0-9_]+\()" % service.encode(), re.IGNORECASE)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    found = 0
    try:
        with zipfile.ZipFile(path) as saved, zipfile.ZipFile(draft, "w") as stripped:
            for part in saved.infolist():
                content = saved.read(part)
                if PARTS.fullmatch(part.filename):
                    content, count = prefix.subn(b"", content)
                    found += count
                stripped.writestr(part, content)
        if found:
            state = path.stat()
            shutil.copymode(path, draft)
            os.utime(draft, ns=(state.st_atime_ns, state.st_mtime_ns))
            draft.replace(path)
    finally:
        if draft.exists():
            draft.unlink()
    return found > 0


def keep_original(path: Path) -> Path | None:
    """Copy a file that is about to be saved over, once: "NAME (before Calc).xlsm" beside it.

    None where that copy is there already.
    """
    copy = path.with_name(f"{path.stem} ({BEFORE}){path.suffix}")
    if copy.exists():
        return None
    shutil.copy2(path, copy)
    return copy
