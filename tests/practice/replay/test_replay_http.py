"""A recording as served over HTTP, at every update, against an independent reconstruction.

The long one takes over a minute: `make torture` does that.
"""

import httpx
import pytest

from tests.practice.replay.exactness import compare
from tests.practice.served import KEY, served
from tests.support.recordings import GREYHOUND, recording

pytestmark = pytest.mark.process


def test_every_update_is_served_exactly() -> None:
    assert compare(recording(GREYHOUND), (1, 2, 3)) == (166, 3 * 166)


def test_how_a_recorded_market_is_listed() -> None:
    with served(recording(GREYHOUND)) as (root, _):
        menu = httpx.get(f"{root}/api/rest/navigation/menu-ex", headers={"X-BFkey": KEY}).json()
    event = menu["d"][0]["n"][0]["m"][0]["a"][0]
    [market] = event["s"]
    assert (event["id"], event["dt"]) == ("31389771", "2022-04-19T20:26:00")
    assert (market["id"], market["ds"]) == ("197931751", "Piazzato")
    assert market["e"][0] == {"id": "44331354", "de": "1. Paradise Mission"}
