"""Who trades, with what money, and every movement of it."""

import hashlib
import hmac
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from xlbetflag.market.money import Cents

COST = 2**12  # of trying one password, as scrypt's `n`


class Blocking(Protocol):
    """What blocks money of an account: its offers on one market. `counted` is what the account's
    locked money has of it already; `is_stale` once it has changed since."""

    counted: Cents
    is_stale: bool

    @property
    def blocked(self) -> Cents: ...


class EntryKind(StrEnum):
    """Why money moved."""

    DEPOSIT = "DEPOSIT"
    BETS = "BETS"  # the net result of a market
    COMMISSION = "COMMISSION"


class Entry(msgspec.Struct, frozen=True):
    """A line of a statement; `balance` is what it left. `market_id` None for a deposit."""

    at: datetime
    kind: EntryKind
    market_id: int | None
    text: str
    amount: Cents
    balance: Cents


class Account:
    """Money in cents. `balance` is all of it, `locked` what open markets block.

    `commission`: hundredths of a percent of net market winnings. A house account (market makers,
    recordings, the exchange's own purse) is not checked for funds and keeps no statement; its dead
    offers are forgotten. `password` as `hashed` gives it; empty: nobody can log in. `api_key`
    empty: the exchange's common one.
    """

    def __init__(
        self,
        number: int,
        username: str,
        password: str,
        *,
        commission: int = 0,
        is_house: bool = False,
        api_key: str = "",
    ) -> None:
        self.number = number
        self.username = username
        self.password = password
        self.api_key = api_key
        self.balance = 0
        self.deposited = 0
        self.fun = 0
        self.commission = commission
        self.is_house = is_house
        self.statement: list[Entry] = []
        self.stale: list[Blocking] = []
        self._locked = 0

    def __repr__(self) -> str:
        return f"<Account {self.number} {self.username}>"

    def move(
        self, at: datetime, kind: EntryKind, amount: Cents, text: str, market_id: int | None = None
    ) -> None:
        """The only way money enters or leaves; a movement of nothing leaves no line."""
        if not amount:
            return
        self.balance += amount
        if kind is EntryKind.DEPOSIT:
            self.deposited += amount
        if not self.is_house:
            self.statement.append(Entry(at, kind, market_id, text, amount, self.balance))

    @property
    def locked(self) -> Cents:
        self.recount()
        return self._locked

    def recount(self) -> None:
        """Bring the locked money up to the positions that have changed."""
        while self.stale:
            position = self.stale.pop()
            position.is_stale = False
            blocked = position.blocked
            self._locked += blocked - position.counted
            position.counted = blocked

    @property
    def free(self) -> Cents:
        """May be negative where unmatched offers net each other: a cancel always passes, also one
        that raises the risk (assumed); until it is positive only what lowers the risk is accepted.
        """
        return self.balance - self.locked


def hashed(password: str) -> str:
    """What is kept of a password; of an empty one nothing."""
    if not password:
        return ""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_digest(password, salt).hex()}"


def fits(password: str, kept: str) -> bool:
    salt, _, digest = kept.partition(":")
    if not digest:
        return False
    return hmac.compare_digest(_digest(password, bytes.fromhex(salt)).hex(), digest)


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=8, p=1)
