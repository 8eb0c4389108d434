Attribute VB_Name = "Buttons"
' The buttons: each is one line. What the desk says appears in the Answer cell and the status bar.
Option Explicit

Public Sub PlaceOrders()
    Ask "PLACE"
End Sub

Public Sub CancelSelected()
    Ask "CANCEL" & SelectedOrders()
End Sub

Public Sub CancelAll()
    Ask "CANCEL ALL"
End Sub

Public Sub StartFeed()
    Ask "START"
End Sub

Public Sub StopFeed()
    Ask "STOP"
End Sub

Public Sub ArmDesk()
    Ask "ARM"
End Sub

Public Sub HaltDesk()
    Ask "HALT"
End Sub

Public Sub RefreshAll()
    Ask "REFRESH"
End Sub

' One command to the desk. It is sent once: what brings no answer is never sent again by itself.
Public Sub Ask(ByVal Command As String)
    Dim Answer As Variant
    On Error GoTo Failed
    If Not AskDesk(Command, TimerGeneration(), CommandFlags(), Array(), Answer) Then
        Tell DeskTrouble
    ElseIf AnswerState(Answer) <> "ASK" Then
        Tell AnswerSentence(Answer)
    ElseIf Not UserConfirms(AnswerSentence(Answer)) Then
        Tell "Nothing was sent."
    ElseIf AskDesk("CONFIRM", TimerGeneration(), AnswerToken(Answer), Array(), Answer) Then
        Tell AnswerSentence(Answer)
    Else
        Tell DeskTrouble
    End If
    FollowTimer Command
    Exit Sub
Failed:
    Tell "That did not work: " & Err.Description
End Sub

' Results arrive with ticks, so every command but STOP keeps the timer going.
Private Sub FollowTimer(ByVal Command As String)
    If Command = "STOP" Then
        StopTimer
    Else
        StartTimer
    End If
End Sub

Private Function CommandFlags() As String
    If IsCopying() Then CommandFlags = "COPY"
End Function

Private Sub Tell(ByVal Sentence As String)
    WriteNamed "Answer", Sentence
    ShowStatus "xlbetflag: " & Sentence
End Sub
