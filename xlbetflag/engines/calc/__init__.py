"""An xlwings engine for LibreOffice Calc, driven from any Python.

A server runs inside soffice (`inside`), this side speaks to it (`connection`, `process`); neither
needs `uno` here.
"""
