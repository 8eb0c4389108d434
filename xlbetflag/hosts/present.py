"""Which spreadsheet hosts this machine has, best first."""

import os
import shutil
import sys
from collections.abc import Callable, Collection
from importlib.util import find_spec

import msgspec


class Host(msgspec.Struct, frozen=True):
    """`is_supported`: this version can drive it. `is_preferable`: for who did not ask for it."""

    name: str
    title: str
    is_present: Callable[[], bool]
    is_supported: bool
    remedy: str
    is_preferable: Callable[[], bool] = lambda: True


class NoHost(Exception):  # noqa: N818 - what is wrong
    """The host that was asked for cannot be used; the message says what can."""


def _has_excel() -> bool:
    if sys.platform == "win32":
        import winreg

        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Excel.Application"))
        except OSError:
            return False
        return True
    return sys.platform == "darwin" and os.path.isdir("/Applications/Microsoft Excel.app")  # noqa: PTH112


def has_display() -> bool:
    """Whether a window can be shown here."""
    names = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)


def _has_calc() -> bool:
    from xlbetflag.engines.calc.process import find_soffice

    try:
        find_soffice()
    except FileNotFoundError:
        return False
    return True


def _has_headless() -> bool:
    return find_spec("formualizer") is not None and find_spec("lxml") is not None


_PACKAGES = "libreoffice-calc libreoffice-script-provider-python python3-uno"
INSTALL_CALC = (
    f"Install it: apt-get install {_PACKAGES}"
    if shutil.which("apt-get")
    else "Install LibreOffice, from its own site or your system's packages."
)
HOSTS = (
    Host("excel", "Excel", _has_excel, sys.platform == "win32", "Install Microsoft Excel."),
    Host("calc", "LibreOffice Calc", _has_calc, True, INSTALL_CALC, has_display),
    Host("headless", "headless", _has_headless, True, 'pip install "xlbetflag[headless]"'),
)


def how_to_get_a_window() -> str:
    """What keeps Calc from being opened for somebody who did not ask for a host."""
    calc = next(host for host in HOSTS if host.name == "calc")
    if not calc.is_present():
        return calc.remedy
    if not has_display():
        return "There is no display here (DISPLAY is empty)."
    return "In Calc: 'xlbetflag calc install' once, or --host calc."


def choose(wanted: str, *, unfit: Collection[str] = ()) -> str:
    """The host to use: `wanted`, or for "auto" the best that is present, supported and not `unfit`.

    Raises NoHost.
    """
    for host in HOSTS:
        is_best = wanted == "auto" and host.name not in unfit and host.is_preferable()
        if (is_best or host.name == wanted) and host.is_supported and host.is_present():
            return host.name
    for host in HOSTS:
        if wanted == host.name:
            reason = host.remedy if host.is_supported else "This version cannot drive it yet."
            raise NoHost(f"{host.title} cannot be used here. {reason}")
    names = ", ".join(host.name for host in HOSTS)
    raise NoHost(f"No host to use for {wanted!r}: choose auto or one of {names}.")
