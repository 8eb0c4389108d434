"""The languages, and how each writes money, odds and days."""

from datetime import datetime

ENGLISH, ITALIAN = "en", "it"
LANGUAGES = (ENGLISH, ITALIAN)

Sentence = tuple[str, str]  # English, Italian


def euros(cents: int, language: str) -> str:
    """Cents as euros: 123450 -> "1,234.50 €" or "1.234,50 €"."""
    return f"{_number(cents, language)} €"


def odds(hundredths: int, language: str) -> str:
    """Hundredths as decimal odds: 250 -> "2.50" or "2,50"."""
    return _number(hundredths, language)


def short_moment(moment: datetime, language: str) -> str:
    """A day and time without its year: "Sun 22 Nov 12:00" or "dom 22 nov 12:00"."""
    days, months = (names[column(language)] for names in (_DAYS, _MONTHS))
    return f"{days[moment.weekday()]} {moment:%d} {months[moment.month - 1]} {moment:%H:%M}"


def whole(value: object) -> int:
    """A count of cents or hundredths; TypeError for anything else."""
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number of cents or hundredths")
    return value


def _number(amount: int, language: str) -> str:
    text = f"{amount / 100:,.2f}"
    return text.translate(_ITALIAN_MARKS) if language == ITALIAN else text


_DAYS = (
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    ("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
)
_MONTHS = (
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
)
_ITALIAN_MARKS = str.maketrans(",.", ".,")


def column(language: str) -> int:
    """The place of a language in a Sentence; English for one we do not speak."""
    return LANGUAGES.index(language) if language in LANGUAGES else 0
