"""What every page has: head, bar, messages; and the small parts that pages share."""

from collections.abc import Sequence

from xlbetflag.practice.operator.html import Html, join, tag

PREFIX = "/operator"
MENU = (
    (PREFIX, "Markets"),
    (f"{PREFIX}/replays", "Recordings"),
    (f"{PREFIX}/accounts", "Accounts"),
    (f"{PREFIX}/faults", "Faults"),
)


class Frame:
    """One page being made. `csrf` goes into every form; `said` is shown once, at the top."""

    def __init__(self, *, path: str, clock: str, csrf: str, said: str = "") -> None:
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
            tag("time", self.clock, id="clock", data_live=True, title="The exchange's own clock"),
            self.form(f"{PREFIX}/logout", tag("button", "Log out", class_="plain")),
        )
        said = tag("p", self.said, class_="said", role="status") if self.said else Html("")
        return document(title, bar, tag("main", said, *parts))

    def form(
        self,
        action: str,
        *parts: "str | Html",
        confirm: str | None = None,
        class_: str | None = None,
    ) -> Html:
        return tag(
            "form",
            tag("input", type="hidden", name="csrf", value=self.csrf),
            *parts,
            method="post",
            action=action,
            data_confirm=confirm,
            class_=class_,
        )

    def button(
        self, action: str, label: str, *, confirm: str | None = None, kind: str = ""
    ) -> Html:
        return self.form(
            PREFIX + action, tag("button", label, class_=kind or None), confirm=confirm
        )


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
            tag("p", said, class_="said", role="alert") if said else Html(""),
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


def table(heads: Sequence[str], rows: Sequence[Html], *, empty: str, class_: str = "") -> Html:
    """Heads that begin with > stand right, over numbers."""
    if not rows:
        return tag("p", empty, class_="quiet")
    cells = [
        tag("th", head.removeprefix(">"), class_="number" if head.startswith(">") else None)
        for head in heads
    ]
    body = join(tag("thead", tag("tr", cells)), tag("tbody", rows))
    return tag("div", tag("table", body, class_=class_ or None), class_="scroll")


def number(text: str | int) -> Html:
    return tag("td", text, class_="number")


def euros(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def pill(word: str) -> Html:
    return tag("span", word, class_=f"pill {word.lower()}")
