"""What an order row may say in Side and in Options; docs/automation.md has each with an example."""

from xlbetflag.texts.spoken import choice_in, text_in
from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import MUTED, TITLE, Styles

ORDER_WORDS = (
    ("CANCEL", "Side: cancels what is open of ours on the selection, or on the whole market."),
    ("REPLACE", "Side: re-prices our one open order on the selection to the row's price."),
    ("GREEN", "Side: places the offers that level what is matched."),
    ("CLOSE MARKET", "Side: cancels everything of ours on the market, then levels it."),
    ("FOK 5", "Option: what is not matched 5 s after sending is cancelled."),
    ("OFFSET 3", "Option: what is matched is offered on the other side, 3 ticks better."),
    ("STOP 5 TICKS", "Option: closes what is matched once the price is 5 ticks against it."),
    ("STOP @3.20", "Option: the same, at a price."),
    ("STOP 5 TICKS TRAILING", "Option: the same, counted from the best price since the match."),
    ("STOP 5 TICKS WORST 8 TICKS", "Option: closes at no more than 8 ticks beyond the stop."),
    ("FROM 20:45", "Option: not sent before."),
    ("UNTIL 21:30", "Option: not sent after; what is not matched by then is cancelled."),
    ("BEFORE LIVE", "Option: sent only before the market is live."),
    ("LIVE", "Option: sent only once the market is live."),
    ("BEST", "Option: Price is the worst allowed; sent at the best once it is that or better."),
)


def write_order_words(sheet: SpokenSheet, styles: Styles, row: int, place: int) -> None:
    """From that row on: the words as they are typed, and beside them what they do."""
    typed = styles.cell(bold=True, font_color=TITLE, indent=1)
    told = styles.cell(font_color=MUTED, indent=1)
    for line, (words, what) in enumerate(ORDER_WORDS, start=row):
        shown = choice_in(text_in(words, sheet.language), sheet.language)
        sheet.write_key(line, place, shown, typed)
        sheet.write_string(line, place + 1, what, told)
