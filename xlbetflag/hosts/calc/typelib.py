"""Writing a UNO type library: the binary that tells LibreOffice which methods an add-in has.

The format is specified in LibreOffice's own sources ("Specification of the new UNOIDL types.rdb
format", unoidl/README.md). Only what an add-in needs is written: interfaces in modules, with
methods whose arguments go in.
"""

import struct
from collections.abc import Mapping, Sequence

import msgspec

MAGIC = b"UNOIDL\xff\0"
HEADER_SIZE = len(MAGIC) + 8
MODULE, INTERFACE = 0, 5
ROOT_INTERFACE = "com.sun.star.uno.XInterface"


class Method(msgspec.Struct, frozen=True):
    """`arguments` are (name, type); types are spelled as in UNOIDL: any, string, [][]any."""

    name: str
    result: str
    arguments: tuple[tuple[str, str], ...]


class Interface(msgspec.Struct, frozen=True):
    methods: tuple[Method, ...]


Tree = Mapping[str, "Interface | Tree"]


def type_library(tree: Tree) -> bytes:
    """The library of modules, by name, that hold modules and interfaces. ValueError: a name that
    is no ASCII."""
    body = bytearray(HEADER_SIZE)
    entries = _write_members(body, tree)
    body[:HEADER_SIZE] = MAGIC + struct.pack("<II", len(body), len(tree))
    return bytes(body + entries)


def _write_members(body: bytearray, tree: Tree) -> bytes:
    """Everything in a module, and the map that leads to it, which the caller writes.

    LibreOffice searches a map by halving it, so its names are sorted.
    """
    names = sorted(tree)
    contents = [_write_entity(body, tree[name]) for name in names]
    entries = b""
    for name, content in zip(names, contents, strict=True):
        entries += struct.pack("<II", len(body), content)
        body += name.encode("ascii") + b"\0"
    return entries


def _write_entity(body: bytearray, entity: "Interface | Tree") -> int:
    """Where it begins."""
    if isinstance(entity, Interface):
        content = _interface(entity)
    else:
        entries = _write_members(body, entity)
        content = struct.pack("<BI", MODULE, len(entity)) + entries
    start = len(body)
    body += content
    return start


def _interface(interface: Interface) -> bytes:
    bases = _count(1) + _text(ROOT_INTERFACE) + _count(0)
    attributes = _count(0)
    methods = _sequence([_method(method) for method in interface.methods])
    return bytes([INTERFACE]) + bases + attributes + methods


def _method(method: Method) -> bytes:
    arguments = [b"\0" + _text(name) + _text(kind) for name, kind in method.arguments]
    return _text(method.name) + _text(method.result) + _sequence(arguments) + _count(0)


def _sequence(parts: Sequence[bytes]) -> bytes:
    return _count(len(parts)) + b"".join(parts)


def _text(text: str) -> bytes:
    return _count(len(text)) + text.encode("ascii")


def _count(number: int) -> bytes:
    return struct.pack("<I", number)
