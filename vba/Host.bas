Attribute VB_Name = "Host"
' What only Excel itself can do or tell. Everything else of ours goes through here to reach it.
Option Explicit

Private Const MOST_ROWS As Long = 500

' --- time -------------------------------------------------------------------------------------

Public Function TimeNow() As Date
    TimeNow = Now
End Function

' A macro of this workbook by its full name: another open one may have a macro called the same.
Public Function QualifiedMacro(ByVal Macro As String) As String
    QualifiedMacro = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & Macro
End Function

Public Sub RunAt(ByVal Moment As Date, ByVal Macro As String)
    Application.OnTime Moment, Macro
End Sub

' No error where the timer has fired already.
Public Sub DoNotRunAt(ByVal Moment As Date, ByVal Macro As String)
    On Error Resume Next
    Application.OnTime Moment, Macro, , False
End Sub

' --- sheets -----------------------------------------------------------------------------------

' Our sheets only, also in manual mode: every BF_ cell looks into the snapshot again.
Public Sub RecalculateSheets()
    Dim Sheet As Worksheet
    For Each Sheet In ThisWorkbook.Worksheets
        Sheet.Calculate
    Next Sheet
End Sub

' The range that an array formula was entered into; one cell for any other formula.
Public Sub CallerSize(ByRef Height As Long, ByRef Width As Long)
    Height = 1
    Width = 1
    If TypeName(Application.Caller) = "Range" Then
        Height = Application.Caller.Rows.Count
        Width = Application.Caller.Columns.Count
    End If
End Sub

' Dates and money as plain numbers, whatever the cell's format.
Public Function AreaValue(ByVal Area As Object) As Variant
    AreaValue = Area.Value2
End Function

' The user is about to paste: writing to cells would take away what was copied.
Public Function IsCopying() As Boolean
    IsCopying = (Application.CutCopyMode <> 0)
End Function

Public Function ReadNamed(ByVal Name As String) As Variant
    On Error Resume Next
    ReadNamed = ThisWorkbook.Names(Name).RefersToRange.Value2
End Function

' Text in a named cell, as that very text; nothing where the user took the name away.
Public Sub WriteNamed(ByVal Name As String, ByVal Text As String)
    On Error Resume Next
    ThisWorkbook.Names(Name).RefersToRange.Value2 = "'" & Text
End Sub

' --- the user ---------------------------------------------------------------------------------

Public Function UserConfirms(ByVal Question As String) As Boolean
    UserConfirms = (MsgBox(Question, vbYesNo + vbQuestion + vbDefaultButton2, "xlbetflag") = vbYes)
End Function

Public Sub ShowStatus(ByVal Text As String)
    Application.StatusBar = Text
End Sub

' " 5 7": the visible rows that are selected on the Orders sheet; "" anywhere else, and for more
' rows than anybody means.
Public Function SelectedOrders() As String
    Dim Area As Range
    Dim Row As Range
    Dim Rows As String
    Dim Count As Long
    If Not ActiveSheet Is SheetOrders Then Exit Function
    If TypeName(Selection) <> "Range" Then Exit Function
    For Each Area In Selection.Areas
        For Each Row In Area.Rows
            Count = Count + 1
            If Count > MOST_ROWS Then Exit Function
            If Not Row.EntireRow.Hidden Then Rows = Rows & " " & CStr(Row.Row)
        Next Row
    Next Area
    SelectedOrders = Rows
End Function

' --- the machine ------------------------------------------------------------------------------

' Starts a program without a window, and does not wait for it.
Public Sub RunHidden(ByVal CommandLine As String)
    CreateObject("WScript.Shell").Run CommandLine, 0, False
End Sub
