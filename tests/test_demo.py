"""The main job as a user starts it: one command against an exchange in another process."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

COMMAND = [sys.executable, "-m", "xlbetflag"]
OPERATOR = {"X-Practice-Token": "only for this test"}


@contextmanager
def practice_exchange() -> Iterator[str]:
    """The practice exchange in a process of its own; its address."""
    arguments = ["practice", "--port", "0", "--operator-token", OPERATOR["X-Practice-Token"]]
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/api/rest", process.stdout.readline())
            assert found
            yield found[0]
        finally:
            process.terminate()


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
    assert statuses == ["MATCHED", "MATCHED", "CANCELLED", "REFUSED", "REFUSED", "REFUSED"]
    for order in summary["orders"]:
        assert set(order) == {"row", "status", "offer_id", "matched", "remaining", "message"}
        assert bool(order["message"]) == (order["status"] == "REFUSED")


def test_prices_move_and_an_order_was_working_before_it_was_cancelled(
    after_the_demo: AfterTheDemo,
) -> None:
    printed = after_the_demo[2]
    prices = re.findall(r"\d+\.\d\d/\d+\.\d\d.*?(?=\s{2}|$)", printed.replace("\n", " "))
    assert len(set(prices)) >= 3
    assert printed.index("WORKING 1") < printed.index("CANCELLED 1")


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
    assert len(shown) == 3
    with httpx.Client(headers={"X-BFkey": "practice"}) as web:
        account = {"Username": "demo", "Pwd": "demo"}
        token = web.post(f"{url}/security/session", json=account).json()["SessionToken"]
        session = {"X-BF-Session-Token": token}
        listed, matched = {}, dict.fromkeys(shown, 0)
        for market in summary["markets"]:
            mine = web.get(f"{url}/offers/all/{market}", headers=session).json()
            listed.update({row["id"]: row["abb"] for row in mine["offerte"]["o"]})
            found = web.get(f"{url}/offers/matches/{market}", headers=session).json()
            for row in found["abbinamenti"]["o"]:
                matched[row["id"]] += row["imp"]
        assert listed == shown
        assert matched == shown
        root = url.removesuffix("/api/rest")
        ledger = web.get(f"{root}/practice/ledger", headers=OPERATOR).json()
    mine = next(each for each in ledger["accounts"] if each["username"] == "demo")
    assert {offer["id"]: offer["matched"] for offer in mine["offers"]} == shown
    states = {offer["id"]: offer["status"] for offer in mine["offers"]}
    assert states == {
        order["offer_id"]: order["status"] for order in summary["orders"] if order["offer_id"]
    }
