"""The page of recordings: where each stands, and what moves it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from xlbetflag.market.moments import ROME
from xlbetflag.practice.operator.controls import MOST_SPEED, Seek, Speed
from xlbetflag.practice.operator.forms import Form, Rejected, first
from xlbetflag.practice.operator.frame import PREFIX, Frame, link, live_part, pill
from xlbetflag.practice.operator.html import Html, tag

BACK = "Before where it is now, offers not settled become void. Go there?"
ENDED = "It has ended, so nothing is left to play: to play it again, go back by Time or Update."


def replays_page(rows: Sequence[Mapping[str, Any]], frame: Frame) -> str:
    """`rows`: as `Recordings.rows` tells them."""
    none = tag("p", "Nothing is replayed: start with --replay FILE.", class_="quiet")
    return frame.page(
        "Recordings",
        tag("div", tag("h1", "Recordings"), class_="title"),
        tag("div", [_card(row, frame) for row in rows] or none),
    )


def _card(row: Mapping[str, Any], frame: Frame) -> Html:
    start, end = (_time(row[key]) for key in ("starts_at", "ends_at"))
    return tag(
        "section",
        tag(
            "h2",
            link(row["title"], f"/markets/{row['market']}"),
            tag("small", f"{start:%d/%m/%Y %H:%M:%S} to {end:%d/%m/%Y %H:%M:%S}"),
        ),
        tag("div", _standing(row, frame), class_="actions wide"),
        tag("div", _moves(row, frame), class_="actions wide"),
        class_="card replay",
    )


def _standing(row: Mapping[str, Any], frame: Frame) -> Html:
    path, title = f"/replays/{row['market']}", _name(row)
    word = "over" if row["over"] else "paused" if row["paused"] else "playing"
    if row["over"]:
        buttons = [tag("span", ENDED, class_="quiet")]
    else:
        start_stop = (
            frame.button(f"{path}/play", "Play", title, kind="main")
            if row["paused"]
            else frame.button(f"{path}/pause", "Pause", title)
        )
        buttons = [start_stop, frame.button(f"{path}/step", "Step", title)]
    return tag(
        "div",
        pill(word.upper()),
        tag(
            "progress",
            value=row["position"],
            max=row["updates"],
            aria_label=f"Played of {title}",
        ),
        tag("span", f"update {row['position']:,} of {row['updates']:,}"),
        tag("span", f"{_time(row['now']):%d/%m/%Y %H:%M:%S}"),
        tag("span", f"speed {row['speed']:g}", class_="quiet"),
        buttons,
        class_="state",
        **live_part(f"replay{row['market']}"),
    )


def _moves(row: Mapping[str, Any], frame: Frame) -> list[Html]:
    path, title = f"{PREFIX}/replays/{row['market']}", _name(row)
    numeric: dict[str, Any] = {"type": "number", "min": 0}

    def one(control: str, name: str, label: str, value: str, go: str, **limits: Any) -> Html:
        action = f"{path}/{control}"
        return frame.form(
            action,
            frame.typed(action, name).text(name, label, value, **limits),
            tag("button", go, aria_label=f"{go}: {label.lower()} of {title}"),
            confirm=BACK if control == "seek" else None,
            class_="inline",
            holds=name,
        )

    speed, update = f"{row['speed']:g}", str(row["position"])
    now = f"{_time(row['now']):%Y-%m-%dT%H:%M:%S}"
    return [
        one("speed", "speed", "Speed", speed, "Set", **numeric, max=MOST_SPEED, step="any"),
        one("seek", "at", "Time", now, "Go", type="datetime-local", step=1),
        one("seek", "update", "Update", update, "Go", **numeric),
    ]


def _name(row: Mapping[str, Any]) -> str:
    """Of its own, though the same race may be recorded twice."""
    return f"{row['title']} ({row['market']})"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(ROME)


def speed_of(form: Form) -> Speed:
    """Raises Rejected."""
    try:
        wanted = msgspec.convert({"speed": first(form, "speed")}, Speed, strict=False)
        if 0 < wanted.speed <= MOST_SPEED:
            return wanted
    except msgspec.ValidationError:
        pass
    raise Rejected(f"Speed must be a number above 0, at most {MOST_SPEED:,.0f}.", "speed")


def seek_of(form: Form) -> Seek:
    """A time as the recording's clock shows it, or a number of updates. Raises Rejected."""
    at = first(form, "at")
    if at:
        try:
            return Seek(at=datetime.fromisoformat(at).replace(tzinfo=ROME))
        except ValueError:
            raise Rejected("Time must be a day and an hour of the recording.", "at") from None
    try:
        return msgspec.convert({"update": first(form, "update")}, Seek, strict=False)
    except msgspec.ValidationError:
        raise Rejected("Update must be a whole number, 0 or above.", "update", "at") from None
