"""A client's way to a venue that is not on this machine."""

import time
from typing import Any

from xlbetflag.api.config import VenueConfig
from xlbetflag.api.http import HttpTransport
from xlbetflag.api.transport import Response


class Far(HttpTransport):
    """Over a socket; each request takes `there` seconds longer on its way, and `back` back."""

    def __init__(self, config: VenueConfig, there: float = 0.0, back: float = 0.0) -> None:
        super().__init__(config.base_url, connect_timeout=config.connect_timeout)
        self.there, self.back = there, back

    def send(self, *args: Any, **options: Any) -> Response:
        if self.there:
            time.sleep(self.there)
        answer = super().send(*args, **options)
        if self.back:
            time.sleep(self.back)
        return answer
