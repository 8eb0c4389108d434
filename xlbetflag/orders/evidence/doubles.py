"""Offers that a request of ours has left beside those of its rows: it was delivered twice, or late.
Pure.

The venue takes no reference of ours. For some time after a request, an offer that is new since it,
equal to one of its rows and nobody's, is taken for a copy's: a hand's equal one in that time too.
Later ones are nobody's; so are those of which only matches are shown: they do not tell the price
that was asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from xlbetflag.market.offer import Bet
from xlbetflag.orders.evidence.linking import in_order
from xlbetflag.orders.evidence.read_back import Finding, SentRow, Shown
from xlbetflag.orders.order import LATE_CANDIDATE


def doubles(
    rows: Sequence[SentRow], findings: Mapping[str, Finding], shown: Shown, owned: Collection[str]
) -> dict[str, list[str]]:
    """Offer ids by the key of the row they double. `owned`: ids that belong to rows.

    What a row that is still looked for may own is left to it; but where its cancel was asked for
    and it had been given up, what turns up late is taken back with it.
    """
    states = {
        row.key: findings[row.key].state if row.key in findings else row.state for row in rows
    }
    lost = [row for row in rows if _is_lost(row, states[row.key].offer_id)]
    taken = {*owned, *(state.offer_id for state in states.values())}
    found: dict[str, list[str]] = {}
    late = [row for row in lost if row.cancel_asked and _is_late(findings.get(row.key))]
    for group in _alike(late):
        rivals = [row for row in lost if row not in late]
        free = _free(group[0], rivals, shown, taken)
        if len(free) <= sum(row.bet == group[0].bet for row in late):
            _share(group, free, found, taken)
    for group in _alike(row for row in rows if row.may_be_doubled and row not in lost):
        _share(group, _free(group[0], lost, shown, taken), found, taken)
    return found


def _is_lost(row: SentRow, offer_id: str | None) -> bool:
    """It may own an offer that is shown, and nobody knows which."""
    return offer_id is None and not row.state.status.is_final


def _is_late(finding: Finding | None) -> bool:
    return finding is not None and any(note.code == LATE_CANDIDATE for note in finding.state.notes)


def _alike(rows: Iterable[SentRow]) -> list[list[SentRow]]:
    """Rows of one request that bet the same, request by request."""
    groups: dict[tuple[int, Bet], list[SentRow]] = {}
    for row in sorted(rows, key=lambda each: each.send):
        groups.setdefault((row.send, row.bet), []).append(row)
    return list(groups.values())


def _free(
    row: SentRow, rivals: Sequence[SentRow], shown: Shown, taken: Collection[str | None]
) -> list[str]:
    """Ids of equal offers, new since its request, which nobody has and no rival may have."""
    return in_order(
        each
        for each in shown.offers
        if each not in taken
        and each not in row.baseline
        and shown.is_sure(each)
        and shown.is_bet(each, row.bet)
        and not any(
            each not in other.baseline and shown.could_be(each, other.bet) for other in rivals
        )
    )


def _share(
    group: Sequence[SentRow],
    free: Sequence[str],
    found: dict[str, list[str]],
    taken: set[str | None],
) -> None:
    for place, row in enumerate(group):
        if ids := list(free[place :: len(group)]):
            found[row.key] = ids
    taken.update(free)
