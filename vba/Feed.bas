Attribute VB_Name = "Feed"
' The timer: one call into Python a tick, then our sheets are recalculated.
'
' There is one timer at most. A stale one - cancelled too late, or of an earlier start - fires
' before the moment that is due now and does nothing; an answer to an earlier generation is void.
Option Explicit

Public Const MISSED_UNTIL_NO_FEED As Long = 3
Private Const SHORTEST As Double = 1#           ' seconds: Excel's timer knows no less
Private Const LONGEST As Double = 60#
Private Const SECONDS_A_DAY As Double = 86400#
Private Const TOO_EARLY As Double = 0.4 / SECONDS_A_DAY
Private Const TICKS_A_COUNT As Long = 60        ' so often keys that no cell asks for are dropped

Private IsOn As Boolean
Private Generation As Long
Private Due As Date             ' when the timer fires; 0 without one
Private DueMacro As String
Private Missed As Long
Private Ticks As Long
Private SendsAll As Boolean     ' the desk knows none of our keys
Private IsClosing As Boolean
Private Told As String          ' the trouble of the last tick
Private FeedBefore As String    ' what the feed's cell said before the file was saved

' --- on and off -------------------------------------------------------------------------------

Public Sub StartTimer()
    If IsOn And Due <> 0 Then Exit Sub
    IsOn = True
    IsClosing = False
    Generation = Generation + 1
    Missed = 0
    SendsAll = True
    ShowInsteadOfLive ""
    FeedBefore = ""
    WriteNamed "TimerState", "ON"
    SetTimer
End Sub

' Without a timer no price may look alive.
Public Sub StopTimer()
    CancelTimer
    IsOn = False
    Generation = Generation + 1
    WriteNamed "TimerState", "OFF"
    ShowNoFeed
End Sub

' When the file opens: only what the user left on goes on.
Public Sub StartIfLeftOn()
    If CStr(ReadNamed("TimerState")) = "ON" Then StartTimer
End Sub

Public Function TimerGeneration() As Long
    TimerGeneration = Generation
End Function

Public Function TimerIsSet() As Boolean
    TimerIsSet = (Due <> 0)
End Function

' --- saving and closing -----------------------------------------------------------------------

' Before a save or a close: no timer under the old name, and nothing in the file that says LIVE.
Public Sub RestTimer(ByVal ForGood As Boolean)
    Dim Text As String
    If Not IsOn Then Exit Sub
    IsClosing = IsClosing Or ForGood
    CancelTimer
    Text = "SAVED " & ClockText(TimeNow())
    If FeedBefore = "" Then FeedBefore = CStr(ReadNamed("FeedState"))
    If FeedBefore = "LIVE" Then WriteNamed "FeedState", Text
    ShowInsteadOfLive Text
    RecalculateSheets
End Sub

' After a save, and when the user goes on although the file was about to close.
Public Sub WakeTimer(ByVal StaysOpen As Boolean)
    If StaysOpen Then IsClosing = False
    If Not IsOn Or Due <> 0 Or IsClosing Then Exit Sub
    ShowInsteadOfLive ""
    If FeedBefore = "LIVE" Then WriteNamed "FeedState", FeedBefore
    FeedBefore = ""
    RecalculateSheets
    SetTimer
End Sub

' --- ticks ------------------------------------------------------------------------------------

' Called by Excel's timer. Whatever happens in a tick, there is a next one.
Public Sub TimerFired()
    On Error Resume Next
    If Due = 0 Or TimeNow() < Due - TOO_EARLY Then Exit Sub
    Due = 0
    Tick
    SetTimer
End Sub

Public Sub Tick()
    Dim Keys As Variant
    Dim Answer As Variant
    Dim Asked As Long
    On Error GoTo Failed
    CountKeys
    If HoldsNothing() Then SendsAll = True
    Keys = KeysToSend(SendsAll)
    Asked = Generation
    If Not AskDesk("TICK", Asked, TickFlags(), Keys, Answer) Then GoTo Failed
    If Asked <> Generation Then Exit Sub
    If AnswerState(Answer) = "FAILED" Then
        DeskTrouble = AnswerSentence(Answer)
        GoTo Failed
    End If
    Missed = 0
    SendsAll = (AnswerState(Answer) = "FRESH")
    MarkSent Keys
    TakeValues Answer
    TellOnce AnswerSentence(Answer)
    RecalculateSheets
    Exit Sub
Failed:
    MissTick
End Sub

' The first tick finds what cells ask for; later ones now and then what they ask for no more.
Private Sub CountKeys()
    If HoldsNothing() Or Ticks Mod TICKS_A_COUNT = 0 Then
        BeginCount
        RecalculateSheets
        If DropUnused() Then SendsAll = True
    End If
    Ticks = Ticks + 1
End Sub

Private Sub MissTick()
    Missed = Missed + 1
    SendsAll = True
    If Missed = MISSED_UNTIL_NO_FEED Then
        ShowNoFeed
        WriteNamed "Answer", DeskTrouble
    End If
End Sub

' What keeps the desk from writing to this sheet, while it can still answer its cells.
Private Sub TellOnce(ByVal Sentence As String)
    If Sentence <> "" And Sentence <> Told Then WriteNamed "Answer", Sentence
    Told = Sentence
End Sub

Private Sub ShowNoFeed()
    ForgetValues
    ShowInsteadOfLive ""
    FeedBefore = ""
    WriteNamed "FeedState", NO_FEED
    RecalculateSheets
End Sub

' COPY: the user is about to paste, so nothing may be written. FRESH: send everything.
Private Function TickFlags() As String
    If IsCopying() Then TickFlags = "COPY"
    If SendsAll Then TickFlags = Trim$(TickFlags & " FRESH")
End Function

' HH:MM:SS with colons, whatever the country.
Public Function ClockText(ByVal Moment As Date) As String
    ClockText = TwoDigits(Hour(Moment)) & ":" & TwoDigits(Minute(Moment)) & ":" _
        & TwoDigits(Second(Moment))
End Function

Private Function TwoDigits(ByVal Number As Long) As String
    TwoDigits = Right$("0" & CStr(Number), 2)
End Function

' --- the timer itself -------------------------------------------------------------------------

Private Sub SetTimer()
    On Error GoTo Failed
    CancelTimer
    If Not IsOn Then Exit Sub
    DueMacro = QualifiedMacro("TimerFired")
    Due = TimeNow() + IntervalSeconds() / SECONDS_A_DAY
    RunAt Due, DueMacro
    Exit Sub
Failed:
    Due = 0
End Sub

Private Sub CancelTimer()
    If Due = 0 Then Exit Sub
    DoNotRunAt Due, DueMacro
    Due = 0
End Sub

Public Function IntervalSeconds() As Double
    Dim Value As Variant
    Value = ReadNamed("Interval")
    IntervalSeconds = SHORTEST
    If VarType(Value) <> vbDouble Then Exit Function
    If Value > SHORTEST Then IntervalSeconds = Value
    If Value > LONGEST Then IntervalSeconds = LONGEST
End Function
