"""Keeping two sheets up: the Ladder around its market, the Summary of the day."""

import math

import msgspec

from xlbetflag.desk import Desk
from xlbetflag.feed.state import HEADS, NAMES, ClassState
from xlbetflag.market.problem import Problem
from xlbetflag.market.rungs import recentred
from xlbetflag.workbook.layout.ladder import RUNGS
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.block import Values

FEED_APART = 5.0  # seconds between two looks at how fresh prices are
# Columns of that table; the empty one is the gap between the Desk's two halves.
SHOWN = ("name", "topics", "in_time", "", "longest", "oldest", "requests", "refused")


class Views:
    """Of one workbook on a desk. Used from the thread that owns the spreadsheet."""

    def __init__(self, desk: Desk, binding: Binding) -> None:
        self._desk = desk
        self._binding = binding
        self._fed_at = -math.inf

    def recentre(self) -> None:
        """Before the sheet is calculated: move the ladder where the market has left its middle."""
        choice = self._binding.ladder.choice()
        book = self._desk.feed.book(choice.market_id).value if choice else None
        if choice is None or book is None:
            return
        found = self._desk.feed.find(choice.market_id)
        try:
            selection = book.find(choice.selection, found[1].line if found else "")
        except Problem:
            return  # the ladder itself says what is wrong with the choice
        ladder = self._desk.settings.venue_rules.ladder.value
        centre = recentred(choice.centre, selection, ladder, RUNGS)
        if centre is not None and centre != choice.centre:
            self._binding.ladder.show_centre(choice, centre)

    def show_feed(self) -> None:
        """How fresh prices are, now and then."""
        now = self._desk.scheduler.monotonic()
        if now - self._fed_at < FEED_APART or not self._binding.shows_feed:
            return
        self._fed_at = now
        state, say = self._desk.feed.state(), self._desk.say
        heads = dict(zip(ClassState.__struct_fields__, map(say, HEADS), strict=True))
        rows: Values = [[heads.get(name) for name in SHOWN]]
        for each in state.classes:
            known = {**msgspec.structs.asdict(each), "name": say(NAMES[each.name]), "": None}
            rows.append([known[name] for name in SHOWN])
        self._binding.show_feed(say("feed.line", **msgspec.structs.asdict(state)), rows)

    def show_summary(self) -> None:
        """The day that the sheet asks for, where the journal can be read."""
        if not self._binding.shows_summary:
            return
        try:
            found = self._desk.summary(self._binding.summary_day())
        except Problem:
            return  # the desk says that the journal is broken
        self._binding.show_summary(found)
