"""Where a workbook's formulas call custom functions, and which of these must be asked again.

A formula that is one call (`direct`) is answered here, and only the cells that differ reach the
calculator, as values. In any other (`embedded`) the calculator calls; to have it do so again, a
number that the call takes as a further argument is changed. So no formula is ever set anew, which
is slow, and of which the calculator keeps something for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from typing import cast

from ..addresses import Area, Cell
from ..values import Value
from .calls import Call, cells_read
from .functions import Answer, Function, Rows, Sources

Source = tuple[Sources, Hashable]
Where = tuple[str, Cell]
"""A sheet's name and a cell of it."""


@dataclass(eq=False, slots=True)
class Direct:
    """A formula that is one call. `fits`: it fills an area, else it shows one cell."""

    sheet: str
    area: Area
    fits: bool
    call: Call
    asked: list[object] | None = None
    last: Rows = field(default_factory=Rows)
    shown: list[list[Value]] = field(default_factory=list)
    sources: Collection[Source] = ()
    times: int = 0  # asked in the calculation of this number
    calculation: int = 0

    @property
    def is_volatile(self) -> bool:
        return self.call.function.volatile


@dataclass(slots=True)
class Asked:
    """One call that the calculator made, and what it got."""

    function: Function
    arguments: list[object]
    answer: Answer
    sources: Collection[Source]


@dataclass(eq=False, slots=True)
class Embedded:
    """A formula with calls inside. `calls`: of its last evaluation, by name and arguments."""

    number: int
    calls: dict[str, Asked] = field(default_factory=dict)
    before: dict[str, Asked] = field(default_factory=dict)
    evaluation: int = 0
    sources: Collection[Source] = ()
    is_volatile: bool = False


Site = Direct | Embedded


class Sites:
    """The calling formulas of one workbook. `sources`: all that its functions look at."""

    def __init__(self, sources: Iterable[Sources] = ()) -> None:
        self._sources = list({id(each): each for each in sources}.values())
        self.direct: dict[Where, Direct] = {}
        self.embedded: dict[Where, Embedded] = {}
        self._numbered: list[Embedded] = []
        self._readers: defaultdict[Where, set[Direct]] = defaultdict(set)
        self._lookers: defaultdict[Source, set[Site]] = defaultdict(set)
        self._stamps: dict[Source, object] = {}
        self._volatile: dict[Site, None] = {}
        self._evaluation = 0
        self.calculation = 0
        self._called: dict[Embedded, None] = {}

    # Which there are

    def add_direct(self, where: Where, site: Direct) -> None:
        self.direct[where] = site
        for cell in cells_read(site.call):
            self._readers[cell].add(site)
        if site.is_volatile:
            self._volatile[site] = None

    def embedded_at(self, where: Where) -> Embedded:
        """The one of a formula; a new one where it has none."""
        if where in self.embedded:
            return self.embedded[where]
        site = self.embedded[where] = Embedded(len(self._numbered))
        self._numbered.append(site)
        return site

    def drop(self, where: Where) -> Direct | None:
        """The formula is gone; what it was if it was one call."""
        direct = self.direct.pop(where, None)
        embedded = self.embedded.pop(where, None)
        for site in (direct, embedded):
            if site is not None:
                self._look_at(site, ())
                self._volatile.pop(site, None)
        if direct is not None:
            for cell in cells_read(direct.call):
                self._readers[cell].discard(direct)
        return direct

    # Which to ask

    def due(self) -> dict[Site, None]:
        """A calculation begins: those that look at something that has changed, and those that are
        asked every time."""
        self.calculation += 1
        for sources in self._sources:
            sources.look()
        due: dict[Site, None] = dict.fromkeys(self._volatile)
        for source, sites in self._lookers.items():
            now = source[0].stamp(source[1])
            if now != self._stamps[source]:
                self._stamps[source] = now
                due.update(dict.fromkeys(sites))
        return due

    def readers(self, changed: Iterable[Where]) -> dict[Direct, None]:
        """The direct calls with one of these cells among their arguments."""
        readers = self._readers
        return {site: None for where in changed if where in readers for site in readers[where]}

    # Asking

    def ask(self, site: Direct, arguments: list[object]) -> Answer:
        if site.calculation != self.calculation:
            site.calculation, site.times = self.calculation, 0
        site.times += 1
        site.asked = arguments
        answer, sources = _ask(site.call.function, arguments, site.last)
        self._look_at(site, sources)
        return answer

    def ask_again(self, site: Embedded) -> bool:
        """Ask all of a formula's calls; whether one has another answer now."""
        differs = False
        for key, asked in site.calls.items():
            answer, sources = _ask(asked.function, asked.arguments)
            differs = differs or not alike(answer, asked.answer)
            site.calls[key] = Asked(asked.function, asked.arguments, answer, sources)
        self._settle(site)
        return differs

    def begin_evaluation(self) -> None:
        self._evaluation += 1

    def end_evaluation(self) -> None:
        for site in self._called:
            self._settle(site)
        self._called.clear()

    def called(self, number: int, function: Function, arguments: list[object]) -> Answer:
        """By the calculator, in an evaluation. What was asked before and is not due says the
        same."""
        site = self._numbered[number]
        if site.evaluation != self._evaluation:
            site.evaluation = self._evaluation
            site.before, site.calls = site.calls, {}
            self._called[site] = None
        key = f"{function.name}{arguments!r}"
        found = site.calls.get(key) or site.before.get(key)
        if found is None:
            found = Asked(function, arguments, *_ask(function, arguments))
        site.calls[key] = found
        return found.answer

    def _settle(self, site: Embedded) -> None:
        site.before = {}
        self._look_at(site, {source for asked in site.calls.values() for source in asked.sources})
        if any(asked.function.volatile for asked in site.calls.values()):
            self._volatile[site] = None
        else:
            self._volatile.pop(site, None)

    def _look_at(self, site: Site, sources: Collection[Source]) -> None:
        if site.sources == sources:
            return
        for source in site.sources:
            if source not in sources:
                lookers = self._lookers[source]
                lookers.discard(site)
                if not lookers:
                    del self._lookers[source], self._stamps[source]
        for source in sources:
            if source not in self._stamps:
                self._stamps[source] = source[0].stamp(source[1])
            self._lookers[source].add(site)
        site.sources = sources


def _ask(
    function: Function, arguments: list[object], last: Rows | None = None
) -> tuple[Answer, Collection[Source]]:
    sources = function.sources
    if sources is None:
        return function.answer(arguments, last), ()
    answer, noted = sources.noting(lambda: function.answer(arguments, last))
    return answer, {(sources, each) for each in noted}


def alike(one: object, other: object) -> bool:
    """Whether two values, or rows of them, are the same: 1 and TRUE are not."""
    if one is other:
        return True
    if type(one) is not type(other) or one != other:
        return False
    return not isinstance(one, list) or all(map(alike, one, cast("list[object]", other)))
