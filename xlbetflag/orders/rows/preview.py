"""What placing a batch would do, told before it is done, and the token that holds placing to it."""

import hashlib
from collections.abc import Collection, Sequence

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.orders.order import Intent
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.rows.preflight import Sorted, content


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What the user confirms. Amounts in cents.

    `rows`: the keys that would leave, or begin to wait; `stake`: theirs together; `worst`: the
    worst result of the markets they are on, with them and all that stands there already. `refused`:
    the sentence of each row that would stay, by key; `twins`: those that only wait to be confirmed;
    `changed`: those that no longer say what was sent under their keys, or share one with another.
    `trouble`: why the whole batch is kept back. `token`: for `place`; empty where nothing would
    leave.
    """

    rows: tuple[str, ...]
    stake: Cents
    worst: Cents
    refused: dict[str, str]
    twins: tuple[str, ...]
    changed: tuple[str, ...] = ()
    trouble: str
    token: str


def stake_of(done: Sorted) -> Cents:
    """Of what leaves at once, and of what begins to wait."""
    waiting = sum(asked.size or 0 for asked in done.asked)
    return waiting + sum(intent.bet.size for intent in done.intents)


def worst_of(done: Sorted) -> Cents:
    """Of every market with an accepted row, after the batch; what waits counts as placed."""
    touched = {intent.market_id for intent in done.intents}
    touched |= {asked.market_id for asked in done.asked}
    return sum(done.markets[market_id].worst for market_id in touched)


def token_of(rows: Sequence[Row], done: Sorted, confirmed: Collection[str]) -> str:
    """Another one as soon as a row is, or the verdict on it, or the selection that its words mean
    (names may change hands), or whether it would be taken at once.

    A price that moves within what a row allows changes nothing: in a lively market nobody could
    confirm anything. Empty where nothing would leave.
    """
    if not done.intents and not done.asked:
        return ""
    facts = [
        [(row.key, content(row), row.key in confirmed) for row in rows],
        [
            (intent.key, intent.market_id, intent.bet, _is_taken_at_once(intent, done))
            for intent in done.intents
        ],
        [(asked.key, asked.market_id, asked.selection, asked.command) for asked in done.asked],
    ]
    return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()


def _is_taken_at_once(intent: Intent, done: Sorted) -> bool:
    bet, book = intent.bet, done.markets[intent.market_id].book.value
    selection = book.selection(bet.selection_id) if book else None
    best = selection.best(bet.side) if selection else None
    return best is not None and bet.takes(best.price)


def nothing(trouble: str, changed: tuple[str, ...] = ()) -> Preview:
    """Of a batch that is kept back as a whole."""
    return Preview(
        rows=(),
        stake=0,
        worst=0,
        refused={},
        twins=(),
        changed=changed,
        trouble=trouble,
        token="",
    )
