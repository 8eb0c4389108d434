"""Every problem our code can raise has a sentence in both languages, and its blanks are filled."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import xlbetflag
from xlbetflag.market.problem import Problem
from xlbetflag.texts import LANGUAGES, NAMES, SENTENCES, euros, odds, say

ROOT = Path(xlbetflag.__file__).parent


class Use:
    """One place in the source that names a sentence. `blanks` None: filled by what cannot be read
    here."""

    def __init__(self, where: str, code: str, blanks: set[str] | None) -> None:
        self.where = where
        self.code = code
        self.blanks = blanks

    def __repr__(self) -> str:
        return f"{self.where}: {self.code}"


@pytest.fixture(scope="module")
def uses() -> list[Use]:
    """Every one. No constant: whoever only collects this file shall not read the whole source."""
    return list(_every_use())


def _every_use() -> Iterator[Use]:
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for function in [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))]:
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _called(call) in ("Problem", "Note", "__init__"):
                    yield from _uses(path.relative_to(ROOT), function, call)


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _uses(path: Path, function: ast.AST, call: ast.Call) -> Iterator[Use]:
    for code in _codes(function, call.args[0] if call.args else None):
        yield Use(f"{path}:{call.lineno}", code, _blanks(call))


def _codes(function: ast.AST, first: ast.expr | None) -> Iterator[str]:
    """The codes that an argument may be: itself, either arm of a choice, or what a name was set to
    in the same function."""
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield first.value
    elif isinstance(first, ast.IfExp):
        yield from _codes(function, first.body)
        yield from _codes(function, first.orelse)
    elif isinstance(first, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == first.id for target in node.targets
            ):
                yield from _codes(function, node.value)


def _blanks(call: ast.Call) -> set[str] | None:
    names = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
    if len(names) != len(call.keywords):
        return None
    if len(call.args) < 2:
        return names
    filled = call.args[1]
    if not isinstance(filled, ast.Dict):
        return None
    return {str(key.value) for key in filled.keys if isinstance(key, ast.Constant)}


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_the_scan_sees_the_source(uses: list[Use]) -> None:
    codes = {use.code for use in uses}
    assert {"side.single_letter", "rule.ladder", "gate.disarmed", "evidence.ambiguous"} <= codes
    assert {"journal.busy", "cancel.when_found", "send.refused"} <= codes


def test_every_code_has_a_sentence_in_both_languages(uses: list[Use]) -> None:
    missing = [use for use in uses if use.code not in SENTENCES]
    assert missing == []
    for code, sentence in SENTENCES.items():
        assert len(sentence) == len(LANGUAGES), code
        assert all(text.strip() == text and text for text in sentence), code


def test_every_use_fills_the_blanks_of_its_sentence(uses: list[Use]) -> None:
    unfilled = [
        (use, blanks(text) - use.blanks)
        for use in uses
        if use.blanks is not None
        for text in SENTENCES.get(use.code, ())
        if blanks(text) - use.blanks
    ]
    assert unfilled == []


def test_both_languages_fill_the_same_blanks() -> None:
    differing = [code for code, (en, it) in SENTENCES.items() if blanks(en) != blanks(it)]
    assert differing == []


def quoted(source: str) -> list[str]:
    return re.findall(r"""["'][a-z_]+\.[a-z_]+["']""", source)


def test_no_sentence_is_there_for_nobody() -> None:
    """Those that a code elsewhere in the source names in another way count too."""
    source = "".join(
        path.read_text("utf-8") for path in ROOT.rglob("*.py") if path.parent.name != "texts"
    )
    named = set(quoted(source))
    unused = [code for code in SENTENCES if not {f'"{code}"', f"'{code}'"} & named]
    assert unused == []


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert (euros(123_450, "en"), euros(123_450, "it")) == ("1,234.50 €", "1.234,50 €")
    assert (odds(250, "en"), odds(250, "it")) == ("2.50", "2,50")
    problem = Problem("limit.stake_per_bet", stake=123_450, limit=1_000)
    assert say(problem, "it") == "L'importo 1.234,50 € supera il limite di 10,00 € per scommessa."
    assert say(problem, "en") == "Stake 1,234.50 € is over the limit of 10.00 € a bet."


def test_fields_and_limits_are_named_in_the_readers_language() -> None:
    assert say("field.empty", "it", field="price") == "Quota è vuoto: compilalo."
    assert say("field.empty", "en", field="unheard of").startswith("unheard of is empty")
    assert all(len(name) == len(LANGUAGES) for name in NAMES.values())


def test_a_language_nobody_wrote_reads_english() -> None:
    assert say("gate.halted", "de") == say("gate.halted", "en")


def test_an_amount_that_is_no_amount_is_a_bug_of_ours() -> None:
    with pytest.raises(TypeError, match="whole number of cents"):
        say("limit.stake_per_bet", "en", stake=12.5, limit=100)


def test_what_people_typed_cannot_break_a_sentence() -> None:
    assert "'{price}'" in say(Problem("side.unknown", field="side", value="{price}"), "en")
