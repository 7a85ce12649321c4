Option Explicit
' A workbook that carries its own functions; the add-in may be loaded beside it.

Private Sub Workbook_Open()
    Application.OnTime Now, RotationMacro("RotationStart")
End Sub

' For RotationRefresh: a workbook's own events need nobody that listens.
Public Sub Listen()
End Sub

' May be taken back by who is asked whether to save: the next calculation plans a look again.
Private Sub Workbook_BeforeClose(Cancel As Boolean)
    CancelTick
    RotationFreeEsc
End Sub

' Under its old name, Excel would open the old file for a macro that is due.
Private Sub Workbook_BeforeSave(ByVal SaveAsUI As Boolean, Cancel As Boolean)
    CancelTick
    RotationFreeEsc
End Sub

Private Sub Workbook_AfterSave(ByVal Success As Boolean)
    RotationTickSoon
End Sub

Private Sub Workbook_Activate()
    RotationLookAtDates
    If RotationWaiting() > 0 Then RotationTickSoon
End Sub

Private Sub Workbook_SheetCalculate(ByVal Sh As Object)
    If RotationWaiting() > 0 Then RotationTickSoon
End Sub
