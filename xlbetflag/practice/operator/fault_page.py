"""The page of faults: what is in force, what fired, and a form to inject one."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from xlbetflag.api.routes import BY_OPERATION
from xlbetflag.practice.faults import KINDS, Rule
from xlbetflag.practice.operator.frame import PREFIX, Frame, number, table
from xlbetflag.practice.operator.html import Html, tag

FIELDS = ("kind", "operations", "when", "probability", "calls", "count", "seconds", "status")


def faults_page(faults: Mapping[str, Any], frame: Frame) -> str:
    """`faults`: as `FaultPlan.rows` tells them."""
    rules = [_rule_row(rule, frame) for rule in faults["rules"]]
    fired = [
        tag("tr", tag("td", tag("code", kind)), number(count))
        for kind, count in faults["fired"].items()
    ]
    last = [
        tag(
            "tr",
            number(each["number"]),
            tag("td", tag("code", each["kind"])),
            tag("td", each["operation"]),
            tag("td", each["when"]),
        )
        for each in faults["last"][:20]
    ]
    heads = ("Fault", "Strikes", "When", "How often", ">Seconds", ">Calls", ">Fired", "")
    return frame.page(
        "Faults",
        tag(
            "div",
            tag("h1", "Faults", tag("small", f"seed {faults['seed']} · scale {faults['scale']:g}")),
            tag("div", frame.button("/faults/0/end", "End all"), class_="actions"),
            class_="title",
        ),
        tag(
            "div",
            table(heads, rules, empty="No fault is in force: the exchange behaves."),
            id="rules",
            data_live=True,
        ),
        tag("h2", "Inject a fault"),
        _form(frame),
        tag(
            "div",
            tag(
                "section", tag("h2", "Fired"), table(("Fault", ">Times"), fired, empty="None yet.")
            ),
            tag(
                "section",
                tag("h2", "Last strikes"),
                table((">No.", "Fault", "Operation", "When"), last, empty="None yet."),
            ),
            class_="columns",
            id="fired",
            data_live=True,
        ),
    )


def _rule_row(rule: Mapping[str, Any], frame: Frame) -> Html:
    everywhere = len(rule["operations"]) == len(BY_OPERATION)
    return tag(
        "tr",
        tag("td", tag("code", rule["kind"])),
        tag("td", "every operation" if everywhere else ", ".join(rule["operations"])),
        tag("td", rule["when"]),
        tag("td", _how_often(rule)),
        number(f"{rule['seconds']:g}" if rule["seconds"] else ""),
        number(rule["seen"]),
        number(rule["fired"]),
        tag("td", tag("div", frame.button(f"/faults/{rule['number']}/end", "End"))),
    )


def _how_often(rule: Mapping[str, Any]) -> str:
    if rule["calls"]:
        return "at call " + ", ".join(map(str, rule["calls"]))
    often = "always" if rule["probability"] == 1 else f"{rule['probability'] * 100:g} %"
    return often + (f", at most {rule['count']}" if rule["count"] is not None else "")


def _form(frame: Frame) -> Html:
    kinds = [tag("option", f"{kind.name}: {kind.text}", value=kind.name) for kind in KINDS.values()]
    operations = [tag("option", operation, value=operation) for operation in BY_OPERATION]
    return frame.form(
        f"{PREFIX}/faults",
        tag(
            "div",
            _field("Fault", tag("select", kinds, name="kind", id="kind"), "wide"),
            _field(
                "Strikes",
                tag(
                    "select",
                    tag("option", "all it can strike", value=""),
                    operations,
                    name="operations",
                ),
            ),
            _field(
                "When",
                tag(
                    "select",
                    tag("option", "its default", value=""),
                    tag("option", "before the engine acts", value="before"),
                    tag("option", "after it has acted", value="after"),
                    name="when",
                ),
            ),
            _field("Probability", _number("probability", "1", "0.05")),
            _field("Calls, as 2, 5", tag("input", name="calls", placeholder="every call")),
            _field("At most", _number("count", "no end", "1")),
            _field("Seconds", _number("seconds", "its default", "any")),
            _field("Status", _number("status", "503", "1")),
            tag("button", "Inject", class_="main"),
            class_="fields",
        ),
    )


def _field(label: str, control: Html, class_: str | None = None) -> Html:
    return tag("label", tag("span", label), control, class_=class_)


def _number(name: str, placeholder: str, step: str) -> Html:
    return tag("input", name=name, type="number", min=0, step=step, placeholder=placeholder)


def rule_of(form: Mapping[str, Sequence[str]]) -> Rule:
    """The rule that a form describes. Raises ValueError."""
    given: dict[str, Any] = {}
    for name in FIELDS:
        text = form.get(name, [""])[0].strip()
        if text:
            is_list = name in ("operations", "calls")
            given[name] = [part.strip() for part in text.split(",")] if is_list else text
    return msgspec.convert(given, Rule, strict=False)
