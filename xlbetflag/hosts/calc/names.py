"""The names by which LibreOffice knows the extension and what is in it."""

IDENTIFIER = "org.xlbetflag.calc"
SERVICE = "XLBETFLAG"  # also what Calc writes before a function's name, in files
COMMANDS_SERVICE = f"{SERVICE}.Commands"
START_SERVICE = f"{SERVICE}.Start"
INTERFACE = ("xlbetflag", "calc", "XFunctions")
TYPES = "types.rdb"
