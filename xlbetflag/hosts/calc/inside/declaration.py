"""What `extension` wrote into the installed add-in: the functions, commands and words it knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = "declared.json"
_declared: dict[str, Any] = json.loads((Path(__file__).parent / FILE).read_text(encoding="utf-8"))

INTERFACE: str = _declared["interface"]
SERVICE: str = _declared["service"]
VERSION: str = _declared["version"]  # of the whole extension: a hash of what is in it
FUNCTIONS: dict[str, dict[str, Any]] = _declared["functions"]
COMMANDS: dict[str, str] = _declared["commands"]  # by label, in capitals, of any language
MARKS: frozenset[str] = frozenset(_declared["marks"])  # names that tell a workbook of ours
WITHOUT_DESK: dict[str, str] = _declared["without_desk"]  # what cells of that name say then
TEXTS: dict[str, dict[str, str]] = _declared["texts"]  # by language


def text(code: str, language: str, **values: str) -> str:
    sentences = TEXTS.get(language[:2], TEXTS["en"])
    return sentences[code].format(**values)
