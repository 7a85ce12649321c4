Attribute VB_Name = "RotationMacros"
Option Explicit
' What Excel and people start: opening, timers, and RotationRefresh.

Private mDescribed As Boolean
Private mBound As Collection    ' full names of workbooks whose formulas were seen to

Public Sub RotationStart()
    Dim told As Variant, book As Variant
    RotationDescribeOnce
    RotationLookAtDates
    If RotationAsk("use", Array(GetSetting("rotationxl", "data", "source", "")), told) Then
        If told <> "" Then RotationNote told
        RotationTickSoon
    Else
        RotationNote "Python cannot be reached. Refresh tells why."
    End If
    For Each book In RotationBooks()
        RotationBindOnce book
    Next book
End Sub

' For events that come for a workbook more than once, such as its activation: after Enable Editing
' it is the first that finds the workbook ready.
Public Sub RotationBindOnce(ByVal book As Object)
    Dim known As Variant
    If mBound Is Nothing Then Set mBound = New Collection
    For Each known In mBound
        If known = book.FullName Then Exit Sub
    Next known
    mBound.Add book.FullName
    RotationBind book
    If RotationWaiting() > 0 Then RotationTickSoon  ' no event tells of what it calculated
End Sub

Public Sub RotationBindAnew(ByVal book As Object)
    Dim i As Long
    If Not mBound Is Nothing Then
        For i = mBound.Count To 1 Step -1
            If mBound(i) = book.FullName Then mBound.Remove i
        Next i
    End If
    RotationBindOnce book
End Sub

' MacroOptions fails while no workbook is open.
Public Sub RotationDescribeOnce()
    Dim wasSaved As Boolean
    If mDescribed Or Application.Workbooks.Count = 0 Then Exit Sub
    wasSaved = ThisWorkbook.Saved
    On Error GoTo Later
    RotationDescribeAll
    mDescribed = True
Later:
    If wasSaved Then ThisWorkbook.Saved = True
End Sub

Public Sub RotationLookAtDates()
    Dim book As Workbook, any1904 As Boolean
    For Each book In Application.Workbooks
        If book.Date1904 Then any1904 = True
    Next book
    RotationUses1904 any1904
End Sub

Public Sub RotationTick()
    Application.EnableCancelKey = xlDisabled    ' until its end: Esc is RotationStop's
    RotationLook
End Sub

Public Sub RotationStop()
    RotationStopLoading
End Sub

' Forgets every answer, asks for what is due, and calculates the cells of ours.
Public Sub RotationRefresh()
    Dim told As Variant
    ThisWorkbook.Listen
    RotationForget
    RotationGiveUp
    RotationConnectAnew
    If Not RotationAsk("refresh", Array(), told) Then told = RotationTrouble()
    If told <> "" Then
        MsgBox told, vbExclamation, "Rotation"
        Exit Sub
    End If
    RotationRecalculateAll
    RotationTickSoon
End Sub
