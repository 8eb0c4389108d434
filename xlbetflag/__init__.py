"""Trade the Betflag betting exchange from a spreadsheet, from Python and from notebooks."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlbetflag.python.connection import connect as connect

__version__ = "0.1.0"
__all__ = ["__version__", "connect"]


def __getattr__(name: str) -> Any:
    """`connect` is loaded when it is first asked for: the package itself loads nothing."""
    if name == "connect":
        from xlbetflag.python.connection import connect

        return connect
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
