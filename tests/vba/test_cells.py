"""Keys, and the snapshot that cells are answered from."""

import pytest

from tests.vba.conftest import Vba, block, line
from xlbetflag.hosts.excel.block import Answer, read_key

UNIT, INNER = "\x1f", "\x1e"


def key(*parts: str) -> str:
    return UNIT.join(("BF_X", *parts))


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ("", ()),
        ('"813016", "Città · 2"', ("t813016", "tCittà · 2")),
        ('" a "', ("t a ",)),
        ('""', ("t",)),
        ("1, 2.5, -3", ("n1", "n2.5", "n-3")),
        ("CLng(5), CCur(1.25), CSng(1.5), CByte(2)", ("n5", "n1.25", "n1.5", "n2")),
        ("1234567890123#", ("n1234567890123",)),
        ("#1/2/2026#", ("n46024",)),
        ("True, False", ("b1", "b0")),
        ("Empty, Null", ("e", "e")),
        ('"a" & Chr$(31) & "b" & Chr$(30)', ("ta b ",)),
        ("Array(1, True, Empty)", (f"r1x3{INNER}n1{INNER}b1{INNER}e",)),
        ("CVErr(2042)", ("x",)),
    ],
)
def test_a_call_has_one_key_everywhere(
    stateless: Vba, arguments: str, parts: tuple[str, ...]
) -> None:
    assert stateless[f'KeyOf("BF_X", Array({arguments}))'] == key(*parts)


def test_numbers_have_a_point_whatever_they_are(vba: Vba) -> None:
    for number in (0.1, -0.25, 1.01, 1e20, 123456.789):
        text = vba[f'KeyOf("BF_X", Array({number!r}))'].partition(UNIT)[2]
        assert text[0] == "n"
        assert float(text[1:]) == number


def test_a_range_is_a_table_and_one_cell_is_its_value(vba: Vba) -> None:
    vba("PutCells")
    assert vba['KeyOf("BF_X", Array(Range("A1")))'] == key("t7")
    table = INNER.join(("r2x2", "t7", "n2.5", "tx", "b1"))
    assert vba['KeyOf("BF_X", Array(Range("A1:B2")))'] == key(table)


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        ("", ()),
        ('"813016", "Città · 2", ""', ("813016", "Città · 2", "")),
        ("1.01, -0.5, 1E+20, 7", (1.01, -0.5, 1e20, 7.0)),
        ("True, False, Empty", (True, False, None)),
        ("Array(1, Empty, True)", ([[1.0, None, True]],)),
        ('Range("A1:B2"), Range("A1")', ([["7", 2.5], ["x", True]], "7")),
    ],
)
def test_the_desk_reads_what_the_cell_meant(
    stateless: Vba, arguments: str, values: tuple[object, ...]
) -> None:
    stateless("PutCells")
    assert read_key(stateless[f'KeyOf("BF_X", Array({arguments}))']) == ("BF_X", values)


@pytest.mark.parametrize("value", ["x", 2.5, True, "", [["a", 1.0], ["", False]], [["b"]]])
def test_the_cell_shows_what_the_desk_said(vba: Vba, value: object) -> None:
    answer = Answer(changes=((key("n1"), value), (key("n2"), 7.0)))
    vba("TakeValues", block(answer.block(1, "12:00:00")))
    assert vba['Cell("BF_X", Array(1))'] == value
    assert vba['Cell("BF_X", Array(2))'] == 7


def test_an_omitted_argument_is_an_empty_one(vba: Vba) -> None:
    assert vba['BF_PRICE("813016", 1)'] == "NO FEED"
    assert vba["KeysToSend(False)"] == [UNIT.join(("BF_PRICE", "t813016", "n1", "e", "e"))]


def test_an_error_is_passed_on_and_never_asked(vba: Vba) -> None:
    assert str(vba['Cell("BF_X", Array("1", CVErr(2042)))']) == "Error 2042"
    assert vba["UBound(KeysToSend(True))"] == -1


def test_what_is_no_value_is_a_value_error(vba: Vba) -> None:
    assert str(vba['Cell("BF_X", Array(New Dictionary))']) == "Error 2015"


def test_a_key_is_unknown_until_it_is_answered(vba: Vba) -> None:
    assert vba['Cell("BF_X", Array(1))'] == "NO FEED"
    assert vba["KeysToSend(False)"] == [key("n1")]
    vba("MarkSent", line([key("n1")]))
    assert vba["UBound(KeysToSend(False))"] == -1
    take(vba, (key("n1"), 0, 0, 2.5))
    assert vba['Cell("BF_X", Array(1))'] == 2.5
    assert vba["UBound(KeysToSend(False))"] == -1
    take(vba, (key("n1"), 0, 0, "STALE"))
    assert vba['Cell("BF_X", Array(1))'] == "STALE"
    assert vba["KeysToSend(True)"] == [key("n1")]


def test_letters_tell_keys_apart(vba: Vba) -> None:
    take(vba, (key("tA"), 0, 0, 1), (key("ta"), 0, 0, 2))
    assert vba['Cell("BF_X", Array("A"))'] == 1
    assert vba['Cell("BF_X", Array("a"))'] == 2


def test_tables_come_grow_and_shrink(vba: Vba) -> None:
    take(vba, *table(key("n1"), [["a", 1], ["#", ""]]), (key("n2"), 0, 0, 7))
    assert vba['Cell("BF_X", Array(1))'] == [["a", 1], ["#", ""]]
    assert vba['Cell("BF_X", Array(2))'] == 7
    take(vba, *table(key("n1"), [["b"]]))
    assert vba['Cell("BF_X", Array(1))(1, 1)'] == "b"
    assert vba['UBound(Cell("BF_X", Array(1)), 2)'] == 1
    take(vba, (key("n1"), 0, 0, ""))
    assert vba['Cell("BF_X", Array(1))'] == ""


def test_an_answer_without_news_changes_nothing(vba: Vba) -> None:
    take(vba, (key("n1"), 0, 0, 7))
    take(vba, ("", "", "", ""))
    assert vba['Cell("BF_X", Array(1))'] == 7


def test_a_range_chosen_for_a_table_is_filled(vba: Vba) -> None:
    take(vba, *table(key("n1"), [["a", 1], ["b", 2], ["c", 3]]))
    fitted = 'FittedTo(Cell("BF_X", Array(1)), {}, {})'
    assert vba[fitted.format(4, 3)] == [["a", 1, ""], ["b", 2, ""], ["c", 3, ""], ["", "", ""]]
    assert vba[fitted.format(2, 2)] == [["a", 1], ["+2", ""]]
    assert vba[fitted.format(3, 1)] == [["a"], ["b"], ["c"]]
    assert vba['FittedTo("NO FEED", 2, 3)'] == [["NO FEED"] * 3, [""] * 3]


def test_while_a_file_is_saved_nothing_says_live(vba: Vba) -> None:
    take(vba, (key("n1"), 0, 0, "LIVE"), *table(key("n2"), [["LIVE", 2], ["CLOSED", "LIVE"]]))
    vba("ShowInsteadOfLive", "SAVED 15:04:05")
    assert vba['Cell("BF_X", Array(1))'] == "SAVED 15:04:05"
    saved = [["SAVED 15:04:05", 2], ["CLOSED", "SAVED 15:04:05"]]
    assert vba['Cell("BF_X", Array(2))'] == saved
    vba("ShowInsteadOfLive", "")
    assert vba['Cell("BF_X", Array(2))'] == [["LIVE", 2], ["CLOSED", "LIVE"]]


def test_what_no_cell_asks_for_is_dropped(vba: Vba) -> None:
    take(vba, (key("n1"), 0, 0, 7), (key("n2"), 0, 0, 8))
    vba("BeginCount")
    assert vba['Cell("BF_X", Array(2))'] == 8
    assert vba["DropUnused()"] is True
    assert vba["KeysToSend(True)"] == [key("n2")]
    vba("BeginCount")
    assert vba['Cell("BF_X", Array(2))'] == 8
    assert vba["DropUnused()"] is False


def test_forgotten_values_are_no_feed(vba: Vba) -> None:
    take(vba, (key("n1"), 0, 0, 7))
    vba("ForgetValues")
    assert vba["HoldsNothing()"] is True
    assert vba['Cell("BF_X", Array(1))'] == "NO FEED"


def take(vba: Vba, *rows: tuple[object, ...]) -> None:
    """An answer of these rows, as it crosses from Python."""
    vba("TakeValues", block([(1, "12:00:00", "OK", ""), *rows]))


def table(name: str, rows: list[list[object]]) -> list[tuple[object, ...]]:
    size = (name, len(rows), len(rows[0]), "#")
    cells = [(name, r, c, v) for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1)]
    return [size, *cells]
