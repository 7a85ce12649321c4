Option Explicit
Private WithEvents App As Application
Attribute App.VB_VarHelpID = -1

Private Sub Workbook_Open()
    Set App = Application
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!RotationStart"
End Sub

Private Sub Workbook_BeforeClose(Cancel As Boolean)
    CancelTick
    Application.OnKey "{ESC}"
    RotationEnd
End Sub

Private Sub App_WorkbookOpen(ByVal Wb As Workbook)
    RotationLookAtDates
    RotationBind Wb
End Sub

Private Sub App_NewWorkbook(ByVal Wb As Workbook)
    RotationDescribeOnce
    RotationLookAtDates
End Sub

Private Sub App_WorkbookActivate(ByVal Wb As Workbook)
    RotationDescribeOnce
    RotationLookAtDates
End Sub

Private Sub App_AfterCalculate()
    If RotationWaiting() > 0 Then RotationTickSoon
End Sub
