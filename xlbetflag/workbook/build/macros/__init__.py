"""The workbook with macros: its VBA project made from text, its buttons."""
