"""The feed's own state, to be shown: per class how many, how old, how many requests."""

from collections.abc import Iterable
from statistics import median

import msgspec

from xlbetflag.feed.budget import Budget
from xlbetflag.feed.entry import Entry
from xlbetflag.feed.uses import BOOKS, ORDERS_FIRST, Use

# The sentences that name the columns of ClassState, and each class.
HEADS = (
    "feed.class",
    "feed.topics",
    "feed.in_time",
    "feed.longest",
    "feed.median",
    "feed.oldest",
    "feed.requests",
    "feed.refused",
)
NAMES = {
    "cancels": "feed.cancels",
    "orders": "feed.orders",
    "looks": "feed.looks",
    "held": "feed.held",
    "live": "feed.live",
    "seen": "feed.seen",
    "others": "feed.others",
    "over": "feed.over",
    "mine": "feed.mine",
    "hands": "feed.hands",
    "account": "feed.account",
    "menus": "feed.menus",
}


class ClassState(msgspec.Struct, frozen=True):
    """One class of requests. `topics`: kept fresh, of which `in_time` are no older than `longest`
    seconds; ages in seconds, None where nothing was read; `requests` made and `refused` (by a 429)
    since the desk began."""

    name: str
    topics: int
    in_time: int
    longest: float | None
    median_age: float | None
    oldest: float | None
    requests: int
    refused: int


class FeedState(msgspec.Struct, frozen=True):
    """`markets`: whose books are read, of which `in_time` are within the longest age of their
    class; `within`: seconds that those of them are old at most. `last_second`: requests in it, of
    `allowed` now and `setting` at most; `silence`: seconds that the venue wants none."""

    markets: int
    in_time: int
    within: float
    last_second: int
    allowed: float
    setting: float
    silence: float
    classes: tuple[ClassState, ...]


def state(aged: Iterable[tuple[Entry, float]], budget: Budget) -> FeedState:
    """Of entries with their ages."""
    by_use: dict[Use, list[tuple[Entry, float]]] = {use: [] for use in Use}
    for entry, age in aged:
        by_use[entry.use].append((entry, age))
    books = [each for use in BOOKS for each in by_use[use]]
    ages = [age for entry, age in books if age <= entry.span.longest]
    return FeedState(
        markets=len(books),
        in_time=len(ages),
        within=round(max(ages, default=0.0), 1),
        last_second=budget.last_second,
        allowed=round(budget.allowed, 1),
        setting=budget.per_second,
        silence=round(budget.silence, 1),
        classes=tuple(_class(use, by_use[use], budget) for use in Use),
    )


def _class(use: Use, aged: list[tuple[Entry, float]], budget: Budget) -> ClassState:
    ages = [age for _, age in aged if age != float("inf")]
    longest = max((entry.span.longest for entry, _ in aged), default=None)
    return ClassState(
        name=use.value,
        topics=len(aged),
        in_time=sum(age <= entry.span.longest for entry, age in aged),
        longest=None if use in ORDERS_FIRST else longest,
        median_age=round(median(ages), 1) if ages else None,
        oldest=round(max(ages), 1) if ages else None,
        requests=budget.taken[use],
        refused=budget.refusals[use],
    )
