"""Every sentence a person reads about a problem, by code, in English and Italian.

Blanks take a form: `{stake:euro}` cents as euros, `{price:odds}` hundredths as decimal odds,
`{field:name}` a field or limit by its name in the user's language. Others are shown as they are.
"""

from string import Formatter

from xlbetflag.market.problem import Problem
from xlbetflag.texts import (
    automation,
    cells,
    desk,
    excel,
    feed,
    orders,
    placing,
    python,
    views,
    watching,
)
from xlbetflag.texts.forms import LANGUAGES, Sentence, column, euros, odds, whole
from xlbetflag.texts.names import NAMES

__all__ = ["LANGUAGES", "NAMES", "SENTENCES", "euros", "odds", "say"]

SENTENCES: dict[str, Sentence] = {
    **cells.SENTENCES,
    **placing.SENTENCES,
    **orders.SENTENCES,
    **automation.SENTENCES,
    **desk.SENTENCES,
    **excel.SENTENCES,
    **feed.SENTENCES,
    **views.SENTENCES,
    **python.SENTENCES,
    **watching.SENTENCES,
}


def say(what: Problem | str, language: str, **values: object) -> str:
    """The sentence of a problem, or of a code with its `values`, in "en" or "it".

    Raises KeyError for a code or a blank that nothing fills: a test holds that none is missing.
    """
    code, filled = (what, values) if isinstance(what, str) else (what.code, what.values)
    sentence = SENTENCES[code][column(language)]
    return _Blanks(language).vformat(sentence, (), {**filled, **values})


class _Blanks(Formatter):
    """Fills a sentence's blanks in the user's manner of writing."""

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "euro":
            return euros(whole(value), self._language)
        if format_spec == "odds":
            return odds(whole(value), self._language)
        if format_spec == "name":
            names = NAMES.get(str(value))
            return names[column(self._language)] if names else str(value)
        return str(value)
