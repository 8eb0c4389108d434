"""The pages of accounts, from what the exchange holds. Called under its lock."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.practice.controls import Deposit, NewAccount
from xlbetflag.practice.exchange import Exchange
from xlbetflag.practice.market import Market
from xlbetflag.practice.operator.frame import PREFIX, Frame, euros, number, table
from xlbetflag.practice.operator.html import Html, tag
from xlbetflag.practice.operator.views import MOST_OFFERS, live_part, market_name, offer_cells

AMOUNT = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")


def accounts_page(exchange: Exchange, frame: Frame) -> str:
    rows = [
        tag(
            "tr",
            tag("td", tag("a", each.username, href=f"{PREFIX}/accounts/{each.number}")),
            *(number(euros(cents)) for cents in (each.balance, each.locked, each.free)),
            number(euros(each.deposited)),
            number(f"{each.commission / 100:.2f} %"),
        )
        for each in exchange.traders
    ]
    heads = ("Account", ">Balance", ">Blocked", ">Free", ">Deposited", ">Commission")
    return frame.page(
        "Accounts",
        tag(
            "div",
            tag("h1", "Accounts"),
            tag(
                "div",
                frame.button(
                    "/sessions/expire", "End all sessions", confirm="Log every trader out?"
                ),
                class_="actions",
            ),
            class_="title",
        ),
        tag("div", table(heads, rows, empty="There is no account."), **live_part("accounts")),
        tag("p", f"Commission taken so far: {euros(exchange.purse.balance)}", class_="quiet"),
        tag("h2", "Open an account"),
        frame.form(
            f"{PREFIX}/accounts/open",
            _field("User name", "username", required=True, maxlength=50),
            _field("Password", "password", required=True, maxlength=200, type="password"),
            _field("API key", "api_key", placeholder="the common one", maxlength=200),
            _field("First deposit, in euros", "euros", inputmode="decimal"),
            tag("button", "Open", class_="main"),
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
        where = tag("a", market_name(market), href=f"{PREFIX}/markets/{market.market_id}")
        rows.append(
            tag("tr", tag("td", market.event.name), tag("td", where), *offer_cells(offer, market))
        )
    heads = ("Event", "Market", "Offer", "Selection", "Side")
    statement = account.get("statement") or []
    return frame.page(
        f"Account {account['username']}",
        tag("div", tag("h1", account["username"]), class_="title"),
        tag("dl", figures, class_="figures", **live_part("figures")),
        tag("h2", "Deposit"),
        _deposit(account["account"], frame),
        tag("h2", "Offers"),
        tag(
            "div",
            table(
                (*heads, ">Price", ">Size", ">Matched", "Status"), rows, empty="No offer was made."
            ),
            **live_part("offers"),
        ),
        tag("h2", "Statement"),
        tag("div", _statement(statement), **live_part("statement")),
    )


def _deposit(number: int, frame: Frame) -> Html:
    return frame.form(
        f"{PREFIX}/accounts/{number}/deposit",
        _field("Euros", "euros", inputmode="decimal"),
        _field("Note", "text", maxlength=200),
        tag("button", "Deposit", class_="main"),
        class_="fields",
    )


def _field(label: str, name: str, **attributes: object) -> Html:
    return tag("label", tag("span", label), tag("input", name=name, **attributes))


def deposit_of(form: Mapping[str, Sequence[str]]) -> Deposit:
    """The deposit that a form describes. Raises ValueError."""
    written, text = (form.get(name, [""])[0].strip() for name in ("euros", "text"))
    return Deposit(_cents(written), text[:200])


def account_of(form: Mapping[str, Sequence[str]]) -> NewAccount:
    """The account that a form describes; without an amount an empty one. Raises ValueError."""
    username, api_key, written = (
        form.get(name, [""])[0].strip() for name in ("username", "api_key", "euros")
    )
    password = form.get("password", [""])[0]
    fields = {"username": username, "password": password, "api_key": api_key}
    return msgspec.convert({**fields, "amount": _cents(written or "0")}, NewAccount)


def _cents(written: str) -> Cents:
    """Euros, with a comma or a point before the cents."""
    if not AMOUNT.fullmatch(written):
        raise ValueError("an amount is written as 1500 or 1500,50")
    return int(Decimal(written.replace(",", ".")) * 100)


def _statement(entries: list[dict[str, Any]]) -> Html:
    heads = list(entries[0]) if entries else []
    rows = [
        tag(
            "tr", [number(euros(v)) if _is_money(k, v) else tag("td", str(v)) for k, v in e.items()]
        )
        for e in entries[: -MOST_OFFERS - 1 : -1]
    ]
    shown = [(">" if _is_money(k, entries[0][k]) else "") + k.capitalize() for k in heads]
    return table(shown, rows, empty="Nothing was paid or taken yet.")


def _is_money(name: str, value: object) -> bool:
    return name in ("amount", "balance", "change", "after", "commission") and isinstance(value, int)
