"""The languages, and how each writes money and odds."""

ENGLISH, ITALIAN = "en", "it"
LANGUAGES = (ENGLISH, ITALIAN)

Sentence = tuple[str, str]  # English, Italian


def euros(cents: int, language: str) -> str:
    """Cents as euros: 123450 -> "1,234.50 €" or "1.234,50 €"."""
    return f"{_number(cents, language)} €"


def odds(hundredths: int, language: str) -> str:
    """Hundredths as decimal odds: 250 -> "2.50" or "2,50"."""
    return _number(hundredths, language)


def whole(value: object) -> int:
    """A count of cents or hundredths; TypeError for anything else."""
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number of cents or hundredths")
    return value


def _number(amount: int, language: str) -> str:
    text = f"{amount / 100:,.2f}"
    return text.translate(_ITALIAN_MARKS) if language == ITALIAN else text


_ITALIAN_MARKS = str.maketrans(",.", ".,")


def column(language: str) -> int:
    """The place of a language in a Sentence; English for one we do not speak."""
    return LANGUAGES.index(language) if language in LANGUAGES else 0
