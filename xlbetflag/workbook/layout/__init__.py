"""The trading workbook as declared: the builder, the parser, the binding and the lists are made
from this. Nothing here opens or writes a file."""
