"""What every page has: head, bar, messages; and the small parts that pages share."""

from collections.abc import Sequence
from typing import NamedTuple

from xlbetflag.practice.operator.forms import Said, Typed
from xlbetflag.practice.operator.html import Html, join, tag

PREFIX = "/operator"
MENU = (
    (PREFIX, "Markets"),
    (f"{PREFIX}/replays", "Recordings"),
    (f"{PREFIX}/accounts", "Accounts"),
    (f"{PREFIX}/faults", "Faults"),
)
NOTHING = Html("")


class Frame:
    """One page being made. `csrf` goes into every form; `said` is shown once, at the foot."""

    def __init__(self, *, path: str, clock: str, csrf: str, said: Said) -> None:
        self.path = path
        self.clock = clock
        self.csrf = csrf
        self.said = said

    def page(self, title: str, *parts: Html) -> str:
        links = [
            tag("a", name, href=href, aria_current="page" if href == self.path else None)
            for href, name in MENU
        ]
        bar = tag(
            "header",
            tag("strong", "Practice exchange"),
            tag("nav", links),
            tag("span", "no longer answering: what you see is old", class_="lost"),
            tag("time", self.clock, **live_part("clock"), title="The exchange's own clock"),
            self._sent(f"{PREFIX}/logout", tag("button", "Log out", class_="plain")),
        )
        look = "said bad" if self.said.is_wrong else "said"
        said = tag("p", self.said.text, id="said", class_=look, role="status")
        return document(title, bar, tag("main", *parts, said))

    def missing(self, what: str) -> str:
        """The page in place of one that is not there."""
        return self.page(
            "Not found",
            tag("div", tag("h1", "Not found"), class_="title"),
            tag("p", what),
            tag("p", tag("a", "All markets", href=PREFIX)),
        )

    def typed(self, action: str, holds: str = "") -> Typed:
        """What stands in the form that goes to `action`; `holds`: a field that only this one of
        several such forms has."""
        is_it = self.said.action == action and (not holds or holds in self.said.typed)
        return Typed(self.said.typed, self.said.fields) if is_it else Typed()

    def form(
        self,
        action: str,
        *parts: "str | Html",
        confirm: str | None = None,
        class_: str = "",
        holds: str = "",
    ) -> Html:
        """A form to fill in; one that was rejected looks so and says why. `holds`: see `typed`."""
        if self.said.action != action or (holds and holds not in self.said.typed):
            return self._sent(action, *parts, data_confirm=confirm, class_=class_ or None)
        why = tag("p", self.said.text, class_="why", id="why")
        return self._sent(
            action, why, *parts, data_confirm=confirm, class_=f"{class_} rejected".strip()
        )

    def button(
        self, action: str, label: str, of: str, *, confirm: str | None = None, kind: str = ""
    ) -> Html:
        """A button that acts by itself. `of`: on what, for who hears its name alone."""
        pressed = tag("button", label, class_=kind or None, aria_label=f"{label}: {of}")
        return self._sent(PREFIX + action, pressed, data_confirm=confirm)

    def _sent(self, action: str, *parts: "str | Html", **attributes: object) -> Html:
        secret = tag("input", type="hidden", name="csrf", value=self.csrf)
        return tag("form", secret, *parts, method="post", action=action, **attributes)


def document(title: str, *parts: Html) -> str:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} - practice exchange"),
        tag("link", rel="icon", href="data:,"),
        tag("link", rel="stylesheet", href=f"{PREFIX}/operator.css"),
        tag("script", src=f"{PREFIX}/operator.js", defer=True),
    )
    return "<!doctype html>\n" + tag("html", head, tag("body", *parts), lang="en")


def login_page(said: str) -> str:
    return document(
        "Log in",
        tag(
            "main",
            tag("h1", "Practice exchange"),
            tag("p", "The operator's token was printed when the exchange started.", class_="quiet"),
            tag("p", said, class_="said bad", role="alert") if said else NOTHING,
            tag(
                "form",
                tag("label", "Operator's token", for_="token"),
                tag(
                    "input",
                    id="token",
                    name="token",
                    type="password",
                    autocomplete="current-password",
                    required=True,
                    autofocus=True,
                ),
                tag("button", "Log in", class_="main"),
                method="post",
                action=f"{PREFIX}/login",
            ),
            class_="login",
        ),
    )


def live_part(name: str) -> dict[str, object]:
    """The attributes of a part that follows the exchange by itself."""
    return {"id": name, "data_live": True}


class Cell(NamedTuple):
    content: "str | Html"
    class_: str | None = None


Row = Sequence["Cell | str"]


def table(heads: Sequence[str], rows: Sequence[Row], *, empty: str, class_: str = "") -> Html:
    """Heads that begin with > stand right, over numbers. On a narrow screen each row is a card of
    its own, in which every cell carries its head."""
    if not rows:
        return tag("p", empty, class_="quiet none")
    names = [head.removeprefix(">") for head in heads]
    top = [
        tag("th", name, scope="col", class_="number" if head.startswith(">") else None)
        for head, name in zip(heads, names, strict=True)
    ]
    lines = [
        tag(
            "tr",
            [
                tag("td", cell.content, class_=cell.class_, data_head=name)
                for name, cell in zip(names, map(_cell, row), strict=True)
            ],
        )
        for row in rows
    ]
    body = join(tag("thead", tag("tr", top)), tag("tbody", lines))
    return tag("div", tag("table", body, class_=f"list {class_}".strip()), class_="scroll")


def _cell(given: "Cell | str") -> Cell:
    return given if isinstance(given, Cell) else Cell(given)


def number(text: str | int) -> Cell:
    return Cell(str(text), "number")


def link(text: str, path: str) -> Html:
    return tag("a", text, href=PREFIX + path)


def euros(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def pill(word: str) -> Html:
    return tag("span", word, class_=f"pill {word.lower()}")


def legend() -> Html:
    """What the colours of prices mean."""
    return tag(
        "p",
        tag("span", tag("i", class_="back"), "Back: the best price to bet on it"),
        tag("span", tag("i", class_="lay"), "Lay: the best price to bet against it"),
        tag("span", tag("i", class_="grey"), "Grey: nothing can be taken now"),
        class_="legend",
    )
