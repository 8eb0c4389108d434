"""The page of faults: what is in force, what fired, and a form to inject one."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from xlbetflag.api.routes import BY_OPERATION
from xlbetflag.practice.faults.plan import KINDS, FaultRule
from xlbetflag.practice.operator.forms import Form, Rejected, field_of, first
from xlbetflag.practice.operator.frame import PREFIX, Cell, Frame, Row, live_part, number, table
from xlbetflag.practice.operator.html import Html, tag

FIELDS = ("kind", "operations", "when", "probability", "calls", "count", "seconds", "status")


def faults_page(faults: Mapping[str, Any], frame: Frame) -> str:
    """`faults`: as `FaultPlan.rows` tells them."""
    rules = [_rule_row(rule, frame) for rule in faults["rules"]]
    fired = [(_code(kind), number(count)) for kind, count in faults["fired"].items()]
    last = [
        (number(each["number"]), _code(each["kind"]), each["operation"], each["when"])
        for each in faults["last"][:20]
    ]
    heads = ("Fault", "Strikes", "When", "How often", ">Seconds", ">Calls", ">Fired", "Actions")
    ending_all = frame.button("/faults/0/end", "End all", "faults")
    return frame.page(
        "Faults",
        tag(
            "div",
            tag("h1", "Faults", tag("small", f"seed {faults['seed']} · scale {faults['scale']:g}")),
            tag("div", ending_all, class_="actions", id="ending"),
            class_="title",
        ),
        tag(
            "div",
            table(heads, rules, empty="No fault is in force: the exchange behaves."),
            **live_part("rules"),
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
            **live_part("fired"),
        ),
    )


def _rule_row(rule: Mapping[str, Any], frame: Frame) -> Row:
    everywhere = len(rule["operations"]) == len(BY_OPERATION)
    ending = frame.button(
        f"/faults/{rule['number']}/end", "End", f"fault {rule['number']}, {rule['kind']}"
    )
    return (
        _code(rule["kind"]),
        "every operation" if everywhere else ", ".join(rule["operations"]),
        rule["when"],
        _how_often(rule),
        number(f"{rule['seconds']:g}" if rule["seconds"] else ""),
        number(rule["seen"]),
        number(rule["fired"]),
        Cell(ending, "does"),
    )


def _code(word: str) -> Html:
    return tag("code", word)


def _how_often(rule: Mapping[str, Any]) -> str:
    if rule["calls"]:
        return "at call " + ", ".join(map(str, rule["calls"]))
    often = "always" if rule["probability"] == 1 else f"{rule['probability'] * 100:g} %"
    return often + (f", at most {rule['count']}" if rule["count"] is not None else "")


def _form(frame: Frame) -> Html:
    action = f"{PREFIX}/faults"
    typed = frame.typed(action)
    kinds = [(kind.name, f"{kind.name}: {kind.text}") for kind in KINDS.values()]
    operations = [("", "all it can strike"), *((each, each) for each in BY_OPERATION)]
    moments = [
        ("", "its default"),
        ("before", "before the engine acts"),
        ("after", "after it has acted"),
    ]
    numeric: dict[str, Any] = {"type": "number", "min": 0}
    return frame.form(
        action,
        typed.choice("kind", "Fault", kinds, class_="wide"),
        typed.choice("operations", "Strikes", operations),
        typed.choice("when", "When", moments),
        typed.text("probability", "Probability", placeholder="1", step="0.05", **numeric),
        typed.text("calls", "Calls, as 2, 5", placeholder="every call"),
        typed.text("count", "At most", placeholder="no end", step=1, **numeric),
        typed.text("seconds", "Seconds", placeholder="its default", step="any", **numeric),
        typed.text("status", "Status", placeholder="503", step=1, **numeric),
        tag("button", "Inject", class_="main"),
        class_="fields",
    )


def rule_of(form: Form) -> FaultRule:
    """The rule that a form describes. Raises Rejected."""
    given: dict[str, Any] = {}
    for name in FIELDS:
        if text := first(form, name):
            is_list = name in ("operations", "calls")
            given[name] = [part.strip() for part in text.split(",")] if is_list else text
    try:
        return msgspec.convert(given, FaultRule, strict=False)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, ValueError):  # the rule's own sentence
            why = str(error.__cause__)
            named = [name for name in FIELDS if re.search(rf"\b{name}\b", why)]
        else:
            named = [field_of(error) or "kind"]
            why = f"{named[0]} cannot be that"
        raise Rejected(f"Not injected: {why}.", *(named or ["operations", "when"])) from None
