"""The extension: built from the declarations, installed by LibreOffice, understood by it."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.hosts.calc.conftest import Calc
from xlbetflag import doctor
from xlbetflag.cli import main
from xlbetflag.functions import FUNCTIONS
from xlbetflag.hosts.calc import extension, registry, setup
from xlbetflag.hosts.calc.names import INTERFACE
from xlbetflag.hosts.calc.typelib import Interface, Method, type_library
from xlbetflag.texts import calc as texts

NAME = "{http://openoffice.org/2001/registry}name"
TEXT = '"x"'


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(extension.build().content)) as package:
        return package.read(name)


def nodes(name: str) -> dict[str, ElementTree.Element]:
    """The nodes of a registry file, by name."""
    root = ElementTree.fromstring(part(name))  # noqa: S314 - our own
    return {node.attrib[NAME]: node for node in root.iter("node")}


@pytest.mark.process
def test_the_same_sources_give_the_same_bytes_in_another_process() -> None:
    here = extension.build()
    program = (
        "import sys; from xlbetflag.hosts.calc import extension;"
        "sys.stdout.buffer.write(extension.build().content)"
    )
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert there.stdout == here.content
    assert extension.version() == here.version


def test_its_version_changes_with_a_function_s_help(monkeypatch: pytest.MonkeyPatch) -> None:
    before = extension.version()
    import msgspec

    changed = msgspec.structs.replace(FUNCTIONS["BF_AGE"], summary="Another sentence.")
    monkeypatch.setitem(FUNCTIONS, "BF_AGE", changed)
    assert extension.version() != before


def test_everything_its_manifest_lists_is_there_and_runs_nothing_at_installation() -> None:
    with zipfile.ZipFile(io.BytesIO(extension.build().content)) as package:
        names = set(package.namelist())
        manifest = package.read("META-INF/manifest.xml").decode()
    listed = [line.split('full-path="')[1].split('"')[0] for line in manifest.splitlines()[2:-1]]
    assert set(listed) <= names
    assert "type=Python" not in manifest


def test_calc_s_wizard_helps_with_every_function_and_argument() -> None:
    found = nodes("CalcAddIns.xcu")
    assert set(FUNCTIONS) <= set(found)
    for name, function in FUNCTIONS.items():
        parameters = found[name].find(f"node[@{NAME}='Parameters']")
        assert parameters is not None
        shown = [argument.findtext("prop/value") for argument in parameters]
        assert shown == [argument.name for argument in function.arguments]
        assert function.summary in ElementTree.tostring(found[name], "unicode", method="text")


def test_the_menu_has_every_command_in_both_languages() -> None:
    content = part("Addons.xcu").decode()
    for command, titles in texts.COMMANDS.items():
        assert content.count(f"?{command}</value>") == 2  # menu and toolbar
        for title in titles:
            assert content.count(f">{title}</value>") == 2


def test_a_sentence_of_the_add_in_has_the_same_blanks_in_both_languages() -> None:
    declared = json.loads(part(f"pythonpath/calc_addin/{registry.DECLARED}"))
    for code in declared["texts"]["en"]:
        english, italian = (declared["texts"][language][code] for language in ("en", "it"))
        for blank in ("{copy}", "{line}"):
            assert (blank in english) == (blank in italian)


def test_office_reads_the_type_library_as_the_functions_are_declared(calc: Calc) -> None:
    found = calc.run(
        """
        types = context.getValueByName(
            "/singletons/com.sun.star.reflection.theTypeDescriptionManager")
        methods = types.getByHierarchicalName(name).getMembers()
        answer = [
            [
                each.MemberName,
                each.ReturnType.Name,
                [p.Type.Name for p in sorted(each.Parameters, key=lambda p: p.Position)],
            ]
            for each in methods
        ]
        """,
        name=".".join(INTERFACE),
    )
    assert {name.rpartition("::")[2] or name: kinds for name, result, kinds in found} == {
        name: ["any" if a.is_optional else "[][]any" for a in function.arguments]
        for name, function in FUNCTIONS.items()
    }
    assert {result for _, result, _ in found} == {"any"}


def test_every_declared_function_works_in_a_cell(calc: Calc) -> None:
    """A book says NO FEED in a selection's place, the second of its first row."""
    functions = sorted(FUNCTIONS.items())
    document = calc.new(
        **{
            f"A{row}": f"={name}({';'.join([TEXT] * function.minimum_arguments)})"
            for row, (name, function) in enumerate(functions, start=1)
        }
    )
    shown = [cell for (cell,) in calc.shown(document, f"A1:A{len(functions)}")]
    is_book = [(f.columns or ())[:2] == ("Id", "Selection") for _, f in functions]
    assert shown == ["" if each else "NO FEED" for each in is_book]


def test_a_library_of_several_modules_finds_its_names_by_halving() -> None:
    interface = Interface((Method("b", "any", (("x", "any"),)),))
    library = type_library({"b": {"X": interface, "A": interface}, "a": {}})
    assert library.startswith(b"UNOIDL\xff\0")
    root, count = (int.from_bytes(library[at : at + 4], "little") for at in (8, 12))
    names = []
    for entry in range(count):
        at = int.from_bytes(library[root + 8 * entry : root + 8 * entry + 4], "little")
        names.append(library[at : library.index(0, at)])
    assert names == [b"a", b"b"]
    with pytest.raises(ValueError, match="ascii"):
        type_library({"è": interface})


def test_the_installed_extension_is_the_one_of_these_sources(calc: Calc) -> None:
    assert calc.call("betflag.version") == setup.installed_version(calc.office.profile)


def test_installing_twice_and_removing_twice(
    installed_profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "un profilo"
    shutil.copytree(installed_profile, profile)
    with pytest.raises(SystemExit) as ended:
        main(["calc", "install", "--profile", str(profile)])
    assert not ended.value.code
    assert "was there already" in capsys.readouterr().out
    command = json.loads((profile / "user" / "xlbetflag" / "connect.json").read_text("utf-8"))
    assert command[0] == sys.executable
    for words in ("removed from", "is not in"):
        with pytest.raises(SystemExit):
            main(["calc", "uninstall", "--profile", str(profile)])
        assert words in " ".join(capsys.readouterr().out.split())
    assert setup.installed_version(profile) is None


def test_a_running_office_is_not_installed_into(
    calc: Calc, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = setup.installed_version(calc.office.profile)
    changed = extension.Extension(extension.build().content, "another")
    monkeypatch.setattr(extension, "build", lambda: changed)
    with pytest.raises(setup.CannotInstall, match="LibreOffice is running: close it"):
        setup.install(calc.office.profile)
    assert calc.call("betflag.version") == installed


@pytest.mark.parametrize(
    ("version", "verdict"),
    [(None, doctor.Verdict.NOTE), ("older", doctor.Verdict.NOTE), ("", doctor.Verdict.GOOD)],
)
def test_the_doctor_says_whether_it_is_installed_and_current(
    monkeypatch: pytest.MonkeyPatch, version: str | None, verdict: doctor.Verdict
) -> None:
    current = extension.version() if version == "" else version
    monkeypatch.setattr(setup, "installed_version", lambda _profile: current)
    finding = doctor.calc_extension()
    assert finding.verdict is verdict
    assert (finding.remedy == "Run 'xlbetflag calc install'.") is (verdict is doctor.Verdict.NOTE)
