"""API keys: a user's own, or the one that all users without their own share."""

import hmac

from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.exchange import Exchange


class Keys:
    """`common`: of every account that has no key of its own."""

    def __init__(self, exchange: Exchange, common: str) -> None:
        self._exchange = exchange
        self._common = common

    def known(self, key: str) -> str:
        """The key, if it is anybody's. Raises Refused."""
        if _same(key, self._common):
            return key
        for account in self._exchange.traders:
            if account.api_key and _same(key, account.api_key):
                return key
        raise refusals.API_KEY.error()

    def owner(self, key: str, account: Account) -> Account:
        """The account, if the key may act for it. Raises Refused."""
        if not _same(key, account.api_key or self._common):
            raise refusals.API_KEY.error()
        return account


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
