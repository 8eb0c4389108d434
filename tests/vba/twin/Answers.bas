Attribute VB_Name = "Answers"
' Stands for the part of Host.bas that Excel and its user answer, in both stand-ins for Host.bas: what
' the test has set, and what was shown and started.
Option Explicit

Public IsPasting As Boolean
Public Agrees As Boolean
Public Chosen As String
Public Status As String
Public Started As String        ' the command lines run, parted by ;

Public Function QualifiedMacro(ByVal Macro As String) As String
    QualifiedMacro = Macro
End Function

Public Sub CallerSize(ByRef Height As Long, ByRef Width As Long)
    Height = 1
    Width = 1
End Sub

Public Function IsCopying() As Boolean
    IsCopying = IsPasting
End Function

Public Function UserConfirms(ByVal Question As String) As Boolean
    UserConfirms = Agrees
End Function

Public Function SelectedOrders() As String
    SelectedOrders = Chosen
End Function

Public Sub ShowStatus(ByVal Text As String)
    Status = Text
End Sub

Public Sub RunHidden(ByVal CommandLine As String)
    Started = Started & CommandLine & ";"
End Sub

' --- asked by the test ------------------------------------------------------------------------

Public Sub SetPasting(ByVal Value As Boolean)
    IsPasting = Value
End Sub

Public Sub SetAgrees(ByVal Value As Boolean)
    Agrees = Value
End Sub

Public Sub SetChosen(ByVal Text As String)
    Chosen = Text
End Sub
