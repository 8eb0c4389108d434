"""The venue's answers, written by hand from what is known of it, into the domain's terms.

Every answer comes over a socket, through the client's own path.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.scripted_server import ScriptedServer, answer
from xlbetflag.api import messages as m
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.errors import ApiError, Malformed, OutcomeUnknown, Refused
from xlbetflag.api.translate import BadField, placement, rome_time
from xlbetflag.market.account import Balance
from xlbetflag.market.book import Book, Level, SelectionBook
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.offer import Bet, MarketOffers, Match, Offer
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState

pytestmark = pytest.mark.socket

GOLDEN = Path(__file__).parent / "golden"
ROME = ZoneInfo("Europe/Rome")
REQUEST = placement(
    "813016",
    [Bet("1", Side.BACK, 179, 50_000), Bet("3", Side.LAY, 600, 24_300)],
    cancel_at_live=True,
    keep_when_suspended=True,
)

LAZIO = Event(
    "411222",
    "Lazio - Hellas Verona",
    "CALCIO",
    "Italia",
    "Serie A",
    datetime(2020, 12, 12, 20, 45, tzinfo=ROME),
)
ONE_X_TWO = Market(
    "19901289",
    "Esito Finale 1x2",
    "",
    (Selection("1", "1"), Selection("2", "X"), Selection("3", "2")),
)
GOALS = Market("19901290", "Under/Over", "2.5", (Selection("1", "Under"), Selection("2", "Over")))
ROMA = Event(
    "411223",
    "=Roma + Inter",
    "CALCIO",
    "Italia",
    "Serie A",
    datetime(2021, 7, 1, 18, 0, tzinfo=ROME),
)
DETAIL = Event(
    LAZIO.event_id, LAZIO.name, LAZIO.sport, "", LAZIO.competition, LAZIO.start, (ONE_X_TWO,)
)
THE_BOOK = Book(
    "813016",
    7,
    MarketState.OPEN,
    (
        SelectionBook(
            "1",
            "1",
            back=(Level(152, 500), Level(151, 2_050)),
            lay=(Level(155, 700), Level(156, 1_200), Level(158, 300)),  # the file has rank 2 first
        ),
        SelectionBook("2", "X", back=(Level(325, 1_000),), lay=()),
        SelectionBook("3", "2", back=(), lay=(Level(700, 200),)),
    ),
)
WORKING = Offer("BC0001", "1", Side.BACK, 250, 500, 200, True, 1)
GONE = Offer("77", "2", Side.LAY, 330, 400, 400, False, 3)


def offers(*rows: Offer, version: int) -> MarketOffers:
    start = datetime(2021, 3, 10, 20, 45, tzinfo=ROME)
    return MarketOffers("813016", rows, version, MarketState.OPEN, True, 5, start)


class Case:
    """An operation: its route, how the client is asked, its golden answer, what that means."""

    def __init__(
        self, route: str, golden: str, call: Callable[[Client], object], means: object
    ) -> None:
        self.route, self.golden, self.call, self.means = route, golden, call, means


def with_markets() -> Event:
    return Event(
        LAZIO.event_id,
        LAZIO.name,
        LAZIO.sport,
        LAZIO.nation,
        LAZIO.competition,
        LAZIO.start,
        (ONE_X_TWO, GOALS),
    )


CASES = {
    "menu": Case("GET /navigation/menu", "menu", Client.menu, (LAZIO, ROMA)),
    "menu_with_markets": Case(
        "GET /navigation/menu-ex", "menu_ex", Client.menu_with_markets, (with_markets(),)
    ),
    "live_menu": Case("GET /navigation/menu/live", "menu", Client.live_menu, (LAZIO, ROMA)),
    "near_live_menu": Case(
        "GET /navigation/menu/prossimi", "menu", Client.near_live_menu, (LAZIO, ROMA)
    ),
    "event": Case(
        "GET /navigation/menu/dettaglio/411222", "event", lambda c: c.event("411222"), DETAIL
    ),
    "event, other spelling": Case(
        "GET /navigation/menu/dettaglio/411222",
        "event_other_spelling",
        lambda c: c.event("411222"),
        DETAIL,
    ),
    "book": Case("GET /offers/market/813016,3", "book", lambda c: c.book("813016"), THE_BOOK),
    "exposure": Case(
        "GET /offers/exp/813016",
        "exposure",
        lambda c: c.exposure("813016"),
        {"1": -1_410, "2": 750},
    ),
    "my_offers": Case(
        "GET /offers/all/813016",
        "my_offers",
        lambda c: c.my_offers("813016"),
        offers(WORKING, GONE, version=1),
    ),
    "open_offers": Case(
        "GET /offers/open/813016",
        "open_offers",
        lambda c: c.open_offers("813016"),
        offers(Offer("BC0001", "1", Side.BACK, 250, 500, 200, True, 2), version=3),
    ),
    "matches": Case(
        "GET /offers/matches/813016",
        "matches",
        lambda c: c.matches("813016"),
        (Match("BC0001", "1", Side.BACK, 252, 150), Match("BC0001", "1", Side.BACK, 250, 50)),
    ),
    "place": Case(
        "POST /offers",
        "place.answer",
        lambda c: c.place(REQUEST),
        (
            m.PlacedOffer(offerta="BC0001", importo=50_000, abbinato=12_000, tipo=1),
            m.PlacedOffer(offerta="BC0002", importo=24_300, abbinato=0, tipo=0),
        ),
    ),
    "cancel": Case(
        "DELETE /offers",
        "cancel.answer",
        lambda c: c.cancel("813016", ["BC0001", "BC0002"]),
        ("BC0001", "BC0002"),
    ),
    "cancel_unmatched": Case(
        "DELETE /offers/unmatched",
        "cancel.answer",
        lambda c: c.cancel_unmatched("813016"),
        ("BC0001", "BC0002"),
    ),
    "account_info": Case(
        "GET /account/info",
        "account_info",
        Client.account_info,
        m.AccountInfoAnswer("mrossi", Stato_conto=1, conto_gioco="12345"),
    ),
    "balance": Case(
        "GET /account/balance",
        "balance",
        Client.balance,
        Balance(total=42_473, free=42_073, locked=400, fun=80_000),
    ),
    "commission": Case("GET /account/commission", "commission", Client.commission, 251),
}
READS = {name: case for name, case in CASES.items() if case.route.startswith("GET")}
WRITES = {name: case for name, case in CASES.items() if name not in READS}


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def asked(case: Case, content: object) -> object:
    """What the client makes of this answer."""
    script = {
        "POST /security/session": [answer(golden("login"))],
        case.route: [answer(content)],
    }
    with ScriptedServer(script) as server:
        config = VenueConfig(base_url=server.url, read_attempts=1)
        with Client(config, lambda: Credentials("mrossi", "p", "k")) as client:
            return case.call(client)


def flaw(case: Case, content: object) -> Malformed:
    with pytest.raises(Malformed) as caught:
        asked(case, content)
    return caught.value


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_golden_answer_means_what_it_means(case: Case) -> None:
    assert asked(case, golden(case.golden)) == case.means


def test_the_token_of_the_golden_log_in_is_used() -> None:
    script = {
        "POST /security/session": [answer(golden("login"))],
        "GET /account/balance": [answer(golden("balance"))],
    }
    with ScriptedServer(script) as server:
        secrets = Credentials("mrossi", "p", "k")
        with Client(VenueConfig(base_url=server.url), lambda: secrets) as client:
            client.balance()
        log_in, balance = server.requests
        assert json.loads(log_in.body) == {"Username": "mrossi", "Pwd": "p"}
        assert log_in.headers["x-bfkey"] == balance.headers["x-bfkey"] == "k"
        assert "x-bf-session-token" not in log_in.headers
        assert balance.headers["x-bf-session-token"] == golden("login")["SessionToken"]


@pytest.mark.parametrize("operation", WRITES)
def test_a_write_is_spelled_as_the_golden_request(operation: str) -> None:
    case = WRITES[operation]
    script = {
        "POST /security/session": [answer(golden("login"))],
        case.route: [answer(golden(case.golden))],
    }
    with ScriptedServer(script) as server:
        secrets = Credentials("mrossi", "p", "k")
        with Client(VenueConfig(base_url=server.url), lambda: secrets) as client:
            case.call(client)
        sent = server.requests[-1]
        assert sent.headers["content-type"] == "application/json"
        assert json.loads(sent.body) == golden(f"{operation}.request")


# --- more than we read -----------------------------------------------------------------------


def enriched(content: Any) -> Any:
    """The same answer with unknown fields at every level."""
    if isinstance(content, dict):
        more = {"nuovo": 1, "altro": {"x": [1, "y", None]}, "zzz": None}
        return {name: enriched(value) for name, value in content.items()} | more
    if isinstance(content, list):
        return [enriched(each) for each in content]
    return content


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_unknown_fields_are_ignored(case: Case) -> None:
    assert asked(case, enriched(golden(case.golden))) == case.means


# --- less than we need, or something else ----------------------------------------------------

# All that we need of the answers: what each operation is asked for. Nothing else may be missed.
NEEDED = {
    "menu": "d d[].n d[].n[].m d[].n[].m[].a d[].n[].m[].a[].id d[].n[].m[].a[].dt",
    "event": "match_id data sco sco[].id_mercato sco[].esi sco[].esi[].cod",
    "event, other spelling": "match_id data sco sco[].id sco[].e sco[].e[].id",
    "book": "esito offerte offerte.versione offerte.stato_betflag offerte.stato_sogei"
    " offerte.banca offerte.banca[].esi offerte.banca[].esi[].c offerte.banca[].esi[].off"
    " offerte.banca[].esi[].off[].p offerte.banca[].esi[].off[].q offerte.banca[].esi[].off[].i"
    " offerte.punta offerte.punta[].esi offerte.punta[].esi[].c offerte.punta[].esi[].off"
    " offerte.punta[].esi[].off[].p offerte.punta[].esi[].off[].q offerte.punta[].esi[].off[].i",
    "exposure": "esito esposizione esposizione.esi[].c esposizione.esi[].e",
    "my_offers": "esito offerte offerte.o[].id offerte.o[].tipo offerte.o[].esi offerte.o[].quo"
    " offerte.o[].imp offerte.o[].abb offerte.o[].st",
    "open_offers": "esito o o[].id o[].tipo o[].esi o[].quo o[].imp o[].abb o[].st",
    "matches": "esito abbinamenti abbinamenti.o[].id abbinamenti.o[].tipo abbinamenti.o[].esi"
    " abbinamenti.o[].quo abbinamenti.o[].imp",
    "place": "esito ordine ordine[].offerta ordine[].importo ordine[].tipo",
    "cancel": "esito offerta[].id",
    "account_info": "",
    "balance": "Balance FreeBalance",
    "commission": "esito tax",
}
NEEDED["live_menu"] = NEEDED["near_live_menu"] = NEEDED["menu"]
NEEDED["menu_with_markets"] = NEEDED["menu"] + "".join(
    f" d[].n[].m[].a[].s[]{each}" for each in (".id", ".e", ".e[].id")
)
NEEDED["cancel_unmatched"] = NEEDED["cancel"]
Place = tuple[str | int, ...]


def places(content: Any, before: Place = ()) -> list[Place]:
    """Every place in the answer, from the top down."""
    found = [before]
    steps: Any = content.items() if isinstance(content, dict) else ()
    if isinstance(content, list):
        steps = enumerate(content)
    for step, value in steps:
        found += places(value, (*before, step))
    return found


def fields(operation: str) -> dict[str, Place]:
    """The last place of each field in the golden answer, by its path: `d[].n[].m[].a[].id`."""
    found = {}
    for place in places(golden(CASES[operation].golden)):
        if place and isinstance(place[-1], str):
            path = "".join("[]" if isinstance(step, int) else f".{step}" for step in place)
            found[path.removeprefix(".")] = place
    return found


def needed(operation: str) -> list[tuple[str, Place]]:
    found = fields(operation)
    return [(operation, found[path]) for path in NEEDED[operation].split()]


def not_needed(operation: str) -> list[tuple[str, Place]]:
    paths = NEEDED[operation].split()
    return [(operation, place) for path, place in fields(operation).items() if path not in paths]


def spelled(name: str) -> set[str]:
    """The field under each of its spellings, markets' and outcomes' alike."""
    groups = (*m.MarketMessage.SPELLINGS, *m.OutcomeMessage.SPELLINGS)
    return {name}.union(*(same for same in groups if name in same))


def changed(content: Any, place: Sequence[str | int], value: object = None) -> Any:
    """A copy without what stands at `place`, or with `value` there."""
    copy = json.loads(json.dumps(content))
    within = copy
    for step in place[:-1]:
        within = within[step]
    if value is None:
        del within[place[-1]]
    else:
        within[place[-1]] = value
    return copy


@pytest.mark.parametrize("value", [None, "null"])
@pytest.mark.parametrize(
    ("operation", "place"), [each for operation in CASES for each in not_needed(operation)]
)
def test_what_we_do_not_need_may_be_missing_or_null(
    operation: str, place: Place, value: str | None
) -> None:
    case = CASES[operation]
    content = json.loads(
        json.dumps(changed(golden(case.golden), place, value)).replace('"null"', "null")
    )
    found, whole = asked(case, content), asked(case, golden(case.golden))
    assert type(found) is type(whole)
    if isinstance(whole, tuple):
        assert isinstance(found, tuple)
        assert len(found) == (0 if place[-1] in ("o", "offerta") else len(whole))


def test_menus_without_numbers_hide_nothing() -> None:
    """As one public client's sample has them."""
    content = golden("menu")
    for sport in content["d"]:
        del sport["cs"]
        for nation in sport["n"]:
            del nation["cn"], nation["dn"]
            for competition in nation["m"]:
                del competition["cm"]
    events: Any = asked(READS["menu"], content)
    assert [(event.event_id, event.competition) for event in events] == [
        (LAZIO.event_id, "Serie A"),
        (ROMA.event_id, "Serie A"),
    ]


def test_a_selection_without_a_name_is_called_by_its_id() -> None:
    place = fields("event")["sco[].esi[].des"]
    event = asked(READS["event"], changed(golden("event"), place))
    assert isinstance(event, Event)
    assert event.markets[0].selections[-1] == Selection("3", "3")


def test_what_is_not_free_is_locked() -> None:
    balance = asked(READS["balance"], changed(golden("balance"), ("LockedBalance",)))
    assert isinstance(balance, Balance)
    assert balance.locked == balance.total - balance.free == 400


@pytest.mark.parametrize(
    ("operation", "place"), [each for operation in READS for each in needed(operation)]
)
def test_a_missing_field_is_named_with_its_operation(operation: str, place: Place) -> None:
    case = READS[operation]
    failure = flaw(case, changed(golden(case.golden), place))
    assert failure.operation == operation.partition(",")[0]
    assert set(failure.field.split(".")[-1].split(" or ")) <= spelled(str(place[-1]))
    assert failure.reason == f"{failure.field}: missing"


@pytest.mark.parametrize(
    ("operation", "place"), [each for operation in WRITES for each in needed(operation)]
)
def test_a_write_answered_without_what_we_need_is_not_known(operation: str, place: Place) -> None:
    case = WRITES[operation]
    with pytest.raises(OutcomeUnknown):
        asked(case, changed(golden(case.golden), place))


@pytest.mark.parametrize(
    ("operation", "place"), [each for operation in READS for each in needed(operation)]
)
def test_a_wrong_type_is_named_with_its_operation(operation: str, place: Place) -> None:
    case = READS[operation]
    failure = flaw(case, changed(golden(case.golden), place, value=1.5))
    assert failure.operation == operation.partition(",")[0]
    assert failure.field.split(".")[-1] in spelled(str(place[-1]))
    assert "`float`" in failure.reason


@pytest.mark.parametrize(
    ("operation", "place", "value", "field", "reason"),
    [
        ("menu", ["d", 0, "n", 0, "m", 0, "a", 0, "dt"], "domani", "dt", "not a time"),
        ("event", ["data"], "12/12/2020 20:45", "data", "not a time"),
        ("event", ["data"], "0001-01-01T00:00:00+14:00", "data", "not a time"),
        ("my_offers", ["data"], "2021-13-10T20:45:00", "data", "not a time"),
        ("my_offers", ["offerte", "o", 0, "tipo"], 2, "tipo", "2 is neither"),
        ("matches", ["abbinamenti", "o", 0, "tipo"], -1, "tipo", "-1 is neither"),
    ],
)
def test_a_value_that_cannot_mean_anything_is_named(
    operation: str, place: list[str | int], value: object, field: str, reason: str
) -> None:
    case = READS[operation]
    failure = flaw(case, changed(golden(case.golden), place, value))
    assert (failure.operation, failure.field) == (operation, field)
    assert reason in failure.reason


@pytest.mark.parametrize(
    "operation", ["book", "exposure", "my_offers", "commission", "open_offers"]
)
def test_a_refusal_needs_nothing_but_its_envelope(operation: str) -> None:
    with pytest.raises(Refused) as caught:
        asked(READS[operation], {"errore": "Mercato inesistente", "esito": 1040})
    assert (caught.value.esito, caught.value.errore) == (1040, "Mercato inesistente")


@pytest.mark.parametrize("ranks", [(1, 2, 3), (3, 1, 2), (2, 1), (0, -5), (-1, 0), (1,), ()])
def test_levels_are_in_the_order_of_their_ranks(ranks: tuple[int, ...]) -> None:
    content = golden("book")
    levels = [{"p": rank, "q": 200 + rank, "i": 100} for rank in ranks]
    content["offerte"]["banca"][0]["esi"][0]["off"] = levels
    book = asked(READS["book"], content)
    assert isinstance(book, Book)
    assert book.selections[0].back == tuple(Level(200 + rank, 100) for rank in sorted(ranks))


# --- states, live, times ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("live", "is_live"),
    [("true", True), ("True", True), (True, True), ("false", False), (False, False), ("", False)],
)
def test_live_is_a_word_or_a_boolean(live: object, is_live: bool) -> None:
    case = READS["my_offers"]
    mine = asked(case, golden("my_offers") | {"live": live})
    assert isinstance(mine, MarketOffers)
    assert mine.is_live is is_live


S = MarketState


@pytest.mark.parametrize(
    ("betflag", "sogei", "state"),
    [
        (2, 2, S.OPEN),
        (2, 3, S.SUSPENDED),
        (3, 2, S.SUSPENDED),
        (1, 2, S.ANNOUNCED),
        (2, 4, S.CLOSED),
        (4, 99, S.CLOSED),
        (2, 99, S.UNKNOWN),
        (99, 2, S.UNKNOWN),
        (0, 0, S.UNKNOWN),
        (-1, 2, S.UNKNOWN),
        (5, 4, S.SETTLED),
        (2, 6, S.VOID),
    ],
)
def test_a_market_is_open_only_where_venue_and_regulator_say_so(
    betflag: int, sogei: int, state: MarketState
) -> None:
    codes = {"stato_betflag": betflag, "stato_sogei": sogei}
    read = golden("book")
    read["offerte"] |= codes
    book = asked(READS["book"], read)
    mine = asked(READS["my_offers"], golden("my_offers") | codes)
    assert isinstance(book, Book)
    assert isinstance(mine, MarketOffers)
    assert (book.state, mine.state) == (state, state)


@pytest.mark.parametrize(("betflag", "state"), [(2, S.OPEN), (3, S.SUSPENDED)])
def test_my_offers_wait_for_a_regulator_that_is_later_than_the_venue(
    betflag: int, state: MarketState
) -> None:
    mine = asked(
        READS["my_offers"], golden("my_offers") | {"stato_betflag": betflag, "stato_sogei": 1}
    )
    assert isinstance(mine, MarketOffers)
    assert (mine.state, mine.waits_for_regulator) == (state, True)
    read = golden("book")
    read["offerte"] |= {"stato_betflag": betflag, "stato_sogei": 1}
    book = asked(READS["book"], read)
    assert isinstance(book, Book)
    assert book.state is not MarketState.OPEN


def test_a_market_whose_state_nobody_tells_is_unknown() -> None:
    content = golden("my_offers")
    del content["stato_sogei"]
    mine = asked(READS["my_offers"], content)
    assert isinstance(mine, MarketOffers)
    assert mine.state is MarketState.UNKNOWN


@pytest.mark.parametrize(("code", "is_working"), [(1, True), (2, True), (0, False), (3, False)])
def test_an_offer_works_only_under_the_codes_known_to(code: int, is_working: bool) -> None:
    content = changed(golden("my_offers"), ["offerte", "o", 0, "st"], code)
    mine = asked(READS["my_offers"], content)
    assert isinstance(mine, MarketOffers)
    assert (mine.offers[0].is_working, mine.offers[0].status) == (is_working, code)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2020-12-12T20:45:00", 1),  # winter
        ("2021-07-01T18:00:00", 2),  # summer
        ("2021-03-28T01:59:59", 1),  # the last second before summer
        ("2021-03-28T03:00:00", 2),  # the first one of it
        ("2021-10-31T02:30:00", 2),  # happens twice: the first
        ("2021-10-31T03:00:00", 1),
        ("2021-07-01T18:00:00.1234567", 2),
        ("2021-07-01T16:00:00Z", 2),  # should the venue ever say it: the same instant in Rome
        ("2021-07-01T20:00:00+04:00", 2),
    ],
)
def test_the_venues_time_is_that_of_rome(text: str, offset: int) -> None:
    moment = rome_time(text)
    assert moment.tzinfo == ROME
    assert moment.utcoffset() == timedelta(hours=offset)


def test_summer_time_does_not_lose_an_hour_of_play() -> None:
    kick_off, whistle = rome_time("2021-03-28T01:30:00"), rome_time("2021-03-28T03:20:00")
    assert whistle.astimezone(ZoneInfo("UTC")) - kick_off.astimezone(ZoneInfo("UTC")) == timedelta(
        minutes=50
    )


@pytest.mark.parametrize("text", ["", "now", "20:45", "2021-02-30T20:45:00", "12/12/2020"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(BadField):
        rome_time(text)


# --- anything at all -------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("name", CASES)
def test_whatever_stands_somewhere_only_our_errors_come_out(name: str) -> None:
    """A stray value anywhere in the answer: it is understood, or it is one of our errors."""
    case = CASES[name]
    whole = golden(case.golden)
    said: list[object] = []

    @settings(max_examples=40, deadline=None)
    @given(place=st.sampled_from(places(whole)), value=JSON)
    def any_answer(place: tuple[str | int, ...], value: object) -> None:
        said.append(changed(whole, list(place), value) if place and value is not None else value)
        try:
            case.call(client)
        except ApiError as error:
            failure = error
        else:
            return
        expected = OutcomeUnknown | Refused if name in WRITES else Malformed | Refused
        assert isinstance(failure, expected)

    script = {
        "POST /security/session": [answer(golden("login"))],
        case.route: [lambda connection: answer(said[-1])(connection)],
    }
    with ScriptedServer(script) as server:
        config = VenueConfig(base_url=server.url, read_attempts=1)
        with Client(config, lambda: Credentials("mrossi", "p", "k")) as client:
            any_answer()
    assert len(said) >= 10
