"""Bugs put back: a plant changes the source of one module as it is imported.

    python -m pytest -p tests.safety.planting ...     with XLBETFLAG_PLANT=name

A plant whose module is no more, or whose words no longer stand in it, once and only once, fails.
"""

import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PLANT = "XLBETFLAG_PLANT"
SPOILED = "this plant patches nothing"


class Change(NamedTuple):
    """In a module, some words of its source and what stood there when the bug was alive."""

    module: str
    words: str
    before: str


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, changes: Sequence[Change]) -> None:
        super().__init__(name, path)
        self._changes = changes

    def get_code(self, fullname: str) -> CodeType:
        """Never from the cache: what is planted is nowhere on disk."""
        path = self.get_filename(fullname)
        source = self.get_data(path).decode()
        for change in self._changes:
            if source.count(change.words) != 1:
                count = source.count(change.words)
                raise SystemExit(f"{SPOILED}: {fullname} has {count} times: {change.words}")
            source = source.replace(change.words, change.before)
        return compile(source, path, "exec")


class _Finder(MetaPathFinder):
    def __init__(self, changes: Mapping[str, Sequence[Change]]) -> None:
        self._changes = changes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path)
        if fullname not in self._changes or spec is None or spec.origin is None:
            return None
        loader = _Loader(fullname, spec.origin, self._changes[fullname])
        return importlib.util.spec_from_file_location(fullname, spec.origin, loader=loader)


def plant(changes: Sequence[Change]) -> None:
    """From now on the modules are imported with the bug in them; none may be imported yet."""
    by_module: dict[str, list[Change]] = {}
    for change in changes:
        if not (ROOT / change.module.replace(".", "/")).with_suffix(".py").is_file():
            raise SystemExit(f"{SPOILED}: there is no {change.module}")
        if change.module in sys.modules:
            raise SystemExit(f"{SPOILED}: {change.module} is imported already")
        by_module.setdefault(change.module, []).append(change)
    sys.meta_path.insert(0, _Finder(by_module))


if name := os.environ.get(PLANT):
    from tests.safety.plants import PLANTS

    plant(PLANTS[name].changes)
