"""Forms that people fill in: a rejected one keeps what was typed and says what is wrong with it."""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from xlbetflag.practice.operator.html import Html, tag

Form = Mapping[str, Sequence[str]]
SECRET = frozenset({"csrf", "password", "token"})  # never written back into a page


class Rejected(ValueError):  # noqa: N818 - what happened, as Refused
    """What was asked cannot be done: a sentence for the operator, and the fields it is about."""

    def __init__(self, why: str, *fields: str) -> None:
        super().__init__(why)
        self.fields = fields


class Said(msgspec.Struct, frozen=True):
    """What the last action came to, shown once. A rejected one (`is_wrong`) carries its form: where
    it went, what was typed, and the names of the wrong fields."""

    text: str = ""
    is_wrong: bool = False
    action: str = ""
    typed: Form = {}
    fields: tuple[str, ...] = ()


def rejected(why: str, action: str, form: Form, fields: Sequence[str] = ()) -> Said:
    typed = {name: values for name, values in form.items() if name not in SECRET}
    return Said(why, True, action, typed, tuple(fields))


class Typed:
    """The fields of one form, with what stands in them: nothing, or what was typed before."""

    def __init__(self, form: Form | None = None, wrong: Sequence[str] = ()) -> None:
        self._form = form or {}
        self._wrong = wrong

    def has(self, name: str, value: object) -> bool:
        """Whether this choice was made."""
        return str(value) in self._form.get(name, ())

    def text(self, name: str, label: str, value: str | None = None, **attributes: object) -> Html:
        """A field to write in; `value` stands there before anybody writes."""
        written = self._form.get(name, [value])[0]
        attributes = {"name": name, "value": written, **self._marks(name), **attributes}
        return _labelled(label, tag("input", **attributes))

    def choice(
        self, name: str, label: str, options: Iterable[tuple[str, str]], **attributes: object
    ) -> Html:
        """A list to choose from: (value, what it says)."""
        listed = [
            tag("option", text, value=value, selected=self.has(name, value))
            for value, text in options
        ]
        return _labelled(label, tag("select", listed, name=name, **self._marks(name)), **attributes)

    def _marks(self, name: str) -> dict[str, object]:
        if name not in self._wrong:
            return {}
        is_first = name == self._wrong[0]
        return {"aria_invalid": "true", "aria_describedby": "why", "autofocus": is_first}


def _labelled(label: str, control: Html, **attributes: object) -> Html:
    return tag("label", tag("span", label), control, **attributes)


def field_of(error: msgspec.ValidationError) -> str:
    """The field that a message's check is about, or nothing."""
    found = re.search(r" - at `\$\.(\w+)", str(error))
    return found[1] if found else ""


def first(form: Form, name: str) -> str:
    """What was typed in a field, without the blanks around it."""
    return form.get(name, [""])[0].strip()
