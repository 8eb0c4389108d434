"""What the exchange itself knows of every account, for the operator and for tests; cents."""

from typing import Any

from xlbetflag.practice.matching.accounts import Account, Entry
from xlbetflag.practice.matching.engine import Ending, Order
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market


def ledger(exchange: Exchange) -> dict[str, Any]:
    """Accounts with their offers and matches, and the totals that money must conserve.

    A house account lists only its working offers.
    """
    with exchange.lock:
        accounts = [_account(exchange, account) for account in exchange.accounts]
        return {
            "ticks": exchange.ticks,
            "now": exchange.now.isoformat(),
            "accounts": accounts,
            "totals": {
                "balance": sum(account.balance for account in exchange.accounts),
                "deposited": sum(account.deposited for account in exchange.accounts),
                "commission": exchange.purse.balance,
                "locked": sum(account.locked for account in exchange.traders),
                "offers": sum(len(account["offers"]) for account in accounts),
            },
        }


def markets(exchange: Exchange) -> list[dict[str, Any]]:
    """Every market, its state and its selections with what can be taken."""
    with exchange.lock:
        return [market_row(market) for market in exchange.markets.values()]


def market_row(market: Market) -> dict[str, Any]:
    return {
        "id": market.market_id,
        "event": market.event.event_id,
        "event_name": market.event.name,
        "name": market.name,
        "line": market.line,
        "state": market.state,
        "regulator_state": market.regulator_state,
        "live": market.is_live,
        "version": market.version,
        "winners": market.winners,
        "won": list(market.won),
        "selections": [
            {"id": outcome.selection_id, "name": outcome.name} for outcome in market.outcomes
        ],
    }


def status(order: Order) -> str:
    """In the words of the order table of the design."""
    if order.is_waiting:
        return "DELAYED"
    if order.remaining:
        return "PART-MATCHED" if order.matches else "WORKING"
    if order.ending is None:
        return "MATCHED"
    if order.ending is Ending.CANCELLED and order.matches:
        return "PART-CANCELLED"
    return order.ending.value


def _account(exchange: Exchange, account: Account) -> dict[str, Any]:
    offers = [
        offer_row(market, order)
        for market in exchange.markets.values()
        for order in market.orders.get(account, {}).values()
    ]
    return {
        "account": account.number,
        "username": account.username,
        "house": account.is_house,
        "balance": account.balance,
        "deposited": account.deposited,
        "locked": account.locked,
        "free": account.free,
        "commission": account.commission,
        "offers": offers,
        "statement": [entry_row(entry) for entry in account.statement],
        "totals": {
            "offers": len(offers),
            "size": sum(offer["size"] for offer in offers),
            "matched": sum(offer["matched"] for offer in offers),
            "remaining": sum(offer["remaining"] for offer in offers),
        },
    }


def entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "market": entry.market_id,
        "text": entry.text,
        "amount": entry.amount,
        "balance": entry.balance,
    }


def offer_row(market: Market, order: Order) -> dict[str, Any]:
    return {
        "id": order.offer_id,
        "market": market.market_id,
        "selection": market.outcomes[order.selection].selection_id,
        "side": order.side,
        "price": order.price,
        "size": order.size,
        "matched": order.matched,
        "remaining": order.remaining,
        "status": status(order),
        "matches": [{"price": price, "size": size} for price, size in order.matches],
    }
