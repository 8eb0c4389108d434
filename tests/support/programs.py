"""Programs in processes of their own, which end with the block that started them, whatever happens
in it: none is left running, unwaited or with an open pipe for a later test to be blamed for."""

import contextlib
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any

PATIENCE = 10.0  # seconds for a program to end when it is asked to


@contextlib.contextmanager
def running(command: Sequence[Any], **options: Any) -> Iterator["subprocess.Popen[Any]"]:
    """As subprocess.Popen; ended with the block."""
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        end(process)


def end(process: "subprocess.Popen[Any]") -> None:
    """It has ended, by force if need be, and nothing of it is left here."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    if process.poll() is None:
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what was written last, to one that has gone
                pipe.close()
