"""Every operation of the venue, once: the client, the practice exchange and `api check` read it."""

import msgspec

from xlbetflag.api import messages as m
from xlbetflag.market.rules import Source

KEY_HEADER = "X-BFkey"  # on every call
SESSION_HEADER = "X-BF-Session-Token"  # on the calls of a session


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """`session`: needs the session token. `writes`: changes offers, so it is sent at most once.

    `source`: how well method and path are known.
    """

    operation: str
    method: str
    path: str
    answer: type[msgspec.Struct] | None
    request: type[msgspec.Struct] | None = None
    session: bool = False
    writes: bool = False
    source: Source = Source.CLIENT


ROUTES: tuple[Route, ...] = (
    Route(
        operation="login",
        method="POST",
        path="/security/session",
        request=m.LoginRequest,
        answer=m.LoginAnswer,
    ),
    Route(
        operation="logout",
        method="DELETE",
        path="/security/session",
        answer=None,
        session=True,
        source=Source.ASSUMED,
    ),
    Route(operation="refresh", method="PUT", path="/security/keepalive", answer=None, session=True),
    Route(operation="menu", method="GET", path="/navigation/menu", answer=m.MenuAnswer),
    Route(
        operation="menu_with_markets",
        method="GET",
        path="/navigation/menu-ex",
        answer=m.MenuAnswer,
    ),
    Route(
        operation="live_menu",
        method="GET",
        path="/navigation/menu/live",
        answer=m.MenuAnswer,
        source=Source.ASSUMED,
    ),
    Route(
        operation="near_live_menu",
        method="GET",
        path="/navigation/menu/prossimi",
        answer=m.MenuAnswer,
        source=Source.ASSUMED,
    ),
    Route(
        operation="event",
        method="GET",
        path="/navigation/menu/dettaglio/{id_avvenimento}",
        answer=m.EventAnswer,
    ),
    Route(
        operation="book",
        method="GET",
        path="/offers/market/{id_mercato},{livello}",
        answer=m.BookAnswer,
    ),
    Route(
        operation="exposure",
        method="GET",
        path="/offers/exp/{id_mercato}",
        answer=m.ExposureAnswer,
        session=True,
    ),
    Route(
        operation="my_offers",
        method="GET",
        path="/offers/all/{id_mercato}",
        answer=m.MyOffersAnswer,
        session=True,
    ),
    Route(
        operation="matches",
        method="GET",
        path="/offers/matches/{id_mercato}",
        answer=m.MatchesAnswer,
        session=True,
    ),
    Route(
        operation="open_offers",
        method="GET",
        path="/offers/open/{id_mercato}",
        answer=m.OpenOffersAnswer,
        session=True,
        source=Source.ASSUMED,
    ),
    Route(
        operation="place",
        method="POST",
        path="/offers",
        request=m.PlaceRequest,
        answer=m.PlaceAnswer,
        session=True,
        writes=True,
    ),
    Route(
        operation="cancel",
        method="DELETE",
        path="/offers",
        request=m.CancelRequest,
        answer=m.CancelAnswer,
        session=True,
        writes=True,
    ),
    Route(
        operation="cancel_unmatched",
        method="DELETE",
        path="/offers/unmatched",
        request=m.CancelUnmatchedRequest,
        answer=m.CancelAnswer,
        session=True,
        writes=True,
    ),
    Route(
        operation="account_info",
        method="GET",
        path="/account/info",
        answer=m.AccountInfoAnswer,
        session=True,
        source=Source.ASSUMED,
    ),
    Route(
        operation="balance",
        method="GET",
        path="/account/balance",
        answer=m.BalanceAnswer,
        session=True,
    ),
    Route(
        operation="commission",
        method="GET",
        path="/account/commission",
        answer=m.CommissionAnswer,
        session=True,
        source=Source.ASSUMED,
    ),
)

BY_OPERATION = {route.operation: route for route in ROUTES}


def overridden(overrides: dict[str, str]) -> dict[str, Route]:
    """The route table with single routes replaced: {"logout": "POST /security/logout"}.

    Raises ValueError for an unknown operation, an odd method, or path fields that do not fit.
    """
    table = dict(BY_OPERATION)
    for operation, spelled in overrides.items():
        if operation not in table:
            raise ValueError(f"{operation}: no such operation; there are {', '.join(table)}")
        method, _, path = spelled.strip().partition(" ")
        path = path.strip()
        if method not in ("GET", "POST", "PUT", "DELETE") or not path.startswith("/"):
            raise ValueError(f"{operation}: write a method and a path, as in 'GET /offers/x'")
        if path_fields(path) != path_fields(table[operation].path):
            wanted = ", ".join(path_fields(table[operation].path)) or "none"
            raise ValueError(f"{operation}: the path must have these fields: {wanted}")
        table[operation] = msgspec.structs.replace(
            table[operation], method=method, path=path, source=Source.SETTING
        )
    return table


def path_fields(path: str) -> list[str]:
    """The names between braces, sorted."""
    return sorted(part.partition("}")[0] for part in path.split("{")[1:])
