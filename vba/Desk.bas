Attribute VB_Name = "Desk"
' The way to the desk process: one call, one block there and one back, and what is said of it.
Option Explicit

Private Const ENTRY As String = "xlbetflag.hosts.excel.entry"
Private Const START_AGAIN_AFTER As Double = 30# / 86400#

Private Python As Object
Private Sequence As Long
Private StartedAt As Date

Public DeskTrouble As String    ' why the last call brought no answer

' Asks the desk, in one call into Python: True when it answered. An answer has at least two rows
' and four columns; its first row is sequence, clock, state (OK, ASK, FRESH, FAILED), sentence.
Public Function AskDesk(ByVal Word As String, ByVal Generation As Long, ByVal Flags As String, _
        ByVal Keys As Variant, ByRef Answer As Variant) As Boolean
    Dim Block As Variant
    DeskTrouble = ""
    Sequence = Sequence + 1
    Block = RequestBlock(Word, Sequence, Generation, Flags, Keys)
    If Not IsAttached() Then Exit Function
    On Error GoTo Failed
    Answer = Python.CallUDF(ENTRY, "ask", Array(Block), ThisWorkbook, Nothing)
    If Answer(LBound(Answer, 1), LBound(Answer, 2)) = Sequence Then
        AskDesk = True
    Else
        DeskTrouble = "The desk answered something else. Press Refresh."
    End If
    Exit Function
Failed:
    Set Python = Nothing
    DeskTrouble = "No answer from the desk: whether it took the command is not known. " _
        & "What the Orders sheet says holds."
End Function

Public Function AnswerState(ByVal Answer As Variant) As String
    AnswerState = CStr(Answer(LBound(Answer, 1), LBound(Answer, 2) + 2))
End Function

Public Function AnswerSentence(ByVal Answer As Variant) As String
    AnswerSentence = CStr(Answer(LBound(Answer, 1), LBound(Answer, 2) + 3))
End Function

' Of a question: what to send with CONFIRM.
Public Function AnswerToken(ByVal Answer As Variant) As String
    AnswerToken = CStr(Answer(LBound(Answer, 1) + 1, LBound(Answer, 2)))
End Function

' The request's rows: word, sequence, generation, flags; then a key a row. Never fewer than two.
Public Function RequestBlock(ByVal Word As String, ByVal Number As Long, ByVal Generation As Long, _
        ByVal Flags As String, ByVal Keys As Variant) As Variant
    Dim Block() As Variant
    Dim Count As Long
    Dim Row As Long
    Dim Column As Long
    Count = UBound(Keys) - LBound(Keys) + 1
    ReDim Block(1 To IIf(Count < 1, 2, Count + 1), 1 To 4)
    For Row = 2 To UBound(Block, 1)
        For Column = 1 To 4
            Block(Row, Column) = ""
        Next Column
    Next Row
    Block(1, 1) = Word
    Block(1, 2) = Number
    Block(1, 3) = Generation
    Block(1, 4) = Flags
    For Row = 1 To Count
        Block(Row + 1, 1) = Keys(LBound(Keys) + Row - 1)
        Block(Row + 1, 2) = Split(Block(Row + 1, 1), Chr$(31))(0)
    Next Row
    RequestBlock = Block
End Function

' --- the process ------------------------------------------------------------------------------

Private Function IsAttached() As Boolean
    On Error GoTo Failed
    If Python Is Nothing Then Set Python = XLPy()
    IsAttached = True
    Exit Function
Failed:
    If InStr(1, Err.Description, ".dll", vbTextCompare) > 0 Then
        DeskTrouble = "Excel does not find the xlwings library. Run: xlbetflag install"
    Else
        DeskTrouble = "The desk is not running; it is being started. Try again in some seconds."
        StartDesk
    End If
End Function

' Starts `xlbetflag serve` without a window, at most once in half a minute.
Private Sub StartDesk()
    On Error GoTo Failed
    If TimeNow() < StartedAt + START_AGAIN_AFTER Then Exit Sub
    StartedAt = TimeNow()
    RunHidden """" & GetConfig("INTERPRETER_WIN", "python") & """ -m xlbetflag serve"
    Exit Sub
Failed:
    DeskTrouble = "The desk is not running and could not be started. Run: xlbetflag serve"
End Sub
