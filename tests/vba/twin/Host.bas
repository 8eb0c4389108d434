Attribute VB_Name = "Host"
' With Answers.bas stands for Host.bas in LibreOffice, which knows neither Value2, nor volatile
' functions, nor a timer's macro by its workbook's name, nor the caller of a function.
Option Explicit

Public Function TimeNow() As Date
    TimeNow = Now
End Function

' LibreOffice 25.2 takes a number for a moment, and no date.
Public Sub RunAt(ByVal Moment As Date, ByVal Macro As String)
    Application.OnTime CDbl(Moment), Macro
End Sub

Public Sub DoNotRunAt(ByVal Moment As Date, ByVal Macro As String)
    On Error Resume Next
    Application.OnTime CDbl(Moment), Macro, , False
End Sub

Public Sub RecalculateSheets()
    ThisComponent.calculateAll
End Sub

Public Function AreaValue(ByVal Area As Object) As Variant
    AreaValue = Area.Value
End Function

Public Function ReadNamed(ByVal Name As String) As Variant
    On Error Resume Next
    ReadNamed = ThisWorkbook.Names(Name).RefersToRange.Value
End Function

Public Sub WriteNamed(ByVal Name As String, ByVal Text As String)
    On Error Resume Next
    ThisWorkbook.Names(Name).RefersToRange.Value = Text
End Sub
