"""The .xlsx package: zip members, content types, relationships, and an atomic save."""

from __future__ import annotations

import contextlib
import io
import os
import posixpath
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from .dialects import part_name, refuse_bombs, refuse_other_files, transitional

CONTENT_TYPES = "[Content_Types].xml"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELS_NSMAP: dict[str, str] = {None: _RELS_NS}  # type: ignore[dict-item]  # the stubs miss None
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def parse_xml(data: bytes) -> etree._Element:
    """A part's root. No entities, no network: a workbook needs neither."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(data, parser)


def xml_bytes(root: etree._Element) -> bytes:
    """A part as Office writes it: UTF-8, standalone."""
    body = etree.tostring(root.getroottree(), encoding="UTF-8")
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + body


def drop_attributes(element: etree._Element, *names: str) -> None:
    """Remove attributes that may or may not be there."""
    for name in names:
        if element.get(name) is not None:
            del element.attrib[name]


@dataclass(frozen=True, slots=True)
class Relationship:
    id: str
    kind: str
    """The last word of its type: `worksheet`, `table`, `styles` ..."""
    target: str
    """The target part's name; empty for an external one."""


class Package:
    """An opened package. Members nobody writes to keep their bytes and their order.

    Parts are found in any case. Raises UnreadableError for what is no package.
    """

    def __init__(self, data: bytes) -> None:
        refuse_other_files(data)
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        refuse_bombs(self._zip.infolist())
        self._members = {part_name(info.filename): info for info in self._zip.infolist()}
        self._order = list(self._members)
        self._spelled = {part.lower(): part for part in self._order}
        self._written: dict[str, bytes] = {}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._spelled

    def read(self, part: str) -> bytes:
        """Raises KeyError for a part that is not there."""
        spelled = self._spelled[part.lower()]
        if spelled in self._written:
            return self._written[spelled]
        return transitional(self._zip.read(self._members[spelled]))

    def write(self, part: str, data: bytes) -> None:
        spelled = self._spelled.setdefault(part.lower(), part)
        if spelled not in self._order:
            self._order.append(spelled)
        self._written[spelled] = data

    def add(self, part: str, data: bytes, content_type: str) -> None:
        """A new part with its content type."""
        self.write(part, data)
        types = parse_xml(self.read(CONTENT_TYPES))
        etree.SubElement(
            types, f"{{{_TYPES_NS}}}Override", PartName=f"/{part}", ContentType=content_type
        )
        self.write(CONTENT_TYPES, xml_bytes(types))

    def remove(self, part: str, source: str) -> None:
        """A part, its content type and the relationship from `source`."""
        for relation in self.relationships(source):
            if relation.target == part:
                self.unrelate(source, relation.id)
        self._drop({part})

    def unrelate(self, source: str, id_: str) -> None:
        """Take a relationship out; the part it led to stays (see `prune`)."""
        relations = parse_xml(self.read(_rels_part(source)))
        for relation in list(relations):
            if relation.get("Id") == id_:
                relations.remove(relation)
        self.write(_rels_part(source), xml_bytes(relations))

    def parts(self) -> list[str]:
        """The names of all parts, without relationships and content types."""
        return [p for p in self._order if not p.endswith(".rels") and p != CONTENT_TYPES]

    def reachable(self, source: str = "") -> set[str]:
        """The parts that one leads to, itself among them."""
        found = {source}
        waiting = [source]
        while waiting:
            for relation in self.relationships(waiting.pop()):
                if relation.target and relation.target not in found:
                    found.add(relation.target)
                    waiting.append(relation.target)
        return found

    def loose(self) -> set[str]:
        """The parts that nothing leads to."""
        reachable = {part.lower() for part in self.reachable()}
        return {part for part in self.parts() if part.lower() not in reachable}

    def prune(self, kept: set[str]) -> None:
        """Take out the parts that nothing leads to, but those that were so before."""
        self._drop(self.loose() - kept)

    def _drop(self, parts: set[str]) -> None:
        types = parse_xml(self.read(CONTENT_TYPES))
        names = {f"/{part}".lower() for part in parts}
        for override in types.findall(f"{{{_TYPES_NS}}}Override"):
            if override.get("PartName", "").lower() in names:
                types.remove(override)
        self.write(CONTENT_TYPES, xml_bytes(types))
        for part in [*parts, *map(_rels_part, parts)]:
            if (spelled := self._spelled.pop(part.lower(), None)) is not None:
                self._order.remove(spelled)
                self._written.pop(spelled, None)

    def relationships(self, source: str) -> list[Relationship]:
        """Those of one part, targets resolved to part names."""
        part = _rels_part(source)
        if part not in self:
            return []
        found = []
        for relation in parse_xml(self.read(part)).findall(f"{{{_RELS_NS}}}Relationship"):
            kind = relation.get("Type", "").rpartition("/")[2]
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                target = ""
            elif target.startswith("/"):
                target = target[1:]
            else:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
            found.append(Relationship(relation.get("Id", ""), kind, target))
        return found

    def relate(self, source: str, kind: str, target: str) -> str:
        """A new relationship from one part to another; returns its id."""
        relative = posixpath.relpath(target, posixpath.dirname(source))
        return self._relate(source, {"Type": _OFFICE + kind, "Target": relative})

    def relate_outside(self, source: str, like: str, id_: str) -> str:
        """The relationship that the part `like` has with something outside, for another part."""
        for relation in parse_xml(self.read(_rels_part(like))):
            if relation.get("Id") == id_:
                return self._relate(source, {str(k): str(v) for k, v in relation.attrib.items()})
        raise KeyError(id_)

    def _relate(self, source: str, attributes: dict[str, str]) -> str:
        part = _rels_part(source)
        if part in self:
            relations = parse_xml(self.read(part))
        else:
            relations = etree.Element(f"{{{_RELS_NS}}}Relationships", nsmap=_RELS_NSMAP)
        taken = {relation.get("Id") for relation in relations}
        number = 1
        while f"rId{number}" in taken:
            number += 1
        made = etree.SubElement(relations, f"{{{_RELS_NS}}}Relationship")
        for key, value in {**attributes, "Id": f"rId{number}"}.items():
            made.set(key, value)
        self.write(part, xml_bytes(relations))
        return f"rId{number}"

    def related(self, source: str, kind: str) -> str | None:
        """The first part of that kind, if any."""
        for relation in self.relationships(source):
            if relation.kind == kind and relation.target in self:
                return relation.target
        return None

    def content_type(self, part: str) -> str:
        for override in parse_xml(self.read(CONTENT_TYPES)).findall(f"{{{_TYPES_NS}}}Override"):
            if override.get("PartName") == f"/{part}":
                return override.get("ContentType", "")
        return ""

    def to_bytes(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for part in self._order:
                info = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                if original := self._members.get(part):
                    info.date_time = original.date_time
                    info.compress_type = original.compress_type
                    info.external_attr = original.external_attr
                target.writestr(info, self.read(part))
        return out.getvalue()


def fresh_part(package: Package, stem: str) -> str:
    """The first name of that kind that no part has: `xl/worksheets/sheet{}.xml`."""
    number = 1
    while stem.format(number) in package:
        number += 1
    return stem.format(number)


def _rels_part(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def replace_file(path: Path, data: bytes) -> None:
    """Write beside, flush to disk, then swap in: the file is the old one or the new one."""
    path = path.resolve()
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename durable; Windows has no way to and no need."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
