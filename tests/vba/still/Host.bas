Attribute VB_Name = "Host"
' With Answers.bas stands for Host.bas where there is no spreadsheet: a clock that the test moves,
' timers that are written down, named cells in memory, and a sheet of three cells.
Option Explicit

Public TimeIs As Double         ' seconds since midnight
Public Pending As String        ' macro@seconds of each timer set and not cancelled, parted by ;
Public Breaks As Boolean         ' Excel refuses to recalculate
Public ShownStatus As Variant   ' what the three cells show
Public ShownPrice As Variant
Public ShownBook As Variant
Public HasCells As Boolean

Private Named As Dictionary

Public Function TimeNow() As Date
    TimeNow = CDate(46000 + TimeIs / 86400)
End Function

Public Sub RunAt(ByVal Moment As Date, ByVal Macro As String)
    Pending = Pending & TimerText(Moment, Macro)
End Sub

Public Sub DoNotRunAt(ByVal Moment As Date, ByVal Macro As String)
    Pending = Replace(Pending, TimerText(Moment, Macro), "")
End Sub

Private Function TimerText(ByVal Moment As Date, ByVal Macro As String) As String
    TimerText = Macro & "@" & CStr(Int((CDbl(Moment) - 46000) * 86400 + 0.5)) & ";"
End Function

Public Sub RecalculateSheets()
    If Breaks Then Err.Raise 1004
    If Not HasCells Then Exit Sub
    ShownStatus = Cell("BF_STATUS", Array("813016"))
    ShownPrice = Cell("BF_PRICE", Array("813016", 1, "BACK"))
    ShownBook = Cell("BF_HEALTH", Array())
End Sub

Public Function AreaValue(ByVal Area As Object) As Variant
    AreaValue = Area.Value2
End Function

Public Function ReadNamed(ByVal Name As String) As Variant
    If Named Is Nothing Then Exit Function
    If Named.Exists(Name) Then ReadNamed = Named.Item(Name)
End Function

Public Sub WriteNamed(ByVal Name As String, ByVal Text As String)
    SetNamed Name, Text
End Sub

Public Sub SetNamed(ByVal Name As String, ByVal Value As Variant)
    If Named Is Nothing Then Set Named = New Dictionary
    If Named.Exists(Name) Then Named.Remove Name
    Named.Add Name, Value
End Sub

' --- asked by the test ------------------------------------------------------------------------

Public Sub SetTime(ByVal Seconds As Double)
    TimeIs = Seconds
End Sub

Public Sub SetCells(ByVal Value As Boolean)
    HasCells = Value
    RecalculateSheets
End Sub

Public Sub SetBreaks(ByVal Value As Boolean)
    Breaks = Value
End Sub

Public Sub PutCells()
    Range("A1").Value = "'7"
    Range("B1").Value = 2.5
    Range("A2").Value = "x"
    Range("B2").Value = True
End Sub
