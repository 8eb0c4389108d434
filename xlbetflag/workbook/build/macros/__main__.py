"""`make workbooks`: everything of the workbooks that is made from text.

    python -m xlbetflag.workbook.build.macros

Writes vba/Functions.bas, the packaged vbaProject.bin and workbooks/trader.{xlsm,xlsx}, the same
bytes as long as the sources are the same.
"""

from pathlib import Path

from xlbetflag.workbook.build.macros.made import MADE, make

ROOT = Path(__file__).parents[4]

if __name__ == "__main__":
    make(ROOT, ROOT)
    print(*MADE, sep="\n")  # noqa: T201  what a maker says
