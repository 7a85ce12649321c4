Attribute VB_Name = "RotationLoading"
Option Explicit
Option Private Module
' After a calculation: one load of all that cells wait for, then those cells again.

Private mDue As Double          ' when the next look is; 0: none is planned
Private Const SoonSeconds As Double = 1
Private Const LaterSeconds As Double = 30

Public Sub RotationTickSoon()
    If mDue > 0 And mDue - Now <= SoonSeconds * 2 / 86400 Then Exit Sub
    Plan SoonSeconds
End Sub

Private Sub Plan(ByVal seconds As Double)
    CancelTick
    mDue = Now + seconds / 86400
    Application.OnTime mDue, "'" & ThisWorkbook.Name & "'!RotationTick"
End Sub

Public Sub CancelTick()
    If mDue = 0 Then Exit Sub
    On Error GoTo Past
    Application.OnTime mDue, "'" & ThisWorkbook.Name & "'!RotationTick", , False
Past:
    mDue = 0
End Sub

' Asks Python how things stand: a text for the status bar, the calls answered since, and whether
' data have changed for all cells.
Public Sub RotationLook()
    Dim told As Variant
    mDue = 0
    If Application.CutCopyMode <> 0 Then   ' a macro would end it
        Plan SoonSeconds
        Exit Sub
    End If
    If Not RotationAsk("look", Array(), told) Then
        ShowProgress ""
        If RotationWaiting() > 0 Then Plan LaterSeconds
        Exit Sub
    End If
    If told(LBound(told) + 2) Then
        RotationForget
        RotationGiveUp
        RotationRecalculateAll
    Else
        RotationHeal told(LBound(told) + 1)
    End If
    ShowProgress told(LBound(told))
    If told(LBound(told) + 3) <> "" Then RotationShowReport told(LBound(told) + 3)
    If told(LBound(told)) <> "" Or RotationWaiting() > 0 Then
        Plan SoonSeconds
    Else
        Plan LaterSeconds
    End If
End Sub

Private Sub ShowProgress(ByVal text As String)
    If text = "" Then
        Application.StatusBar = False
        Application.OnKey "{ESC}"
    Else
        Application.StatusBar = text & " (Esc stops it)"
        Application.OnKey "{ESC}", "'" & ThisWorkbook.Name & "'!RotationStop"
    End If
End Sub

Public Sub RotationStopLoading()
    Dim told As Variant
    RotationAsk "stop", Array(), told
    RotationGiveUp
    ShowProgress ""
End Sub

Public Sub RotationRecalculate(ByVal cell As Object)
    Dim book As Object, wasSaved As Boolean
    On Error GoTo Gone                      ' the workbook was closed meanwhile
    Set book = cell.Worksheet.Parent
    wasSaved = book.Saved
    cell.Dirty
    If Application.Calculation = xlCalculationManual Then cell.Calculate
    book.Saved = wasSaved
Gone:
End Sub

Public Sub RotationRecalculateAll()
    Dim book As Workbook
    For Each book In Application.Workbooks
        RotationVisit book, False
    Next book
End Sub
