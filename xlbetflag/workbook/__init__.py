"""The trading workbook: its layout declared once, its builder, and its binding to a live sheet."""
