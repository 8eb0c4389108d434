"""An order path for what is reported of it."""

from tests.orders.conftest import world

__all__ = ["world"]
