"""docs/assumed.md: the tables of the venue's rules and of kinds of markets, as they are declared.

python -m tests.rules    writes it anew
"""

import re
from enum import Enum
from pathlib import Path
from typing import Any

from xlbetflag.market.money import as_decimal
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.winners import KINDS, Kind
from xlbetflag.settings import MONEY_RULES

PAGE = Path(__file__).parents[1] / "docs" / "assumed.md"
TABLE = re.compile(r"(?<=<!-- rules: generated -->\n).*?(?=<!-- rules: end -->)", re.DOTALL)


KINDS_TABLE = re.compile(r"(?<=<!-- kinds: generated -->\n).*?(?=<!-- kinds: end -->)", re.DOTALL)


def renewed(page: str) -> str:
    return KINDS_TABLE.sub(lambda _: _kinds(), TABLE.sub(lambda _: _rules(), page))


def _kinds() -> str:
    def markets(kind: Kind) -> str:
        parts = [
            kind.names and "named " + ", ".join(f"`{name}`" for name in kind.names),
            kind.selections and "of the selections " + ", ".join(f"`{n}`" for n in kind.selections),
            kind.count and f"of {kind.count} selections",
        ]
        return ", ".join(part for part in parts if part)

    rows = [f"| {markets(kind)} | {kind.winners} | {kind.source} |" for kind in KINDS]
    return "| markets | winners | why |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _rules() -> str:
    rules = VenueRules()
    rows = [
        f"| `{name}` | {_shown(name, getattr(rules, name).value)} | {getattr(rules, name).note} |"
        for name in VenueRules.__struct_fields__
    ]
    head = "| rule | as shipped | where it comes from |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _shown(name: str, value: Any) -> str:
    if name == "ladder":
        return "`[[1.01, 0], [2, 0.01], [3, 0.02] ...]`"
    if isinstance(value, Enum):
        others = ", ".join(f"`{each.value}`" for each in type(value) if each is not value)
        return f"`{value.value}` (or {others})"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"{as_decimal(value)}" if name in MONEY_RULES else f"{value}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8", newline="\n")
