"""Workbooks as files: written by XlsxWriter, with their VBA where they have some."""
