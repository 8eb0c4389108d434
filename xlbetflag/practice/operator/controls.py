"""What the operator does with recordings, results and accounts, by calls or by forms."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.exchange import Exchange

MOST_SPEED = 10_000.0
MOST_DEPOSIT: Cents = 10**11


class Speed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of speed: how many times the exchange's own."""

    speed: float


class Seek(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of seek: a moment of the recording, or how many updates are to be played."""

    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    update: Annotated[int, msgspec.Meta(ge=0)] | None = None


class Deposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of deposit, in cents; `text` is shown in the statement."""

    amount: Cents
    text: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Settlement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of settle: ids of selections. `tied` share in a dead heat the places that `winners`
    leave; bets on `returned` are undone."""

    winners: tuple[int, ...]
    tied: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()


class NewAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of accounts: a trader, with a first deposit in cents. Without an `api_key` the one
    that is common to all."""

    username: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    amount: Annotated[Cents, msgspec.Meta(ge=0, le=MOST_DEPOSIT)] = 0
    api_key: Annotated[str, msgspec.Meta(pattern=r"^[!-~]{0,200}$")] = ""


class Recordings:
    """The recordings that an exchange replays, by market id. Raises Refused for another market."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def rows(self) -> list[dict[str, Any]]:
        with self._exchange.lock:
            return [_row(each) for each in self._exchange.drivers if isinstance(each, Replay)]

    def row(self, market_id: int) -> dict[str, Any]:
        with self._exchange.lock:
            return _row(self._replay(market_id))

    def pause(self, market_id: int) -> None:
        with self._moving(market_id) as replay:
            replay.is_paused = True

    def play(self, market_id: int) -> None:
        with self._moving(market_id) as replay:
            replay.is_paused = False

    def step(self, market_id: int) -> None:
        """One update of this recording alone, whether it is paused or not."""
        with self._moving(market_id) as replay:
            replay.step()

    def speed(self, market_id: int, wanted: Speed) -> None:
        if not 0 < wanted.speed <= MOST_SPEED:
            reason = f"speed deve essere maggiore di 0 e al massimo {MOST_SPEED:.0f}"
            raise refusals.MALFORMED.error(reason=reason)
        with self._moving(market_id) as replay:
            replay.speed = wanted.speed

    def seek(self, market_id: int, wanted: Seek) -> None:
        with self._moving(market_id) as replay:
            if wanted.at is not None and wanted.update is None:
                replay.seek(wanted.at)
            elif wanted.update is not None and wanted.at is None:
                replay.seek(wanted.update)
            else:
                raise refusals.MALFORMED.error(reason="serve at oppure update")

    @contextmanager
    def _moving(self, market_id: int) -> Iterator[Replay]:
        with self._exchange.lock:
            yield self._replay(market_id)
            self._exchange.mature()
            self._exchange.has_moved = True

    def _replay(self, market_id: int) -> Replay:
        for each in self._exchange.drivers:
            if isinstance(each, Replay) and each.market.market_id == market_id:
                return each
        raise refusals.NOT_THERE.error(what="Registrazione", number=market_id)


SIMPLE: dict[str, Callable[[Recordings, int], None]] = {
    "pause": Recordings.pause,
    "play": Recordings.play,
    "step": Recordings.step,
}


def deposit(exchange: Exchange, number: int, wanted: Deposit) -> Account:
    """Into a trader's account; the account. Raises Refused."""
    if not 0 < wanted.amount <= MOST_DEPOSIT:
        reason = f"amount deve essere maggiore di 0 e al massimo {MOST_DEPOSIT}"
        raise refusals.MALFORMED.error(reason=reason)
    with exchange.lock:
        for account in exchange.traders:
            if account.number == number:
                exchange.deposit(account, wanted.amount, wanted.text)
                return account
    raise refusals.NOT_THERE.error(what="Conto", number=number)


def open_account(exchange: Exchange, wanted: NewAccount) -> Account:
    """Raises Refused where the name is taken."""
    try:
        return exchange.open_account(
            wanted.username, wanted.password, wanted.amount, api_key=wanted.api_key
        )
    except ValueError:
        raise refusals.MALFORMED.error(reason="username già in uso") from None


def settle(exchange: Exchange, market_id: int, result: Settlement) -> None:
    """Raises Refused."""
    exchange.settle(market_id, result.winners, tied=result.tied, returned=result.returned)


def _row(replay: Replay) -> dict[str, Any]:
    return {
        "market": replay.market.market_id,
        "title": replay.market.title,
        "now": replay.now.isoformat(),
        "starts_at": replay.starts_at.isoformat(),
        "ends_at": replay.ends_at.isoformat(),
        "position": replay.position,
        "updates": len(replay.recording.lines),
        "speed": replay.speed,
        "paused": replay.is_paused,
        "over": replay.is_over,
    }
