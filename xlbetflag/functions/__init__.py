"""What a cell may ask: each BF_ function is declared once, in the file of
its topic, and works in every host."""

from xlbetflag.functions.cells import Cells
from xlbetflag.functions.declare import FUNCTIONS, Function

__all__ = ["FUNCTIONS", "Cells", "Function"]
