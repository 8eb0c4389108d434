"""What may keep this machine from trading, each finding with its remedy."""

import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from xlbetflag import credentials
from xlbetflag.api.client import Client
from xlbetflag.api.config import Environment
from xlbetflag.api.errors import ApiError, NotSent, Unavailable
from xlbetflag.doctor import excel
from xlbetflag.doctor.finding import Finding, Verdict
from xlbetflag.hosts import present
from xlbetflag.market.rules import Source
from xlbetflag.settings import BadSettings, Settings, data_folder, load, settings_path

__all__ = ["Finding", "Verdict", "examine"]

GREATEST_CLOCK_OFFSET = 2.0
CHECK = "Check the address and the account."


def examine(settings_file: Path | None = None, file: Path | None = None) -> Iterator[Finding]:
    """Look at everything, one finding at a time; the last ones ask the venue.

    `file`: a workbook to look at, too.
    """
    yield _python()
    yield from _packages()
    yield from _hosts()
    yield from excel.examine(file)
    yield from _calc()
    yield _folder(data_folder())
    yield _keyring()
    try:
        settings = load(settings_file)
    except BadSettings as error:
        yield Finding("settings", Verdict.BAD, str(error), "Correct the file, or remove it.")
        return
    where = settings_file or settings_path()
    present_or_not = str(where) if where.exists() else f"none at {where}: the defaults hold"
    yield Finding("settings", Verdict.GOOD, present_or_not)
    yield _rules(settings)
    yield from _venue(settings)


def _python() -> Finding:
    bits = 64 if sys.maxsize > 2**32 else 32
    says = f"Python {platform.python_version()}, {bits} bit, {sys.executable}"
    return Finding("python", Verdict.GOOD, says)


def _packages() -> Iterator[Finding]:
    for name, extra in (
        ("xlwings", ""),
        ("httpx", ""),
        ("formualizer", "headless"),
        ("starlette", "practice"),
    ):
        try:
            yield Finding(name, Verdict.GOOD, version(name))
        except PackageNotFoundError:
            wanted = f'pip install "xlbetflag[{extra}]"' if extra else "pip install xlbetflag"
            yield Finding(name, Verdict.NOTE if extra else Verdict.BAD, "not installed", wanted)


def _hosts() -> Iterator[Finding]:
    for host in present.HOSTS:
        if not host.is_supported:
            continue  # by no means on this system
        if host.is_present():
            yield Finding(host.title, Verdict.GOOD, "present")
        else:
            yield Finding(host.title, Verdict.NOTE, "not present", host.remedy)


def _calc() -> Iterator[Finding]:
    from xlbetflag.engines.calc.process import find_soffice

    try:
        program = find_soffice()
    except FileNotFoundError as missing:
        remedy = "Install LibreOffice, or name its program in SOFFICE."
        yield Finding("LibreOffice", Verdict.NOTE, str(missing), remedy)
        return
    try:
        said = subprocess.run(  # noqa: S603 - the program that was found
            [str(program), "--version"], capture_output=True, text=True, timeout=20, check=False
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    says = f"{said or 'LibreOffice, its version unknown'}, {program}"
    yield Finding("LibreOffice", Verdict.GOOD, says)
    yield calc_extension()


def calc_extension() -> Finding:
    """Whether the user's own LibreOffice has our extension, as these sources make it."""
    from xlbetflag.engines.calc.process import default_profile
    from xlbetflag.hosts.calc import extension, setup

    wanted = extension.version()
    found = setup.installed_version(default_profile())
    if found == wanted:
        return Finding("Calc extension", Verdict.GOOD, f"installed and current, {found}")
    says = "not installed" if found is None else f"{found}, not the current {wanted}"
    return Finding("Calc extension", Verdict.NOTE, says, "Run 'xlbetflag calc install'.")


def _folder(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        says = f"{folder} cannot be written: {error.strerror}"
        return Finding("journal", Verdict.BAD, says, "Without a journal nothing is sent: free it.")
    return Finding("journal", Verdict.GOOD, str(folder))


def _keyring() -> Finding:
    backend = credentials.backend_name()
    if backend is None:
        return Finding("keyring", Verdict.NOTE, "none", credentials.HOW_TO_GET_A_KEYRING)
    return Finding("keyring", Verdict.GOOD, backend)


def _rules(settings: Settings) -> Finding:
    assumed = [
        field.name
        for field in msgspec.structs.fields(settings.venue_rules)
        if getattr(settings.venue_rules, field.name).source is Source.ASSUMED
    ]
    if not assumed:
        return Finding("venue rules", Verdict.GOOD, "all confirmed in the settings")
    says = f"assumed, not confirmed: {', '.join(assumed)}"
    return Finding("venue rules", Verdict.NOTE, says, "Write what you know under [rules].")


def _venue(settings: Settings) -> Iterator[Finding]:
    says = f"{settings.environment}: {settings.venue.base_url}"
    yield Finding("environment", Verdict.GOOD, says)
    try:
        secrets = credentials.load(settings.environment)
    except (credentials.NoKeyring, credentials.NotStored) as error:
        yield Finding("credentials", Verdict.BAD, str(error), "Run 'xlbetflag login'.")
        return
    yield Finding("credentials", Verdict.GOOD, f"API key and password of {secrets.username}")
    with Client(settings.venue, lambda: secrets) as client:
        started = time.monotonic()
        try:
            client.login()
            client.balance()
            client.logout()
        except ApiError as error:
            is_none_there = (
                isinstance(error, NotSent | Unavailable)
                and settings.environment is Environment.PRACTICE
            )
            remedy = "Start one: xlbetflag practice." if is_none_there else CHECK
            yield Finding("venue", Verdict.BAD, str(error), remedy)
            return
        took = (time.monotonic() - started) * 1_000
        yield Finding("venue", Verdict.GOOD, f"session opened and closed, {took:.0f} ms")
        yield _clock(client.last_date)


def _clock(date: str | None) -> Finding:
    """The offset to the venue's clock; its Date header has whole seconds."""
    if date is None:
        return Finding("clock", Verdict.NOTE, "the venue sends no time to compare with")
    offset = (datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds() - 0.5
    says = f"{offset:+.1f} s from the venue's"
    if abs(offset) > GREATEST_CLOCK_OFFSET:
        return Finding("clock", Verdict.BAD, says, "Let the system set its clock by network time.")
    return Finding("clock", Verdict.GOOD, says)
