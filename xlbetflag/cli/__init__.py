"""The `xlbetflag` command."""

import io
import logging
import os
import sys
from collections.abc import Sequence

from xlbetflag import credentials, settings
from xlbetflag.api.errors import ApiError
from xlbetflag.cli import (  # noqa: F401 - they register their commands
    account,
    calc,
    completion,
    desk,
    excel,
    summary,
    venue,
    workbook,
)
from xlbetflag.cli.common import FAULTY, REFUSED, app, fail, language
from xlbetflag.hosts import present
from xlbetflag.market.problem import Problem
from xlbetflag.service import desk_server
from xlbetflag.texts import say

BROKEN_PIPE = 141  # as of a program that the system ends
__all__ = ["FAULTY", "REFUSED", "main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; a trader sees a sentence, never a traceback."""
    _never_fail_to_print()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    try:
        app(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # who read it has gone: `xlbetflag journal | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN_PIPE)
    except Problem as problem:
        fail(say(problem, language()))
    except (
        settings.BadSettings,
        credentials.NoKeyring,
        credentials.NotStored,
        present.NoHost,
        desk_server.NoDesk,
        ApiError,
        OSError,
    ) as error:
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _never_fail_to_print() -> None:
    """A character that the console or the file behind it cannot hold is shown as a question mark:
    a name must not end a desk whose orders stand."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
