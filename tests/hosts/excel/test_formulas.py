"""The formulas of the values-only workbook, and nothing more."""

from typing import Any

import openpyxl
import pytest

from tests.hosts.excel.conftest import VALUES
from xlbetflag.engines.addresses import column_letters, column_number
from xlbetflag.hosts.excel.filled import is_values_only
from xlbetflag.hosts.excel.formulas import Cell, parse
from xlbetflag.workbook.build.macros.values_only import FILLED_SHEET

SHEET = {Cell("Ladder", 5, 13): "813016", Cell("Ladder", 12, 12): "1", Cell("Ladder", 12, 13): 2.0}


def value(formula: str) -> Any:
    def call(name: str, arguments: Any) -> Any:
        return (name, *arguments)

    return parse(formula, "Ladder").value(SHEET.get, call)


@pytest.mark.parametrize(
    ("formula", "is_"),
    [
        ("=BF_STATUS($M$5)", ("BF_STATUS", "813016")),
        ("=BF_PNL(Ladder!$M$5,,,,10)", ("BF_PNL", "813016", None, None, None, 10.0)),
        ('=BF_PNL($M$5,"ALL",,,10)', ("BF_PNL", "813016", "ALL", None, None, 10.0)),
        ('=IF(L12="","",BF_AGE(L12&" · "&M12))', ("BF_AGE", "1 · 2")),
        ('=IF(L99="","empty",BF_AGE(L99))', "empty"),
        ('="say ""yes"""', 'say "yes"'),
        ("=BF_HEALTH()", ("BF_HEALTH",)),
        ("=AB7", None),
        (
            "=BF_DUTCH($L$11:Ladder!$M$12,10)",
            ("BF_DUTCH", [[None, None], ["1", 2.0]], 10.0),
        ),
    ],
)
def test_a_formula_is_worth(formula: str, is_: Any) -> None:
    assert value(formula) == is_


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "=BF_AGE(",
        "=BF_AGE(1",
        "=BF_AGE(1 2)",
        "=",
        "=)",
        "=BF_AGE(1))",
        "=A1:B2",
        "=BF_AGE(A1:)",
        "=BF_AGE(A1:2)",
        "=a1",
    ],
)
def test_what_is_none_of_ours_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match=r"not understood|does not end"):
        parse(formula, "Ladder")


def test_columns_count_as_in_a_sheet() -> None:
    assert [column_number(each) for each in ("A", "Z", "AA", "XFD")] == [1, 26, 27, 16_384]
    assert all(column_number(column_letters(number)) == number for number in range(1, 16_385))


def test_every_formula_of_the_shipped_workbook_is_understood() -> None:
    book = openpyxl.load_workbook(VALUES)
    rows = list(book[FILLED_SHEET].iter_rows(min_row=2, values_only=True))
    assert len(rows) > 100
    for sheet, _, formula in rows:
        parse(str(formula), str(sheet))
    assert is_values_only(VALUES)
    assert not is_values_only(VALUES.with_suffix(".xlsm"))
    assert not is_values_only(VALUES.with_name("nothing.xlsx"))
