"""The house as a table: what each room is, what it may import, who owns time, what is long and why.

python -m tests.architecture    writes the table of docs/architecture.md anew
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import xlbetflag

ROOT = Path(xlbetflag.__file__).parent
PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"


class Room(NamedTuple):
    """`may`: what it may import besides itself; "api.messages" allows that module only, "*" all."""

    name: str
    what: str
    may: str = ""


_TRADE = "market api texts scheduling"
_ORDER = "orders.status orders.order orders.transitions orders.clocks orders.pace orders.venue"
_PRACTICE = "market api.messages api.routes api.specification api.translate api.errors api.config"

ROOMS = (
    Room("market", "the domain, pure: money, ladder, book, offers, exposure, rules"),
    Room("scheduling", "time as an argument: a clock, a scheduler of lanes; threads or simulated"),
    Room("backoff", "pauses that grow with every failure"),
    Room("bell", "who waits for a change is rung"),
    Room("misfits", "what does not fit in a file of settings, in words"),
    Room("version", "the version"),
    Room("engines", "xlwings engines of ours; they know nothing of betting"),
    Room("texts", "every sentence for people, in English and Italian", "market"),
    Room("recordings", "what was seen of markets, line by line, in a file", "market"),
    Room("api", "the venue on the wire: routes, messages, client, session", "market scheduling"),
    Room("credentials", "the system's keyring", "api"),
    Room("feed", "reads of markets within one budget", "market api backoff bell scheduling"),
    Room("orders.status", "orders: the states of a row"),
    Room(
        "orders.order", "orders: an order as desk and journal know it", "market texts orders.status"
    ),
    Room(
        "orders.transitions",
        "orders: from one state to the next, one function; pure",
        "market texts orders.status orders.order",
    ),
    Room(
        "orders.clocks",
        "orders: a moment that a sleep of the machine does not stop",
        "market scheduling",
    ),
    Room("orders.pace", "orders: how often, how long, how many times"),
    Room("orders.venue", "orders: what is asked of the venue", "market api"),
    Room(
        "orders.conditional.terms",
        "orders: what a waiting row asks for and when it falls due; pure",
        "market texts",
    ),
    Room("orders.rows.limits", "orders: the limits themselves", "market texts"),
    Room(
        "orders.rows.draft",
        "orders: what a sheet hands over and gets back",
        "market texts orders.status orders.conditional.terms",
    ),
    Room("orders.evidence.read_back", "orders: one look at a market", f"{_TRADE} orders.order"),
    Room(
        "orders.journal",
        "orders: tables, one writer, readers, orders in memory",
        f"{_TRADE} bell orders.clocks orders.status orders.order orders.transitions "
        "orders.conditional.terms orders.rows.limits orders.rows.draft orders.evidence.read_back",
    ),
    Room(
        "orders.lowering",
        "orders: cancel, halt, disarm, and the wishes for them; waits for nothing",
        f"{_TRADE} backoff bell {_ORDER} orders.journal",
    ),
    Room(
        "orders.rows",
        "orders: from a typed row to a checked one",
        f"{_TRADE} {_ORDER} orders.conditional.terms orders.rows.limits orders.rows.draft "
        "orders.journal orders.lowering reports.losses",
    ),
    Room(
        "orders.evidence",
        "orders: what became of what left",
        f"{_TRADE} backoff {_ORDER} orders.evidence.read_back orders.journal orders.lowering "
        "orders.rows",
    ),
    Room(
        "orders.sending",
        "orders: batches, the look before, one POST, lanes",
        f"{_TRADE} bell {_ORDER} orders.conditional.terms orders.journal orders.lowering "
        "orders.rows orders.evidence",
    ),
    Room(
        "orders.conditional",
        "orders: rows that wait, at work",
        f"{_TRADE} {_ORDER} orders.conditional.terms orders.journal orders.lowering orders.rows "
        "orders.sending",
    ),
    Room(
        "reports",
        "what a day, a market, an account came to",
        "market api texts orders.status orders.order orders.journal",
    ),
    Room(
        "orders",
        "the only door through which an offer leaves, wired",
        "market api texts backoff bell scheduling orders reports",
    ),
    Room("functions", "what a cell may ask", "market texts"),
    Room(
        "workbook.layout",
        "the trading workbook, declared once",
        "market orders.rows.limits orders.conditional.terms reports engines.addresses",
    ),
    Room(
        "workbook.build",
        "that workbook as a file: XlsxWriter and VBA",
        "market orders reports functions texts workbook.layout",
    ),
    Room(
        "workbook.live",
        "that workbook open, through the xlwings API alone",
        "market orders reports texts workbook.layout",
    ),
    Room("workbook", "", "workbook.layout workbook.build workbook.live"),
    Room("settings", "the settings file", "market api feed orders.rows.limits misfits"),
    Room("service.heartbeat", "signs of life, for the watchdog", "scheduling"),
    Room(
        "desk",
        "one trading session, wired",
        "market api feed orders reports functions texts settings credentials scheduling "
        "service.heartbeat",
    ),
    Room(
        "sheet",
        "one open workbook on a desk, the same in every host",
        "market feed.state orders texts scheduling workbook.layout workbook.live desk "
        "service.heartbeat",
    ),
    Room(
        "service",
        "the resident desk: server, watchdog, single instance",
        "market api orders texts settings desk service.heartbeat",
    ),
    Room(
        "hosts",
        "how each spreadsheet reaches a sheet",
        "market functions texts workbook engines sheet desk service.heartbeat version",
    ),
    Room("practice.matching", "practice: accounts, positions, how offers meet", "market"),
    Room(
        "practice.venue",
        "practice: markets and their life, rules, checks, the exchange",
        f"{_PRACTICE} practice.matching",
    ),
    Room(
        "practice.life",
        "practice: scripted events, makers, the clock",
        "market scheduling practice.matching practice.venue",
    ),
    Room(
        "practice.replay",
        "practice: recordings played again",
        f"{_PRACTICE} recordings practice.matching practice.venue",
    ),
    Room(
        "practice.wire",
        "practice: over HTTP",
        f"{_PRACTICE} scheduling practice.matching practice.venue",
    ),
    Room(
        "practice.faults",
        "practice: faults that an operator orders",
        f"{_PRACTICE} practice.matching practice.venue practice.wire",
    ),
    Room(
        "practice.storage",
        "practice: kept in a file",
        f"{_PRACTICE} practice.matching practice.venue practice.life practice.replay",
    ),
    Room(
        "practice.operator",
        "practice: its operator, by pages and by calls",
        f"{_PRACTICE} practice.matching practice.venue practice.replay practice.faults "
        "practice.wire",
    ),
    Room(
        "practice",
        "the exchange to rehearse on, wired",
        f"{_PRACTICE} api.transport recordings scheduling practice",
    ),
    Room("python", "the desk for Python programs", "*"),
    Room("doctor", "what is missing on this machine", "*"),
    Room("cli", "the commands", "*"),
    Room("demo", "a desk and an exchange at once", "*"),
    Room("__main__", "python -m xlbetflag", "cli"),
)
ARROWS: Mapping[str, frozenset[str]] = {room.name: frozenset(room.may.split()) for room in ROOMS}
# These sit on top and may import every part; only they may import `practice` or each other.
TOP = {room.name for room in ROOMS if room.may == "*"} | {"__main__"}

# Which modules read a clock, sleep, or start threads by themselves, in rooms where time is to be
# handed in. What is not named here does not; who hands time in takes its name off.
OWN_TIME_ROOMS = (
    *("market", "texts", "api", "feed", "orders", "reports", "functions", "workbook"),
    *("desk", "sheet", "recordings", "settings", "credentials", "backoff"),
)
OWN_TIME: Mapping[str, str] = {
    "api.deadline": "sockets: a deadline is kept by the clock that the system's waits are by",
}

# Why a file is longer than a screenful of screens.
LONGEST = 350
LONG: Mapping[str, str] = {
    "demo": "one script, told from top to bottom",
    "orders.journal.reader": "what is read of the journal, one question after another",
    "orders.journal.writer": "one writer, one transaction a method",
    "practice.faults.plan": "every kind of fault once, as a table",
    "practice.venue.exchange": "every call of the venue under its one lock",
    "practice.venue.market": "an event and its markets know each other",
    "python.connection": "the public face: every call with its documentation",
    "texts.sheets": "a catalogue of texts in two languages",
    "workbook.live.binding": "every table and cell of a live workbook once",
}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the package: its name below `xlbetflag`, and its file."""
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def imports(module: str, source: str, *, is_package: bool = False) -> set[str]:
    """The full names that a module imports, at its top or inside a function."""
    package = ["xlbetflag", *module.split(".")] if module else ["xlbetflag"]
    if not is_package:
        package = package[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{origin}.{alias.name}" for alias in node.names}
    return found


def is_within(name: str, parent: str) -> bool:
    return name == parent or name.startswith(parent + ".")


def room_of(module: str) -> str:
    """The innermost room of the table that a module stands in, or else its first folder."""
    fitting = [room for room in ARROWS if is_within(module, room)]
    return max(fitting, key=len, default=module.split(".")[0])


def forbidden(module: str, imported: set[str]) -> set[str]:
    """Those of the imports, below `xlbetflag`, that no arrow allows."""
    room = room_of(module)
    ours = {name.removeprefix("xlbetflag.") for name in imported if is_within(name, "xlbetflag")}
    allowed = ARROWS[room] | {room}
    inner = {each for each in ARROWS if is_within(each, room) and each != room} - allowed
    return {
        name
        for name in ours
        if is_part(name.split(".")[0])
        and (
            not any(is_within(name, each) for each in allowed)
            or (room not in ARROWS[room] and any(is_within(name, each) for each in inner))
        )
    }


def is_part(name: str) -> bool:
    return (ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file()


class Modules(Mapping[str, set[str]]):
    """By the name of each module what it imports: read when it is asked for, so that whoever only
    collects the suite, as each worker does, need not read the whole source."""

    def __init__(self) -> None:
        self._paths = dict(modules())
        self._read: dict[str, set[str]] = {}

    def __getitem__(self, name: str) -> set[str]:
        if name not in self._read:
            path = self._paths[name]
            source = path.read_text(encoding="utf-8")
            self._read[name] = imports(name, source, is_package=path.name == "__init__.py")
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, name: object) -> bool:
        return name in self._paths


MODULES = Modules()


def renewed(page: str) -> str:
    """The page with its tables as they are declared here."""
    tables = {
        "rooms": _table(
            ("room", "what", "may import"),
            [(f"`{room.name}`", room.what, _told(room)) for room in ROOMS if room.what],
        ),
        "time": _table(("module", "why"), [(f"`{name}`", why) for name, why in OWN_TIME.items()]),
        "long": _table(("module", "why"), [(f"`{name}`", why) for name, why in LONG.items()]),
    }
    for name, table in tables.items():
        begin, end = f"<!-- {name}: generated -->\n", f"<!-- {name}: end -->"
        before, _, rest = page.partition(begin)
        page = before + begin + table + end + rest.partition(end)[2]
    return page


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _told(room: Room) -> str:
    if room.may == "*":
        return "everything"
    return ", ".join(f"`{each}`" for each in room.may.split() if each != room.name)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8", newline="\n")
