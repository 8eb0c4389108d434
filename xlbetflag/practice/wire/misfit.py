"""What is wrong with a body that was sent, in Italian: its field and what may stand there.

Never the value itself: it may be a secret.
"""

import re

import msgspec

_KINDS = {
    "int": "un numero intero",
    "float": "un numero",
    "str": "un testo",
    "bool": "true o false",
    "array": "una lista",
    "object": "un oggetto",
    "datetime": "una data con ora",
    "null": "null",
}
_MISSING = re.compile(r"missing required field `(.+?)`")
_UNKNOWN = re.compile(r"unknown field `(.+?)`")
_WANTED = re.compile(r"^Expected `(.+?)`")
_BOUND = re.compile(r"(>=|<=|>|<) (-?[\d.]+)$")
_BOUNDS = {">=": "almeno", "<=": "al massimo", ">": "più di", "<": "meno di"}


def in_italian(error: msgspec.ValidationError) -> str:
    """Of what msgspec found: `manca il campo puntata`.

    A sentence of a message's own stays: only the operator's fault plans have some, as their file's.
    """
    if isinstance(error.__cause__, ValueError):
        return str(error.__cause__)
    reason, _, place = str(error).partition(" - at ")
    path = place.strip("`").removeprefix("$").removeprefix(".")
    for pattern, sentence in ((_MISSING, "manca il campo"), (_UNKNOWN, "campo sconosciuto")):
        if found := pattern.search(reason):
            return f"{sentence} {path}.{found[1]}" if path else f"{sentence} {found[1]}"
    where = f"il campo {path}" if path else "il corpo"
    if found := _WANTED.match(reason):
        kinds = [_KINDS.get(kind.strip(), kind.strip()) for kind in found[1].split("|")]
        wanted = " o ".join(kinds)
        if bound := _BOUND.search(reason):
            return f"{where} deve essere {wanted}, {_BOUNDS[bound[1]]} {bound[2]}"
        if reason.endswith("`") or "got" in reason:
            return f"{where} deve essere {wanted}"
    if reason == "Integer value out of range":
        return f"{where} è un numero troppo grande"
    return f"{where} ha un valore non ammesso"
