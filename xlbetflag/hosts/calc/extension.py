"""Building the LibreOffice extension: everything in it is made from the declarations and sources.

inside the .oxt            from
types.rdb                  the functions' declaration, through `typelib`
declared.json              the same declaration, and our names, commands and sentences
*.xcu, *.xml               `registry`
pythonpath/calc_addin      xlbetflag/hosts/calc/inside
pythonpath/calc_server     xlbetflag/engines/calc/inside
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import msgspec

from xlbetflag.engines.calc import inside as server
from xlbetflag.functions import FUNCTIONS, Function
from xlbetflag.functions.declare import Argument
from xlbetflag.functions.kinds import MarketId
from xlbetflag.hosts.calc import registry
from xlbetflag.hosts.calc.names import INTERFACE, SERVICE, TYPES
from xlbetflag.hosts.calc.typelib import Interface, Method, Tree, type_library
from xlbetflag.texts import LANGUAGES, calc
from xlbetflag.workbook.layout.desk import FILE_ID, SESSION

MARKET = get_args(MarketId)[1]  # the kind of argument that is a market
INSIDE = Path(__file__).parent / "inside"
CREATED = (2026, 1, 1, 0, 0, 0)  # the same bytes on any day
SAYS_LIVE = {"Connection", "FeedState", "ArmState"}
COMPONENT = '''"""Loads the add-in, which lies beside this file in `pythonpath`."""

from calc_addin.components import helper as g_ImplementationHelper
'''


class Extension(msgspec.Struct, frozen=True):
    """`content` is the .oxt, `version` a hash of what is in it."""

    content: bytes
    version: str


def build() -> Extension:
    """The same declarations and sources give the same bytes."""
    parts = _parts()
    version = _hash(parts)
    parts[f"pythonpath/calc_addin/{registry.DECLARED}"] = _declared(version)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in sorted(parts.items()):
            file.writestr(zipfile.ZipInfo(name, CREATED), content, zipfile.ZIP_DEFLATED)
    return Extension(packed.getvalue(), version)


def version() -> str:
    """An installed extension that says another one is not current."""
    return _hash(_parts())


def types() -> bytes:
    """The type library: one interface with a method for each function."""
    methods = tuple(
        Method(name, "any", tuple(_argument(n, a) for n, a in enumerate(function.arguments)))
        for name, function in sorted(FUNCTIONS.items())
    )
    tree: Tree = {INTERFACE[-1]: Interface(methods)}
    for module in reversed(INTERFACE[:-1]):
        tree = {module: tree}
    return type_library(tree)


def _argument(number: int, argument: Argument) -> tuple[str, str]:
    """Only `any` may be left out; only a table tells an empty cell from a 0."""
    return f"a{number}", "any" if argument.is_optional else "[][]any"


def _parts() -> dict[str, bytes]:
    parts = {
        **{name: text.encode() for name, text in registry.files().items()},
        TYPES: types(),
        registry.COMPONENT_FILE: COMPONENT.encode(),
        f"pythonpath/calc_addin/{registry.DECLARED}": _declared(""),
    }
    for package, folder in (
        ("calc_addin", INSIDE),
        ("calc_server", Path(server.__file__).parent),
    ):
        for source in folder.glob("*.py"):
            parts[f"pythonpath/{package}/{source.name}"] = source.read_bytes()
    return parts


def _declared(version: str) -> bytes:
    content = {
        "version": version,
        "service": SERVICE,
        "interface": ".".join(INTERFACE),
        "functions": {name: _function(function) for name, function in sorted(FUNCTIONS.items())},
        "commands": {
            text.upper(): command for command, texts in calc.COMMANDS.items() for text in texts
        },
        "without_desk": {field.name: field.default for field in SESSION if field.name in SAYS_LIVE},
        "marks": [FILE_ID.name],
        "texts": {
            language: {code: texts[place] for code, texts in calc.ADDIN.items()}
            for place, language in enumerate(LANGUAGES)
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _function(function: Function) -> dict[str, Any]:
    """What the add-in does without a desk: empty for no market, NO FEED in the right places.

    `market`: which argument, when empty, makes the whole answer empty. `said_in`: the columns of a
    table, from its end, that say NO FEED.
    """
    columns = function.columns
    said_in = [-len(columns)] if columns else []
    if columns and columns[:2] == ("Id", "Selection"):  # a book says it in a selection's place
        said_in = [1 - len(columns)]
    if columns and "Status" in columns:
        said_in.append(columns.index("Status") - len(columns))
    return {
        "arguments": len(function.arguments),
        "columns": len(columns) if columns else None,
        "said_in": said_in,
        "market": next((n for n, a in enumerate(function.arguments) if a.kind is MARKET), None),
    }


def _hash(parts: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
