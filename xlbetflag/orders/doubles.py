"""Offers that a request of ours has left beside those of its rows: it was delivered twice. Pure.

A copy leaves an equal offer for every row of the request, new with it and listed together with the
rows' own; then they count as ours. Fewer, or later ones, may be a hand's and are nobody's; so are
those of which only matches are shown: they do not tell the price that was asked.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from xlbetflag.market.offer import Bet
from xlbetflag.orders.linking import in_order
from xlbetflag.orders.readback import Finding, Sent, Shown
from xlbetflag.orders.status import Status

_NOT_SHOWN_YET = (Status.ACCEPTED, Status.DELAYED)


def doubles(
    rows: Sequence[Sent], findings: Mapping[str, Finding], shown: Shown, owned: Collection[str]
) -> dict[str, list[str]]:
    """Offer ids by the key of the row they double. `owned`: ids that belong to rows."""
    by_send: dict[int, list[Sent]] = {}
    for row in rows:
        by_send.setdefault(row.send, []).append(row)
    lost = [row for row in rows if findings[row.key].state.offer_id is None]
    taken = {*owned, *(finding.state.offer_id for finding in findings.values())}
    found: dict[str, list[str]] = {}
    for _, request in sorted(by_send.items()):
        if all(_is_first_shown(row, findings[row.key], shown) for row in request):
            of_request = dict(_of_request(request, lost, shown, taken))
            taken.update(each for ids in of_request.values() for each in ids)
            found |= of_request
    return found


def _is_first_shown(row: Sent, finding: Finding, shown: Shown) -> bool:
    offer_id = finding.state.offer_id
    is_shown = offer_id in shown.offers or offer_id in shown.matches
    return row.state.status in _NOT_SHOWN_YET and is_shown


def _of_request(
    request: Sequence[Sent], lost: Sequence[Sent], shown: Shown, taken: Collection[str | None]
) -> Iterator[tuple[str, list[str]]]:
    free = in_order(each for each in shown.offers if each not in taken)
    by_bet: dict[Bet, list[Sent]] = {}
    for row in request:
        by_bet.setdefault(row.bet, []).append(row)
    left = {
        bet: [
            each
            for each in free
            if each not in members[0].baseline
            and shown.is_bet(each, bet)
            and not any(
                each not in other.baseline and shown.could_be(each, other.bet) for other in lost
            )
        ]
        for bet, members in by_bet.items()
    }
    copies = min(len(left[bet]) // len(members) for bet, members in by_bet.items())
    if not copies:
        return
    for bet, members in by_bet.items():
        for place, row in enumerate(members):
            yield row.key, left[bet][place * copies : (place + 1) * copies]
