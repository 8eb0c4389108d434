"""The extension's own papers: its description, and what it registers with LibreOffice."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from xlbetflag.functions import FUNCTIONS, Function
from xlbetflag.hosts.calc.names import (
    COMMANDS_SERVICE,
    IDENTIFIER,
    SERVICE,
    START_SERVICE,
    TYPES,
)
from xlbetflag.texts import LANGUAGES, calc
from xlbetflag.texts.forms import Sentence
from xlbetflag.texts.spoken import text_in
from xlbetflag.version import __version__

COMPONENT_FILE = "xlbetflag_calc.py"
DECLARED = "declared.json"
OLDEST_LIBREOFFICE = "7.0"
TITLE: Sentence = ("Betflag", "Betflag")
SHEETS = "com.sun.star.sheet.SpreadsheetDocument"
IMPLEMENTATIONS = {
    SERVICE: (SERVICE, "com.sun.star.sheet.AddIn"),
    COMMANDS_SERVICE: (COMMANDS_SERVICE,),
    START_SERVICE: (START_SERVICE,),
}
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
REGISTRY = (
    'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
)


def files() -> dict[str, str]:
    """By their names in the extension."""
    return {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "xlbetflag.components": _components(),
        "CalcAddIns.xcu": _functions(),
        "Addons.xcu": _menu(),
        "Jobs.xcu": _jobs(),
        "CalcWindowState.xcu": _toolbar(),
    }


def _manifest() -> str:
    kinds = {
        TYPES: "application/vnd.sun.star.uno-typelibrary;type=RDB",
        "xlbetflag.components": "application/vnd.sun.star.uno-components",
        "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
        "Addons.xcu": "application/vnd.sun.star.configuration-data",
        "Jobs.xcu": "application/vnd.sun.star.configuration-data",
        "CalcWindowState.xcu": "application/vnd.sun.star.configuration-data",
    }
    entries = "\n".join(
        f' <manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>'
        for name, kind in kinds.items()
    )
    return (
        f'{XML}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}\n</manifest:manifest>\n"
    )


def _description() -> str:
    return (
        f'{XML}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:l="http://libreoffice.org/extensions/description/2011" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f' <identifier value="{IDENTIFIER}"/>\n'
        f' <version value="{__version__}"/>\n'
        " <display-name>"
        '<name lang="en">xlbetflag: Betflag in Calc</name>'
        '<name lang="it">xlbetflag: Betflag in Calc</name></display-name>\n'
        " <dependencies>"
        f'<l:LibreOffice-minimal-version value="{OLDEST_LIBREOFFICE}" '
        f'name="LibreOffice {OLDEST_LIBREOFFICE}"/></dependencies>\n'
        "</description>\n"
    )


def _components() -> str:
    """A list, so that nothing of ours runs while it is being installed."""
    implementations = "\n".join(
        f'  <implementation name="{name}">'
        + "".join(f'<service name="{service}"/>' for service in services)
        + "</implementation>"
        for name, services in IMPLEMENTATIONS.items()
    )
    return (
        f'{XML}<components xmlns="http://openoffice.org/2010/uno-components">\n'
        f' <component loader="com.sun.star.loader.Python" uri="{COMPONENT_FILE}">\n'
        f"{implementations}\n </component>\n</components>\n"
    )


def _functions() -> str:
    nodes = "\n".join(_function(function) for _, function in sorted(FUNCTIONS.items()))
    return _registry(
        "CalcAddIns",
        "org.openoffice.Office",
        f'<node oor:name="AddInInfo">\n<node oor:name="{SERVICE}" oor:op="replace">\n'
        f'<node oor:name="AddInFunctions">\n{nodes}\n</node>\n</node>\n</node>',
    )


def _function(function: Function) -> str:
    # Calc takes arguments in the order of their nodes' names.
    arguments = "".join(
        f'<node oor:name="a{number:02}" oor:op="replace">'
        f"{_text('DisplayName', argument.name)}{_help(argument.kind.help)}</node>"
        for number, argument in enumerate(function.arguments)
    )
    return (
        f'<node oor:name="{function.name}" oor:op="replace">'
        f"{_text('DisplayName', function.name)}{_help(function.summary, function.details)}"
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f"{_text('CompatibilityName', function.name)}"
        f'<node oor:name="Parameters">{arguments}</node></node>'
    )


def _menu() -> str:
    items = "\n".join(_items())
    return _registry(
        "Addons",
        "org.openoffice.Office",
        '<node oor:name="AddonUI">\n'
        '<node oor:name="OfficeMenuBar">\n'
        f'<node oor:name="{IDENTIFIER}" oor:op="replace">{_context()}{_titles(TITLE)}'
        f'<node oor:name="Submenu">\n{items}\n</node></node>\n</node>\n'
        f'<node oor:name="OfficeToolBar">\n<node oor:name="{IDENTIFIER}" oor:op="replace">\n'
        f"{items}\n</node>\n</node>\n</node>",
    )


def _toolbar() -> str:
    """Its name, and its place: docked, in a row of its own below the others."""
    name = f"private:resource/toolbar/addon_{IDENTIFIER}"
    values = {"Docked": "true", "DockingArea": "0", "DockPos": "0,5", "Visible": "true"}
    places = "".join(
        f'<prop oor:name="{key}"><value>{value}</value></prop>' for key, value in values.items()
    )
    return _registry(
        "CalcWindowState",
        "org.openoffice.Office.UI",
        f'<node oor:name="UIElements"><node oor:name="States"><node oor:name="{name}" '
        f'oor:op="replace">{places}{_titles(TITLE, "UIName")}</node></node></node>',
    )


def _items() -> Iterator[str]:
    for number, (command, titles) in enumerate(calc.COMMANDS.items()):
        address = f"service:{COMMANDS_SERVICE}?{command}"
        yield (
            f'<node oor:name="m{number:02}" oor:op="replace">{_context()}'
            f'<prop oor:name="URL"><value>{escape(address)}</value></prop>'
            f'{_titles(titles)}<prop oor:name="Target"><value>_self</value></prop></node>'
        )


def _jobs() -> str:
    return _registry(
        "Jobs",
        "org.openoffice.Office",
        f'<node oor:name="Jobs"><node oor:name="{START_SERVICE}" oor:op="replace">'
        f'<prop oor:name="Service"><value>{START_SERVICE}</value></prop></node></node>\n'
        '<node oor:name="Events"><node oor:name="OnStartApp" oor:op="fuse">'
        f'<node oor:name="JobList"><node oor:name="{START_SERVICE}" oor:op="replace"/></node>'
        "</node></node>",
    )


def _registry(name: str, package: str, content: str) -> str:
    return (
        f'{XML}<oor:component-data {REGISTRY} oor:name="{name}" oor:package="{package}">\n'
        f"{content}\n</oor:component-data>\n"
    )


def _context() -> str:
    return f'<prop oor:name="Context"><value>{SHEETS}</value></prop>'


def _titles(titles: Sentence, name: str = "Title") -> str:
    values = "".join(
        f"<value xml:lang={quoteattr(language)}>{escape(title)}</value>"
        for language, title in zip(LANGUAGES, titles, strict=True)
    )
    return f'<prop oor:name="{name}">{values}</prop>'


def _help(*texts: str) -> str:
    """What the function wizard tells, in each language."""
    values = "".join(
        f"<value xml:lang={quoteattr(code)}>"
        f"{escape(' '.join(text_in(text, language) for text in texts if text))}</value>"
        for language, code in zip(LANGUAGES, ("en-US", "it"), strict=True)
    )
    return f'<prop oor:name="Description">{values}</prop>'


def _text(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en-US">{escape(text)}</value></prop>'
