"""Who decides when a request may leave: asked before each one, told of each that was too many."""

from typing import Protocol


class Gate(Protocol):
    """Thread-safe."""

    def enter(self, operation: str) -> None:
        """Returns when a request of this operation may leave. Raises NotSent where it may not."""

    def refused(self, operation: str, retry_after: float | None) -> None:
        """The venue answered that there were too many requests; after how many seconds it wants
        the next, None where it did not say."""


class OpenGate:
    """Every request may leave at once."""

    def enter(self, operation: str) -> None: ...

    def refused(self, operation: str, retry_after: float | None) -> None: ...
