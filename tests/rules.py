"""docs/assumed.md: the table of the venue's rules, as they are declared.

python -m tests.rules    writes it anew
"""

import re
from enum import Enum
from pathlib import Path
from typing import Any

from xlbetflag.market.money import as_decimal
from xlbetflag.market.rules import VenueRules
from xlbetflag.settings import MONEY_RULES

PAGE = Path(__file__).parents[1] / "docs" / "assumed.md"
TABLE = re.compile(r"(?<=<!-- rules: generated -->\n).*?(?=<!-- rules: end -->)", re.DOTALL)


def renewed(page: str) -> str:
    rules = VenueRules()
    rows = [
        f"| `{name}` | {_shown(name, getattr(rules, name).value)} | {getattr(rules, name).note} |"
        for name in VenueRules.__struct_fields__
    ]
    head = "| rule | as shipped | where it comes from |\n|---|---|---|\n"
    return TABLE.sub(lambda _: head + "\n".join(rows) + "\n", page)


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
