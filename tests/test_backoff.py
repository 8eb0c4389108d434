"""Pauses that grow: bounded, however long things fail."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from tests.architecture import modules
from xlbetflag.backoff import grown

seconds = st.floats(0.001, 3600)


@given(pause=seconds, failures=st.integers(0, 10**9), longest=seconds)
def test_a_pause_never_shrinks_and_never_exceeds_the_longest(
    pause: float, failures: int, longest: float
) -> None:
    now, following = grown(pause, failures, longest), grown(pause, failures + 1, longest)
    assert min(pause, longest) <= now <= following <= longest


def test_it_doubles_until_then() -> None:
    assert [grown(1.0, n, 30.0) for n in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert grown(0.5, 1_024, 30.0) == 30.0


def test_nowhere_else_is_a_power_of_failures_taken() -> None:
    """A power without a bound overflows after hours of failures."""
    for module, path in modules():
        if module.split(".")[0] in ("orders", "feed", "service", "api", "desk", "sheet", "hosts"):
            powers = [
                node.lineno
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.BinOp)
                and isinstance(node.op, ast.Pow)
                and not isinstance(node.right, ast.Constant)
            ]
            assert powers == [], f"{module}: {powers}"
