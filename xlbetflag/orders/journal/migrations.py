"""The journal's tables, as named steps that each run once, in order.

Nothing in the tables is ever changed or removed: triggers refuse it.
"""

import sqlite3
from collections.abc import Callable

FIRST_TABLES = (
    "balances",
    "intents",
    "refusals",
    "baselines",
    "sends",
    "sent_rows",
    "answers",
    "readings",
    "states",
    "actions",
)
RULE_TABLES = ("rules", "firings", "rule_events")
TABLES = (*FIRST_TABLES, "commissions", *RULE_TABLES, "sheet_limits")

_FIRST = """
CREATE TABLE balances (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, day TEXT NOT NULL,
    total INTEGER NOT NULL, free INTEGER NOT NULL, locked INTEGER NOT NULL
);
CREATE TABLE intents (
    key TEXT PRIMARY KEY, batch INTEGER NOT NULL, position INTEGER NOT NULL,
    market_id TEXT NOT NULL, selection_id TEXT NOT NULL, selection_name TEXT NOT NULL,
    side TEXT NOT NULL, price INTEGER NOT NULL, size INTEGER NOT NULL,
    cancel_at_live INTEGER NOT NULL, keep_when_suspended INTEGER NOT NULL,
    note TEXT NOT NULL, warnings TEXT NOT NULL, created TEXT NOT NULL, day TEXT NOT NULL
);
CREATE INDEX intents_market ON intents (market_id);
CREATE INDEX intents_day ON intents (day);
CREATE TABLE refusals (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL, content TEXT NOT NULL, notes TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX refusals_key ON refusals (key, id);
CREATE TABLE baselines (
    id INTEGER PRIMARY KEY, market_id TEXT NOT NULL, offer_ids TEXT NOT NULL, exposure TEXT,
    taken TEXT NOT NULL
);
CREATE TABLE sends (
    id INTEGER PRIMARY KEY, baseline INTEGER NOT NULL REFERENCES baselines (id),
    market_id TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE sent_rows (
    key TEXT PRIMARY KEY REFERENCES intents (key),   -- a row leaves at most once
    send INTEGER NOT NULL REFERENCES sends (id), place INTEGER NOT NULL
);
CREATE TABLE answers (
    send INTEGER PRIMARY KEY REFERENCES sends (id), outcome TEXT NOT NULL, words TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE readings (
    id INTEGER PRIMARY KEY, market_id TEXT NOT NULL, market_state TEXT NOT NULL,
    offers TEXT NOT NULL, matches TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE states (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL REFERENCES intents (key), status TEXT NOT NULL,
    offer_id TEXT, matched INTEGER NOT NULL, remaining INTEGER NOT NULL, price_matched REAL,
    inferred INTEGER NOT NULL, notes TEXT NOT NULL, at TEXT NOT NULL,
    reading INTEGER REFERENCES readings (id)
);
CREATE INDEX states_key ON states (key, id);
CREATE TABLE actions (
    id INTEGER PRIMARY KEY, action TEXT NOT NULL, particulars TEXT NOT NULL, at TEXT NOT NULL
);
"""

_RULES = """
CREATE TABLE rules (
    key TEXT PRIMARY KEY, market_id TEXT NOT NULL, asked TEXT NOT NULL, at TEXT NOT NULL,
    day TEXT NOT NULL
);
CREATE TABLE firings (
    key TEXT PRIMARY KEY,   -- of the order to be placed: set off at most once
    rule TEXT NOT NULL REFERENCES rules (key), firing TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX firings_rule ON firings (rule);
CREATE TABLE rule_events (
    id INTEGER PRIMARY KEY, rule TEXT NOT NULL REFERENCES rules (key), what TEXT NOT NULL,
    particulars TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX rule_events_rule ON rule_events (rule, id);
CREATE UNIQUE INDEX rule_ends ON rule_events (rule) WHERE what = 'ended';
"""


def _first_tables(connection: sqlite3.Connection) -> None:
    for statement in _FIRST.split(";\n"):
        connection.execute(statement)
    for table in FIRST_TABLES:
        _only_append(connection, table)


def _commissions(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE commissions (id INTEGER PRIMARY KEY, at TEXT NOT NULL, rate INTEGER NOT NULL)"
    )
    _only_append(connection, "commissions")


def _rules(connection: sqlite3.Connection) -> None:
    for statement in _RULES.split(";\n"):
        connection.execute(statement)
    for table in RULE_TABLES:
        _only_append(connection, table)


def _sheet_limits(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE sheet_limits (id INTEGER PRIMARY KEY, sheet TEXT NOT NULL,"
        " limits TEXT NOT NULL, at TEXT NOT NULL)"
    )
    _only_append(connection, "sheet_limits")


def _formulas_of_rows(connection: sqlite3.Connection) -> None:
    """Which of "price" and "stake" a formula gave; of older orders nobody knows: perhaps both."""
    connection.execute(
        "ALTER TABLE intents ADD COLUMN formulas TEXT NOT NULL DEFAULT 'price,stake'"
    )


def _files(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE files (id INTEGER PRIMARY KEY, file_id TEXT NOT NULL, path TEXT NOT NULL,"
        " at TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX files_file ON files (file_id, id)")
    _only_append(connection, "files")


def _only_append(connection: sqlite3.Connection, table: str) -> None:
    for change in ("UPDATE", "DELETE"):
        connection.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )


def _offers_of_rows(connection: sqlite3.Connection) -> None:
    """Whose an offer is, whatever market it is on, is asked of every answer."""
    connection.execute("CREATE INDEX states_offer ON states (offer_id) WHERE offer_id IS NOT NULL")


def _names_of_matches(connection: sqlite3.Connection) -> None:
    """Of older orders nobody knows what they were on."""
    for column in ("event_name", "market_name"):
        connection.execute(f"ALTER TABLE intents ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


MIGRATIONS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (
    ("first_tables", _first_tables),
    ("commissions", _commissions),
    ("rules", _rules),
    ("sheet_limits", _sheet_limits),
    ("formulas_of_rows", _formulas_of_rows),
    ("files", _files),
    ("offers_of_rows", _offers_of_rows),
    ("names_of_matches", _names_of_matches),
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a journal, new or old, to the present tables. Raises sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at TEXT NOT NULL)"
        )
        done = {name for (name,) in connection.execute("SELECT name FROM migrations")}
        for name, step in MIGRATIONS:
            if name not in done:
                step(connection)
                connection.execute(
                    "INSERT INTO migrations VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
                    (name,),
                )
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
