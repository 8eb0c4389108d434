"""What a cell shows, function by function."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.views import BOOK, EVENT, NOTHING, LaidDownView, fresh
from xlbetflag.functions import FUNCTIONS, Cells
from xlbetflag.functions.prices import book_columns
from xlbetflag.market.reading import Health

FIRST = """
    BF_EVENTS BF_MARKETS BF_BOOK BF_PRICE BF_SIZE BF_STATUS BF_AGE BF_BALANCE BF_EXPOSURE
    BF_ORDERS BF_MATCHES BF_COMMISSION
""".split()  # noqa: SIM905 - reads as the list it is


@pytest.fixture
def view() -> LaidDownView:
    return LaidDownView()


@pytest.fixture
def cells(view: LaidDownView) -> Cells:
    return Cells(view, lambda: "en")


def test_the_first_functions_are_declared_with_help() -> None:
    assert set(FIRST) <= set(FUNCTIONS)
    for function in FUNCTIONS.values():
        assert function.summary.endswith(".")
        assert all(argument.kind.help for argument in function.arguments)
        if function.columns is not None:
            assert function.arguments[-1].name == "rows"
            assert len(set(function.columns)) == len(function.columns)


def test_a_signature_reads_as_the_user_types_it() -> None:
    assert FUNCTIONS["BF_PRICE"].signature == "BF_PRICE(market, selection, [side], [level])"


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (("813016", "1"), 2.10),
        ((813016.0, 1.0), 2.10),
        (("813016", "1 · 1", "BACK", 2.0), 2.08),
        (("813016", "x", "banca"), 3.40),
        (("813016", "1", "LAY", 2.0), ""),
        (("813016", "2 · X"), 3.30),
        (("813016", "3 · 2"), ""),
        (("7", "1"), "NO FEED"),
        (("", "1"), ""),
    ],
)
def test_prices(cells: Cells, values: tuple[object, ...], shown: object) -> None:
    assert cells.call("BF_PRICE", values) == shown


def test_sizes(cells: Cells) -> None:
    assert cells.call("BF_SIZE", ("813016", "1", "LAY")) == 90.0
    assert cells.call("BF_SIZE", ("813016", "1", "BACK", 3.0)) == 3.5


@pytest.mark.parametrize("health", [h for h in Health if h is not Health.LIVE])
def test_a_number_is_always_live(view: LaidDownView, cells: Cells, health: Health) -> None:
    view.books["813016"] = fresh(BOOK, health)
    assert cells.call("BF_PRICE", ("813016", "1")) == str(health)
    assert cells.call("BF_SIZE", ("813016", "1")) == str(health)
    assert cells.call("BF_STATUS", ("813016",)) == str(health)


@pytest.mark.parametrize(
    ("values", "part"),
    [
        (("813016", "2"), "2 · X, 3 · 2"),  # an id of one, the name of another
        (("813016", "Napoli"), "Napoli"),
        (("813016", "1 · X"), "1 · 1"),
        (("813016", "1", "B"), "BACK or LAY"),
        (("813016", "1", "BACK", 4.0), "4"),
        (("813016", "1", "BACK", "best"), "best"),
        (("Lazio", "1"), "Lazio"),
        (("813016", [["1"]]), "one cell, not a range"),
        (("813016", "1", "BACK", 1.0, 1.0), "BF_PRICE(market, selection, [side], [level])"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    cells: Cells, values: tuple[object, ...], part: str
) -> None:
    shown = cells.call("BF_PRICE", values)
    assert isinstance(shown, str)
    assert shown.startswith("? ")
    assert part in shown


def test_a_wrong_call_is_explained_in_italian_too(view: LaidDownView) -> None:
    english, italian = (
        Cells(view, lambda language=language: language).call("BF_PRICE", ("813016", "1", "B"))
        for language in ("en", "it")
    )
    assert english != italian


def test_book(cells: Cells) -> None:
    assert cells.call("BF_BOOK", ("813016",)) == [
        [
            "1",
            "1",
            "▲",
            2.06,
            3.5,
            2.08,
            20.0,
            2.1,
            150.0,
            2.14,
            90.0,
            "",
            "",
            "",
            "",
            "LIVE",
            "15:04:05",
        ],
        ["2", "X", "▼", "", "", "", "", 3.3, 12.5, 3.4, 0.8, "", "", "", "", "LIVE", "15:04:05"],
        ["3", "2", "", "", "", "", "", "", "", 4.1, 5.0, "", "", "", "", "LIVE", "15:04:05"],
    ]
    assert len(book_columns()) == 17


def test_book_of_one_level(cells: Cells) -> None:
    block = cells.call("BF_BOOK", ("813016", 1.0))
    assert block[0] == ["1", "1", "▲", 2.1, 150.0, 2.14, 90.0, "LIVE", "15:04:05"]


@pytest.mark.parametrize("health", [Health.STALE, Health.SUSPENDED, Health.CLOSED])
def test_a_book_that_cannot_be_traded_says_so_in_every_row(
    view: LaidDownView, cells: Cells, health: Health
) -> None:
    view.books["813016"] = fresh(BOOK, health)
    block = cells.call("BF_BOOK", ("813016", 3.0, 5.0))
    assert [row[-2] for row in block] == [str(health)] * 3 + ["", ""]


def test_a_book_without_feed_shows_no_price(view: LaidDownView, cells: Cells) -> None:
    view.books["813016"] = fresh(BOOK, Health.NO_FEED)
    block = cells.call("BF_BOOK", ("813016", 3.0, 2.0))
    assert block[0][1] == block[0][-2] == "NO FEED"
    assert all(isinstance(cell, str) for row in block for cell in row)
    assert cells.call("BF_BOOK", ("7", 3.0, 2.0)) == block


def test_a_table_has_exactly_the_rows_asked_for(cells: Cells) -> None:
    for rows in (1, 2, 3, 8):
        block = cells.call("BF_BOOK", ("813016", 3.0, float(rows)))
        assert [len(row) for row in block] == [17] * rows
    # rows that do not fit are counted, never hidden
    assert cells.call("BF_BOOK", ("813016", 3.0, 2.0))[1][:2] == ["+2", "…"]


def test_an_empty_block_stays_empty(cells: Cells) -> None:
    assert cells.call("BF_BOOK", ("", 3.0, 4.0)) == [[""] * 17] * 4
    assert cells.call("BF_BOOK", (None, 3.0, 4.0)) == [[""] * 17] * 4
    assert cells.call("BF_STATUS", (None,)) == ""
    assert cells.call("BF_ORDERS", ("", 2.0)) == [[""] * 9] * 2


def test_age(view: LaidDownView, cells: Cells) -> None:
    assert cells.call("BF_AGE", ("813016",)) == 0.4
    view.books["813016"] = NOTHING
    assert cells.call("BF_AGE", ("813016",)) == "NO FEED"


def test_navigation(cells: Cells) -> None:
    assert cells.call("BF_EVENTS", ()) == [
        ["411222", "03/05/2026 20:45", "CALCIO", "Serie A", "Lazio - Hellas Verona"]
    ]
    assert cells.call("BF_EVENTS", ("calcio",)) == cells.call("BF_EVENTS", ())
    assert cells.call("BF_EVENTS", ("TENNIS", 1.0)) == [[""] * 5]
    assert cells.call("BF_MARKETS", ("411222",)) == [
        [
            "813016",
            "03/05/2026 20:45",
            "Lazio - Hellas Verona",
            "Esito finale 1X2",
            "",
            "1 · 1, 2 · X, 3 · 2",
        ]
    ]
    assert cells.call("BF_MARKETS", ()) == cells.call("BF_MARKETS", (411222.0,))


def test_account(view: LaidDownView, cells: Cells) -> None:
    assert cells.call("BF_BALANCE", ()) == 875.0
    assert cells.call("BF_BALANCE", ("total",)) == 1_000.0
    assert cells.call("BF_BALANCE", ("LOCKED",)) == 125.0
    assert cells.call("BF_COMMISSION", ()) == 0.0251
    view.money = fresh(view.money.value, Health.STALE)
    assert cells.call("BF_BALANCE", ()) == "STALE"


def test_exposure(cells: Cells) -> None:
    assert cells.call("BF_EXPOSURE", ("813016",)) == -14.10
    assert cells.call("BF_EXPOSURE", ("813016", "1")) == 44.0
    assert cells.call("BF_EXPOSURE", ("813016", "X")) == -10.0
    assert cells.call("BF_EXPOSURE", ("7",)) == "NO FEED"


def test_my_offers_and_matches(cells: Cells) -> None:
    assert cells.call("BF_ORDERS", ("813016",)) == [
        ["BC0001", "1", "1", "BACK", 2.1, 10.0, 4.0, 6.0, "WORKING"],
        ["BC0002", "3", "2", "LAY", 4.1, 5.0, 5.0, 0.0, "DONE"],
    ]
    assert cells.call("BF_MATCHES", ("813016", 2.0)) == [
        ["BC0001", "1", "1", "BACK", 2.12, 4.0],
        ["", "", "", "", "", ""],
    ]


def test_a_failure_inside_is_a_sentence_not_a_traceback(
    view: LaidDownView, cells: Cells, caplog: pytest.LogCaptureFixture
) -> None:
    view.events = fresh((msgspec.structs.replace(EVENT, start=None),))
    shown = cells.call("BF_EVENTS", ())
    assert shown[0][0].startswith("? ")
    assert "BF_EVENTS failed" in caplog.text


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(),
    st.text(max_size=12),
    st.dates(),
    st.lists(st.lists(st.text(max_size=3), max_size=2), max_size=2),
)


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(junk, max_size=6))
def test_junk_never_raises_and_never_breaks_a_shape(name: str, values: list[object]) -> None:
    shown = Cells(LaidDownView(), lambda: "it").call(name, values)
    if FUNCTIONS[name].columns is None:
        assert isinstance(shown, str | float)
    else:
        assert isinstance(shown, list)
        assert shown
        assert len({len(row) for row in shown}) == 1
        assert all(isinstance(cell, str | float) for row in shown for cell in row)
