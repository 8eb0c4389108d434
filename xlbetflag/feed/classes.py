"""What each topic is worth: its class, how often it is read, and what its health is measured by."""

from collections.abc import Mapping

from xlbetflag.feed.attention import Attention
from xlbetflag.feed.entry import Entry
from xlbetflag.feed.mine import is_mine
from xlbetflag.feed.plan import Span
from xlbetflag.feed.topics import LIVE_MENU, MENU, PRIVATE, Cadence, Topic
from xlbetflag.feed.uses import Use, spans
from xlbetflag.scheduling import Scheduler


class Classes:
    """`stretch`: the lateness at which the budget keeps everything."""

    def __init__(
        self,
        entries: Mapping[Topic, Entry],
        attention: Attention,
        cadence: Cadence,
        scheduler: Scheduler,
    ) -> None:
        self.stretch = 0.0
        self._entries = entries
        self._attention = attention
        self._cadence = cadence
        self._scheduler = scheduler

    def set(self, entry: Entry) -> None:
        topic = entry.topic
        entry.use = self._use(entry)
        is_live = self._attention.is_live(topic.market_id)
        span = entry.span = Span(*spans(entry.use, topic.kind, self._cadence, is_live=is_live))
        expected = min(span.longest, span.age_at(self.stretch))
        shortest = span.shortest / 2 if entry.use is Use.HANDS else span.shortest
        entry.seconds = max(shortest, expected / 2)

    def _use(self, entry: Entry) -> Use:
        kind, market_id = entry.topic
        if kind == "book":
            if entry.value is not None and entry.value.state.is_over:
                return Use.OVER
            return self._attention.book_use(market_id, self._scheduler.now())
        if kind in PRIVATE:
            return Use.MINE if self._is_mine(market_id) else Use.HANDS
        return Use.MENUS if entry.topic in (MENU, LIVE_MENU) else Use.ACCOUNT

    def _is_mine(self, market_id: str) -> bool:
        if self._attention.is_held(market_id):
            return True
        offers = self._entries.get(Topic("offers", market_id))
        return offers is None or is_mine(offers)
