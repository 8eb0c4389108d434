"""Tables of the documentation, from the declarations they describe; a test compares."""

from xlbetflag.practice.faults.plan import kinds_table
from xlbetflag.practice.venue.refusals import REFUSALS

START, END = "<!-- {name}: generated -->", "<!-- {name}: end -->"


def refusals_table() -> str:
    """Every refusal: its code, HTTP status and Italian sentence."""
    lines = ["| `esito` | name | HTTP | `errore` |", "|---|---|---|---|"]
    for refusal in sorted(REFUSALS.values(), key=lambda each: each.esito):
        status, text = refusal.http_status, refusal.text
        lines.append(f"| {refusal.esito} | `{refusal.name}` | {status} | {text} |")
    return "\n".join(lines)


TABLES = {"faults": kinds_table, "refusals": refusals_table}


def renewed(page: str) -> str:
    """The page with each of its generated tables as it ought to be."""
    for name, table in TABLES.items():
        start, end = START.format(name=name), END.format(name=name)
        before, _, rest = page.partition(start)
        _, _, after = rest.partition(end)
        page = f"{before}{start}\n{table()}\n{end}{after}"
    return page
