"""The page of recordings: where each stands, and what moves it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from xlbetflag.api.translate import ROME
from xlbetflag.practice.controls import MOST_SPEED, Seek, Speed
from xlbetflag.practice.operator.frame import PREFIX, Frame, pill
from xlbetflag.practice.operator.html import Html, tag

BACK = "Before where it is now, offers not settled become void. Go there?"


def replays_page(rows: Sequence[Mapping[str, Any]], frame: Frame) -> str:
    """`rows`: as `Recordings.rows` tells them."""
    none = tag("p", "Nothing is replayed: start with --replay FILE.", class_="quiet")
    return frame.page(
        "Recordings",
        tag("div", tag("h1", "Recordings"), class_="title"),
        tag("div", [_card(row, frame) for row in rows] or none),
    )


def _card(row: Mapping[str, Any], frame: Frame) -> Html:
    path = f"/replays/{row['market']}"
    now, start, end = (_time(row[key]) for key in ("now", "starts_at", "ends_at"))
    word = "over" if row["over"] else "paused" if row["paused"] else "playing"
    standing = tag(
        "div",
        pill(word.upper()),
        tag("progress", value=row["position"], max=row["updates"]),
        tag("span", f"update {row['position']:,} of {row['updates']:,}"),
        tag("span", f"{now:%d/%m/%Y %H:%M:%S}"),
        tag("span", f"speed {row['speed']:g}", class_="quiet"),
        frame.button(f"{path}/play", "Play", kind="main")
        if row["paused"]
        else frame.button(f"{path}/pause", "Pause"),
        frame.button(f"{path}/step", "Step"),
        class_="state",
        id=f"replay{row['market']}",
        data_live=True,
    )
    times = {"type": "datetime-local", "step": 1, "value": f"{now:%Y-%m-%dT%H:%M:%S}"}
    return tag(
        "section",
        tag(
            "h3",
            tag("a", row["title"], href=f"{PREFIX}/markets/{row['market']}"),
            tag("small", f"{start:%d/%m/%Y %H:%M:%S} to {end:%d/%m/%Y %H:%M:%S}"),
        ),
        tag("div", standing, class_="actions wide"),
        tag(
            "div",
            _form(frame, f"{path}/speed", "Speed", "Set speed", _number("speed", row["speed"])),
            _form(frame, f"{path}/seek", "Time", "Go", tag("input", name="at", **times), BACK),
            _form(frame, f"{path}/seek", "Update", "Go", _number("update", row["position"]), BACK),
            class_="actions wide",
        ),
        class_="card replay",
    )


def _form(
    frame: Frame, action: str, label: str, button: str, control: Html, confirm: str | None = None
) -> Html:
    return frame.form(
        PREFIX + action,
        tag("label", tag("span", label), control),
        tag("button", button),
        confirm=confirm,
        class_="inline",
    )


def _number(name: str, value: float) -> Html:
    limits = {"min": 0, "max": MOST_SPEED, "step": "any"} if name == "speed" else {"min": 0}
    return tag("input", name=name, type="number", value=f"{value:g}", **limits)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(ROME)


def speed_of(form: Mapping[str, Sequence[str]]) -> Speed:
    """Raises ValueError."""
    return msgspec.convert({"speed": form.get("speed", [""])[0].strip()}, Speed, strict=False)


def seek_of(form: Mapping[str, Sequence[str]]) -> Seek:
    """A time as the recording's clock shows it, or a number of updates. Raises ValueError."""
    at, update = (form.get(name, [""])[0].strip() for name in ("at", "update"))
    if at:
        return Seek(at=datetime.fromisoformat(at).replace(tzinfo=ROME))
    return msgspec.convert({"update": update}, Seek, strict=False)
