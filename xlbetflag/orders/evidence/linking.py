"""Which of the venue's offers belongs to which row, where its answer did not say, or said wrongly.

A link is made only where no other reading is possible, and is marked inferred. Rows that bet the
same, left in the same circumstances and are as many as the offers found are interchangeable.
"""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from xlbetflag.market.offer import Bet
from xlbetflag.orders.evidence.read_back import SentRow, Shown, difference
from xlbetflag.orders.order import AMBIGUOUS, BETWEEN_IDS, LATE_CANDIDATE
from xlbetflag.texts.note import Note

Group = list[SentRow]
Undecided = dict[str, Note]

_GIVEN_UP = frozenset(
    {
        "evidence.not_found_exposure_same",
        "evidence.not_found_exposure_unread",
        "evidence.exposure_changed",
        LATE_CANDIDATE,
    }
)


def put_right(rows: Sequence[SentRow], shown: Shown) -> list[SentRow]:
    """Rows of one POST whose ids came in another order than they were sent: each with its own id.

    Only where the ids that do not fit are a permutation of the rows that do not fit; else as
    they are.
    """
    by_send: dict[int, Group] = {}
    for row in rows:
        offers = shown.offers.get(row.state.offer_id or "")
        if offers and difference(row.bet, offers):
            by_send.setdefault(row.send, []).append(row)
    moved: dict[str, str] = {}
    for misfits in by_send.values():
        moved.update(_permutation(misfits, shown))
    return [linked(row, moved[row.key]) if row.key in moved else row for row in rows]


def link_lost(
    rows: Sequence[SentRow], shown: Shown, taken: Collection[str]
) -> tuple[dict[str, str], Undecided]:
    """Offer ids for rows without one, by key; and why others that have candidates stay undecided.

    `taken`: ids that belong to other rows.
    """
    free = [each for each in {**shown.offers, **shown.matches} if each not in taken]
    groups: dict[tuple[Bet, frozenset[str], tuple[bool, bool]], Group] = {}
    for row in rows:
        groups.setdefault((row.bet, row.baseline, row.flags), []).append(row)
    links: dict[str, str] = {}
    undecided: Undecided = {}
    for group, members in groups.items():
        bet, baseline, _ = group
        found = [each for each in free if each not in baseline and shown.is_bet(each, bet)]
        rivals = [other for other in groups if other != group]
        is_shared = any(
            each not in other[1] and shown.could_be(each, other[0])
            for other in rivals
            for each in found
        )
        note = _doubt(members, found, taken, is_shared=is_shared)
        if note is not None:
            undecided.update((row.key, note) for row in members)
        else:
            pairs = zip(members, in_order(found), strict=False)
            links.update((row.key, offer_id) for row, offer_id in pairs)
    return links, undecided


def linked(row: SentRow, offer_id: str) -> SentRow:
    """The row with an id that no answer gave it."""
    state = msgspec.structs.replace(row.state, offer_id=offer_id, inferred=True)
    return msgspec.structs.replace(row, state=state)


def _doubt(
    members: Group, found: Sequence[str], taken: Collection[str], *, is_shared: bool
) -> Note | None:
    """Why these rows cannot be linked to what was found; None also where nothing was."""
    if not found:
        return None
    has_been_missed = any(row.state.is_looked_after and row.absences for row in members)
    if has_been_missed or any(n.code in _GIVEN_UP for row in members for n in row.state.notes):
        return Note("evidence.late_candidate", {"candidates": _named(found)})
    candidates = set(found).union(*map(_once_found, members)).difference(taken)
    if len(candidates) != len(members) or is_shared:
        values: dict[str, str | int | float | None] = {
            "candidates": _named(candidates),
            "rows": len(members),
            "found": len(candidates),
        }
        return Note("evidence.ambiguous", values)
    return None


def _once_found(row: SentRow) -> list[str]:
    """The candidates that an earlier read showed, where they were more than the rows.

    One of two equal offers may vanish; that does not tell which of them was ours. Only what is
    known since as another row's is none any more.
    """
    for note in row.state.notes:
        if note.code == AMBIGUOUS:
            found, rows = note.values["found"], note.values["rows"]
            if isinstance(found, int) and isinstance(rows, int) and found > rows:
                return row.state.candidates
    return []


def _permutation(misfits: Group, shown: Shown) -> dict[str, str]:
    """A new id for every one of the rows; empty where there is not exactly one way."""
    moved: dict[str, str] = {}
    for bet in {row.bet for row in misfits}:
        same = [row for row in misfits if row.bet == bet]
        fitting = [
            row.state.offer_id
            for row in misfits
            if row.state.offer_id and shown.is_bet(row.state.offer_id, bet)
        ]
        if len(fitting) != len(same):
            return {}
        moved.update((row.key, each) for row, each in zip(same, in_order(fitting), strict=True))
    return moved


def _named(ids: Iterable[str]) -> str:
    return BETWEEN_IDS.join(in_order(ids))


def in_order(ids: Iterable[str]) -> list[str]:
    """As the venue gave them, one after the other."""
    return sorted(ids, key=lambda each: (len(each), each))
