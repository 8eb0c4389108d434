Attribute VB_Name = "xlwings"
' Stands for xlwings' own module in the twin: no DLL, no Python. It counts the calls, answers keys
' from Values, and can be dead.
Option Explicit

Public Calls As Long
Public Log As String            ' word [flags] of each call, parted by ;
Public IsDead As Boolean
Public Fails As Boolean         ' Python answers, but has no desk
Public AsksOn As String         ' the command that has to be confirmed
Public Moves As Long            ' how often the price of selection 1 has moved
Public LastBlock As Variant

Private Heard As Dictionary     ' key: the revision that the sheet has

Public Function XLPy() As Object
    If IsDead Then Err.Raise 1000
    Set XLPy = New StubPython
End Function

Public Function GetConfig(ByVal Name As String, Optional ByVal Default As String = "") As Variant
    GetConfig = Default
End Function

Public Function StubAnswer(ByVal Block As Variant) As Variant
    Dim Answer() As Variant
    Dim Keys As Dictionary
    Dim Key As Variant
    Dim Row As Long
    Dim Column As Long
    If IsDead Then Err.Raise 1001
    Calls = Calls + 1
    LastBlock = Block
    Log = Log & Block(1, 1) & " [" & Block(1, 4) & "];"
    If Heard Is Nothing Or InStr(Block(1, 4), "FRESH") > 0 Then Set Heard = New Dictionary
    Set Keys = New Dictionary
    For Row = 2 To UBound(Block, 1)
        If Block(Row, 1) <> "" Then Keep Heard, Block(Row, 1), -1
    Next Row
    If Block(1, 1) = "TICK" Then
        For Each Key In Heard.Keys
            If Heard.Item(Key) <> RevisionOf(Key) Then Keep Keys, Key, True
        Next Key
    End If
    ReDim Answer(0 To IIf(Keys.Count < 1, 1, Keys.Count), 0 To 3)
    For Row = 0 To UBound(Answer, 1)
        For Column = 0 To 3
            Answer(Row, Column) = ""
        Next Column
    Next Row
    Answer(0, 0) = Block(1, 2)
    Answer(0, 1) = "12:00:00"
    Answer(0, 2) = IIf(Fails, "FAILED", "OK")
    If Block(1, 1) <> "TICK" Then Answer(0, 3) = "Did " & Block(1, 1)
    If Fails Then Answer(0, 3) = "No desk here"
    If AsksOn <> "" And Block(1, 1) = AsksOn Then
        Answer(0, 2) = "ASK"
        Answer(0, 3) = "Really?"
        Answer(1, 0) = "token 1"
    End If
    Row = 0
    For Each Key In Keys.Keys
        Row = Row + 1
        Keep Heard, Key, RevisionOf(Key)
        Answer(Row, 0) = Key
        Answer(Row, 1) = 0
        Answer(Row, 2) = 0
        Answer(Row, 3) = ValueOf(Key)
    Next Key
    StubAnswer = Answer
End Function

Private Sub Keep(ByVal Store As Dictionary, ByVal Key As String, ByVal Value As Variant)
    If Store.Exists(Key) Then Store.Remove Key
    Store.Add Key, Value
End Sub

' Only the price of selection 1 moves.
Private Function RevisionOf(ByVal Key As String) As Long
    If InStr(Key, "BF_PRICE" & Chr$(31) & "t813016" & Chr$(31) & "n1" & Chr$(31)) = 1 Then
        RevisionOf = Moves
    End If
End Function

Private Function ValueOf(ByVal Key As String) As Variant
    If InStr(Key, "BF_PRICE") = 1 Then
        ValueOf = Val(Split(Key, Chr$(31) & "n")(1)) + 0.5 + RevisionOf(Key)
    Else
        ValueOf = "LIVE"
    End If
End Function

' --- asked by the test ------------------------------------------------------------------------

Public Function CountCalls() As Long
    CountCalls = Calls
End Function

Public Function TakeLog() As String
    TakeLog = Log
    Log = ""
End Function

Public Sub MovePrice()
    Moves = Moves + 1
End Sub

Public Sub SetDead(ByVal Value As Boolean)
    IsDead = Value
End Sub

Public Sub AskOn(ByVal Command As String)
    AsksOn = Command
End Sub

Public Sub SetFails(ByVal Value As Boolean)
    Fails = Value
End Sub
