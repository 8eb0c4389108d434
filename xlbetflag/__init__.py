"""Trade the Betflag betting exchange from a spreadsheet, from Python and from notebooks."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlbetflag.market.side import Side as Side
    from xlbetflag.orders.status import Status as Status
    from xlbetflag.python.changes import Change as Change
    from xlbetflag.python.connecting import connect as connect
    from xlbetflag.python.connection import Desk as Desk
    from xlbetflag.python.limits import Limits as Limits
    from xlbetflag.python.refusal import NotYet as NotYet
    from xlbetflag.python.refusal import Refusal as Refusal
    from xlbetflag.python.results import Balance as Balance
    from xlbetflag.python.results import Order as Order
    from xlbetflag.python.results import Preview as Preview
    from xlbetflag.version import __version__ as __version__

__all__ = [
    "Balance",
    "Change",
    "Desk",
    "Limits",
    "NotYet",
    "Order",
    "Preview",
    "Refusal",
    "Side",
    "Status",
    "__version__",
    "connect",
]
_HOMES = {
    "Balance": "python.results",
    "Change": "python.changes",
    "Desk": "python.connection",
    "Limits": "python.limits",
    "NotYet": "python.refusal",
    "Order": "python.results",
    "Preview": "python.results",
    "Refusal": "python.refusal",
    "Side": "market.side",
    "Status": "orders.status",
    "__version__": "version",
    "connect": "python.connecting",
}


def __getattr__(name: str) -> Any:
    """A public name is loaded when it is first asked for: the package itself loads nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
