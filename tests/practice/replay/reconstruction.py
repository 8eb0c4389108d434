"""The recorded books, from the file and nothing of ours: what a replay is compared with."""

import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

Levels = list[tuple[int, int]]


class Reconstruction:
    """Full depth at every update; decimals, never floats."""

    def __init__(self, path: Path) -> None:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            self.lines = [json.loads(line, parse_float=Decimal) for line in file]
        self.books: dict[tuple[int, str], dict[Decimal, Decimal]] = {}
        self._best: dict[tuple[int, str], Levels] = {}  # of books that have not changed since

    def updates(self) -> Iterator[dict[str, Any]]:
        """Apply each line in turn; gives its market change."""
        for line in self.lines:
            for change in line["mc"]:
                if change.get("img"):
                    self.books.clear()
                    self._best.clear()
                for runner in change.get("rc", []):
                    for name in ("atb", "atl"):
                        book = self.books.setdefault((runner["id"], name), {})
                        for price, size in runner.get(name, []):
                            book[Decimal(price)] = Decimal(size)
                            self._best.pop((runner["id"], name), None)
                yield change

    def best(self, selection: int, name: str) -> Levels:
        if (selection, name) not in self._best:
            self._best[selection, name] = self._sorted(selection, name)
        return self._best[selection, name]

    def _sorted(self, selection: int, name: str) -> Levels:
        book = self.books.get((selection, name), {})
        prices = sorted((p for p, size in book.items() if size), reverse=name == "atb")
        return [(int(price * 100), int(book[price] * 100)) for price in prices[:3]]
