"""Texts of the sheets and of the functions' help, from the English of their declarations."""

from xlbetflag.texts import commands, examples, functions, sheets
from xlbetflag.texts.forms import ITALIAN, LANGUAGES

TEXTS = {**sheets.TEXTS, **examples.TEXTS, **functions.TEXTS}
WORDS = {**sheets.CHOICES, **commands.COMMANDS}


def text_in(text: str, language: str) -> str:
    """A text in "en" or "it"; what is no text (an id, a status) stays as it is."""
    return TEXTS.get(text, text) if language == ITALIAN else text


def choice_in(word: str, language: str) -> str:
    """A word that a list offers, or a command, in "en" or "it"."""
    return WORDS.get(word, word) if language == ITALIAN else word


def in_every_language(text: str) -> tuple[str, ...]:
    """A text as any workbook may have it."""
    return tuple(dict.fromkeys(text_in(text, language) for language in LANGUAGES))
