"""A calculation that asks and evaluates only what has changed shows what a whole one would."""

from collections.abc import Callable, Collection, Hashable

import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.whole_calculation import assert_as_calculated_whole
from xlbetflag.engines import headless
from xlbetflag.engines.headless.functions import Answer

MARKETS = ("m1", "m2", "m3")


class World:
    """Books that change, and a clock; it counts what is asked of it."""

    def __init__(self) -> None:
        self.books: dict[str, list[float]] = {market: [2.0, 3.0] for market in MARKETS}
        self.clock = 0.0
        self.calls: list[tuple[object, ...]] = []
        self._seen: dict[Hashable, object] = {}
        self._noted: set[Hashable] = set()

    def look(self) -> None:
        self._seen = {}

    def noting(self, call: Callable[[], Answer]) -> tuple[Answer, Collection[Hashable]]:
        self._noted = noted = set[Hashable]()
        return call(), noted

    def stamp(self, source: Hashable) -> object:
        return self._seen.setdefault(source, tuple(self.books.get(str(source), ())))

    def book(self, market: object) -> tuple[float, ...]:
        self._noted.add(market)
        found = self.stamp(market)
        assert isinstance(found, tuple)
        return found

    # What cells call

    def price(self, market: object, place: object = None) -> object:
        self.calls.append(("price", market, place))
        book = self.book(market) if isinstance(market, str) else ()
        number = int(place) if isinstance(place, float) and 0 <= place < 9 else 0
        return book[number] if number < len(book) else ""

    def table(self, market: object, *_: object) -> object:
        self.calls.append(("table", market))
        return [[price, f"{market} {price}", price > 2.5] for price in self.book(market)]

    def total(self, cells: object) -> object:
        self.calls.append(("total",))
        rows = cells if isinstance(cells, list) else [[cells]]
        return " ".join(
            f"{type(each).__name__}:{'' if each == '' else each}" for row in rows for each in row
        )

    def age(self) -> object:
        return self.clock

    def add_to(self, functions: headless.Functions) -> None:
        functions.add("BF_PRICE", self.price, 1, 2, volatile=False, sources=self)
        functions.add("BF_TABLE", self.table, 1, 3, volatile=False, sources=self)
        functions.add("BF_TOTAL", self.total, 1, 1, volatile=False)
        functions.add("BF_AGE", self.age, 0, 0, volatile=True, sources=self)


@pytest.fixture
def world(functions: headless.Functions) -> World:
    made = World()
    made.add_to(functions)
    return made


# A1:D6 is typed into. Formulas stand in these places and refer to what stands left of them in this
# list, so never to themselves. Spills are blocked by what is typed below them.
PLACES = {
    "F1": "one",
    "F2": "one",
    "J1:L3": "fixed",
    "J4:J6": "fixed",
    "N1": "spill",
    "P2": "spill",
    "G3": "one",
    "K5:L9": "fixed",
    "H4": "one",
    "H6": "one",
}
SEEN = {
    "F1": "F1",
    "F2": "F2",
    "J1:L3": "K2",
    "J4:J6": "J5",
    "N1": "N2",
    "P2": "P2",
    "G3": "G3",
    "K5:L9": "L6",
    "H4": "H4",
    "H6": "H6",
}
typed_cells = st.sampled_from([f"{column}{row}" for column in "ABCD" for row in range(1, 7)])
values = st.one_of(
    st.sampled_from([*MARKETS, "", "x", True, False, None]),
    st.integers(-2, 5).map(float),
)


def formulas(place: str, *, is_whole: bool) -> st.SearchStrategy[str]:
    before = [SEEN[each] for each in list(PLACES)[: list(PLACES).index(place)]]
    seen = st.sampled_from(before) if before else typed_cells
    any_cell = st.one_of(typed_cells, seen)
    markets = st.one_of(st.sampled_from([f'"{market}"' for market in MARKETS]), any_cell)
    calls = st.one_of(
        st.builds("BF_PRICE({})".format, markets),
        st.builds("BF_PRICE({},{})".format, markets, st.one_of(any_cell, st.integers(0, 3))),
        st.builds("BF_TABLE({})".format, markets),
        st.builds("BF_TABLE({},,2)".format, markets),
        st.builds("BF_TOTAL(A1:{})".format, typed_cells),
        st.builds("BF_TOTAL({})".format, any_cell),
        st.just("BF_AGE()"),
    )
    if is_whole:
        return calls
    return st.one_of(
        calls,
        calls,
        st.builds('IF({}="",{},"none")'.format, any_cell, calls),
        st.builds('IFERROR({}*2,"no")'.format, calls),
        st.builds('{}&"|"&{}'.format, seen, typed_cells),
        st.builds("COUNT({},A1:D6)".format, seen),
        st.builds("ISBLANK({})".format, seen),
        st.builds("ISTEXT({})".format, seen),
    )


def entering(place: str) -> st.SearchStrategy[tuple[object, ...]]:
    kind = PLACES[place]
    return st.tuples(st.just(kind), st.just(place), formulas(place, is_whole=kind == "spill"))


edits = st.one_of(
    st.tuples(st.just("type"), typed_cells, values),
    st.sampled_from(list(PLACES)).flatmap(entering),
    st.sampled_from(list(PLACES)).flatmap(entering),
    st.tuples(st.just("type"), st.sampled_from(["N2", "O1", "P3", "N3"]), values),
    st.tuples(st.just("clear"), st.sampled_from(list(PLACES))),
    st.tuples(
        st.just("book"),
        st.sampled_from(MARKETS),
        st.lists(st.sampled_from([1.5, 2.0, 2.5, 4.0]), max_size=4),
    ),
    st.tuples(st.just("clock"), st.floats(0, 9).map(lambda seconds: round(seconds, 1))),
    st.tuples(st.just("sort"), st.sampled_from("ABCD")),
)


def do(sheet: xw.Sheet, world: World, edit: tuple[object, ...]) -> None:
    match edit:
        case ("type", str(where), value):
            sheet[where].value = value
        case ("one", str(where), str(text)):
            sheet[where].formula = f"={text}"
        case ("fixed", str(where), str(text)):
            sheet[where].formula_array = f"={text}"
        case ("spill", str(where), str(text)):
            sheet[where].formula2 = f"={text}"
        case ("clear", str(where)):
            sheet[where].value = None
        case ("book", str(market), list(prices)):
            world.books[market] = prices
        case ("clock", float(seconds)):
            world.clock = seconds
        case ("sort", str(column)):
            area = sheet[f"{column}1:{column}6"]
            area.value = [[each] for each in sorted(area.value, key=str, reverse=True)]


@given(rounds=st.lists(st.lists(edits, max_size=4), min_size=1, max_size=6))
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_cell_for_cell_what_a_whole_calculation_shows(
    functions: headless.Functions, rounds: list[list[tuple[object, ...]]]
) -> None:
    world = World()
    world.add_to(functions)
    book = xw.Book()
    sheet = book.sheets[0]
    sheet["A1:B2"].value = [["m1", 1], ["m2", 0]]
    sheet["F1"].formula = "=BF_PRICE(A1,B1)"
    sheet["J1:L3"].formula_array = "=BF_TABLE(A2)"
    sheet["N1"].formula2 = "=BF_TABLE(A1)"
    for edits_of_round in ([], *rounds):
        for edit in edits_of_round:
            do(sheet, world, edit)
        book.app.calculate()
        assert_as_calculated_whole(book.impl.store, book.impl.functions)
    book.close()
