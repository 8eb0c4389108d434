"""Trade the Betflag betting exchange from a spreadsheet."""

__version__ = "0.1.0"
