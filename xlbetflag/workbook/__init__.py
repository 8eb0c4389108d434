"""The trading workbook: its layout declared once, its builder, and its binding to a live sheet."""

from xlbetflag.workbook.binding import Binding
from xlbetflag.workbook.builder import build
from xlbetflag.workbook.keys import new_file_id
from xlbetflag.workbook.state import DeskInputs, DeskState

__all__ = ["Binding", "DeskInputs", "DeskState", "build", "new_file_id"]
