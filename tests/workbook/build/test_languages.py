"""The workbook in Italian: every text has one, every list is understood, every cell is found."""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook import Workbook

from tests.workbook.conftest import BLOCKS, FILE_ID, MARKET_ROWS, ORDER_ROWS
from tests.workbook.live.test_binding_desk import MENU, NOON, STATE
from xlbetflag import cli, settings
from xlbetflag.engines import headless
from xlbetflag.functions import FUNCTIONS
from xlbetflag.market.inputs import parse_flag
from xlbetflag.market.reading import Health
from xlbetflag.orders.conditional.terms.command import parse_word
from xlbetflag.orders.conditional.terms.options import parse_options
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.orders.status import Status
from xlbetflag.texts import LANGUAGES, NAMES, SENTENCES, examples, functions, sheets
from xlbetflag.texts.commands import COMMANDS, command_words
from xlbetflag.texts.forms import short_moment
from xlbetflag.texts.spoken import TEXTS, WORDS, choice_in, in_every_language
from xlbetflag.workbook.build import builder
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.build.sheets.help import STATES, STATUSES
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.columns import CellKind, Table
from xlbetflag.workbook.layout.desk import COMMANDS as LISTED
from xlbetflag.workbook.layout.marks import MEANINGS, Mark
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import BOARD, FIRST_TABLE_ROW, MARKETS, ORDERS
from xlbetflag.workbook.layout.tables import IN_TURN, TABLES
from xlbetflag.workbook.live.binding import Binding

# What stands on the sheets and is the same in every language: ids, clocks, states, blanks.
KEYS = re.compile(
    r"PRACTICE|NOT CONNECTED|NO FEED|DISARMED|NOT HALTED|--:--:--|en|it|[\d.]+|"
    r"TIME|\"TIME,EVENT,WATCH\"|" + FILE_ID + r".*"
)
NAMES_OF_THINGS = {
    *map(str, Status),
    *map(str, Mark),
    *STATES,
    *(function.signature for function in FUNCTIONS.values()),
    *(argument.name for function in FUNCTIONS.values() for argument in function.arguments),
}
LITERAL = re.compile(r'"((?:[^"]|"")*)"')
WORDS_OF_FORMULAS = re.compile(r"[A-Za-z]{2,} [a-z ]+|[A-Z][a-z]+:? ?")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("languages")
    made = {language: folder / f"{language}.xlsx" for language in LANGUAGES}
    for language, path in made.items():
        build(
            path,
            file_id=FILE_ID,
            language=language,
            blocks=BLOCKS,
            order_rows=ORDER_ROWS,
            market_rows=MARKET_ROWS,
            examples=True,
        )
    return made


@pytest.fixture(scope="module")
def english(files: dict[str, Path]) -> Workbook:
    return openpyxl.load_workbook(files["en"])


@pytest.fixture(scope="module")
def italian(files: dict[str, Path]) -> Workbook:
    return openpyxl.load_workbook(files["it"])


@pytest.fixture
def book(files: dict[str, Path]) -> Iterator[xw.Book]:
    headless.activate()
    app = xw.App()
    yield app.books.open(str(files["it"]))
    app.quit()


def texts(book: Workbook) -> dict[tuple[str, str], str]:
    """Every text by sheet and cell: what is written, formulas' literals, hints, lists."""
    found = {}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value:
                    found[sheet.title, cell.coordinate] = cell.value
        for rule in sheet.data_validations.dataValidation:
            where = str(rule.sqref)
            for part in ("promptTitle", "prompt", "errorTitle", "error"):
                if getattr(rule, part):
                    found[sheet.title, f"{where} {part}"] = getattr(rule, part)
            if rule.type == "list" and str(rule.formula1).startswith('"'):
                found[sheet.title, f"{where} list"] = rule.formula1
    return found


@pytest.mark.parametrize(
    ("words", "written", "language"),
    [([], "", "en"), (["--language", "it"], "", "it"), ([], 'language = "it"', "it")],
)
def test_new_writes_the_language_asked_for_or_that_of_the_settings(
    words: list[str],
    written: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "settings_path", lambda: tmp_path / "settings.toml")
    (tmp_path / "settings.toml").write_text(written, "utf-8")
    asked: list[str] = []
    monkeypatch.setattr(builder, "build", lambda path, *, language, **_: asked.append(language))
    with pytest.raises(SystemExit) as ended:
        cli.main(["new", str(tmp_path / "x.xlsx"), *words])
    assert not ended.value.code
    assert asked == [language]


def test_both_languages_have_the_same_cells_and_formulas(
    english: Workbook, italian: Workbook
) -> None:
    ours, theirs = texts(english), texts(italian)
    assert ours.keys() == theirs.keys()
    for where, text in ours.items():
        if text.startswith("="):
            assert LITERAL.sub("", text) == LITERAL.sub("", theirs[where]), where
    assert sorted(english.defined_names) == sorted(italian.defined_names)


def test_no_english_is_left_in_the_italian_workbook(english: Workbook, italian: Workbook) -> None:
    theirs = texts(italian)
    left = {
        text
        for where, text in texts(english).items()
        if theirs[where] == text
        and not text.startswith("=")
        and text not in TEXTS
        and not KEYS.fullmatch(text)
        and text not in NAMES_OF_THINGS
    }
    assert left == set()


def test_the_words_in_formulas_are_texts(english: Workbook) -> None:
    literals = {
        literal
        for text in texts(english).values()
        if text.startswith("=")
        for literal in LITERAL.findall(text)
        if WORDS_OF_FORMULAS.fullmatch(literal)
    }
    assert literals
    assert literals - set(sheets.TEXTS) == set()


def test_the_help_sheet_tells_every_status_state_and_function(english: Workbook) -> None:
    assert set(STATUSES) == set(Status)
    assert set(MEANINGS) == set(Mark)
    assert set(Health) <= set(STATES)
    shown = [cell.value for column in english["Help"]["B:C"] for cell in column]
    for function in FUNCTIONS.values():
        assert function.signature in shown
        assert told(function.name) <= set(shown)


def test_names_of_things_stay_as_they_are_in_italian(italian: Workbook) -> None:
    words = {cell.value for cell in italian["Help"]["B"]}
    assert NAMES_OF_THINGS - words == set()


def test_no_text_is_there_for_nobody(english: Workbook) -> None:
    shown = " ".join(texts(english).values())
    declared = {text for function in FUNCTIONS.values() for text in told(function.name)}
    spare = {
        text
        for text in (*sheets.TEXTS, *examples.TEXTS)
        if text not in shown and text not in ("worst", "s")
    }
    assert spare == set()
    assert set(functions.TEXTS) - declared == set()


def told(name: str) -> set[str]:
    """The help of a function, as declared."""
    function = FUNCTIONS[name]
    kinds = {argument.kind.help for argument in function.arguments}
    return {text for text in {function.summary, function.details} | kinds if text}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_and_argument_is_told_in_italian(name: str) -> None:
    assert told(name) - set(functions.TEXTS) == set()
    assert {argument.name for argument in FUNCTIONS[name].arguments} - set(NAMES) == set()


def test_translations_keep_the_words_that_are_keys() -> None:
    """Statuses, functions and words in capitals are typed or shown as they are, in any language."""
    keys = {*map(str, Status), *FUNCTIONS, "NO FEED", "STALE", "LIVE", "SUSPENDED", "CLOSED"}
    for text, other in functions.TEXTS.items():
        for key in keys | {"FREE", "TOTAL", "LOCKED", "ALL", "NET", "GROSS", "STAKE", "READ"}:
            said = rf"\b{re.escape(key)}\b"
            assert bool(re.search(said, text)) <= bool(re.search(said, other)), (key, text)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_header_of_one_language_is_no_other_columns_in_another(table: Table) -> None:
    heads = [
        head.casefold() for column in table.columns for head in in_every_language(column.header)
    ]
    assert len(set(heads)) == len(heads)


def test_what_a_list_offers_is_read_as_its_english(italian: Workbook) -> None:
    for column in (column for table in TABLES for column in table.columns):
        for word in column.choices:
            spoken = choice_in(word, "it")
            if column.kind is CellKind.FLAG:
                assert parse_flag(spoken, column.key) == parse_flag(word, column.key)
            elif column.key == "side":
                assert parse_word(spoken) == parse_word(word)
            else:
                assert column.key == "in_turn"
                assert {word, spoken} <= set(IN_TURN)
    offered = [text for text in texts(italian).values() if "PIAZZA," in text]
    assert len(offered) == 1
    assert len(offered[0]) <= 255, "more than a spreadsheet takes in a list"


def test_the_options_in_the_help_are_understood_in_both_languages() -> None:
    help_text = ORDER_TABLE.column("options").help
    for text in (help_text, sheets.TEXTS[help_text]):
        examples = re.split(r"(?<=[:]) ", text, maxsplit=1)[1].rstrip(".").split("; ")
        assert len(examples) == 8
        for example in examples:
            parse_options(example)


@pytest.mark.parametrize("command", LISTED)
def test_every_command_has_an_italian_word(command: str) -> None:
    assert " ".join(command_words(f"{COMMANDS[command].lower()} 5 7")) == f"{command} 5 7"
    assert " ".join(command_words(f"{command} 5 7")) == f"{command} 5 7"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (
            "Annulla tutto su Betflag s\N{LATIN SMALL LETTER I WITH GRAVE}",
            "CANCEL ALL AT VENUE YES",
        ),
        ("annulla tutto su betflag si\N{COMBINING GRAVE ACCENT}", "CANCEL ALL AT VENUE YES"),
        ("sostituisci 5 3,40", "REPLACE 5 3,40"),
        ("annulla tutti", "CANCEL TUTTI"),
        ("danza", "DANZA"),
        ("", ""),
    ],
)
def test_a_command_is_read_as_far_as_it_is_one(typed: str, read: str) -> None:
    assert " ".join(command_words(typed)) == read


def test_no_two_commands_share_a_word() -> None:
    assert len(set(WORDS.values())) == len(WORDS)
    assert not {word for word in COMMANDS.values() if word in COMMANDS}


def test_italian_sentences_name_the_italian_commands() -> None:
    words = sorted({*COMMANDS, "CLOSE MARKET"} - {"STOP"}, key=len, reverse=True)
    english = re.compile(rf"\b({'|'.join(words)})\b")
    assert {code for code, (_, said) in SENTENCES.items() if english.search(said)} == set()
    assert {said for said in sheets.TEXTS.values() if english.search(said)} == set()


def test_the_binding_reads_the_italian_workbook(book: xw.Book) -> None:
    binding = Binding(book)
    assert binding.inputs().limits == Limits()
    assert binding.inputs().interval == 1.0
    binding.show_desk(STATE)
    assert binding.show_markets(MENU) == 0
    book.sheets[MARKETS]["B5"].value = "SI"
    assert binding.watched() == ("9001",)
    binding.assign_blocks(binding.watched())
    board = book.sheets[BOARD]
    assert board["B4:C4"].value == ["9001", "Home 1 - 2-1"]
    assert board["M4"].value == "dom 22 nov 12:00"
    binding.assign_blocks(())
    assert board["C4"].value == sheets.TEXTS[market_blocks.EMPTY_BLOCK]
    row = FIRST_TABLE_ROW + 1
    places = {key: ORDER_TABLE.index(key) + 2 for key in ("market", "selection", "side")}
    for key, value in (("market", "9001"), ("selection", "1"), ("side", "banca")):
        book.sheets[ORDERS].range((row, places[key])).value = value
    assert [each.position for each in binding.rows()] == [row]


def test_the_band_speaks_italian(book: xw.Book) -> None:
    saved = book.sheets[BOARD]["A1:Z1"].value
    assert {"Quote: NO FEED", "Lette --:--:--"} <= set(saved)
    Binding(book).show_desk(STATE)
    book.app.calculate()
    band = [text for text in book.sheets[BOARD]["A1:Z1"].value if isinstance(text, str)]
    assert band == ["xlbetflag", "STAGING", "ARMED", "Quote: LIVE", "Lette 12:00:00"]


def test_days_are_named_in_the_language_and_not_by_the_machine() -> None:
    assert short_moment(NOON, "en") == "Sun 22 Nov 12:00"
    assert short_moment(NOON, "it") == "dom 22 nov 12:00"
