"""How the state of prices looks: what is not live keeps no colour that invites a bet."""

from typing import Any

from xlbetflag.workbook.build.sheets.rules import FormatRule
from xlbetflag.workbook.build.style import (
    FAINT,
    GREY_FILL,
    INK,
    MUTED,
    RED,
    RED_FILL,
    WHITE,
    Styles,
)

SUSPENDED_FILL = "#EEF0F3"
STALE_FILL = "#F8F9FA"


def rows_not_live(state: str, styles: Styles, **line: Any) -> list[FormatRule]:
    """Of a price's row, NO FEED first. `state`: the cell that holds it; `line`: of every look."""
    return [
        (f'{state}="NO FEED"', styles.when(**line, bg_color=RED_FILL, font_color=RED, bold=True)),
        (f'{state}="CLOSED"', styles.when(**line, bg_color=GREY_FILL, font_color=FAINT)),
        (f'{state}="SUSPENDED"', styles.when(**line, bg_color=SUSPENDED_FILL, font_color=MUTED)),
        (
            f'OR({state}="STALE",LEFT({state},5)="SAVED")',
            styles.when(**line, bg_color=STALE_FILL, font_color=FAINT, italic=True),
        ),
    ]


def title_states(state: str, styles: Styles) -> list[FormatRule]:
    """Of a market's title."""
    return [
        (f'{state}="LIVE"', styles.when(bg_color="#15803D", font_color=WHITE)),
        (f'{state}="STALE"', styles.when(bg_color=GREY_FILL, font_color=MUTED, italic=True)),
        (f'{state}="SUSPENDED"', styles.when(bg_color="#94A3B8", font_color=WHITE)),
        (f'{state}="CLOSED"', styles.when(bg_color=INK, font_color=WHITE)),
        (f'{state}="NO FEED"', styles.when(bg_color=WHITE, font_color=RED)),
    ]
