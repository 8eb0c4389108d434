"""Charts on a sheet."""

from __future__ import annotations

from .server import Operation

OPERATIONS: dict[str, Operation] = {}
