"""The result of a market on its page: the forms that end it, then who won and what was paid."""

from xlbetflag.market.money import Cents
from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.accounts import EntryKind
from xlbetflag.practice.operator.forms import Typed
from xlbetflag.practice.operator.frame import (
    NOTHING,
    PREFIX,
    Frame,
    Row,
    euros,
    link,
    number,
    table,
)
from xlbetflag.practice.operator.html import Html, join, tag
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market, Runner
from xlbetflag.practice.venue.settlement import LOST, RETURNED, WON, Verdict


def result_part(exchange: Exchange, market: Market, frame: Frame) -> Html:
    """Who won and what was paid; until then the forms that end the market."""
    if market.state is MarketState.VOID:
        return tag("p", "Void: every bet was undone and nothing was paid.")
    if market.state is MarketState.SETTLED:
        return join(tag("p", _verdict(market)), _payments(exchange, market))
    return _endings(market, frame)


def _verdict(market: Market) -> str:
    """Who won, in a sentence."""
    told: dict[str, list[str]] = {}
    for outcome in market.outcomes:
        verdict = market.result.get(outcome.selection_id, LOST)
        if verdict != LOST:
            how, parts = _outcome(verdict)
            told.setdefault(how, []).append(outcome.name + parts)
    return " ".join(f"{how}: {', '.join(names)}." for how, names in told.items())


def _outcome(verdict: Verdict) -> tuple[str, str]:
    if verdict == WON:
        return "Won", ""
    if verdict == RETURNED:
        return "Stakes given back", ""
    parts = f" ({verdict.won} of each stake wins, {verdict.lost} loses)"
    return ("Won in part" if verdict.won else "Lost in part"), parts


def _payments(exchange: Exchange, market: Market) -> Html:
    """What each trader was paid for the market, out of the statements."""
    rows: list[Row] = []
    for account in exchange.traders:
        paid = dict.fromkeys(EntryKind, 0)
        for entry in account.statement:
            if entry.market_id == market.market_id:
                paid[entry.kind] += entry.amount
        if any(paid.values()):
            amounts: list[Cents] = [
                paid[EntryKind.BETS],
                paid[EntryKind.COMMISSION],
                sum(paid.values()),
            ]
            name = link(account.username, f"/accounts/{account.number}")
            rows.append((name, *(number(euros(amount)) for amount in amounts)))
    heads = ("Account", ">Bets", ">Commission", ">Paid")
    return table(heads, rows, empty="No trader won or lost anything.")


def _endings(market: Market, frame: Frame) -> Html:
    path, title = f"/markets/{market.market_id}", f"{market.title} ({market.market_id})"
    settling = f"{PREFIX}{path}/settle"
    typed = frame.typed(settling)
    kind = "radio" if market.winners == 1 else "checkbox"
    winners = tag("fieldset", tag("legend", "Winners"), _choices(kind, "winner", market, typed))
    rarely = [
        tag("fieldset", tag("legend", title), _choices("checkbox", name, market, typed))
        for name, title in (("tied", "Dead heat"), ("returned", "Stakes back"))
    ]
    is_rare = any(
        typed.has(name, each.selection_id)
        for name in ("tied", "returned")
        for each in market.outcomes
    )
    closing = frame.button(
        f"{path}/close", "Close", title, confirm="Close the market? Offers lapse."
    )
    return tag(
        "div",
        frame.form(
            settling,
            winners,
            tag("button", "Settle", class_="main", aria_label=f"Settle: {title}"),
            tag("details", tag("summary", "Dead heat, non-runner, push"), rarely, open=is_rare),
            confirm="Settle the market with this result?",
        ),
        NOTHING if market.state is MarketState.CLOSED else closing,
        frame.button(
            f"{path}/void", "Void", title, confirm="Undo every bet of this market?", kind="bad"
        ),
        class_="actions wide",
    )


def _choices(kind: str, name: str, market: Market, typed: Typed) -> list[Html]:
    return [_choice(kind, name, outcome, typed) for outcome in market.outcomes]


def _choice(kind: str, name: str, outcome: Runner, typed: Typed) -> Html:
    chosen = typed.has(name, outcome.selection_id)
    box = tag("input", type=kind, name=name, value=outcome.selection_id, checked=chosen)
    return tag("label", box, outcome.name)
