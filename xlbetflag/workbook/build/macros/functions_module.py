"""Functions.bas: every declared function as one line of VBA, with its help for Excel's wizard."""

import textwrap
from collections.abc import Iterator

from xlbetflag.functions import FUNCTIONS, Function
from xlbetflag.functions.declare import Argument

LONGEST_LINE = 1023  # of VBA
LONGEST_HELP = 255  # of a description in Excel's wizard
CATEGORY = "Betflag"
# Words of the language that a function's argument may be called, too.
KEYWORDS = frozenset(  # a list of words reads as what it is
    """
    and as boolean byref byte byval call case close const currency date declare dim do double
    each else elseif empty end enum eqv erase error event exit false for friend function get
    global gosub goto if imp implements in integer is let like line lock long loop lset me mod
    name new next not nothing null object of on open option optional or preserve print private
    property public put raiseevent redim rem resume return rset seek select set single static
    step stop string sub then to true type until variant wend while with write xor
    """.split()  # noqa: SIM905
)

_HEAD = """\
Attribute VB_Name = "Functions"
' Generated from the declared functions by `make workbooks`: do not edit.
Option Explicit

"""
_DESCRIBE = """\
' What Excel's function wizard says of each. Only help: where Excel refuses it, functions work all
' the same.
Public Sub DescribeFunctions()
{lines}
End Sub

Private Sub Describe(ByVal Name As String, ByVal Text As String, ByVal Arguments As Variant)
    On Error Resume Next
    If UBound(Arguments) < 0 Then
        Application.MacroOptions Macro:=Name, Description:=Text, Category:="{category}"
    Else
        Application.MacroOptions Macro:=Name, Description:=Text, Category:="{category}", _
            ArgumentDescriptions:=Arguments
    End If
End Sub
"""


def functions_module() -> str:
    """The module's source. Raises ValueError where a line grows longer than VBA reads."""
    functions = sorted(FUNCTIONS.values(), key=lambda function: function.name)
    source = _HEAD + "\n".join(map(_wrapper, functions))
    lines = "\n".join("    " + line for function in functions for line in _description(function))
    source += "\n" + _DESCRIBE.format(lines=lines, category=CATEGORY)
    for line in source.splitlines():
        if len(line) > LONGEST_LINE:
            raise ValueError(f"too long a line for VBA: {line[:80]} ...")
    return source


def _wrapper(function: Function) -> str:
    names = [_name(argument) for argument in function.arguments]
    shown = ", ".join(
        f"{'Optional ' if argument.is_optional else ''}{name} As Variant"
        for argument, name in zip(function.arguments, names, strict=True)
    )
    call = f'Cell("{function.name}", Array({", ".join(names)}))'
    return (
        f"Public Function {function.name}({shown}) As Variant\n"
        "    Application.Volatile\n"
        f"    {function.name} = {call}\n"
        "End Function\n"
    )


def _description(function: Function) -> Iterator[str]:
    head = f'Describe "{function.name}", {_text(function.summary)}, Array('
    if not function.arguments:
        yield f"{head})"
        return
    yield f"{head} _"
    helps = [f"    {_text(argument.kind.help)}" for argument in function.arguments]
    yield ", _\n    ".join(helps) + ")"


def _name(argument: Argument) -> str:
    return f"{argument.name}_" if argument.name.lower() in KEYWORDS else argument.name


def _text(text: str) -> str:
    shortened = textwrap.shorten(text, LONGEST_HELP, placeholder=" ...")
    return '"' + shortened.replace('"', '""') + '"'
