"""A built workbook, made once for the tests that only read it."""

from pathlib import Path

import pytest

from xlbetflag.workbook.build import build

FILE_ID = "f00000001"
ORDER_ROWS = 12
MARKET_ROWS = 8
BLOCKS = 3


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "trader.xlsx"
    build(path, file_id=FILE_ID, blocks=BLOCKS, order_rows=ORDER_ROWS, market_rows=MARKET_ROWS)
    return path
