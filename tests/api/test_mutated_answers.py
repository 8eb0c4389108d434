"""Whatever the venue answers, it is read rightly or told in one of our own errors."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.mutated_answers import READS, WRITES, answers, is_understood_or_told


@pytest.mark.parametrize("operation", [*READS, *WRITES])
def test_an_answer_is_understood_or_told(operation: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(answer=answers(operation))
    def ask(answer: tuple[int, bytes]) -> None:
        is_understood_or_told(operation, *answer)

    ask()


@settings(max_examples=200, deadline=None)
@given(
    operation=st.sampled_from([*WRITES]), body=st.binary(max_size=300), status=st.integers(100, 599)
)
def test_no_noise_refuses_a_write(operation: str, body: bytes, status: int) -> None:
    is_understood_or_told(operation, status, body)
