Option Explicit
' A workbook that carries its own functions; the add-in may be loaded beside it.

Private Sub Workbook_Open()
    Application.OnTime Now, RotationMacro("RotationStart")
End Sub

' May be taken back by who is asked whether to save: the next calculation plans a look again.
Private Sub Workbook_BeforeClose(Cancel As Boolean)
    CancelTick
    RotationFreeEsc
End Sub

Private Sub Workbook_Activate()
    RotationLookAtDates
    If RotationWaiting() > 0 Then RotationTickSoon
End Sub

Private Sub Workbook_SheetCalculate(ByVal Sh As Object)
    If RotationWaiting() > 0 Then RotationTickSoon
End Sub
