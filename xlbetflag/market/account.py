"""The user's account at the venue."""

import msgspec

from xlbetflag.market.money import Cents


class Balance(msgspec.Struct, frozen=True):
    """All in cents. `free` can be staked, `locked` is blocked by offers, `fun` is play money."""

    total: Cents
    free: Cents
    locked: Cents
    fun: Cents
