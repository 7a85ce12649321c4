Attribute VB_Name = "RotationCalls"
Option Explicit
Option Private Module
' What a worksheet function does: its arguments as values, one call of Python, real errors back.

Private Const MostKept As Long = 20000
Private Const MostKeyed As Long = 64        ' cells of a range that make a key
Private Const LargeRange As Double = 100000 ' cells; more are whole columns

Private mKept As Collection                 ' answers by name and arguments
Private mWaiting As Collection              ' cells that show #N/A until their data are loaded
Private mUses1904 As Boolean

Public Function RotationAnswer(ByVal wanted As String, ByVal given As Variant) As Variant
#If Mac Then
    RotationAnswer = CVErr(xlErrNA)
#Else
    Dim i As Long, key As String, found As Variant, told As Variant
    If mUses1904 Then
        If CallerUses1904() Then wanted = "1904:" & wanted
    End If
    key = wanted
    For i = LBound(given) To UBound(given)
        given(i) = ValueOf(given(i))
        If key <> "" Then key = Extended(key, given(i))
    Next i
    If key <> "" Then
        If Kept(key, found) Then
            RotationAnswer = found
            Exit Function
        End If
    End If
    If Not RotationAsk("answer", Array(wanted, given), told) Then
        NoteCell ChrW$(2) & "w0"    ' until Python can be reached
        RotationAnswer = CVErr(xlErrNA)
        Exit Function
    End If
    If IsWaiting(told) Then
        NoteCell told
        RotationAnswer = CVErr(xlErrNA)
        Exit Function
    End If
    found = AsCells(told)
    If key <> "" Then Keep key, found
    RotationAnswer = found
#End If
End Function

Public Sub RotationForget()
    Set mKept = Nothing
End Sub

Public Sub RotationUses1904(ByVal any1904 As Boolean)
    mUses1904 = any1904
End Sub

' --- Arguments

Private Function ValueOf(Optional ByVal item As Variant) As Variant
    If IsObject(item) Then
        ValueOf = ValueOfRange(item)
    ElseIf IsMissing(item) Then
        ValueOf = Empty
    Else
        ValueOf = item
    End If
End Function

Private Function ValueOfRange(ByVal area As Object) As Variant
    Dim used As Object
    If area.Areas.Count > 1 Then
        ValueOfRange = CVErr(xlErrValue)
    ElseIf CDbl(area.Rows.Count) * area.Columns.Count > LargeRange Then
        Set used = Application.Intersect(area, area.Worksheet.UsedRange)
        If used Is Nothing Then
            ValueOfRange = Empty
        Else
            ValueOfRange = used.Value2
        End If
    Else
        ValueOfRange = area.Value2
    End If
End Function

Private Function CallerUses1904() As Boolean
    On Error GoTo NoCell
    CallerUses1904 = Application.Caller.Worksheet.Parent.Date1904
    Exit Function
NoCell:
    CallerUses1904 = False  ' called from VBA, where dates are of the 1900 system
End Function

' --- Answers kept

Private Function Extended(ByVal key As String, ByVal item As Variant) As String
    Dim part As Variant, count As Long
    If Not IsArray(item) Then
        Extended = key & "|" & KeyOf(item)
        Exit Function
    End If
    Extended = key & "|("
    If Dimensions(item) = 2 Then Extended = Extended & UBound(item, 2) & ":"
    For Each part In item
        count = count + 1
        If count > MostKeyed Then
            Extended = ""
            Exit Function
        End If
        Extended = Extended & "|" & KeyOf(part)
    Next part
    Extended = Extended & ")"
End Function

Private Function KeyOf(ByVal item As Variant) As String
    If IsError(item) Then
        KeyOf = "e" & CStr(item)
    ElseIf VarType(item) = vbString Then
        KeyOf = "s" & Len(item) & CaseOf(item) & item
    ElseIf VarType(item) = vbDouble Then
        ' CStr keeps 15 digits of a number that has up to 17.
        KeyOf = "d" & CStr(item) & "," & CStr(item - CDbl(CStr(item)))
    Else
        KeyOf = VarType(item) & ":" & CStr(item)
    End If
End Function

' The keys of a Collection know no case: it is written down beside mixed text.
Private Function CaseOf(ByVal text As String) As String
    Dim i As Long, letter As String
    If StrComp(text, UCase$(text), vbBinaryCompare) = 0 Then
        CaseOf = "U"
    ElseIf StrComp(text, LCase$(text), vbBinaryCompare) = 0 Then
        CaseOf = "L"
    Else
        For i = 1 To Len(text)
            letter = Mid$(text, i, 1)
            If StrComp(letter, LCase$(letter), vbBinaryCompare) = 0 Then
                CaseOf = CaseOf & "l"
            Else
                CaseOf = CaseOf & "u"
            End If
        Next i
        CaseOf = CaseOf & ":"
    End If
    CaseOf = Replace(CaseOf, "u", "1")
End Function

Private Function Kept(ByVal key As String, ByRef found As Variant) As Boolean
    If mKept Is Nothing Then Exit Function
    On Error GoTo Unknown
    found = mKept.Item(key)
    Kept = True
    Exit Function
Unknown:
    Kept = False
End Function

Private Sub Keep(ByVal key As String, ByVal found As Variant)
    If mKept Is Nothing Then Set mKept = New Collection
    If mKept.Count >= MostKept Then Set mKept = New Collection
    On Error GoTo KeptAlready
    mKept.Add found, key
KeptAlready:
End Sub

' --- What Python tells: a value, rows of values, or text after ChrW(2)

Private Function IsWaiting(ByVal told As Variant) As Boolean
    If VarType(told) = vbString Then IsWaiting = (Left$(told, 2) = ChrW$(2) & "w")
End Function

Private Function AsCells(ByVal told As Variant) As Variant
    Dim i As Long, j As Long, result() As Variant
    If Not IsArray(told) Then
        AsCells = AsCell(told)
    ElseIf Dimensions(told) = 1 Then        ' xlwings makes a list of a single row
        ReDim result(0 To 0, 0 To UBound(told) - LBound(told))
        For j = LBound(told) To UBound(told)
            result(0, j - LBound(told)) = AsCell(told(j))
        Next j
        AsCells = result
    Else
        ReDim result(0 To UBound(told, 1) - LBound(told, 1), 0 To UBound(told, 2) - LBound(told, 2))
        For i = LBound(told, 1) To UBound(told, 1)
            For j = LBound(told, 2) To UBound(told, 2)
                result(i - LBound(told, 1), j - LBound(told, 2)) = AsCell(told(i, j))
            Next j
        Next i
        AsCells = result
    End If
End Function

Private Function AsCell(ByVal told As Variant) As Variant
    If VarType(told) <> vbString Then
        AsCell = told
    ElseIf Left$(told, 1) <> ChrW$(2) Then
        AsCell = told
    ElseIf Mid$(told, 2, 1) = "e" Then
        AsCell = CVErr(CLng(Mid$(told, 3)))
    Else
        AsCell = Mid$(told, 3)
    End If
End Function

Private Function Dimensions(ByVal values As Variant) As Long
    Dim last As Long
    Dimensions = 1
    On Error GoTo One
    last = UBound(values, 2)
    Dimensions = 2
One:
End Function

' --- Cells that wait

Private Sub NoteCell(ByVal told As String)
    Dim cell As Object, unused As Variant
    If IsInWizard() Then    ' arguments half typed are not to be fetched
        RotationAsk "withdraw", Array(Mid$(told, 3)), unused
        Exit Sub
    End If
    On Error GoTo NoCell
    Set cell = Application.Caller
    If mWaiting Is Nothing Then Set mWaiting = New Collection
    mWaiting.Add Array(Mid$(told, 3), cell), Mid$(told, 3) & cell.Address(External:=True)
NoCell:
End Sub

Private Function IsInWizard() As Boolean
    On Error GoTo Unknown
    IsInWizard = Not Application.CommandBars("Standard").Controls(1).Enabled
Unknown:
End Function

' Has the cells calculated again whose calls are answered now, "" stands for all; keeps the others.
Public Sub RotationHeal(ByVal answered As String)
    Dim one As Variant, others As Collection, ready As Collection
    If mWaiting Is Nothing Then Exit Sub
    Set others = New Collection
    Set ready = New Collection
    On Error Resume Next    ' a workbook may have been closed meanwhile
    For Each one In mWaiting
        If answered = "" Or InStr(answered, "," & one(0) & ",") > 0 Then
            ready.Add one(1)
        Else
            others.Add one, one(0) & one(1).Address(External:=True)
        End If
    Next one
    Set mWaiting = others
    RotationRecalculate ready
End Sub

Public Function RotationWaiting() As Long
    If Not mWaiting Is Nothing Then RotationWaiting = mWaiting.Count
End Function

Public Sub RotationGiveUp()
    Set mWaiting = Nothing
End Sub
