"""What is wrong with something a person typed or asked for, before it is put into a sentence."""


class Problem(ValueError):  # noqa: N818 - what a trader calls it
    """A named difficulty with its particulars; `xlbetflag.texts` turns it into a sentence.

    `code` names the sentence ("price.off_ladder"); `values` fill its blanks.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code, values)

    def __str__(self) -> str:
        particulars = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code} ({particulars})" if particulars else self.code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Problem) and (self.code, self.values) == (other.code, other.values)

    def __hash__(self) -> int:
        return hash(self.code)
