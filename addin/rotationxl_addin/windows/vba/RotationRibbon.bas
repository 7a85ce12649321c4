Attribute VB_Name = "RotationRibbon"
Option Explicit
' The buttons of the ribbon.

Public Sub RotationOnRefresh(control As IRibbonControl)
    RotationRefresh
End Sub

Public Sub RotationOnStatus(control As IRibbonControl)
    Tell "status", Array()
End Sub

Public Sub RotationOnAbout(control As IRibbonControl)
    Tell "about", Array()
End Sub

Public Sub RotationOnInsert(control As IRibbonControl)
    Dim cell As Range, before As String
    If ActiveCell Is Nothing Then Exit Sub      ' a chart sheet, or no workbook
    Set cell = ActiveCell
    before = RotationText(cell)
    If before <> "" Then
        If MsgBox("Replace what is in " & cell.Address(False, False) & "?", vbOKCancel, "Rotation") <> vbOK Then Exit Sub
    End If
    On Error GoTo Refused
    RotationEnter cell, "=" & control.Tag & "()"
    If Not Application.Dialogs(xlDialogFunctionWizard).Show Then RotationEnter cell, before
    Exit Sub
Refused:
    MsgBox Err.Description, vbExclamation, "Rotation"
End Sub

Public Sub RotationOnReport(control As IRibbonControl)
    BuildReport control.Tag, ""
End Sub

Public Sub RotationOnReportOfMonth(control As IRibbonControl)
    Dim month As String
    month = InputBox("Month such as 2024-11, or last:", "Rotation: " & control.Tag, "last")
    If month <> "" Then BuildReport control.Tag, month
End Sub

Private Sub BuildReport(template As String, month As String)
    Dim told As Variant, path As Variant
    path = Application.GetSaveAsFilename(template & ".xlsx", "Excel (*.xlsx),*.xlsx")
    If VarType(path) = vbBoolean Then Exit Sub
    If Not RotationAsk("report", Array(template, month, path), told) Then told = "!" & RotationTrouble()
    If told = "" Then
        RotationTickSoon
    Else
        TellOutcome told
    End If
End Sub

' Cancel leaves everything as it is. The key goes to the system's keyring and nowhere else.
Public Sub RotationOnSettings(control As IRibbonControl)
    Dim told As Variant, source As String, key As String, before As String
    before = GetSetting("rotationxl", "data", "source", "live")
    source = Trim$(InputBox("Where data come from: live, sample, folder:PATH or snapshot:FILE", _
        "Rotation", before))
    If source = "" Then Exit Sub
    If source <> before Then
        If Not RotationAsk("use", Array(source), told) Then told = RotationTrouble()
        If told <> "" Then
            MsgBox told, vbExclamation, "Rotation"
            Exit Sub
        End If
        SaveSetting "rotationxl", "data", "source", source
        RotationForget
        RotationGiveUp
        RotationRecalculateAll
        RotationTickSoon
    End If
    key = Trim$(InputBox("FRED key (leave empty to keep what is set):", "Rotation"))
    If key <> "" Then Tell "keep_key", Array(key)
End Sub

' A copy with values in place of formulas; the workbook itself stays as it is.
Public Sub RotationOnSend(control As IRibbonControl)
    Dim path As Variant, told As Variant, temporary As String
    If ActiveWorkbook Is Nothing Then Exit Sub
    If ActiveWorkbook.FileFormat <> xlOpenXMLWorkbook And ActiveWorkbook.FileFormat <> xlOpenXMLWorkbookMacroEnabled Then
        MsgBox "Save the workbook as .xlsx first.", vbExclamation, "Rotation"
        Exit Sub
    End If
    path = Application.GetSaveAsFilename("to send.xlsx", "Excel (*.xlsx),*.xlsx")
    If VarType(path) = vbBoolean Then Exit Sub
    temporary = Environ$("TEMP") & "\rotationxl-" & Format$(Now, "yyyymmddhhnnss") & ".xlsx"
    On Error GoTo Failed
    ActiveWorkbook.SaveCopyAs temporary
    If Not RotationAsk("send", Array(temporary, path), told) Then told = "!" & RotationTrouble()
    Kill temporary
    TellOutcome told
    Exit Sub
Failed:
    MsgBox Err.Description, vbExclamation, "Rotation"
End Sub

Private Sub TellOutcome(ByVal told As String)
    If Left$(told, 1) = "!" Then
        MsgBox Mid$(told, 2), vbExclamation, "Rotation"
    Else
        MsgBox told, vbInformation, "Rotation"
    End If
End Sub

Private Sub Tell(ByVal wanted As String, ByVal given As Variant)
    Dim told As Variant
    If RotationAsk(wanted, given, told) Then
        MsgBox told, vbInformation, "Rotation"
    Else
        MsgBox RotationTrouble(), vbExclamation, "Rotation"
    End If
End Sub
