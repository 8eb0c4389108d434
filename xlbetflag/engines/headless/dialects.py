"""Other programs' spellings of the same package, made one as it is opened: the strict dialect's
namespaces, and part names written with backslashes or in another case. And what is no package, or
too large a one, said in words."""

from __future__ import annotations

import re
import zipfile

MOST_BYTES = 512 * 2**20  # of all parts unpacked
MOST_PART_BYTES = 96 * 2**20  # of one: some hundred thousand rows of orders

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/([\w/]+)")
_HYPHENATED = {
    b"extendedProperties": b"extended-properties",
    b"customProperties": b"custom-properties",
}


class UnreadableError(OSError, ValueError):
    """A file that cannot be opened as a workbook; the message is for its user."""


def refuse_other_files(data: bytes) -> None:
    """Raises UnreadableError for what is no .xlsx at all, though it may be called so."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableError("it is protected by a password: take that off, and save it again")
        raise UnreadableError("it is an old .xls: save it as .xlsx in a spreadsheet program")
    if not data.startswith(b"PK"):
        raise UnreadableError("it is no .xlsx: a spreadsheet program can save it as one")


def refuse_bombs(members: list[zipfile.ZipInfo]) -> None:
    """Raises UnreadableError for a package that would unpack to more than a workbook may take."""
    largest = max((member.file_size for member in members), default=0)
    if largest > MOST_PART_BYTES or sum(member.file_size for member in members) > MOST_BYTES:
        raise UnreadableError(
            f"it unpacks to {sum(member.file_size for member in members) // 2**20} MB, more than "
            "a workbook here may take: remove rows that are not needed"
        )


def part_name(member: str) -> str:
    """A member's name as a part's, which knows no backslash."""
    return member.replace("\\", "/")


def transitional(part: bytes) -> bytes:
    """A part in the dialect that everybody writes."""
    if b"purl.oclc.org/ooxml" not in part:
        return part
    return _STRICT.sub(_namespace, part).replace(b' conformance="strict"', b"")


def _namespace(found: re.Match[bytes]) -> bytes:
    kind, rest = found[1], found[2]
    path = b"/".join(_HYPHENATED.get(word, word) for word in rest.split(b"/"))
    return b"http://schemas.openxmlformats.org/" + kind + b"/2006/" + path
