"""A sentence that is not spoken yet: journaled as it is, said in the reader's language."""

import msgspec

from xlbetflag.market.problem import Problem

Particular = str | int | float | None


class Note(msgspec.Struct, frozen=True):
    """A sentence to be: its code in `xlbetflag.texts` and what fills its blanks."""

    code: str
    values: dict[str, Particular] = {}

    @staticmethod
    def of(problem: Problem) -> "Note":
        return Note(problem.code, {name: _plain(value) for name, value in problem.values.items()})


def _plain(value: object) -> Particular:
    return value if isinstance(value, str | int | float) or value is None else str(value)
