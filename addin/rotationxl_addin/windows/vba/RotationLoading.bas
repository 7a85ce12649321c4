Attribute VB_Name = "RotationLoading"
Option Explicit
Option Private Module
' After a calculation: one load of all that cells wait for, then those cells again.

Private mDue As Double          ' when the next look is; 0: none is planned
Private mSeen As Double         ' how many answered calls were heard of
Private mChanges As Double      ' how often data had changed, plus 1; 0: never heard of
Private mTakesEsc As Boolean
Private Const SoonSeconds As Double = 1
Private Const LaterSeconds As Double = 30

' Never called from a cell: Excel plans nothing while it calculates.
Public Sub RotationTickSoon()
    If mDue > 0 And mDue - Now <= SoonSeconds * 2 / 86400 Then Exit Sub
    Plan SoonSeconds
End Sub

Private Sub Plan(ByVal seconds As Double)
    Dim due As Double
    CancelTick
    due = Now + seconds / 86400
    Application.OnTime due, RotationMacro("RotationTick")
    mDue = due
End Sub

Public Sub CancelTick()
    If mDue = 0 Then Exit Sub
    On Error GoTo Past
    Application.OnTime mDue, RotationMacro("RotationTick"), , False
Past:
    mDue = 0
End Sub

' Asks Python how things stand: a text for the status bar, the calls answered since, how often data
' have changed, the outcome of a report, how many answered calls there were so far, and what went wrong.
Public Sub RotationLook()
    Dim told As Variant, first As Long
    mDue = 0
    If Application.CutCopyMode <> 0 Then   ' a macro would end it
        Plan SoonSeconds
        Exit Sub
    End If
    If Not RotationAsk("look", Array(mSeen, ThisWorkbook.IsAddin), told) Then
        ShowProgress ""
        Plan LaterSeconds
        Exit Sub
    End If
    first = LBound(told)
    mSeen = told(first + 4)
    If mChanges > 0 And mChanges <> told(first + 2) + 1 Then
        RotationForget
        RotationGiveUp
        RotationRecalculateAll
    ElseIf told(first) = "" Then            ' nothing is under way: whoever waits asks again
        RotationHeal ""
    Else
        RotationHeal told(first + 1)
    End If
    mChanges = told(first + 2) + 1
    ShowProgress told(first)
    If told(first + 5) <> "" Then RotationNote told(first + 5)
    If told(first) <> "" Or RotationWaiting() > 0 Then
        Plan SoonSeconds
    Else
        Plan LaterSeconds
    End If
    If told(first + 3) <> "" Then ShowReport told(first + 3)
End Sub

Private Sub ShowProgress(ByVal text As String)
    RotationSay text & IIf(text = "", "", " (Esc stops it)")
    If text <> "" And Not mTakesEsc Then
        Application.OnKey "{ESC}", RotationMacro("RotationStop")
        mTakesEsc = True
    ElseIf text = "" Then
        RotationFreeEsc
    End If
End Sub

Public Sub RotationFreeEsc()
    If mTakesEsc Then Application.OnKey "{ESC}"
    mTakesEsc = False
End Sub

Public Sub RotationStopLoading()
    Dim told As Variant
    If Application.CutCopyMode <> 0 Then    ' what Esc is for then
        Application.CutCopyMode = False
        Exit Sub
    End If
    RotationGiveUp
    RotationFreeEsc
    If RotationAsk("stop", Array(), told) Then RotationNote "stopped. Refresh data starts anew."
End Sub

' Has cells calculated once more, all in one calculation; Saved stays as it was.
Public Sub RotationRecalculate(ByVal cells As Collection)
    Dim cell As Object, states As Variant
    If cells.Count = 0 Then Exit Sub
    states = RotationQuiet()
    On Error Resume Next                    ' a workbook may have been closed meanwhile
    For Each cell In cells
        If IsOnActiveSheet(cell) Then
            cell.Dirty
            If states(1) = xlCalculationManual Then cell.Calculate
        ElseIf Not RotationEntered(cell.Cells(1, 1), RotationText(cell.Cells(1, 1))) Then
            cell.Calculate                  ' of a protected sheet
        End If
    Next cell
    RotationRestore states
End Sub

' Range.Dirty marks cells of the active sheet, whatever sheet they are of: others are entered again.
Private Function IsOnActiveSheet(ByVal cell As Object) As Boolean
    IsOnActiveSheet = cell.Worksheet Is Application.ActiveSheet
End Function

Public Sub RotationRecalculateAll()
    Dim book As Variant, cell As Object, all As Collection
    Set all = New Collection
    For Each book In RotationBooks()
        For Each cell In RotationCells(book)
            all.Add cell
        Next cell
    Next book
    RotationRecalculate all
End Sub

Private Sub ShowReport(ByVal outcome As String)
    If Left$(outcome, 1) = "!" Then
        MsgBox Mid$(outcome, 2), vbExclamation, "Rotation"
        Exit Sub
    End If
    On Error GoTo Refused
    Application.Workbooks.Open outcome
    Exit Sub
Refused:
    MsgBox Err.Description, vbExclamation, "Rotation"
End Sub
