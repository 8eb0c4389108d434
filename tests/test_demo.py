"""The main job as a user starts it: one command against an exchange in another process."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from tests.support.programs import running
from xlbetflag.functions import FUNCTIONS
from xlbetflag.market.exposure import results
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.workbook.build.sheets.examples import SHOWN, TYPED

pytestmark = pytest.mark.process

STEP = 50  # cents, of stakes
NO_VALUE = ("#", "? ", "NO FEED", "STALE", "SUSPENDED", "CLOSED")
COMMAND = [sys.executable, "-m", "xlbetflag"]
OPERATOR = {"X-Practice-Token": "only for this test"}


@contextmanager
def practice_exchange() -> Iterator[str]:
    """The practice exchange in a process of its own; its address."""
    arguments = ["practice", "--port", "0", "--operator-token", OPERATOR["X-Practice-Token"]]
    with running(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/api/rest", process.stdout.readline())
        assert found
        yield found[0]


@pytest.fixture(scope="module")
def after_the_demo(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[dict[str, Any], Path, str, str]]:
    """The summary, the saved workbook, what was printed, and the exchange's address."""
    folder = tmp_path_factory.mktemp("demo run")
    summary, workbook = folder / "summary.json", folder / "trader.xlsx"
    with practice_exchange() as url:
        run = subprocess.run(
            [*COMMAND, "demo", "--host", "headless", "--seconds", "8"]
            + ["--exchange", url, "--json", str(summary), "--save", str(workbook)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        yield json.loads(summary.read_text("utf-8")), workbook, run.stdout, url


AfterTheDemo = tuple[dict[str, Any], Path, str, str]


def test_it_says_what_it_did(after_the_demo: AfterTheDemo) -> None:
    summary, workbook, _, _ = after_the_demo
    assert set(summary) == {
        "host", "ticks", "requests", "cells", "markets", "orders", "errors", "workbook"
    }  # fmt: skip
    assert summary["host"] == "headless"
    assert summary["errors"] == []
    assert summary["ticks"] >= 3
    assert summary["cells"] > 50
    assert len(summary["markets"]) == 3
    assert summary["workbook"] == str(workbook)
    statuses = [order["status"] for order in summary["orders"]]
    assert statuses == ["MATCHED"] * 2 + ["CANCELLED"] * 2 + ["REFUSED"] * 3 + ["ENDED"]
    for order in summary["orders"]:
        assert set(order) == {"row", "status", "offer_id", "matched", "remaining", "message"}
        assert bool(order["message"]) == (order["status"] in ("REFUSED", "ENDED"))


def test_prices_move_and_an_order_was_working_before_it_was_cancelled(
    after_the_demo: AfterTheDemo,
) -> None:
    printed = after_the_demo[2]
    prices = re.findall(r"\d+\.\d\d/\d+\.\d\d.*?(?=\s{2}|$)", printed.replace("\n", " "))
    assert len(set(prices)) >= 3
    assert printed.index("WORKING") < printed.index("CANCELLED 1") < printed.index("CANCELLED 2")
    assert printed.index("CANCELLED 2") < printed.index("ENDED 1")


def test_the_saved_workbook_holds_what_was_shown(after_the_demo: AfterTheDemo) -> None:
    summary, workbook, _, _ = after_the_demo
    book = openpyxl.load_workbook(workbook, data_only=True)
    header, *rows = book["Orders"].iter_rows(min_row=4, min_col=2, values_only=True)
    column = {str(name): place for place, name in enumerate(header)}
    for order in summary["orders"]:
        row = rows[order["row"] - 5]
        assert row[column["Status"]] == order["status"]
        assert (row[column["Offer id"]] or "") == order["offer_id"]
        assert (row[column["Matched"]] or 0) == order["matched"]
        assert (row[column["Message"]] or "") == order["message"]
    board = book["Board"]
    assert [board.cell(row, 2).value for row in (4, 16, 28)] == summary["markets"]
    for row in (5, 6):  # the first two selections of the first block: names, prices, state
        assert board.cell(row, 3).value
        assert isinstance(board.cell(row, 9).value, float | int)
        assert board.cell(row, 17).value == "LIVE"


def test_formulas_formats_and_tables_survive_the_save(after_the_demo: AfterTheDemo) -> None:
    book = openpyxl.load_workbook(after_the_demo[1])
    formula = book["Board"]["B5"].value
    assert formula.text.startswith("=BF_BOOK(")
    assert formula.ref == "B5:R14"
    assert set(book["Orders"].tables) == {"Orders"}
    assert book["Orders"].freeze_panes
    assert len(book["Orders"].conditional_formatting) > 3
    assert book["Orders"].data_validations.dataValidation


def test_the_exchange_says_the_same(after_the_demo: AfterTheDemo) -> None:
    """Asked for separately: over the venue's wire by a plain client, and its own ledger."""
    summary, _, _, url = after_the_demo
    shown = {
        order["offer_id"]: round(order["matched"] * 100)
        for order in summary["orders"]
        if order["offer_id"]
    }
    assert len(shown) == 4
    with httpx.Client(headers={"X-BFkey": "practice"}) as web:
        account = {"Username": "demo", "Pwd": "demo"}
        token = web.post(f"{url}/security/session", json=account).json()["SessionToken"]
        session = {"X-BF-Session-Token": token}
        listed, matched = {}, Counter[str]()
        for market in summary["markets"]:
            mine = web.get(f"{url}/offers/all/{market}", headers=session).json()
            listed.update({row["id"]: row["abb"] for row in mine["offerte"]["o"]})
            found = web.get(f"{url}/offers/matches/{market}", headers=session).json()
            for row in found["abbinamenti"]["o"]:
                matched[row["id"]] += row["imp"]
        assert {each: listed[each] for each in shown} == shown
        assert {each: matched[each] for each in shown} == shown
        root = url.removesuffix("/api/rest")
        ledger = web.get(f"{root}/practice/ledger", headers=OPERATOR).json()
    mine = next(each for each in ledger["accounts"] if each["username"] == "demo")
    typed = [offer for offer in mine["offers"] if offer["id"] in shown]
    assert {offer["id"]: offer["matched"] for offer in typed} == shown
    states = {offer["id"]: offer["status"] for offer in typed}
    assert states == {
        order["offer_id"]: order["status"] for order in summary["orders"] if order["offer_id"]
    }
    [levelling] = [offer for offer in mine["offers"] if offer["id"] not in shown]
    assert listed.keys() == {*shown, levelling["id"]}
    assert str(levelling["market"]) == summary["markets"][0]
    of_it = [offer for offer in mine["offers"] if offer["market"] == levelling["market"]]
    assert len({offer["selection"] for offer in of_it}) == 1
    [(if_wins, if_loses)] = results([bet for offer in of_it for bet in filled(offer)]).values()
    assert abs(if_wins - if_loses) <= STEP * levelling["price"] // 100


def filled(offer: dict[str, Any]) -> list[Bet]:
    """What is matched, and what is still on offer as if it were: prices may have moved on."""
    parts = [(match["price"], match["size"]) for match in offer["matches"]]
    parts += [(offer["price"], offer["remaining"])] * bool(offer["remaining"])
    selection, side = str(offer["selection"]), Side(offer["side"])
    return [Bet(selection, side, price, size) for price, size in parts]


def test_every_function_shows_a_value(after_the_demo: AfterTheDemo) -> None:
    """On the sheet Examples, as it was saved."""
    sheet = openpyxl.load_workbook(after_the_demo[1], data_only=True)["Examples"]
    shown = {}
    for row in sheet.iter_rows(min_col=TYPED + 1):
        if str(row[0].value).startswith("=BF_"):
            name = row[0].value[1:].partition("(")[0]
            below = 2 if FUNCTIONS[name].columns else 0
            shown[name] = [cell.value for cell in sheet[row[0].row + below][SHOWN:]]
    assert shown.keys() == FUNCTIONS.keys()
    for name, values in shown.items():
        words = [value for value in values if value not in (None, "")]
        assert words, name
        assert not [word for word in words if str(word).startswith(NO_VALUE)], name
