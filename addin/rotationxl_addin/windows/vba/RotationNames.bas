Attribute VB_Name = "RotationNames"
Option Explicit
Option Private Module
' Excel keeps a function of an add-in with the path of whoever saved the file, and files made
' elsewhere hold plain names that it does not look up until they are entered: here they are.

Private Const Names As String = "@@NAMES@@"

Private Const MostRead As Double = 2000000    ' cells of a protected sheet
Private Const HideErrors As String = "IFERROR(,ISERR,AGGREGATE("   ' hides a name that is not bound

' Enters again what Excel has not bound to our functions; Saved stays as it was. A formula that is
' bound already is left alone: entering it would make a file in the cloud a changed one.
Public Sub RotationBind(ByVal book As Object)
    Dim cells As Collection, states As Variant, remains As String
    If book.IsAddin Then Exit Sub
    On Error GoTo Restore
    Set cells = RotationCells(book)
    If cells.Count = 0 Then Exit Sub
    states = RotationQuiet()
    remains = EnterAgain(cells, RotationOthers(book))
    If remains <> "" Then remains = "left as it is:" & remains
    Err.Clear
Restore:
    If Err.Number <> 0 Then remains = "formulas could not be entered again: " & Err.Description
    If Not IsEmpty(states) Then RotationRestore states
    If remains <> "" Then RotationNote remains
End Sub

' Returns every cell of a workbook with a formula that calls us.
Public Function RotationCells(ByVal book As Object) As Collection
    Dim sheet As Object, area As Object, formulas As Object, others As String, found As Collection
    Set found = New Collection
    others = RotationOthers(book)
    For Each sheet In book.Worksheets
        Set formulas = FormulasOf(sheet)
        If Not formulas Is Nothing Then
            For Each area In formulas.Areas
                AddOurs area, others, found
            Next area
        End If
    Next sheet
    Set RotationCells = found
End Function

' A protected sheet refuses SpecialCells.
Private Function FormulasOf(ByVal sheet As Object) As Object
    On Error GoTo None
    If sheet.ProtectContents Then
        If CDbl(sheet.UsedRange.Rows.Count) * sheet.UsedRange.Columns.Count > MostRead Then Exit Function
        Set FormulasOf = sheet.UsedRange
    Else
        Set FormulasOf = sheet.UsedRange.SpecialCells(xlCellTypeFormulas)
    End If
None:
End Function

' Reads an area's formulas at once: cell by cell, a large workbook would take seconds to open.
Private Sub AddOurs(ByVal area As Object, ByVal others As String, ByVal found As Collection)
    Dim texts As Variant, i As Long, j As Long, last As String, isOurs As Boolean
    If area.Cells.Count = 1 Then
        If HoldsOurs(area.Formula, others) Then found.Add area
        Exit Sub
    End If
    texts = area.Formula
    If Not MayHoldOurs(texts) Then Exit Sub
    For j = 1 To UBound(texts, 2)
        For i = 1 To UBound(texts, 1)
            If Left$(texts(i, j), 1) = "=" Then
                If texts(i, j) <> last Then
                    last = texts(i, j)
                    isOurs = HoldsOurs(last, others)
                End If
                If isOurs Then found.Add area.Cells(i, j)
            End If
        Next i
    Next j
End Sub

Private Function MayHoldOurs(ByVal texts As Variant) As Boolean
    Dim lines() As String, i As Long, j As Long, name As Variant, all As String
    ReDim lines(1 To UBound(texts, 1))
    For j = 1 To UBound(texts, 2)
        For i = 1 To UBound(texts, 1)
            lines(i) = texts(i, j)
        Next i
        all = UCase$(Join(lines, vbLf))
        For Each name In Split(Mid$(Names, 2, Len(Names) - 2), ",")
            If InStr(1, all, name & "(", vbBinaryCompare) > 0 Then
                MayHoldOurs = True
                Exit Function
            End If
        Next name
    Next j
End Function

' Returns what was left as it is: protected sheets, and cells that refused.
Private Function EnterAgain(ByVal cells As Collection, ByVal others As String) As String
    Dim cell As Object, text As String, unbound As Boolean, skipped As String
    unbound = IsUnbound(cells, others)
    For Each cell In cells
        text = RotationText(cell)
        If unbound Or RotationPlain(text, others) <> text Or HidesErrors(text) Then
            If cell.Worksheet.ProtectContents Then
                If skipped <> cell.Worksheet.Name Then
                    skipped = cell.Worksheet.Name
                    EnterAgain = EnterAgain & " " & skipped & " (protected)"
                End If
            ElseIf Not RotationEntered(cell, RotationPlain(text, others)) Then
                EnterAgain = EnterAgain & " " & cell.Worksheet.Name & "!" & cell.Address(False, False)
            End If
        End If
    Next cell
End Function

' Tells whether plain names mean nothing to Excel in this workbook: a stored value does not tell.
Private Function IsUnbound(ByVal cells As Collection, ByVal others As String) As Boolean
    Dim cell As Object, text As String
    For Each cell In cells
        text = RotationText(cell)
        If RotationPlain(text, others) = text Then
            If ShowsNoName(cell) Then
                IsUnbound = True
                Exit Function
            End If
        End If
    Next cell
End Function

Private Function ShowsNoName(ByVal cell As Object) As Boolean
    On Error GoTo Unknown
    cell.Calculate
    If IsError(cell.Value2) Then ShowsNoName = (cell.Value2 = CVErr(xlErrName))
Unknown:
End Function

Private Function HidesErrors(ByVal text As String) As Boolean
    Dim hider As Variant
    For Each hider In Split(HideErrors, ",")
        If InStr(1, text, hider, vbTextCompare) > 0 Then HidesErrors = True
    Next hider
End Function

' Returns the numbers of the links that lead elsewhere than to the add-in, as ,2,3,
Public Function RotationOthers(ByVal book As Object) As String
    Dim sources As Variant, i As Long
    On Error GoTo None
    sources = book.LinkSources(xlExcelLinks)
    If IsArray(sources) Then
        For i = LBound(sources) To UBound(sources)
            If Not IsOurFile(sources(i)) Then RotationOthers = RotationOthers & "," & (i - LBound(sources) + 1)
        Next i
    End If
    If RotationOthers <> "" Then RotationOthers = RotationOthers & ","
None:
End Function

Public Function RotationText(ByVal cell As Object) As String
    On Error GoTo Older
    RotationText = cell.Formula2
    Exit Function
Older:
    RotationText = cell.Formula       ' before dynamic arrays there is no Formula2
End Function

' Tells whether the formula was taken; one that was not must not keep others from it.
Public Function RotationEntered(ByVal cell As Object, ByVal text As String) As Boolean
    If IsFormattedAsText(cell) Then Exit Function
    On Error Resume Next
    If Spills(cell) Then
        If cell.Address = cell.SpillParent.Address Then cell.Formula2 = text
    ElseIf cell.HasArray Then
        If cell.Address = cell.CurrentArray.Cells(1, 1).Address Then cell.CurrentArray.FormulaArray = text
    Else
        RotationEnter cell, text
    End If
    RotationEntered = (Err.Number = 0)
    Err.Clear
End Function

' A formula that is entered there becomes the text that it is written as.
Private Function IsFormattedAsText(ByVal cell As Object) As Boolean
    On Error GoTo Unknown
    IsFormattedAsText = (cell.NumberFormat = "@")
Unknown:
End Function

' Formula would put an @ before a function of ours, and a table would be one cell.
Public Sub RotationEnter(ByVal cell As Object, ByVal text As String)
    On Error GoTo Older
    cell.Formula2 = text
    Exit Sub
Older:
    cell.Formula = text         ' before dynamic arrays
End Sub

Private Function Spills(ByVal cell As Object) As Boolean
    On Error GoTo Older
    Spills = cell.HasSpill
Older:
End Function

Private Function HoldsOurs(ByVal formula As String, ByVal others As String) As Boolean
    Dim found As Boolean
    Rewritten formula, others, found
    HoldsOurs = found
End Function

' Returns a formula with our functions by their plain names, whatever spelling they had.
Public Function RotationPlain(ByVal formula As String, ByVal others As String) As String
    Dim found As Boolean
    RotationPlain = Rewritten(formula, others, found)
End Function

Private Function Rewritten(ByVal formula As String, ByVal others As String, ByRef found As Boolean) As String
    Dim at As Long, finish As Long, token As String, before As String, result As String
    at = 1
    Do While at <= Len(formula)
        finish = EndOfToken(formula, at)
        token = Mid$(formula, at, finish - at + 1)
        If Mid$(formula, finish + 1, 1) = "(" And OurName(token) <> "" And IsOurPrefix(before, others) Then
            found = True
            If Right$(before, 1) <> "!" Then result = result & before
            result = result & OurName(token)
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

' Tells whether what stands before a name is nothing, the add-in, this workbook or a lost link:
' the list is that of rotationxl_workbooks/spelling.py.
Private Function IsOurPrefix(ByVal before As String, ByVal others As String) As Boolean
    Dim prefix As String
    If Right$(before, 1) <> "!" Then
        IsOurPrefix = True
        Exit Function
    End If
    prefix = Left$(before, Len(before) - 1)
    If Left$(prefix, 1) = "[" And IsNumeric(Mid$(prefix, 2, 1)) And InStr(prefix, "]") = Len(prefix) Then
        IsOurPrefix = (InStr(others, "," & Mid$(prefix, 2, Len(prefix) - 2) & ",") = 0)
    Else
        If Left$(prefix, 1) = "'" Then prefix = Mid$(prefix, 2, Len(prefix) - 2)
        IsOurPrefix = (UCase$(prefix) = "#REF" Or IsOurFile(prefix))
    End If
End Function

Private Function IsOurFile(ByVal path As String) As Boolean
    Dim name As String
    name = Replace(path, "/", "\")
    name = UCase$(Mid$(name, InStrRev(name, "\") + 1))
    IsOurFile = (name Like "ROTATIONXL*.XLAM" Or name Like "ROTATIONXL*.XLSM")
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
    IsOfWord = (letter Like "[A-Za-z0-9_.]") Or AscW(letter) > 127 Or AscW(letter) < 0
End Function

' Returns our function's name behind a spelling of it, or nothing.
Private Function OurName(ByVal word As String) As String
    Dim bare As String
    bare = UCase$(word)
    Do While bare Like "_XLFN.*" Or bare Like "_XLWS.*" Or bare Like "_XLUDF.*" Or bare Like "_XLL.*"
        bare = Mid$(bare, InStr(bare, ".") + 1)
    Loop
    If Left$(bare, 8) = "_XLDUDF_" Then
        bare = Mid$(bare, 9)
        Do While Not IsOurs(bare) And InStr(bare, "_") > 0
            bare = Mid$(bare, InStr(bare, "_") + 1)
        Loop
    End If
    If IsOurs(bare) Then OurName = bare
End Function

Private Function IsOurs(ByVal bare As String) As Boolean
    If bare Like "[A-Z]*" Then IsOurs = InStr(Names, "," & bare & ",") > 0
End Function
