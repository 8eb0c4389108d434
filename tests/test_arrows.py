"""Who may import whom. The table is the rule; the tests below hold it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import xlbetflag

ROOT = Path(xlbetflag.__file__).parent

# Each part of the package, and the parts it may import. "api.messages" allows that module only.
ARROWS: dict[str, set[str]] = {
    "market": set(),  # the domain is pure
    "scheduling": set(),
    "engines": set(),  # an xlwings engine knows nothing of betting
    "texts": {"market"},
    "api": {"market", "scheduling"},
    "backoff": set(),
    "bell": set(),
    "feed": {"market", "api", "backoff", "bell", "scheduling"},
    "automation": {"market", "texts"},
    "orders": {"market", "api", "automation", "texts", "backoff", "bell", "scheduling"},
    "functions": {"market", "texts"},
    "workbook": {"market", "automation", "orders", "functions", "texts", "engines.addresses"},
    "credentials": {"api"},
    "misfits": set(),
    "settings": {"market", "api", "feed", "orders.limits", "misfits"},
    "pulse": set(),
    "desk": {"market", "api", "feed", "orders", "functions", "workbook", "texts"}
    | {"settings", "credentials", "pulse", "scheduling"},
    "hosts": {"market", "api", "feed", "orders", "functions", "workbook", "texts"}
    | {"settings", "credentials", "engines", "desk", "pulse"},
    # The practice exchange speaks the wire and knows nothing of how we trade.
    "practice": {"market"}
    | {"api.messages", "api.routes", "api.specification"}
    | {"api.translate", "api.errors", "api.config"},
}
# These sit on top and may import every part; only they may import `practice` or each other.
TOP = {"__main__", "cli", "demo", "doctor", "proving", "python", "watchdog"}
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
}

# Libraries that belong to one place.
HTTP_LIBRARY_IN = "api.http"
NOT_OUR_LICENCE = "xlwings.pro"


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


def forbidden(module: str, imported: set[str]) -> set[str]:
    """Those of the imports, below `xlbetflag`, that no arrow allows."""
    part = module.split(".")[0]
    ours = {name.removeprefix("xlbetflag.") for name in imported if is_within(name, "xlbetflag")}
    allowed = ARROWS[part] | {part}
    return {
        name
        for name in ours
        if is_part(name.split(".")[0]) and not any(is_within(name, each) for each in allowed)
    }


def is_part(name: str) -> bool:
    return (ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file()


MODULES = {
    name: imports(name, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py")
    for name, path in modules()
}


@pytest.mark.parametrize("module", [name for name in MODULES if name.split(".")[0] not in TOP])
def test_a_module_imports_only_what_its_arrows_allow(module: str) -> None:
    if not module:
        assert {name for name in MODULES[module] if is_within(name, "xlbetflag")} == OFFERED
        return
    part = module.split(".")[0]
    assert part in ARROWS, f"say in the table what {part} may import"
    assert forbidden(module, MODULES[module]) == set()


@pytest.mark.parametrize(
    ("module", "line", "caught"),
    [
        ("market.book", "from xlbetflag.api.messages import SUCCESS", "api.messages.SUCCESS"),
        ("market.book", "from ..feed import cache", "feed.cache"),
        ("orders.desk", "import xlbetflag.feed.budget", "feed.budget"),
        ("orders.desk", "from xlbetflag import hosts", "hosts"),
        ("orders.desk", "def f():\n    from xlbetflag.desk import Desk", "desk.Desk"),
        ("practice.web", "from xlbetflag.api.client import Client", "api.client.Client"),
        ("hosts.excel", "from xlbetflag.practice import server", "practice.server"),
        ("engines.calc", "from xlbetflag.market import money", "market.money"),
    ],
)
def test_a_wrong_arrow_would_be_seen(module: str, line: str, caught: str) -> None:
    assert forbidden(module, imports(module, line)) == {caught}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("api.client", "from xlbetflag.market.book import Book"),
        ("api.client", "from .caller import Caller"),
        ("practice.web", "from xlbetflag.api import messages"),
        ("hosts.excel", "from xlbetflag import __version__"),
        ("market.book", "import xlwings, json"),
    ],
)
def test_a_right_arrow_is_left_alone(module: str, line: str) -> None:
    assert forbidden(module, imports(module, line)) == set()


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


def test_a_desk_loads_nothing_heavy() -> None:
    """Of what a desk does not need at every button and tick; a cold start is felt."""
    loaded = run_apart(
        f"import sys, xlbetflag.desk; print(*[n for n in {HEAVY} if n in sys.modules])"
    )
    assert loaded == ""


def test_a_command_loads_nothing_heavy() -> None:
    """Of what only some commands need; each starts anew, before the eyes of its user."""
    loaded = run_apart(
        f"import sys, xlbetflag.cli; print(*[n for n in {HEAVY} if n in sys.modules])"
    )
    assert loaded == ""


def test_the_package_itself_loads_nothing() -> None:
    loaded = run_apart(
        "import sys, xlbetflag; print(*[n for n in sys.modules if n.startswith('xlbetflag.')])"
    )
    assert loaded == ""


def test_pandas_is_loaded_with_the_first_frame() -> None:
    loaded = run_apart("import sys, xlbetflag; xlbetflag.connect; print('pandas' in sys.modules)")
    assert loaded == "False"


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
