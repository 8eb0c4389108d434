"""The pages of accounts, from what the exchange holds. Called under its lock."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.practice.matching.accounts import EntryKind
from xlbetflag.practice.operator.controls import MOST_DEPOSIT, Deposit, NewAccount
from xlbetflag.practice.operator.forms import Form, Rejected, field_of, first
from xlbetflag.practice.operator.frame import (
    PREFIX,
    Frame,
    Row,
    euros,
    link,
    live_part,
    number,
    table,
)
from xlbetflag.practice.operator.html import Html, tag
from xlbetflag.practice.operator.views import MOST_OFFERS, market_name, offer_cells
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market

AMOUNT = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")
KINDS = {EntryKind.DEPOSIT: "Deposit", EntryKind.BETS: "Bets", EntryKind.COMMISSION: "Commission"}
WANTED = {
    "username": "the user name needs 1 to 50 characters",
    "password": "the password needs 1 to 200 characters",
    "api_key": "an API key has at most 200 characters, without blanks or accents",
}


def accounts_page(exchange: Exchange, frame: Frame) -> str:
    rows: list[Row] = [
        (
            link(each.username, f"/accounts/{each.number}"),
            *(number(euros(cents)) for cents in (each.balance, each.locked, each.free)),
            number(euros(each.deposited)),
            number(f"{each.commission / 100:.2f} %"),
        )
        for each in exchange.traders
    ]
    heads = ("Account", ">Balance", ">Blocked", ">Free", ">Deposited", ">Commission")
    ending = frame.button(
        "/sessions/expire", "End all sessions", "every trader", confirm="Log every trader out?"
    )
    opening = f"{PREFIX}/accounts/open"
    typed = frame.typed(opening)
    return frame.page(
        "Accounts",
        tag(
            "div",
            tag("h1", "Accounts"),
            tag("div", ending, class_="actions", id="sessions"),
            class_="title",
        ),
        tag("div", table(heads, rows, empty="There is no account."), **live_part("accounts")),
        tag("p", f"Commission taken so far: {euros(exchange.purse.balance)}", class_="quiet"),
        tag("h2", "Open an account"),
        frame.form(
            opening,
            typed.text("username", "User name", required=True, maxlength=50, autocomplete="off"),
            typed.text(
                "password",
                "Password",
                required=True,
                maxlength=200,
                type="password",
                autocomplete="new-password",
            ),
            typed.text("api_key", "API key", placeholder="the common one", maxlength=200),
            typed.text("euros", "First deposit, in euros", inputmode="decimal"),
            tag("button", "Open", class_="main", aria_label="Open the account"),
            class_="fields",
        ),
    )


def account_page(account: dict[str, Any], markets: dict[int, Market], frame: Frame) -> str:
    """`account`: as the ledger tells it."""
    figures = [
        tag("div", tag("dt", name.capitalize()), tag("dd", euros(account[key])))
        for name, key in (("balance", "balance"), ("blocked", "locked"), ("free", "free"))
    ]
    rows = []
    for offer in account["offers"][: -MOST_OFFERS - 1 : -1]:
        market = markets[offer["market"]]
        rows.append((market.event.name, _market_link(market), *offer_cells(offer, market)))
    heads = ("Event", "Market", "Offer", "Selection", "Side", ">Price", ">Size", ">Matched")
    return frame.page(
        f"Account {account['username']}",
        tag("div", tag("h1", account["username"]), class_="title"),
        tag("dl", figures, class_="figures", **live_part("figures")),
        tag("h2", "Deposit"),
        _deposit(account["account"], frame),
        tag("h2", "Offers"),
        tag(
            "div",
            table((*heads, "Status"), rows, empty="No offer was made."),
            **live_part("offers"),
        ),
        tag("h2", "Statement"),
        tag("div", _statement(account.get("statement") or [], markets), **live_part("statement")),
    )


def _market_link(market: Market) -> Html:
    return link(market_name(market), f"/markets/{market.market_id}")


def _deposit(account: int, frame: Frame) -> Html:
    action = f"{PREFIX}/accounts/{account}/deposit"
    typed = frame.typed(action)
    return frame.form(
        action,
        typed.text("euros", "Euros", inputmode="decimal"),
        typed.text("text", "Note", maxlength=200),
        tag("button", "Deposit", class_="main"),
        class_="fields",
    )


def deposit_of(form: Form) -> Deposit:
    """The deposit that a form describes. Raises Rejected."""
    amount = _cents(first(form, "euros"), "Nothing deposited")
    if not 0 < amount <= MOST_DEPOSIT:
        most = euros(MOST_DEPOSIT)
        raise Rejected(f"Nothing deposited: the euros must be above 0, at most {most}.", "euros")
    return Deposit(amount, first(form, "text")[:200])


def account_of(form: Form) -> NewAccount:
    """The account that a form describes; without an amount an empty one. Raises Rejected."""
    fields = {
        "username": first(form, "username"),
        "password": form.get("password", [""])[0],
        "api_key": first(form, "api_key"),
        "amount": _cents(first(form, "euros") or "0", "No account opened"),
    }
    try:
        return msgspec.convert(fields, NewAccount)
    except msgspec.ValidationError as error:
        field = field_of(error)
        why = WANTED.get(field, "the first deposit is too large")
        raise Rejected(
            f"No account opened: {why}.", field if field in WANTED else "euros"
        ) from None


def _cents(written: str, otherwise: str) -> Cents:
    """Euros, with a comma or a point before the cents."""
    if not AMOUNT.fullmatch(written):
        raise Rejected(f"{otherwise}: an amount is written as 1500 or 1500,50.", "euros")
    return int(Decimal(written.replace(",", ".")) * 100)


def _statement(entries: Sequence[dict[str, Any]], markets: dict[int, Market]) -> Html:
    rows: list[Row] = []
    for entry in entries[: -MOST_OFFERS - 1 : -1]:
        market = markets.get(entry["market"])
        text = entry["text"]
        rows.append(
            (
                f"{datetime.fromisoformat(entry['at']):%d/%m/%Y %H:%M:%S}",
                KINDS[entry["kind"]],
                link(text, f"/markets/{market.market_id}") if market else text,
                number(euros(entry["amount"])),
                number(euros(entry["balance"])),
            )
        )
    heads = ("When", "What", "Of", ">Amount", ">Balance")
    return table(heads, rows, empty="Nothing was paid or taken yet.")
