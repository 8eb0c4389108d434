"""The page on rehearsing keeps its word."""

import inspect
import re
from pathlib import Path

import msgspec

from xlbetflag.cli import venue
from xlbetflag.practice.faults.plan import FaultRule, Plan
from xlbetflag.practice.reference import renewed
from xlbetflag.practice.wire.limits import RateLimit
from xlbetflag.practice.wire.requests import BODY_SECONDS
from xlbetflag.practice.wire.responses import BODY_LIMIT

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "practice.md").read_text("utf-8")


def test_the_tables_are_the_declared_ones() -> None:
    assert renewed(PAGE) == PAGE


def test_the_sample_plan_is_a_plan() -> None:
    [sample] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    plan = msgspec.toml.decode(sample, type=Plan)
    assert [rule.kind for rule in plan.rules] == ["drop", "delay", "slow_acceptance"]


def test_every_field_of_a_rule_is_told() -> None:
    [table] = re.findall(r"\| field of a rule .*?\n\n", PAGE, re.DOTALL)
    told = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert sorted(told) == sorted(field.name for field in msgspec.structs.fields(FaultRule))


def test_the_limits_told_are_the_limits() -> None:
    limit = RateLimit()
    assert f"{limit.per_second:,.0f} a second" in PAGE
    assert f"{limit.burst:,} at once" in PAGE
    assert f"{BODY_LIMIT // 1024} KiB" in PAGE
    assert BODY_SECONDS == 10


def test_every_option_is_told() -> None:
    for name, parameter in inspect.signature(venue.practice).parameters.items():
        name = name.removesuffix("_file")
        off = "no-" if parameter.default is True else ""
        assert f"--{off}{name.replace('_', '-')}`" in PAGE, name


def test_the_picture_is_there_and_light() -> None:
    picture = (DOCS / "operator.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 400_000
