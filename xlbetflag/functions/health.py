"""How well the desk itself is reading the venue."""

from xlbetflag.functions.declare import Scalar, function
from xlbetflag.functions.kinds import HealthWord
from xlbetflag.functions.known import CellContext
from xlbetflag.market.reading import Health


@function()
def bf_health(known: CellContext, what: HealthWord = "STATE") -> Scalar:
    """The feed as a whole: LIVE, TROUBLE where a read has failed, or NO FEED when it is stopped.

    TROUBLE says why (empty where all is well), READ the time of the newest value, REQUESTS how many
    were made so far, TOPICS how many things are kept fresh.
    """
    status = known.view.status()
    if what == "REQUESTS":
        return float(status.requests)
    if what == "TOPICS":
        return float(status.topics)
    if what == "TROUBLE":
        return status.trouble
    if what == "READ":
        return f"{status.read_at:%H:%M:%S}" if status.read_at else str(Health.NO_FEED)
    if not status.is_running or status.read_at is None:
        return str(Health.NO_FEED)
    return "TROUBLE" if status.trouble else str(Health.LIVE)
