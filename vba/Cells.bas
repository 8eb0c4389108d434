Attribute VB_Name = "Cells"
' What BF_ cells show: a snapshot of the desk's answers, held in memory. A cell never calls Python.
'
' One rule for everything that is not a value:
'   an argument that is an error                  the cell shows that very error, as Excel does
'   an argument that is no value and no range,
'   or a range too large to send                  #VALUE!
'   anything else                                 a short text, as the desk says it: NO FEED, "? ..."
Option Explicit

Public Const NO_FEED As String = "NO FEED"
Private Const LARGEST_RANGE As Long = 5000

Private Known As Dictionary     ' key: value, or the rows and columns of a table, counted from 1
Private Queued As Dictionary    ' keys of which the desk has not heard
Private Used As Dictionary      ' keys that cells asked for since they were last counted
Private SavedText As String     ' stands for LIVE while the file is being saved

' --- asked by the functions -------------------------------------------------------------------

' What a cell shows for a call. Every BF_ function is volatile, so that each recalculation looks
' here again, and one line that calls this.
Public Function Cell(ByVal FunctionName As String, ByVal Arguments As Variant) As Variant
    Dim Key As String
    On Error GoTo Failed
    Key = KeyOf(FunctionName, Arguments)
    If InStr(Key, Separator() & "x") > 0 Then
        Cell = FirstError(Arguments)
    Else
        Cell = Fitted(Shown(Key))
    End If
    Exit Function
Failed:
    Cell = CVErr(xlErrValue)
End Function

' The name of a call: the function and its arguments, the same in every country's Excel.
Public Function KeyOf(ByVal FunctionName As String, ByVal Arguments As Variant) As String
    Dim Key As String
    Dim Place As Long
    Key = FunctionName
    For Place = LBound(Arguments) To UBound(Arguments)
        If IsMissing(Arguments(Place)) Then
            Key = Key & Separator() & "e"
        Else
            Key = Key & Separator() & ArgumentKey(Arguments(Place))
        End If
    Next Place
    KeyOf = Key
End Function

' --- asked by the feed ------------------------------------------------------------------------

' The keys to send: those the desk has not heard of, or all that are in use.
Public Function KeysToSend(ByVal Everything As Boolean) As Variant
    Dim Wanted As Dictionary
    Dim Key As Variant
    Prepare
    Set Wanted = New Dictionary
    If Everything Then
        For Each Key In Used.Keys
            Keep Wanted, Key, True
        Next Key
    End If
    For Each Key In Queued.Keys
        Keep Wanted, Key, True
    Next Key
    KeysToSend = Wanted.Keys
End Function

' Takes over what an answer brings: rows of key, row, column, value below the first.
' A table is a row of key, rows, columns, "#" and then a row for each of its cells.
Public Sub TakeValues(ByVal Answer As Variant)
    Dim Place As Long
    Dim First As Long
    Dim Key As String
    Prepare
    First = LBound(Answer, 2)
    Place = LBound(Answer, 1) + 1
    Do While Place <= UBound(Answer, 1)
        Key = CStr(Answer(Place, First))
        If Key = "" Then
            Place = Place + 1
        ElseIf Answer(Place, First + 1) = 0 Then
            Keep Known, Key, Answer(Place, First + 3)
            Place = Place + 1
        Else
            Place = TakeTable(Answer, Place, Key)
        End If
    Loop
End Sub

' The desk has heard of these keys.
Public Sub MarkSent(ByVal Keys As Variant)
    Dim Place As Long
    Prepare
    For Place = LBound(Keys) To UBound(Keys)
        If Queued.Exists(Keys(Place)) Then Queued.Remove Keys(Place)
    Next Place
End Sub

' Every cell shows NO FEED until the desk answers again.
Public Sub ForgetValues()
    Prepare
    Known.RemoveAll
    Queued.RemoveAll
End Sub

' Only what cells still ask for stays; True when something went. Needs a count of a whole
' recalculation: BeginCount, recalculate, then this.
Public Function DropUnused() As Boolean
    Dim Key As Variant
    Prepare
    For Each Key In Known.Keys
        If Not Used.Exists(Key) Then
            Known.Remove Key
            DropUnused = True
        End If
    Next Key
End Function

Public Sub BeginCount()
    Prepare
    Used.RemoveAll
End Sub

Public Function HoldsNothing() As Boolean
    Prepare
    HoldsNothing = (Known.Count = 0)
End Function

' From now on cells show Text where they would show LIVE; "" ends that.
Public Sub ShowInsteadOfLive(ByVal Text As String)
    SavedText = Text
End Sub

' --- keys -------------------------------------------------------------------------------------

' Between the parts of a key; within a range, its cells are parted by the sign before it.
Private Function Separator() As String
    Separator = Chr$(31)
End Function

Private Function CellSeparator() As String
    CellSeparator = Chr$(30)
End Function

Private Function ArgumentKey(ByVal Value As Variant) As String
    If IsObject(Value) Then
        ArgumentKey = RangeKey(Value)
    ElseIf IsArray(Value) Then
        ArgumentKey = TableKey(Value)
    Else
        ArgumentKey = ScalarKey(Value)
    End If
End Function

Private Function RangeKey(ByVal Area As Object) As String
    Dim Part As Object
    Set Part = Area
    If Part.Areas.Count > 1 Then Err.Raise 5
    If Part.Rows.Count * CDbl(Part.Columns.Count) > LARGEST_RANGE Then Set Part = UsedPart(Part)
    If Part.Rows.Count = 1 And Part.Columns.Count = 1 Then
        RangeKey = ScalarKey(AreaValue(Part))
    Else
        RangeKey = TableKey(AreaValue(Part))
    End If
End Function

' Of whole columns or rows, from their beginning to the end of what the sheet uses.
Private Function UsedPart(ByVal Area As Object) As Object
    Dim Rows As Long
    Dim Columns As Long
    With Area.Worksheet.UsedRange
        Rows = Smaller(Area.Rows.Count, .Row + .Rows.Count - Area.Row)
        Columns = Smaller(Area.Columns.Count, .Column + .Columns.Count - Area.Column)
    End With
    If Rows < 1 Then Rows = 1
    If Columns < 1 Then Columns = 1
    If Rows * CDbl(Columns) > LARGEST_RANGE Then Err.Raise 5
    Set UsedPart = Area.Resize(Rows, Columns)
End Function

' r, rows, x, columns; then each cell. A list of one dimension is one row.
Private Function TableKey(ByVal Values As Variant) As String
    Dim Key As String
    Dim Row As Long
    Dim Column As Long
    If Dimensions(Values) = 1 Then
        Key = "r1x" & CStr(UBound(Values) - LBound(Values) + 1)
        For Column = LBound(Values) To UBound(Values)
            Key = Key & CellSeparator() & ScalarKey(Values(Column))
        Next Column
    Else
        Key = "r" & CStr(UBound(Values, 1) - LBound(Values, 1) + 1) _
            & "x" & CStr(UBound(Values, 2) - LBound(Values, 2) + 1)
        For Row = LBound(Values, 1) To UBound(Values, 1)
            For Column = LBound(Values, 2) To UBound(Values, 2)
                Key = Key & CellSeparator() & ScalarKey(Values(Row, Column))
            Next Column
        Next Row
    End If
    TableKey = Key
End Function

Private Function ScalarKey(ByVal Value As Variant) As String
    Select Case VarType(Value)
        Case vbEmpty, vbNull
            ScalarKey = "e"
        Case vbString
            ScalarKey = "t" & Replace(Replace(Value, Separator(), " "), CellSeparator(), " ")
        Case vbBoolean
            ScalarKey = IIf(Value, "b1", "b0")
        Case vbError
            ScalarKey = "x"
        Case Else
            ScalarKey = "n" & Trim$(Str$(CDbl(Value)))
    End Select
End Function

' The first argument that is an error by itself, or a cell that holds one.
Private Function FirstError(ByVal Arguments As Variant) As Variant
    Dim Place As Long
    For Place = LBound(Arguments) To UBound(Arguments)
        If Not IsMissing(Arguments(Place)) Then
            If ArgumentKey(Arguments(Place)) = "x" Then
                If IsObject(Arguments(Place)) Then
                    FirstError = AreaValue(Arguments(Place))
                Else
                    FirstError = Arguments(Place)
                End If
                Exit Function
            End If
        End If
    Next Place
End Function

' --- values -----------------------------------------------------------------------------------

Private Function Shown(ByVal Key As String) As Variant
    Prepare
    Keep Used, Key, True
    If Known.Exists(Key) Then
        Shown = Known.Item(Key)
        If SavedText <> "" Then Shown = WithoutLive(Shown)
    Else
        Keep Queued, Key, True
        Shown = NO_FEED
    End If
End Function

Private Function WithoutLive(ByVal Value As Variant) As Variant
    Dim Table() As Variant
    Dim Row As Long
    Dim Column As Long
    If Not IsArray(Value) Then
        WithoutLive = WordWithoutLive(Value)
        Exit Function
    End If
    ReDim Table(1 To UBound(Value, 1), 1 To UBound(Value, 2))
    For Row = 1 To UBound(Value, 1)
        For Column = 1 To UBound(Value, 2)
            Table(Row, Column) = WordWithoutLive(Value(Row, Column))
        Next Column
    Next Row
    WithoutLive = Table
End Function

Private Function WordWithoutLive(ByVal Value As Variant) As Variant
    WordWithoutLive = Value
    If VarType(Value) <> vbString Then Exit Function
    If Value = "LIVE" Then WordWithoutLive = SavedText
End Function

' Excel 365 spills a table by itself. A range chosen for an array formula, as in older versions,
' is filled: with "" beyond the table, and rows it has no room for are counted in its last one.
Private Function Fitted(ByVal Value As Variant) As Variant
    Dim Height As Long
    Dim Width As Long
    CallerSize Height, Width
    If Height = 1 And Width = 1 Then
        Fitted = Value
    Else
        Fitted = FittedTo(Value, Height, Width)
    End If
End Function

' A table of so many rows and columns. A single word, such as NO FEED, fills its first row.
Public Function FittedTo(ByVal Value As Variant, ByVal Height As Long, ByVal Width As Long) As Variant
    Dim Table() As Variant
    Dim Row As Long
    Dim Column As Long
    Dim Rows As Long
    Dim Columns As Long
    ReDim Table(1 To Height, 1 To Width)
    If IsArray(Value) Then
        Rows = UBound(Value, 1)
        Columns = UBound(Value, 2)
    End If
    For Row = 1 To Height
        For Column = 1 To Width
            If Row <= Rows And Column <= Columns Then
                Table(Row, Column) = Value(Row, Column)
            ElseIf Rows = 0 And Row = 1 Then
                Table(Row, Column) = Value
            Else
                Table(Row, Column) = ""
            End If
        Next Column
    Next Row
    If Rows > Height Then
        Table(Height, 1) = "+" & CStr(Rows - Height + 1)
        For Column = 2 To Width
            Table(Height, Column) = ""
        Next Column
    End If
    FittedTo = Table
End Function

Private Function TakeTable(ByVal Answer As Variant, ByVal Place As Long, ByVal Key As String) As Long
    Dim Table() As Variant
    Dim First As Long
    Dim Row As Long
    Dim Column As Long
    First = LBound(Answer, 2)
    ReDim Table(1 To Answer(Place, First + 1), 1 To Answer(Place, First + 2))
    Place = Place + 1
    For Row = 1 To UBound(Table, 1)
        For Column = 1 To UBound(Table, 2)
            Table(Row, Column) = Answer(Place, First + 3)
            Place = Place + 1
        Next Column
    Next Row
    Keep Known, Key, Table
    TakeTable = Place
End Function

Private Function Dimensions(ByVal Values As Variant) As Long
    Dimensions = 1
    On Error GoTo OneOnly
    If UBound(Values, 2) >= LBound(Values, 2) Then Dimensions = 2
OneOnly:
End Function

Private Function Smaller(ByVal First As Long, ByVal Second As Long) As Long
    Smaller = IIf(First < Second, First, Second)
End Function

' Not Store.Item(Key) = Value: not every reader of VBA knows properties with an argument.
Private Sub Keep(ByVal Store As Dictionary, ByVal Key As String, ByVal Value As Variant)
    If Store.Exists(Key) Then Store.Remove Key
    Store.Add Key, Value
End Sub

Private Sub Prepare()
    If Not Known Is Nothing Then Exit Sub
    Set Known = New Dictionary
    Set Queued = New Dictionary
    Set Used = New Dictionary
End Sub
