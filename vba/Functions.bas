Attribute VB_Name = "Functions"
' Generated from the declared functions by `make workbooks`: do not edit.
Option Explicit

Public Function BF_AGE(market As Variant) As Variant
    Application.Volatile
    BF_AGE = Cell("BF_AGE", Array(market))
End Function

Public Function BF_BALANCE(Optional what As Variant) As Variant
    Application.Volatile
    BF_BALANCE = Cell("BF_BALANCE", Array(what))
End Function

Public Function BF_BOOK(market As Variant, Optional depth As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_BOOK = Cell("BF_BOOK", Array(market, depth, rows))
End Function

Public Function BF_BOOKPCT(market As Variant, Optional side As Variant) As Variant
    Application.Volatile
    BF_BOOKPCT = Cell("BF_BOOKPCT", Array(market, side))
End Function

Public Function BF_COMMISSION() As Variant
    Application.Volatile
    BF_COMMISSION = Cell("BF_COMMISSION", Array())
End Function

Public Function BF_COUPON(markets As Variant, Optional sort As Variant, Optional competition As Variant, Optional watch As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_COUPON = Cell("BF_COUPON", Array(markets, sort, competition, watch, rows))
End Function

Public Function BF_DUTCH(market As Variant, selections As Variant, amount As Variant, Optional goal As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_DUTCH = Cell("BF_DUTCH", Array(market, selections, amount, goal, rows))
End Function

Public Function BF_EQUIVALENT(market As Variant, selection As Variant, side As Variant, price As Variant, stake As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_EQUIVALENT = Cell("BF_EQUIVALENT", Array(market, selection, side, price, stake, rows))
End Function

Public Function BF_EVENTS(Optional sport As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_EVENTS = Cell("BF_EVENTS", Array(sport, rows))
End Function

Public Function BF_EXPOSURE(market As Variant, Optional selection As Variant) As Variant
    Application.Volatile
    BF_EXPOSURE = Cell("BF_EXPOSURE", Array(market, selection))
End Function

Public Function BF_GREENUP(market As Variant, Optional selection As Variant, Optional prices As Variant, Optional offers As Variant, Optional winners As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_GREENUP = Cell("BF_GREENUP", Array(market, selection, prices, offers, winners, rows))
End Function

Public Function BF_HEALTH(Optional what As Variant) As Variant
    Application.Volatile
    BF_HEALTH = Cell("BF_HEALTH", Array(what))
End Function

Public Function BF_HEDGE(side As Variant, price As Variant, stake As Variant, now As Variant, Optional what As Variant) As Variant
    Application.Volatile
    BF_HEDGE = Cell("BF_HEDGE", Array(side, price, stake, now, what))
End Function

Public Function BF_HISTORY(market As Variant, selection As Variant, Optional side As Variant, Optional points As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_HISTORY = Cell("BF_HISTORY", Array(market, selection, side, points, rows))
End Function

Public Function BF_IMPLIED(price As Variant) As Variant
    Application.Volatile
    BF_IMPLIED = Cell("BF_IMPLIED", Array(price))
End Function

Public Function BF_LADDER(market As Variant, selection As Variant, Optional centre As Variant, Optional prices As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_LADDER = Cell("BF_LADDER", Array(market, selection, centre, prices, rows))
End Function

Public Function BF_LIABILITY(side As Variant, price As Variant, stake As Variant) As Variant
    Application.Volatile
    BF_LIABILITY = Cell("BF_LIABILITY", Array(side, price, stake))
End Function

Public Function BF_MARKETS(Optional event_ As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_MARKETS = Cell("BF_MARKETS", Array(event_, rows))
End Function

Public Function BF_MATCHES(market As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_MATCHES = Cell("BF_MATCHES", Array(market, rows))
End Function

Public Function BF_ORDERS(market As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_ORDERS = Cell("BF_ORDERS", Array(market, rows))
End Function

Public Function BF_PNL(market As Variant, Optional offers As Variant, Optional money As Variant, Optional winners As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_PNL = Cell("BF_PNL", Array(market, offers, money, winners, rows))
End Function

Public Function BF_PRICE(market As Variant, selection As Variant, Optional side As Variant, Optional level As Variant) As Variant
    Application.Volatile
    BF_PRICE = Cell("BF_PRICE", Array(market, selection, side, level))
End Function

Public Function BF_ROUND(price As Variant, Optional direction As Variant) As Variant
    Application.Volatile
    BF_ROUND = Cell("BF_ROUND", Array(price, direction))
End Function

Public Function BF_SIZE(market As Variant, selection As Variant, Optional side As Variant, Optional level As Variant) As Variant
    Application.Volatile
    BF_SIZE = Cell("BF_SIZE", Array(market, selection, side, level))
End Function

Public Function BF_STATUS(market As Variant) As Variant
    Application.Volatile
    BF_STATUS = Cell("BF_STATUS", Array(market))
End Function

Public Function BF_TICKS(price As Variant, Optional to_ As Variant, Optional ticks As Variant) As Variant
    Application.Volatile
    BF_TICKS = Cell("BF_TICKS", Array(price, to_, ticks))
End Function

Public Function BF_TREND(market As Variant, Optional points As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_TREND = Cell("BF_TREND", Array(market, points, rows))
End Function

Public Function BF_WEIGHTED(market As Variant, selection As Variant, side As Variant, stake As Variant) As Variant
    Application.Volatile
    BF_WEIGHTED = Cell("BF_WEIGHTED", Array(market, selection, side, stake))
End Function

Public Function BF_WHATIF(market As Variant, orders As Variant, Optional winners As Variant, Optional rows As Variant) As Variant
    Application.Volatile
    BF_WHATIF = Cell("BF_WHATIF", Array(market, orders, winners, rows))
End Function

' What Excel's function wizard says of each. Only help: where Excel refuses it, functions work all
' the same.
Public Sub DescribeFunctions()
    Describe "BF_AGE", "Seconds since the market's book was read; NO FEED where it was not.", Array( _
        "the market's id, as on the Markets sheet")
    Describe "BF_BALANCE", "The account's money in euros: FREE to stake (if empty), TOTAL, or LOCKED by offers.", Array( _
        "FREE, TOTAL or LOCKED")
    Describe "BF_BOOK", "A market's book: a row per selection, back prices deepest first, then lay prices.", Array( _
        "the market's id, as on the Markets sheet", _
        "how many prices of each side, 1 to 3", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_BOOKPCT", "The book of one side: the sum of 1 / best odds, 1.02 for a book of 102 %.", Array( _
        "the market's id, as on the Markets sheet", _
        "BACK (what a back bet can take) or LAY")
    Describe "BF_COMMISSION", "The commission on net winnings as a fraction: 0.0251 is 2.51 %.", Array()
    Describe "BF_COUPON", "Many markets, a line each: start, names, the best prices of up to three selections, state.", Array( _
        "a range: a market's id a row; beside it the row of Watch that found it, and YES where worst, best and open orders are wanted", _
        "TIME, EVENT or WATCH", _
        "words of the competition's name; empty for all", _
        "only what that row of Watch found, YES for marked ones; empty: all", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_DUTCH", "Backs on several selections that return the same whichever of them wins, a row for each.", Array( _
        "the market's id, as on the Markets sheet", _
        "a range: a selection a row, a price beside it if it is not the best", _
        "in euros", _
        "TOTAL of the stakes, PROFIT after commission, or RETURN", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_EQUIVALENT", "In a two-way market the equal bet on the other selection, where one is below the minimum.", Array( _
        "the market's id, as on the Markets sheet", _
        "the selection: its id, its name, or both as in ""3 · 2""", _
        "the side of the bet: BACK or LAY", _
        "decimal odds", _
        "in euros; of a lay the backer's stake", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_EVENTS", "The events that can be traded, by start, of one sport or of all.", Array( _
        "a sport's name; empty for all", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_EXPOSURE", "Profit or loss in euros if that selection wins; without one, the market's worst outcome.", Array( _
        "the market's id, as on the Markets sheet", _
        "the selection: its id, its name, or both as in ""3 · 2""")
    Describe "BF_GREENUP", "The offers that level what I hold, of one selection or the whole market, and what is left.", Array( _
        "the market's id, as on the Markets sheet", _
        "the selection; empty for the whole market", _
        "a price, or a range of selections and prices; empty: the best now", _
        "MATCHED bets only, or ALL as if open offers were filled", _
        "how many selections win; empty: as the settings say", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_HEALTH", "The feed as a whole: LIVE, TROUBLE where a read has failed, or NO FEED when it is stopped.", Array( _
        "STATE, TROUBLE, READ, REQUESTS or TOPICS")
    Describe "BF_HEDGE", "The stake of the opposite bet, at the price now, that levels a bet; or what both then bring.", Array( _
        "the side of the bet: BACK or LAY", _
        "decimal odds", _
        "in euros; of a lay the backer's stake", _
        "decimal odds", _
        "STAKE of the hedge, or what both bring if the selection WINS or LOSES")
    Describe "BF_HISTORY", "A selection's best price each time it changed, oldest first: a column for a chart.", Array( _
        "the market's id, as on the Markets sheet", _
        "the selection: its id, its name, or both as in ""3 · 2""", _
        "BACK (what a back bet can take) or LAY", _
        "the last so many points, at most 300", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_IMPLIED", "The probability that odds imply, 1 / odds, as a fraction: 0.4 is 40 %.", Array( _
        "decimal odds")
    Describe "BF_LADDER", "A selection as a ladder, the highest price first: what can be taken there, and what is mine.", Array( _
        "the market's id, as on the Markets sheet", _
        "the selection: its id, its name, or both as in ""3 · 2""", _
        "the price in the middle; empty for around the best prices", _
        "how many prices, 3 to 101", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_LIABILITY", "The most a bet can lose in euros: the stake of a back, stake x (odds - 1) of a lay.", Array( _
        "the side of the bet: BACK or LAY", _
        "decimal odds", _
        "in euros; of a lay the backer's stake")
    Describe "BF_MARKETS", "The markets of one event, or of all, with their lines and selections.", Array( _
        "an event's id; empty for all", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_MATCHES", "What was matched of my offers on a market; one offer may show several prices.", Array( _
        "the market's id, as on the Markets sheet", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_ORDERS", "My offers on a market as the venue lists them, hand-placed ones too.", Array( _
        "the market's id, as on the Markets sheet", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_PNL", "My profit or loss on a market in euros, a row per selection: if it wins, and if it loses.", Array( _
        "the market's id, as on the Markets sheet", _
        "MATCHED bets only, or ALL as if open offers were filled", _
        "NET after commission, or GROSS before it", _
        "how many selections win; empty: as the settings say", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_PRICE", "The price that a bet on this side could take now, in decimal odds.", Array( _
        "the market's id, as on the Markets sheet", _
        "the selection: its id, its name, or both as in ""3 · 2""", _
        "BACK (what a back bet can take) or LAY", _
        "1 for the best price, 2, 3")
    Describe "BF_ROUND", "The legal price nearest to a price, or the next one UP or DOWN; a legal price stays.", Array( _
        "decimal odds", _
        "NEAREST, UP or DOWN")
    Describe "BF_SIZE", "The size in euros that can be taken at that price; words as in BF_PRICE.", Array( _
        "the market's id, as on the Markets sheet", _
        "the selection: its id, its name, or both as in ""3 · 2""", _
        "BACK (what a back bet can take) or LAY", _
        "1 for the best price, 2, 3")
    Describe "BF_STATUS", "LIVE, SUSPENDED, CLOSED, STALE or NO FEED. Only LIVE may be traded on.", Array( _
        "the market's id, as on the Markets sheet")
    Describe "BF_TICKS", "Ticks from one price up to another; or with `ticks` the price so many ticks away.", Array( _
        "decimal odds", _
        "the price to count ticks to", _
        "how many prices further; negative for shorter")
    Describe "BF_TREND", "Where each selection's best back price went, oldest first, as a line of small bars.", Array( _
        "the market's id, as on the Markets sheet", _
        "the last so many points, at most 300", _
        "how many rows to fill; empty for as many as there are")
    Describe "BF_WEIGHTED", "The average price at which that stake would be matched now, through the prices on offer.", Array( _
        "the market's id, as on the Markets sheet", _
        "the selection: its id, its name, or both as in ""3 · 2""", _
        "BACK (what a back bet can take) or LAY", _
        "in euros; of a lay the backer's stake")
    Describe "BF_WHATIF", "The market's worst outcome in euros, and what the venue would block, after these order rows.", Array( _
        "the market's id, as on the Markets sheet", _
        "a range with a row an order: selection, side, price, stake", _
        "how many selections win; empty: as the settings say", _
        "how many rows to fill; empty for as many as there are")
End Sub

Private Sub Describe(ByVal Name As String, ByVal Text As String, ByVal Arguments As Variant)
    On Error Resume Next
    If UBound(Arguments) < 0 Then
        Application.MacroOptions Macro:=Name, Description:=Text, Category:="Betflag"
    Else
        Application.MacroOptions Macro:=Name, Description:=Text, Category:="Betflag", _
            ArgumentDescriptions:=Arguments
    End If
End Sub
