Attribute VB_Name = "RotationNames"
Option Explicit
Option Private Module
' Excel keeps a function of an add-in with the path of whoever saved the file, and files made
' elsewhere hold plain names that it does not look up until they are entered: here they are.

Private Const Names As String = "@@NAMES@@"

' Sets again every formula that holds a function of ours; Saved stays as it was.
Public Sub RotationBind(ByVal book As Object)
    Dim wasSaved As Boolean, calculation As Long, events As Boolean, skipped As String
    If book.IsAddin Then Exit Sub
    wasSaved = book.Saved
    calculation = Application.Calculation
    events = Application.EnableEvents
    On Error GoTo Restore
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    Application.Calculation = xlCalculationManual
    skipped = RotationVisit(book, True)
    If skipped <> "" Then skipped = "left as it is:" & skipped
    Err.Clear
Restore:
    If Err.Number <> 0 Then skipped = "formulas could not be entered again: " & Err.Description
    Application.Calculation = calculation
    Application.EnableEvents = events
    Application.ScreenUpdating = True
    book.Saved = wasSaved
    If skipped <> "" Then Application.StatusBar = "Rotation: " & skipped
End Sub

' Enters the formulas of ours in a workbook again, or marks them for calculation; returns what
' was left as it is: protected sheets, and cells that refused.
Public Function RotationVisit(ByVal book As Object, ByVal enterAgain As Boolean) As String
    Dim sheet As Object, cell As Object, found As Object
    For Each sheet In book.Worksheets
        Set found = FormulasOf(sheet)
        If Not found Is Nothing Then
            For Each cell In found
                If HoldsOurs(TextOf(cell)) Then
                    If Not enterAgain Then
                        RotationRecalculate cell
                    ElseIf sheet.ProtectContents Then
                        RotationVisit = RotationVisit & " " & sheet.Name & " (protected)"
                        Exit For
                    ElseIf Not EnteredAgain(cell) Then
                        RotationVisit = RotationVisit & " " & sheet.Name & "!" & cell.Address(False, False)
                    End If
                End If
            Next cell
        End If
    Next sheet
End Function

Private Function FormulasOf(ByVal sheet As Object) As Object
    On Error GoTo None
    Set FormulasOf = sheet.UsedRange.SpecialCells(xlCellTypeFormulas)
None:
End Function

Private Function TextOf(ByVal cell As Object) As String
    On Error GoTo Older
    TextOf = cell.Formula2
    Exit Function
Older:
    TextOf = cell.Formula       ' before dynamic arrays there is no Formula2
End Function

' Tells whether the formula was taken; one that was not must not keep others from it.
Private Function EnteredAgain(ByVal cell As Object) As Boolean
    Dim text As String
    text = RotationPlain(TextOf(cell))
    On Error Resume Next
    If cell.HasArray And Not Spills(cell) Then
        If cell.Address = cell.CurrentArray.Cells(1, 1).Address Then cell.CurrentArray.FormulaArray = text
    Else
        cell.Formula2 = text
        If Err.Number <> 0 Then
            Err.Clear
            cell.Formula = text     ' before dynamic arrays
        End If
    End If
    EnteredAgain = (Err.Number = 0)
    Err.Clear
End Function

Private Function Spills(ByVal cell As Object) As Boolean
    On Error GoTo Older
    Spills = cell.HasSpill
Older:
End Function

Private Function HoldsOurs(ByVal formula As String) As Boolean
    Dim found As Boolean
    Rewritten formula, found
    HoldsOurs = found
End Function

' Returns a formula with our functions by their plain names, whatever spelling they had.
Public Function RotationPlain(ByVal formula As String) As String
    Dim found As Boolean
    RotationPlain = Rewritten(formula, found)
End Function

Private Function Rewritten(ByVal formula As String, ByRef found As Boolean) As String
    Dim at As Long, finish As Long, token As String, before As String, result As String
    at = 1
    Do While at <= Len(formula)
        finish = EndOfToken(formula, at)
        token = Mid$(formula, at, finish - at + 1)
        If IsOurs(token) And Mid$(formula, finish + 1, 1) = "(" Then
            found = True
            If Right$(before, 1) <> "!" Then result = result & before
            result = result & BareName(token)
            before = ""
        ElseIf token = "!" Then
            before = before & token
        ElseIf Len(token) > 1 Or token Like "[A-Za-z0-9_.]" Then
            If Right$(before, 1) = "!" Or Left$(token, 1) = """" Then
                result = result & before
                before = ""
            End If
            before = before & token
        Else
            result = result & before & token
            before = ""
        End If
        at = finish + 1
    Loop
    Rewritten = result & before
End Function

' A token is a text, a quoted or bracketed name, a word, or one character.
Private Function EndOfToken(ByVal formula As String, ByVal at As Long) As Long
    Dim mark As String, depth As Long
    mark = Mid$(formula, at, 1)
    EndOfToken = at
    If mark = """" Or mark = "'" Then
        Do
            EndOfToken = InStr(EndOfToken + 1, formula, mark)
            If EndOfToken = 0 Then
                EndOfToken = Len(formula)
                Exit Do
            End If
            If Mid$(formula, EndOfToken + 1, 1) <> mark Then Exit Do
            EndOfToken = EndOfToken + 1
        Loop
    ElseIf mark = "[" Then
        depth = 1
        Do While depth > 0 And EndOfToken < Len(formula)
            EndOfToken = EndOfToken + 1
            If Mid$(formula, EndOfToken, 1) = "[" Then depth = depth + 1
            If Mid$(formula, EndOfToken, 1) = "]" Then depth = depth - 1
        Loop
    ElseIf UCase$(Mid$(formula, at, 5)) = "#REF!" Then
        EndOfToken = at + 3
    ElseIf IsOfWord(mark) Then
        Do While EndOfToken < Len(formula)
            If Not IsOfWord(Mid$(formula, EndOfToken + 1, 1)) Then Exit Do
            EndOfToken = EndOfToken + 1
        Loop
    End If
End Function

Private Function IsOfWord(ByVal letter As String) As Boolean
    IsOfWord = (letter Like "[A-Za-z0-9_.]") Or AscW(letter) > 127
End Function

Private Function IsOurs(ByVal word As String) As Boolean
    Dim bare As String
    bare = BareName(word)
    If bare Like "[A-Z]*" Then IsOurs = InStr(Names, "," & bare & ",") > 0
End Function

Private Function BareName(ByVal word As String) As String
    BareName = UCase$(word)
    Do While Left$(BareName, 6) = "_XLFN." Or Left$(BareName, 5) = "_XLL."
        BareName = Mid$(BareName, InStr(BareName, ".") + 1)
    Loop
End Function
