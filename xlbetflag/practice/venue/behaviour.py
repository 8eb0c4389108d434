"""How the practice exchange behaves where the venue leaves room; none of it is documented."""

import msgspec


class Behaviour(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds of a market's own clock.

    `live_delay`: a live market accepts an offer only after its delay; off, at once.
    `regulator_delay`: how long the regulator takes to open a market that the venue opened, and to
    register an accepted offer before it can be matched; 0 is at once.
    `strict_netting`: an unmatched offer blocks what it may cost and frees nothing.
    `forget_settled_after`: how long settled offers stay in my offers; None keeps them.
    """

    live_delay: bool = True
    regulator_delay: float = 0.0
    strict_netting: bool = False
    forget_settled_after: float | None = 3_600.0
