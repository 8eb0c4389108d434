"""Where the recorded markets are. They are not part of the repository: a clone alone skips."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "markets"
GREYHOUND = "greyhound-place-1.197931751.jsonl.gz"
HORSE = "horse-place-1.181223995.jsonl.gz"


def recording(name: str) -> Path:
    """The path of a recorded market; skips the test where there is none."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"no recorded market at {path}: they are no part of the repository")
    return path
