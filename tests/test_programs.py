"""What a block has started has ended with it."""

import subprocess
import sys

import pytest

from tests.support.programs import running

STUBBORN = """
import signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("there", flush=True)
sys.stdin.read()
"""


@pytest.mark.process
@pytest.mark.parametrize("program", ["print('there', flush=True)", STUBBORN])
def test_a_program_ends_with_its_block_also_where_that_fails(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr("tests.support.programs.PATIENCE", 0.1)
    found = []

    def fail() -> None:
        with running(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            found.append(process)
            assert process.stdout.readline().strip() == b"there"
            process.stdin.write(b"never read")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    (process,) = found
    assert process.returncode is not None
    assert process.stdin.closed
    assert process.stdout.closed
