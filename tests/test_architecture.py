"""The house holds: arrows, circles, clocks, lengths, as in the table of tests/architecture.py."""

import ast
import re
import subprocess
import sys
from collections.abc import Mapping
from graphlib import TopologicalSorter
from itertools import groupby
from pathlib import Path

import pytest

from tests.architecture import (
    ARROWS,
    LONG,
    LONGEST,
    MODULES,
    OWN_TIME,
    OWN_TIME_ROOMS,
    PAGE,
    ROOT,
    TOP,
    forbidden,
    imports,
    is_within,
    modules,
    renewed,
    room_of,
)

# The package itself loads nothing; what it offers by name is loaded when it is asked for.
OFFERED = {
    "xlbetflag.market.side.Side",
    "xlbetflag.orders.status.Status",
    "xlbetflag.python.changes.Change",
    "xlbetflag.python.connecting.connect",
    "xlbetflag.python.connection.Desk",
    "xlbetflag.python.limits.Limits",
    "xlbetflag.python.refusal.NotYet",
    "xlbetflag.python.refusal.Refusal",
    "xlbetflag.python.results.Balance",
    "xlbetflag.python.results.Order",
    "xlbetflag.python.results.Preview",
    "xlbetflag.version.__version__",
}

# Libraries that belong to one place.
HTTP_LIBRARY_IN = "api.http"
NOT_OUR_LICENCE = "xlwings.pro"


@pytest.mark.parametrize("module", [name for name in MODULES if room_of(name) not in TOP])
def test_a_module_imports_only_what_its_arrows_allow(module: str) -> None:
    if not module:
        assert {name for name in MODULES[module] if is_within(name, "xlbetflag")} == OFFERED
        return
    assert room_of(module) in ARROWS, f"say in the table what {module} may import"
    assert forbidden(module, MODULES[module]) == set()


@pytest.mark.parametrize(
    ("module", "line", "caught"),
    [
        ("market.book", "from xlbetflag.api.messages import SUCCESS", "api.messages.SUCCESS"),
        ("market.book", "from ..feed import cache", "feed.cache"),
        ("orders.desk", "import xlbetflag.feed.budget", "feed.budget"),
        ("orders.desk", "from xlbetflag import hosts", "hosts"),
        ("orders.desk", "def f():\n    from xlbetflag.desk import Desk", "desk.Desk"),
        ("practice.wire.sessions", "from xlbetflag.api.client import Client", "api.client.Client"),
        ("hosts.excel", "from xlbetflag.practice import server", "practice.server"),
        ("engines.calc", "from xlbetflag.market import money", "market.money"),
        (
            "workbook.live.rows",
            "from xlbetflag.workbook.build import style",
            "workbook.build.style",
        ),
        (
            "practice.matching.engine",
            "import xlbetflag.practice.venue.market",
            "practice.venue.market",
        ),
        ("desk", "from xlbetflag.service import watchdog", "service.watchdog"),
    ],
)
def test_a_wrong_arrow_would_be_seen(module: str, line: str, caught: str) -> None:
    assert forbidden(module, imports(module, line)) == {caught}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("api.client", "from xlbetflag.market.book import Book"),
        ("api.client", "from .caller import Caller"),
        ("practice.wire.answers", "from xlbetflag.api import messages"),
        ("practice.server", "from xlbetflag.practice.faults.plan import Rule"),
        ("hosts.excel", "from xlbetflag.version import __version__"),
        ("market.book", "import xlwings, json"),
    ],
)
def test_a_right_arrow_is_left_alone(module: str, line: str) -> None:
    assert forbidden(module, imports(module, line)) == set()


def test_no_room_leads_back_to_itself() -> None:
    """By the table: TopologicalSorter raises CycleError where two rooms need each other."""
    order = tuple(TopologicalSorter(_needs()).static_order())
    assert order.index("market") < order.index("orders") < order.index("desk")


def _needs() -> Mapping[str, set[str]]:
    return {
        room: {room_of(each) for each in may if each != "*"} - {room}
        for room, may in ARROWS.items()
    }


# xlwings' own object graph (an app has books, a book its app) is a circle by its nature.
CIRCLES = ("engines.calc", "engines.headless")


def test_no_module_leads_back_to_itself() -> None:
    """Imports for types count too: who needs a name at all depends on it."""
    ours = {
        name: {_module_of(each) for each in imported if is_within(each, "xlbetflag")} - {name, ""}
        for name, imported in MODULES.items()
        if name and not any(is_within(name, each) for each in CIRCLES)
    }
    assert len(tuple(TopologicalSorter(ours).static_order())) > 100


def _module_of(name: str) -> str:
    name = name.removeprefix("xlbetflag.")
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


CLOCKS = ("time", "threading", "concurrent", "asyncio", "queue", "sched", "multiprocessing")
# No time passes in them.
HARMLESS = {"threading.Lock", "threading.RLock", "threading.get_ident", "concurrent.futures.Future"}
NOW = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today)\(")


def owns_time(module: str, source: str) -> bool:
    """Whether it reads a clock, sleeps, waits, or begins threads by itself."""
    used = imports(module, source) | {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    return bool(NOW.search(source)) or any(
        name not in HARMLESS and name not in CLOCKS and is_within(name, each)
        for name in used
        for each in CLOCKS
    )


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.sleep(1)",
        "from time import monotonic",
        "import threading\nthreading.Thread(target=f)",
        "at = datetime.now(UTC)",
        "from concurrent.futures import ThreadPoolExecutor",
    ],
)
def test_a_clock_would_be_seen(source: str) -> None:
    assert owns_time("feed.feed", source)


def test_a_lock_is_no_clock() -> None:
    assert not owns_time("feed.feed", "import threading\nthreading.Lock()")


def test_time_is_handed_in() -> None:
    """No module of these rooms owns time, but for those on the list, each with its reason."""
    own = {
        name
        for name, path in modules()
        if any(is_within(name, room) for room in OWN_TIME_ROOMS)
        and owns_time(name, path.read_text("utf-8"))
    }
    assert own - set(OWN_TIME) == set()


def test_a_long_file_has_its_reason() -> None:
    long = {name for name, path in modules() if len(path.read_text("utf-8").splitlines()) > LONGEST}
    assert long - set(LONG) == set()
    assert all(LONG.values())


def test_the_page_shows_the_table() -> None:
    page = PAGE.read_text("utf-8")
    assert renewed(page) == page


def test_one_module_knows_the_http_library() -> None:
    users = {m for m, names in MODULES.items() if any(is_within(n, "httpx") for n in names)}
    assert users == {HTTP_LIBRARY_IN}


def test_nothing_under_another_licence_is_used() -> None:
    users = {m for m, names in MODULES.items() if any(is_within(n, NOT_OUR_LICENCE) for n in names)}
    assert users == set()


def run_apart(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


HEAVY = ("pandas", "numpy", "xlwings", "starlette", "uvicorn", "formualizer", "xlsxwriter")


@pytest.mark.process
def test_a_desk_loads_nothing_heavy() -> None:
    """Of what a desk does not need at every button and tick; a cold start is felt."""
    loaded = run_apart(
        f"import sys, xlbetflag.desk; print(*[n for n in {HEAVY} if n in sys.modules])"
    )
    assert loaded == ""


@pytest.mark.process
def test_a_command_loads_nothing_heavy() -> None:
    """Of what only some commands need; each starts anew, before the eyes of its user."""
    loaded = run_apart(
        f"import sys, xlbetflag.cli; print(*[n for n in {HEAVY} if n in sys.modules])"
    )
    assert loaded == ""


@pytest.mark.process
def test_the_package_itself_loads_nothing() -> None:
    loaded = run_apart(
        "import sys, xlbetflag; print(*[n for n in sys.modules if n.startswith('xlbetflag.')])"
    )
    assert loaded == ""


@pytest.mark.process
def test_help_waits_for_nothing_that_it_does_not_need() -> None:
    heavy = ("httpx", "keyring", "lxml", "pandas", "uvicorn", "xlwings")
    shown = f"import sys, xlbetflag.cli; print([m for m in {heavy} if m in sys.modules])"
    assert run_apart(shown).strip() == "[]"


@pytest.mark.process
def test_pandas_is_loaded_with_the_first_frame() -> None:
    loaded = run_apart("import sys, xlbetflag; xlbetflag.connect; print('pandas' in sys.modules)")
    assert loaded == "False"


@pytest.mark.process
def test_hosts_do_without_pandas() -> None:
    """xlwings loads pandas where it finds it; nothing of ours needs it."""
    # What runs inside soffice has another Python, and `uno`.
    hosts = [
        f"xlbetflag.{name}"
        for name in MODULES
        if is_within(name, "hosts") and not is_within(name, "hosts.calc.inside")
    ]
    assert hosts
    run_apart(f"import sys; sys.modules['pandas'] = None; import {', '.join(hosts)}")


def ways() -> list[list[Path]]:
    """The files of each way, in order: of a row out, and back; of a book. A name without its folder
    stands in that of the name before it."""
    page = PAGE.read_text("utf-8").partition("## The way")[2].partition("## Time")[0]
    out, _, rest = page.partition("And back:")
    back, _, book = rest.partition("## The way of a book")
    found, folder = [], ROOT
    for way in (out, back, book):
        files = []
        for line in way.splitlines():
            for name in re.findall(r"`([a-z_/]+\.py)`", line) if line.startswith("| ") else ():
                path = ROOT / name if "/" in name else folder / name
                folder = path.parent
                files.append(path)
        found.append(files)
    return found


def test_the_ways_stop_where_files_stand() -> None:
    missing = [path for way in ways() for path in way if not path.is_file()]
    assert missing == []
    assert all(len(way) >= 9 for way in ways())


def test_each_way_enters_a_room_once() -> None:
    for way in ways():
        rooms = [room for room, _ in groupby(path.parent for path in way)]
        assert len(rooms) == len(set(rooms)), rooms


def test_functions_ask_for_books_where_their_reader_is_told() -> None:
    """What a cell was shown, and how old it is, holds back an order: none is shown untold."""
    asking = {
        name
        for name, path in modules()
        if is_within(name, "functions") and "view.book(" in path.read_text("utf-8")
    }
    assert asking == {"functions.known"}


# Folders of tests that are no room's: what drives several, and what stands beside the package.
BESIDE = {"support", "bench", "torture", "safety", "vba"}


def test_folders_of_tests_are_the_packages_rooms() -> None:
    tests = Path(__file__).parent
    held = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")}
    rooms = {folder for folder in held if folder.parts and folder.parts[0] not in BESIDE}
    assert [str(folder) for folder in sorted(rooms) if not (ROOT / folder).is_dir()] == []
