"""HTML from text: whatever is not `Html` is escaped, so no name of a market can become markup."""

from collections.abc import Iterable
from html import escape

_EMPTY = frozenset({"br", "hr", "input", "link", "meta"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *children: "str | int | Iterable[str]", **attributes: object) -> Html:
    """An element. A trailing underscore of an attribute is dropped, others become hyphens; True is
    a bare attribute, None and False are none."""
    words = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        word = key.removesuffix("_").replace("_", "-")
        words.append(word if value is True else f'{word}="{escape(str(value))}"')
    head = " ".join(words)
    if name in _EMPTY:
        return Html(f"<{head}>")
    return Html(f"<{head}>{join(*children)}</{name}>")


def join(*children: "str | int | Iterable[str]") -> Html:
    """The children one after the other, each escaped unless it is markup."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, Html):
            parts.append(child)
        elif isinstance(child, str | int):
            parts.append(escape(str(child)))
        else:
            parts.append(join(*child))
    return Html("".join(parts))
