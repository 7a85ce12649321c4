Option Explicit
Private WithEvents App As Application
Attribute App.VB_VarHelpID = -1

Private Sub Workbook_Open()
    Listen
    Application.OnTime Now, RotationMacro("RotationStart")
End Sub

' Also anew: where someone ends a macro that broke, Excel forgets who listens.
Public Sub Listen()
    Set App = Application
End Sub

Private Sub Workbook_BeforeClose(Cancel As Boolean)
    CancelTick
    RotationFreeEsc
    RotationEnd
End Sub

' Not sent for a workbook in Protected View; after Enable Editing it is, or the activation is.
Private Sub App_WorkbookOpen(ByVal Wb As Workbook)
    RotationDescribeOnce
    RotationLookAtDates
    RotationBindAnew Wb
End Sub

' Made from a template, it may hold formulas.
Private Sub App_NewWorkbook(ByVal Wb As Workbook)
    RotationDescribeOnce
    RotationLookAtDates
    RotationBindAnew Wb
End Sub

Private Sub App_WorkbookActivate(ByVal Wb As Workbook)
    RotationDescribeOnce
    RotationLookAtDates
    RotationBindOnce Wb
End Sub

Private Sub App_SheetCalculate(ByVal Sh As Object)
    If RotationWaiting() > 0 Then RotationTickSoon
End Sub

Private Sub App_AfterCalculate()
    If RotationWaiting() > 0 Then RotationTickSoon
End Sub
