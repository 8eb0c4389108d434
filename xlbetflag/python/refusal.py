"""What Python is told where a sheet would show a sentence."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlbetflag.python.results import Order


class Refusal(ValueError):  # noqa: N818 - what it is
    """What was asked cannot be done; the message is the sentence that a sheet would show.

    `orders`: what became of the batch that it is about, where one was handed over.
    """

    def __init__(self, message: str, orders: "tuple[Order, ...]" = ()) -> None:
        self.orders = orders
        super().__init__(message)


class NotYet(TimeoutError):  # noqa: N818 - what it is
    """What was waited for did not come in time; `orders` is what was last seen of each."""

    def __init__(self, message: str, orders: "tuple[Order, ...]") -> None:
        self.orders = orders
        super().__init__(message)
