"""The command that lets a shell complete the others."""

import sys
from typing import Literal

from xlbetflag.cli.common import app


@app.command
def completion(shell: Literal["bash", "zsh", "fish"]) -> None:
    """Print what makes a shell complete commands and options with Tab.

    As `eval "$(xlbetflag completion bash)"` in ~/.bashrc, or `xlbetflag completion fish | source`.

    Parameters
    ----------
    shell
        Which one.
    """
    sys.stdout.write(app.generate_completion(shell=shell))
