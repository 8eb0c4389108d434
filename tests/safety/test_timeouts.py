"""A POST always waits longer than the live delay, whatever is set."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, Environment, VenueConfig
from xlbetflag.api.errors import OutcomeUnknown
from xlbetflag.api.translate import placement
from xlbetflag.api.transport import NoAnswer, Response
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.settings import BadSettings, Settings, VenueSettings, load

BET = Bet("1", Side.BACK, 300, 200)


class Silence:
    """Nothing answers but the log-in."""

    timeout = math.nan

    def send(self, method: str, path: str, *, timeout: float, **_: Any) -> Response:
        if path.endswith("/session"):
            return Response(200, b'{"Balance": 1, "SessionToken": "t", "UserId": "1"}')
        self.timeout = timeout
        raise NoAnswer("silence")

    def close(self) -> None: ...


def waited(config: VenueConfig, live_delay: int) -> float:
    """How long a placement would wait for its answer."""
    silence = Silence()
    with (
        Client(config, lambda: Credentials("u", "p", "k"), transport=silence) as client,
        pytest.raises(OutcomeUnknown),
    ):
        client.place(placement("1", [BET]), live_delay=live_delay)
    return silence.timeout


@given(
    margin=st.floats() | st.sampled_from([15.0, 1e-9, 0.0, -1.0]),
    live_delay=st.integers(-(2**31), 2**31),
)
def test_no_margin_lets_a_post_wait_less_than_the_delay(margin: float, live_delay: int) -> None:
    try:
        settings = Settings(venues={Environment.PRACTICE: VenueSettings(write_margin=margin)})
        config = settings.venue
    except ValueError:
        assert not 0 < margin < math.inf
        return
    assert waited(config, live_delay) >= max(live_delay, margin)


@pytest.mark.parametrize("margin", ["0", "-20.0", "nan", "inf"])
def test_settings_with_such_a_margin_are_refused_in_words(tmp_path: Path, margin: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"[venues.practice]\nwrite_margin = {margin}\n")
    with pytest.raises(BadSettings, match="write_margin"):
        load(path)
