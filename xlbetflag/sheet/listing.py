"""The rows of a batch, a line each, as the question before PLACE lists them."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from xlbetflag.desk import Desk
from xlbetflag.market.book import BEST_ALONE
from xlbetflag.market.naming import find_selection
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.orders.rows.draft import Draft, Row
from xlbetflag.orders.rows.preview import Preview
from xlbetflag.texts.forms import odds

MOST_LETTERS = 700  # Excel's own box cuts a question after some 1,000


def listed(desk: Desk, rows: Sequence[Row], seen: Preview, staying: Sequence[Row]) -> list[str]:
    """Those that leave, then those that stay with why; last how many there was no room for."""
    lines = [*_leaving(desk, rows, seen), *_staying(desk, staying, seen)]
    shown: list[str] = []
    for line in lines:
        if shown and sum(map(len, shown)) + len(line) > MOST_LETTERS:
            return [*shown, desk.say("confirm.more", count=len(lines) - len(shown))]
        shown.append(line)
    return shown


def unbroken(text: str) -> str:
    """The same text, in which no line ends between a minus and its number, or before a currency."""
    return re.sub(r"-(?=\d)", "\u2212", text).replace(" \u20ac", "\u00a0\u20ac")


def _leaving(desk: Desk, rows: Sequence[Row], seen: Preview) -> Iterator[str]:
    for row in rows:
        if row.key in seen.rows:
            yield desk.say("confirm.leaves", row=row.position, bet=_what(desk, row))


def _staying(desk: Desk, rows: Sequence[Row], seen: Preview) -> Iterator[str]:
    for row in rows:
        position, bet, why = row.position, _what(desk, row), seen.refused[row.key]
        if bet:
            yield desk.say("confirm.stays", row=position, bet=bet, why=why)
        else:
            yield desk.say("confirm.stays_unread", row=position, why=why)


def _what(desk: Desk, row: Row) -> str:
    """Event, selection, side, stake, price asked and price now; of a command its word."""
    found = desk.feed.find(row.market_id) if row.market_id else None
    event = found[0].name if found else row.market_id
    if row.wanted is not None:
        words = [event, row.wanted.selection, str(row.wanted.command)]
        return ", ".join(word for word in words if word)
    if row.draft is None:
        return ""
    draft = row.draft
    name = draft.selection
    if found is not None:
        with suppress(Problem):  # then why it stays says so
            name = find_selection(draft.selection, found[1].selections, found[1].line).name
    return desk.say(
        "confirm.bet",
        event=event,
        market=" ".join(filter(None, (found[1].name, found[1].line))) if found else "",
        selection=name,
        side=str(draft.side),
        stake=draft.size,
        price=draft.price,
        now=_now(desk, draft),
    )


def _now(desk: Desk, draft: Draft) -> str:
    """The best price for the bet's side, or why there is none."""
    reading = desk.feed.book(draft.market_id, BEST_ALONE)
    if reading.value is None or reading.health is not Health.LIVE:
        return str(reading.health)
    found = desk.feed.find(draft.market_id)
    try:
        selection = reading.value.find(draft.selection, found[1].line if found else "")
    except Problem:
        return "?"
    best = selection.best(draft.side)
    return odds(best.price, desk.language()) if best else "-"
