"""What can go wrong between Python and Calc, as sentences.

    CalcError(RuntimeError)      Calc refused, or an error of LibreOffice's own
        CalcGone                 there is no Calc to talk to (any more)
        CalcTimeout              Calc did not answer in time; that connection is over

What Python has a name for keeps it: KeyError, IndexError, ValueError, NotImplementedError...
"""

from __future__ import annotations

import builtins


class CalcError(RuntimeError):
    """Calc did not do what it was asked. `operation` names the call that failed."""

    operation: str | None = None


class CalcGone(CalcError):  # noqa: N818
    """Calc is not there, or ended in the middle of a call."""


class CalcTimeout(CalcError):  # noqa: N818
    """Calc did not answer in time: a dialog may be open. Whether the call was done is unknown."""


def as_exception(kind: str, sentence: str, operation: str) -> Exception:
    """What an operation inside Calc raised, to be raised here; it names its operation."""
    if kind in ("DisposedException", "Gone"):
        problem: Exception = CalcGone(
            f"{operation}: that book, sheet or object is not open any more"
        )
    else:
        known = getattr(builtins, kind, None)
        is_plain = isinstance(known, type) and issubclass(known, Exception)
        text = f"{operation}: {sentence}"
        problem = known(text) if is_plain else CalcError(f"{text} ({kind})")  # type: ignore[misc]
    problem.operation = operation  # type: ignore[attr-defined]
    return problem
