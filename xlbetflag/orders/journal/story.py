"""The steps of a row's life as sentences to be, for "why is this row in this state?"."""

import msgspec

from xlbetflag.orders.order import Intent, State
from xlbetflag.texts.note import Note, Particular


def of_check(intent: Intent) -> Note:
    bet = intent.bet
    return Note(
        "story.checked",
        {
            "side": bet.side.value,
            "selection": f"{bet.selection_id} · {intent.selection_name}",
            "stake": bet.size,
            "price": bet.price,
            "market": intent.market_id,
        },
    )


def of_request(number: int, place: int, known: int) -> Note:
    return Note("story.sent", {"request": number, "place": place, "known": known})


def of_answer(outcome: str, words: str) -> Note:
    """`outcome`: as the sender names it."""
    codes = {
        "accepted": "story.accepted",
        "refused": "story.refused",
        "not sent": "story.not_sent",
    }
    return Note(codes.get(outcome, "story.no_answer"), {"words": words})


def of_state(state: State, market_state: str | None) -> Note:
    """`market_state`: of the market that was read back; None where no read-back led here."""
    values: dict[str, Particular] = {
        "offer": state.offer_id or "-",
        "matched": state.matched,
        "rest": state.remaining,
        "market": market_state,
    }
    return Note("story.state" if market_state is None else "story.read_back", values)


def of_replacement(words: str) -> Note:
    """`words`: the link as journaled."""
    link = msgspec.json.decode(words)
    new = link["new"]
    values = {"old": link["old"], "new": new["key"], "price": new["price"], "stake": new["size"]}
    return Note("story.replaced", values)
