"""The venue's answers with something wrong in them, and the client that reads them."""

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.support.clocks import Hasty
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.errors import ApiError, NotSent, OutcomeUnknown, Refused
from xlbetflag.api.translate import placement
from xlbetflag.api.transport import Response
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side

GOLDEN = Path(__file__).parent / "golden"
SECRETS = Credentials("trader-7", "pa55-word-secret", "key-1234-secret")
CONFIG = VenueConfig(base_url="http://127.0.0.1:9/api/rest")
PLACED = placement("813016", [Bet("1", Side.BACK, 179, 50_000), Bet("3", Side.LAY, 600, 24_300)])
READS: Mapping[str, tuple[str, Callable[[Client], object]]] = {
    "menu": ("menu.json", Client.menu),
    "menu_with_markets": ("menu_ex.json", Client.menu_with_markets),
    "event": ("event.json", lambda client: client.event("411222")),
    "book": ("book.json", lambda client: client.book("813016")),
    "my_offers": ("my_offers.json", lambda client: client.my_offers("813016")),
    "open_offers": ("open_offers.json", lambda client: client.open_offers("813016")),
    "matches": ("matches.json", lambda client: client.matches("813016")),
    "exposure": ("exposure.json", lambda client: client.exposure("813016")),
    "balance": ("balance.json", Client.balance),
    "commission": ("commission.json", Client.commission),
    "account_info": ("account_info.json", Client.account_info),
}
WRITES: Mapping[str, tuple[str, Callable[[Client], object]]] = {
    "place": ("place.answer.json", lambda client: client.place(PLACED)),
    "cancel": ("cancel.answer.json", lambda client: client.cancel("813016", ["BC0001"])),
    "cancel_unmatched": ("cancel.answer.json", lambda client: client.cancel_unmatched("813016")),
}
STATUSES = (200, 200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503)
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1024, 1025, 2**31, 2**63, -(2**63) - 1, 10**30, 0.5, -0.0, 1e308,
    float("nan"), float("inf"), "", "0", "x", "=1+1", "\u202e", "\U0001f600", "a" * 3_000, "1e5",
    [], {}, [[]], [None], {"id": None}, {"esito": 1024, "errore": ""},
)  # fmt: skip


@st.composite
def answers(draw: st.DrawFn, operation: str) -> tuple[int, bytes]:
    """Status and body of an answer to this operation, nearly as it should be."""
    name = {**READS, **WRITES}[operation][0]
    content = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    for _ in range(draw(st.integers(0, 3))):
        content = _changed(draw, content)
    body = json.dumps(content).encode()
    how = draw(st.sampled_from(["whole"] * 8 + ["cut", "bytes", "twice"]))
    if how == "cut":
        body = body[: draw(st.integers(0, len(body)))]
    elif how == "bytes":
        place = draw(st.integers(0, len(body)))
        body = body[:place] + draw(st.binary(max_size=6)) + body[place:]
    elif how == "twice":
        body += body
    return draw(st.sampled_from(STATUSES)), body


def _changed(draw: st.DrawFn, content: Any) -> Any:
    """One place of the answer replaced, left out, doubled, or given a neighbour."""
    content = copy.deepcopy(content)
    places = list(_places(content))
    if not places:
        return draw(st.sampled_from(JUNK))
    holder, key = draw(st.sampled_from(places))
    how = draw(st.sampled_from(["junk"] * 4 + ["gone", "doubled", "more"]))
    if how == "junk":
        holder[key] = draw(st.sampled_from(JUNK))
    elif how == "gone":
        del holder[key]
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        holder[f"{key}_"] = holder[key]
    return content


def _places(content: Any) -> Any:
    entries = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, value in entries:
        yield content, key
        yield from _places(value)


class OneAnswer:
    """A transport that gives a session, and this answer to whatever else is asked."""

    def __init__(self, status: int, body: bytes) -> None:
        self._answer = Response(status, body, None, None)
        self._session = Response(200, (GOLDEN / "login.json").read_bytes(), None, None)

    def send(self, method: str, path: str, **_: object) -> Response:
        is_login = method == "POST" and path.endswith("/security/session")
        return self._session if is_login else self._answer

    def close(self) -> None: ...


def is_understood_or_told(operation: str, status: int, body: bytes) -> None:
    """The answer is read, or one of our errors tells what is wrong. Of a write, only what refuses
    in words is a refusal; all else that does not fit leaves the outcome unknown."""
    ask = {**READS, **WRITES}[operation][1]
    over = OneAnswer(status, body)
    with Client(CONFIG, lambda: SECRETS, transport=over, scheduler=Hasty()) as client:
        try:
            ask(client)
        except ApiError as error:
            words = str(error)
            if any(secret in words for secret in (SECRETS.password, SECRETS.api_key)):
                raise AssertionError("a secret is told") from error
            if operation in WRITES:
                _check_write_error(error, body)


def _check_write_error(error: ApiError, body: bytes) -> None:
    is_of_a_write = isinstance(error, Refused | OutcomeUnknown | NotSent)
    assert is_of_a_write, error
    if isinstance(error, Refused):
        said = json.loads(body)
        if said["esito"] == 1024 or said.get("ordine") or said.get("offerta"):
            raise AssertionError("refused by an answer that refuses nothing") from error
