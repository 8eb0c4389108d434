"""Limits that were tightened while a row waited to leave: they hold for it too."""

from collections.abc import Mapping, Sequence

from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.limits import CheckedLimits, checked
from xlbetflag.orders.rows.preflight import Preflight
from xlbetflag.orders.rows.sheet_limits import SheetLimits
from xlbetflag.texts.note import Note


class Tightened:
    """The limits of a sheet as it shows them now, beside those by which its rows were checked."""

    def __init__(self, limits: SheetLimits, preflight: Preflight) -> None:
        self._limits = limits
        self._preflight = preflight

    def now(self, by: CheckedLimits, sheet: str) -> CheckedLimits:
        """Of each limit the stricter one: by which a row was checked, or of now. Raises Problem
        where one is missing now."""
        newest = checked(self._limits.of(sheet))
        names = CheckedLimits.__struct_fields__
        return CheckedLimits(
            **{name: min(getattr(by, name), getattr(newest, name)) for name in names}
        )

    def over(self, orders: Sequence[Order], limits: CheckedLimits) -> Mapping[str, Note]:
        """By key, what refuses orders that are checked, were they to be checked by these."""
        return self._preflight.over_limits(orders, limits)
