"""Excel on Windows: facts about the machine, and what they mean."""

import re
import struct
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import msgspec

from xlbetflag.doctor.finding import Finding, Verdict
from xlbetflag.hosts.excel import configuration
from xlbetflag.hosts.excel.registry import Registry, Value, windows_registry

OFFICE = r"Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
OUTLOOK = r"SOFTWARE\Microsoft\Office\16.0\Outlook"  # where Office notes its own bitness
ATTACK_SURFACE = (
    r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
    r"SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
)
NO_CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"  # "Block Office ... child processes"


class Facts(msgspec.Struct, frozen=True):
    """None where nothing says so. `excel`: where its program is. `warnings`: Excel's macro
    setting, 1 to 4. `zone`: of the file's mark of the web. `children`: the rule's state."""

    python: str
    python_bits: int
    xlwings: str | None
    bas: str | None
    dlls: tuple[str, ...]
    excel: str | None = None
    excel_bits: int | None = None
    interpreter: str | None = None
    is_interpreter_there: bool = False
    warnings: Value = None
    warnings_by_policy: Value = None
    blocks_internet: Value = None
    file: str = ""
    zone: int | None = None
    children: Value = None
    decimal: Value = None


def examine(file: Path | None = None) -> Iterator[Finding]:
    """What this machine says; `file`: a workbook to look at, too."""
    registry = windows_registry()
    if registry is not None:
        yield from findings(gather(registry, file))


def findings(facts: Facts) -> Iterator[Finding]:
    """One for each matter, with its remedy."""
    if facts.excel is None:
        yield Finding("Excel", Verdict.NOTE, "not found", "Install Microsoft Excel for desktop.")
    yield _bits(facts)
    yield _versions(facts)
    yield _interpreter(facts)
    yield _macros(facts)
    if facts.file:
        yield _mark(facts)
    yield _children(facts)
    yield _decimal(facts)


def gather(
    registry: Registry,
    file: Path | None = None,
    *,
    python: str = sys.executable,
    configured: Path | None = None,
    code_page: str = configuration.ANSI,
) -> Facts:
    """Facts of this machine."""
    where = configured or configuration.user_file()
    interpreter = configuration.read(where, code_page).get(configuration.INTERPRETER)
    bitness = registry.read("HKLM", CLICK_TO_RUN, "Platform") or registry.read(
        "HKLM", OUTLOOK, "Bitness"
    )
    clsid = registry.read("HKCR", r"Excel.Application\CLSID", "")
    server = registry.read("HKCR", rf"CLSID\{clsid}\LocalServer32", "") if clsid else None
    folders = [Path(python).parent, Path(python).parent.parent]
    rules = [registry.read("HKLM", key, NO_CHILDREN) for key in ATTACK_SURFACE]
    return Facts(
        python=python,
        python_bits=struct.calcsize("P") * 8,
        xlwings=_package(),
        bas=_bas(),
        dlls=tuple(sorted({dll.name for each in folders for dll in each.glob("xlwings*.dll")})),
        excel=str(server) if server else None,
        excel_bits=_bitness(bitness),
        interpreter=interpreter,
        is_interpreter_there=bool(interpreter and Path(interpreter).is_file()),
        warnings=registry.read("HKCU", OFFICE, "VBAWarnings"),
        warnings_by_policy=registry.read("HKCU", POLICY, "VBAWarnings"),
        blocks_internet=registry.read("HKCU", POLICY, "blockcontentexecutionfrominternet"),
        file=str(file or ""),
        zone=zone_of(file) if file else None,
        children=next((rule for rule in rules if rule is not None), None),
        decimal=registry.read("HKCU", r"Control Panel\International", "sDecimal"),
    )


def zone_of(file: Path) -> int | None:
    """The zone in a file's mark of the web: 3 is the internet; None without a mark."""
    try:
        mark = Path(f"{file}:Zone.Identifier").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    for line in mark.splitlines():
        name, _, value = line.partition("=")
        if name.strip().lower() == "zoneid" and value.strip().isdecimal():
            return int(value)
    return None


def _bits(facts: Facts) -> Finding:
    says = f"Excel {facts.excel_bits or 'unknown'} bit, Python {facts.python_bits} bit"
    if facts.excel_bits and f"xlwings{facts.excel_bits}" not in " ".join(facts.dlls):
        remedy = f"Install a {facts.excel_bits}-bit Python and xlbetflag in it."
        return Finding("bitness", Verdict.BAD, f"{says}: no DLL for this Excel", remedy)
    return Finding("bitness", Verdict.GOOD if facts.excel_bits else Verdict.NOTE, says)


def _versions(facts: Facts) -> Finding:
    dlls = [dll.removesuffix(".dll").partition("-")[2] for dll in facts.dlls]
    says = f"package {facts.xlwings}, bas {facts.bas}, DLL {', '.join(dlls) or 'not found'}"
    if facts.xlwings and facts.xlwings == facts.bas and facts.bas in dlls:
        return Finding("xlwings versions", Verdict.GOOD, says)
    remedy = f"pip install --force-reinstall xlwings=={facts.bas or facts.xlwings}"
    return Finding("xlwings versions", Verdict.BAD, says, remedy)


def _interpreter(facts: Facts) -> Finding:
    remedy = "Run 'xlbetflag install'."
    if facts.interpreter is None:
        return Finding("Excel's Python", Verdict.BAD, "not configured", remedy)
    if not facts.is_interpreter_there:
        says = f"{facts.interpreter} is not there"
        return Finding("Excel's Python", Verdict.BAD, says, remedy)
    if facts.interpreter.lower() != facts.python.lower():
        says = f"{facts.interpreter}, not this one"
        return Finding("Excel's Python", Verdict.NOTE, says, remedy)
    return Finding("Excel's Python", Verdict.GOOD, facts.interpreter)


def _macros(facts: Facts) -> Finding:
    by_policy = facts.warnings_by_policy is not None
    setting = facts.warnings_by_policy if by_policy else facts.warnings
    who = "by your organisation's policy" if by_policy else "in Excel's Trust Center"
    no_macros = "Use a workbook without macros: xlbetflag new trader.xlsx --values, xlbetflag run."
    change = f"Ask your administrator. {no_macros}" if by_policy else "Change it there."
    if setting == 4:
        return Finding("macros", Verdict.BAD, f"disabled {who}", change)
    if setting == 3:
        return Finding("macros", Verdict.BAD, f"only signed ones, {who}; ours are not", change)
    if setting == 1:
        says = f"all are enabled {who}, those of strangers too"
        return Finding("macros", Verdict.NOTE, says, "Choose 'disable with notification' there.")
    internet = ", never in files from the internet" if facts.blocks_internet == 1 else ""
    return Finding("macros", Verdict.GOOD, f"Excel asks for each file{internet}")


def _mark(facts: Facts) -> Finding:
    if facts.zone is None or facts.zone < 3:
        return Finding("mark of the web", Verdict.GOOD, f"none on {facts.file}")
    says = f"{facts.file} came from the internet: Excel blocks its macros"
    remedy = "Write a copy here with 'xlbetflag new', or: Properties of the file, Unblock."
    return Finding("mark of the web", Verdict.BAD, says, remedy)


def _children(facts: Facts) -> Finding:
    state = str(facts.children or 0)
    if state in ("1", "6"):
        says = "Windows keeps Office from starting programs: Excel cannot start the desk"
        remedy = "Start it yourself, before Excel: xlbetflag serve"
        return Finding("child processes", Verdict.NOTE, says, remedy)
    return Finding("child processes", Verdict.GOOD, "Excel may start the desk")


def _decimal(facts: Facts) -> Finding:
    if facts.decimal is None:
        return Finding("decimal separator", Verdict.NOTE, "Windows does not say")
    says = f"{facts.decimal!r}: in cells both 2.50 and 2,50 typed as text are understood"
    return Finding("decimal separator", Verdict.GOOD, says)


def _package() -> str | None:
    try:
        return version("xlwings")
    except PackageNotFoundError:
        return None


def _bas() -> str | None:
    """The version of xlwings' module in our workbooks: the one this package asks for."""
    try:
        wanted = requires("xlbetflag") or []
    except PackageNotFoundError:
        return None
    found = (re.match(r"xlwings==([\w.]+)", each) for each in wanted)
    return next((each[1] for each in found if each), None)


def _bitness(said: Value) -> int | None:
    return {"x64": 64, "x86": 32}.get(str(said))
