"""xlwings' user configuration, in which Excel's macros find the Python that holds the desk.

VBA reads it in the machine's ANSI code page, a pair of quoted texts a line.
"""

import re
from pathlib import Path

import xlwings as xw

INTERPRETER = "INTERPRETER_WIN"
ANSI = "mbcs"  # Python's name for the machine's own code page, on Windows only
_LINE = re.compile(rb'^"([^"\r\n]*)","([^"\r\n]*)"\s*$', re.MULTILINE)


class CannotInstall(Exception):  # noqa: N818 - what is wrong
    """A sentence that says why, and what to do."""


def user_file() -> Path:
    """Where xlwings' macros look."""
    return Path(xw.USER_CONFIG_FILE)


def read(path: Path, code_page: str = ANSI) -> dict[str, str]:
    """Its settings by key in capitals; none where there is no file."""
    content = path.read_bytes() if path.exists() else b""
    pairs = (
        tuple(part.decode(code_page, "replace") for part in found.groups())
        for found in _LINE.finditer(content)
    )
    return {key.upper(): value for key, value in pairs}


def write(path: Path, key: str, value: str | None, code_page: str = ANSI) -> None:
    """Set one key, or take it out (None); every other line stays byte for byte as it is.

    A file that is left without lines is removed. Raises CannotInstall where VBA could not read
    the value back.
    """
    line = b"" if value is None else _line(key, value, code_page)
    content = path.read_bytes() if path.exists() else b""
    lines = [
        each
        for each in content.splitlines(keepends=True)
        if not each.upper().startswith(f'"{key.upper()}",'.encode())
    ]
    if line and lines and not lines[-1].endswith((b"\n", b"\r")):
        lines[-1] += b"\r\n"
    written = b"".join([*lines, line])
    if not written.strip():
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(written)
    fresh.replace(path)


def _line(key: str, value: str, code_page: str) -> bytes:
    if any(sign in value for sign in '"%\r\n'):
        raise CannotInstall(
            f"Excel's macros cannot read the path {value}: it has a sign that they take for "
            "something else. Make the environment in another folder, then do this again."
        )
    try:
        return f'"{key}","{value}"\r\n'.encode(code_page)
    except UnicodeEncodeError as error:
        letters = "".join(sorted(set(error.object[error.start : error.end])))
        raise CannotInstall(
            f"Excel's macros cannot read the path {value}: this Windows has no {letters} in its "
            "code page. Make the environment in a folder with plain letters, such as "
            r"C:\xlbetflag, then do this again there."
        ) from None
