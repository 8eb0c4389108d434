"""An open workbook, through the xlwings API alone: what its user typed is read, what the desk says
is written."""
