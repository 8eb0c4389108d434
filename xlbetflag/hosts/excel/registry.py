"""The few values of Windows' registry that matter here."""

import sys
from typing import Protocol

TRUSTED = r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations\xlbetflag"
Value = str | int | None


class Registry(Protocol):
    """Of the user (`HKCU`) and of the machine (`HKLM`). Keys are written with backslashes."""

    def read(self, root: str, key: str, name: str) -> Value: ...
    def write(self, key: str, name: str, value: str | int) -> None:
        """Of the user."""
        ...

    def remove(self, key: str) -> bool:
        """Of the user, a key without keys below it; False where there was none."""
        ...


if sys.platform == "win32":
    import winreg

    _ROOTS = {
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
        "HKCR": winreg.HKEY_CLASSES_ROOT,
    }

    class WindowsRegistry:
        """The machine's own. Both views of a 64-bit Windows are looked into."""

        def read(self, root: str, key: str, name: str) -> Value:
            for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
                try:
                    with winreg.OpenKey(_ROOTS[root], key, 0, winreg.KEY_READ | view) as opened:
                        value = winreg.QueryValueEx(opened, name)[0]
                        return value if isinstance(value, str | int) else None
                except OSError:
                    continue
            return None

        def write(self, key: str, name: str, value: str | int) -> None:
            kind = winreg.REG_DWORD if isinstance(value, int) else winreg.REG_SZ
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                winreg.SetValueEx(opened, name, 0, kind, value)

        def remove(self, key: str) -> bool:
            try:
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
            except OSError:
                return False
            return True

    def windows_registry() -> Registry | None:
        return WindowsRegistry()

else:

    def windows_registry() -> Registry | None:
        """None where there is no such thing."""
        return None
