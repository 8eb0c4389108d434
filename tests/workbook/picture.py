"""Pictures of a saved workbook's sheets, as LibreOffice shows them: not a test.

    python -m tests.workbook.picture demo.xlsx pictures/

Needs soffice and pdftoppm. The formulas are taken out of a copy first, as LibreOffice would
recalculate the array formulas on opening and, without the add-in, show #NAME?.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from xlbetflag.workbook.layout.sheets import EXAMPLES, SHEETS

FORMULA = re.compile(rb"<f\b[^>]*?(/>|>.*?</f>)", re.DOTALL)
FOOTER = re.compile(r"^xlbetflag\s+(\w+)$", re.MULTILINE)
DOTS_PER_INCH = "130"


def values_only(source: Path, target: Path) -> None:
    """A copy in which every formula is the value it last had."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/calcChain.xml":
                continue
            if name.startswith("xl/worksheets/sheet"):
                part = FORMULA.sub(b"", part)
            elif name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
                part = re.sub(rb"<(Override|Relationship)\b[^>]*calcChain[^>]*/>", b"", part)
            new.writestr(name, part)


def pictures(workbook: Path, folder: Path) -> list[Path]:
    """One PNG a sheet, its first page: desk.png, markets.png, board.png ..."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "sheet.xlsx")
        values_only(workbook, copy)
        profile = Path(scratch, "profile").as_uri()
        office = ("soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to")
        _run(*office, "pdf", "--outdir", scratch, str(copy))
        pdf = str(copy.with_suffix(".pdf"))
        pages = _run("pdftotext", pdf, "-").split("\f")
        first: dict[str, int] = {}
        for number, text in enumerate(pages, start=1):
            for sheet in FOOTER.findall(text):
                first.setdefault(sheet, number)
        made = []
        for sheet in [name for name in (*SHEETS, EXAMPLES) if name in first]:
            page, target = str(first[sheet]), folder / sheet.lower()
            options = ("-r", DOTS_PER_INCH, "-f", page, "-l", page, "-singlefile", "-png")
            _run("pdftoppm", *options, pdf, str(target))
            made.append(target.with_suffix(".png"))
        return made


def _run(program: str, *arguments: str) -> str:
    found = shutil.which(program)
    if found is None:
        sys.exit(f"{program} is not installed")
    done = subprocess.run([found, *arguments], check=True, capture_output=True, timeout=120)
    return done.stdout.decode()


if __name__ == "__main__":
    for path in pictures(Path(sys.argv[1]), Path(sys.argv[2])):
        print(path)
