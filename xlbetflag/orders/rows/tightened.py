"""Limits that were tightened while a row waited to leave: they hold for it too."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.limits import CheckedLimits, Limits, checked
from xlbetflag.texts.note import Note


class Tightened(msgspec.Struct, frozen=True):
    """`of`: the limits of a sheet as it shows them now; `over`: by key, what refuses orders that
    are checked, were they to be checked by these limits."""

    of: Callable[[str], Limits]
    over: Callable[[Sequence[Order], CheckedLimits], Mapping[str, Note]]

    def now(self, by: CheckedLimits, sheet: str) -> CheckedLimits:
        """Of each limit the stricter one: by which a row was checked, or of now. Raises Problem
        where one is missing now."""
        newest = checked(self.of(sheet))
        names = CheckedLimits.__struct_fields__
        return CheckedLimits(
            **{name: min(getattr(by, name), getattr(newest, name)) for name in names}
        )
