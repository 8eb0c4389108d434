"""A worksheet that speaks the workbook's language: every text of every sheet passes here."""

import re
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xlbetflag.texts.spoken import choice_in, text_in

_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_SPOKEN_RULE = ("error_title", "error_message", "input_title", "input_message")


class SpokenSheet(Worksheet):  # type: ignore[misc]
    """The writers write English, as declared; what is a text is written in `language`.

    What is no text (an id, a status, a key) is in no list of texts and stays as it is. In a formula
    the texts are its literals: `="Read "&ReadAt`.
    """

    language = "en"

    def say(self, text: str) -> str:
        """A text in the workbook's language, for where it is put together."""
        return text_in(text, self.language)

    def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        return int(super().write_string(row, col, self.say(string), cell_format))

    def write_key(self, row: int, col: int, key: str, cell_format: Any = None) -> int:
        """A word that is the same in every language, also where a text reads like it."""
        return int(super().write_string(row, col, key, cell_format))

    def write_formula(
        self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0
    ) -> int:
        spoken = _LITERAL.sub(lambda found: f'"{self.say(found[1])}"', formula)
        return int(super().write_formula(row, col, spoken, cell_format, value))

    def data_validation(
        self,
        first_row: int,
        first_col: int,
        last_row: int,
        last_col: int,
        options: dict[str, Any] | None = None,
    ) -> int:
        options = options or {}
        rules = [key for key in _SPOKEN_RULE if key in options]
        spoken: dict[str, Any] = {key: self.say(options[key]) for key in rules}
        if isinstance(options.get("source"), list):
            spoken["source"] = [choice_in(each, self.language) for each in options["source"]]
        area = first_row, first_col, last_row, last_col
        return int(super().data_validation(*area, {**options, **spoken}))

    def add_table(
        self,
        first_row: int,
        first_col: int,
        last_row: int,
        last_col: int,
        options: dict[str, Any] | None = None,
    ) -> int:
        options = options or {"columns": []}
        columns = [{**each, "header": self.say(each["header"])} for each in options["columns"]]
        area = first_row, first_col, last_row, last_col
        return int(super().add_table(*area, {**options, "columns": columns}))
