"""The colours of the Ladder: by the state of its market first, then by what a cell holds."""

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbetflag.workbook.build.sheets.arrays import text_of
from xlbetflag.workbook.build.sheets.rules import FormatRule, add_rules
from xlbetflag.workbook.build.sheets.states import rows_not_live, title_states
from xlbetflag.workbook.build.style import (
    AMBER,
    AMBER_FILL,
    BACK,
    FAINT,
    GREEN,
    GREEN_FILL,
    HEADER,
    INK,
    LAY,
    LINE,
    RED,
    WHITE,
    Styles,
)
from xlbetflag.workbook.layout.ladder import (
    CHOICE_COLUMNS,
    FIRST_RUNG_ROW,
    LABEL,
    LAST_RUNG_ROW,
    PANEL,
    PLACES,
    PROFIT,
    SELECTION,
    SELECTIONS_ROW,
    STATE,
    TITLE_ROW,
    TREND,
)
from xlbetflag.workbook.layout.market_blocks import BLOCK_ROWS


def colour_rungs(sheet: Worksheet, styles: Styles) -> None:
    """Back blue and lay pink, the best price strongest; mine amber, matched green; the state."""
    line = {"bottom": 1, "bottom_color": LINE}

    def own(key: str) -> str:
        return str(xl_rowcol_to_cell(FIRST_RUNG_ROW, PLACES[key], col_abs=True))

    empty: FormatRule = (f'{text_of(own("price"))}=""', styles.when())
    move = text_of(own("move"))

    def paint(key: str, *rules: FormatRule) -> None:
        area = (FIRST_RUNG_ROW, PLACES[key], LAST_RUNG_ROW, PLACES[key])
        no_feed, *others = rows_not_live(STATE, styles, **line)
        add_rules(sheet, [area], [no_feed, empty, *others, *rules])

    back, lay = own("back"), own("lay")
    top = xl_rowcol_to_cell(FIRST_RUNG_ROW, PLACES["back"], row_abs=True, col_abs=True)
    end = xl_rowcol_to_cell(LAST_RUNG_ROW, PLACES["lay"], row_abs=True, col_abs=True)
    for key, cell, others, fills in (
        ("back", back, f"{top}:{back}", BACK),
        ("lay", lay, f"{lay}:{end}", LAY),
    ):
        paint(
            key,
            (f'{text_of(cell)}="?"', styles.when(**line, font_color=FAINT, bg_color=fills[3])),
            (
                f"AND(ISNUMBER({cell}),COUNT({others})=1)",
                styles.when(**line, bg_color=fills[1], font_color=INK, bold=True),
            ),
            (f"ISNUMBER({cell})", styles.when(**line, bg_color=fills[2])),
            ("TRUE", styles.when(**line, bg_color=fills[3])),
        )
    for key in ("my_back", "my_lay"):
        mine = styles.when(**line, bg_color=AMBER_FILL, font_color=AMBER, bold=True)
        paint(key, (f"ISNUMBER({own(key)})", mine), ("TRUE", styles.when(**line)))
    for key in ("matched_back", "matched_lay"):
        mine = styles.when(**line, bg_color=GREEN_FILL, font_color=GREEN, bold=True)
        paint(key, (f"ISNUMBER({own(key)})", mine), ("TRUE", styles.when(**line)))
    paint("price", ("TRUE", styles.when(bottom=1, bottom_color=WHITE, bg_color=HEADER)))
    paint(
        "move",
        (f'{move}="▲"', styles.when(**line, font_color=GREEN)),
        (f'{move}="▼"', styles.when(**line, font_color=RED)),
        ("TRUE", styles.when(**line)),
    )
    paint("status", ("TRUE", styles.when(**line)))
    title = (TITLE_ROW, PLACES["my_lay"], TITLE_ROW, PLACES["status"])
    add_rules(sheet, [title], title_states(STATE, styles))


def colour_selections(sheet: Worksheet, styles: Styles) -> None:
    """The chosen selection stands out; profit and loss by sign."""
    line = {"bottom": 1, "bottom_color": LINE}
    first, last = SELECTIONS_ROW + 1, SELECTIONS_ROW + BLOCK_ROWS
    label = xl_rowcol_to_cell(first, LABEL, col_abs=True)
    profit = xl_rowcol_to_cell(first, PROFIT, col_abs=True)
    empty: FormatRule = (f'{label}=""', styles.when())
    chosen: FormatRule = (f"{label}={SELECTION}", styles.when(**line, bg_color="#FEF3C7"))
    plain: FormatRule = ("TRUE", styles.when(**line))
    place = {column.key: PANEL + i for i, column in enumerate(CHOICE_COLUMNS)}
    groups: list[tuple[int, int, list[FormatRule]]] = [
        (PANEL, place["move"], [chosen, plain]),
        (
            place["back_1"],
            place["back_1_size"],
            [("TRUE", styles.when(bottom=1, bottom_color=WHITE, bg_color=BACK[1]))],
        ),
        (
            place["lay_1"],
            place["lay_1_size"],
            [("TRUE", styles.when(bottom=1, bottom_color=WHITE, bg_color=LAY[1]))],
        ),
        (place["status"], place["read_at"], [plain]),
        (
            PROFIT,
            PROFIT,
            [
                (
                    f"AND(ISNUMBER({profit}),{profit}>0)",
                    styles.when(**line, font_color=GREEN, bold=True),
                ),
                (
                    f"AND(ISNUMBER({profit}),{profit}<0)",
                    styles.when(**line, font_color=RED, bold=True),
                ),
                plain,
            ],
        ),
        (TREND, LABEL, [plain]),
    ]
    for left, right, rules in groups:
        not_live = rows_not_live(STATE, styles, **line)
        add_rules(sheet, [(first, left, last, right)], [empty, *not_live, *rules])
