Attribute VB_Name = "RotationMacros"
Option Explicit
' What Excel and people start: the ribbon's buttons, timers, and RotationRefresh.

Private mDescribed As Boolean

Public Sub RotationStart()
    Dim told As Variant, book As Workbook
    RotationDescribeOnce
    RotationLookAtDates
    If RotationAsk("use", Array(GetSetting("rotationxl", "data", "source", "")), told) Then RotationTickSoon
    For Each book In Application.Workbooks
        RotationBind book
    Next book
End Sub

' MacroOptions fails while no workbook is open.
Public Sub RotationDescribeOnce()
    If mDescribed Or Application.Workbooks.Count = 0 Then Exit Sub
    On Error GoTo Later
    RotationDescribeAll
    mDescribed = True
Later:
End Sub

Public Sub RotationLookAtDates()
    Dim book As Workbook, any1904 As Boolean
    For Each book In Application.Workbooks
        If book.Date1904 Then any1904 = True
    Next book
    RotationUses1904 any1904
End Sub

Public Sub RotationTick()
    RotationLook
End Sub

Public Sub RotationStop()
    RotationStopLoading
End Sub

' Forgets every answer, asks for what is due, and calculates the cells of ours.
Public Sub RotationRefresh()
    Dim told As Variant
    RotationForget
    RotationConnectAnew
    If RotationAsk("refresh", Array(), told) Then
        RotationTickSoon
    Else
        MsgBox RotationTrouble(), vbExclamation, "Rotation"
    End If
    RotationRecalculateAll
End Sub

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
    If ActiveCell Is Nothing Then Exit Sub
    ActiveCell.Formula = "=" & control.Tag & "()"
    Application.Dialogs(xlDialogFunctionWizard).Show
End Sub

Public Sub RotationOnReport(control As IRibbonControl)
    Dim told As Variant, month As String, path As Variant
    month = InputBox("Month such as 2024-11, or last:", "Rotation: " & control.Tag, "last")
    If month = "" Then Exit Sub
    path = Application.GetSaveAsFilename(control.Tag & "-" & month & ".xlsx", "Excel (*.xlsx),*.xlsx")
    If VarType(path) = vbBoolean Then Exit Sub
    If RotationAsk("report", Array(control.Tag, month, path), told) Then
        If Left$(told, 1) = "!" Then
            MsgBox Mid$(told, 2), vbExclamation, "Rotation"
        Else
            RotationTickSoon
        End If
    Else
        MsgBox RotationTrouble(), vbExclamation, "Rotation"
    End If
End Sub

Public Sub RotationShowReport(ByVal outcome As String)
    If Left$(outcome, 1) = "!" Then
        MsgBox Mid$(outcome, 2), vbExclamation, "Rotation"
    Else
        Workbooks.Open outcome
    End If
End Sub

Public Sub RotationOnSettings(control As IRibbonControl)
    Dim told As Variant, source As String, key As String
    source = InputBox("Where data come from: live, sample, folder:PATH or snapshot:FILE", _
        "Rotation", GetSetting("rotationxl", "data", "source", "live"))
    If source <> "" Then
        If RotationAsk("use", Array(source), told) Then
            If told = "" Then SaveSetting "rotationxl", "data", "source", source
            If told <> "" Then MsgBox told, vbExclamation, "Rotation"
            RotationForget
            RotationRecalculateAll
        End If
    End If
    key = InputBox("FRED key (leave empty to keep what is set):", "Rotation")
    If key <> "" Then Tell "keep_key", Array(key)
End Sub

' A copy with values in place of formulas; the workbook itself stays as it is.
Public Sub RotationOnSend(control As IRibbonControl)
    Dim path As Variant, book As Workbook, copy As Workbook, sheet As Object, temporary As String
    Set book = ActiveWorkbook
    If book Is Nothing Then Exit Sub
    path = Application.GetSaveAsFilename("to send.xlsx", "Excel (*.xlsx),*.xlsx")
    If VarType(path) = vbBoolean Then Exit Sub
    temporary = Environ$("TEMP") & "\rotationxl-" & Format$(Now, "yyyymmddhhnnss") & Mid$(book.Name, InStrRev(book.Name & ".xlsx", "."))
    book.SaveCopyAs temporary
    Application.EnableEvents = False
    Set copy = Workbooks.Open(temporary, UpdateLinks:=0)
    Application.EnableEvents = True
    For Each sheet In copy.Worksheets
        If Not sheet.ProtectContents Then CopyValues book.Worksheets(sheet.Name), sheet
    Next sheet
    Application.DisplayAlerts = False
    copy.SaveAs path, xlOpenXMLWorkbook
    copy.Close False
    Application.DisplayAlerts = True
    Kill temporary
End Sub

Private Sub CopyValues(ByVal original As Object, ByVal sheet As Object)
    Dim address As String
    address = original.UsedRange.Address
    sheet.Range(address).Value2 = original.Range(address).Value2
End Sub

Private Sub Tell(ByVal wanted As String, ByVal given As Variant)
    Dim told As Variant
    If RotationAsk(wanted, given, told) Then
        MsgBox told, vbInformation, "Rotation"
    Else
        MsgBox RotationTrouble(), vbExclamation, "Rotation"
    End If
End Sub
