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

Attribute VB_Name = "RotationPython"
Option Explicit
Option Private Module
' One Python process for all workbooks, through the DLL of xlwings. The declarations, the search
' for the DLL and the command are from the module Main of xlwings (the part under the BSD licence),
' made shorter: the command holds no workbook, so that every workbook meets the same process.
'
'xlwings is distributed under a BSD 3-clause license.
'
'Copyright (C) 2014-present, Zoomer Analytics LLC.
'All rights reserved.
'
'Redistribution and use in source and binary forms, with or without modification,
'are permitted provided that the following conditions are met:
'
'* Redistributions of source code must retain the above copyright notice, this
'  list of conditions and the following disclaimer.
'
'* Redistributions in binary form must reproduce the above copyright notice, this
'  list of conditions and the following disclaimer in the documentation and/or
'  other materials provided with the distribution.
'
'* Neither the name of the copyright holder nor the names of its
'  contributors may be used to endorse or promote products derived from
'  this software without specific prior written permission.
'
'THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
'ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
'WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
'DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
'ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
'(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
'LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
'ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
'(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
'SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

Private Const PythonModule As String = "rotationxl_addin.windows.udfs"
Private Const SettingsSheet As String = "rotationxl.conf"
Private Const SecondsAfterFailure As Double = 30

#If Mac Then
#ElseIf Win64 Then
Private Const LibraryName As String = "xlwings64-0.37.8.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
#Else
Private Const LibraryName As String = "xlwings32-0.37.8.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
#End If

Private mPython As Object
Private mTrouble As String
Private mFailed As Double       ' when Python last could not be reached; 0: it could

' Calls a function of Python: tells whether it answered; connects anew, once, where the call fails.
' A connection that fails is not tried again at once: Excel stands still meanwhile.
Public Function RotationAsk(ByVal wanted As String, ByVal given As Variant, ByRef told As Variant) As Boolean
    Dim tries As Long, isGone As Boolean
    If mFailed > 0 Then
        If (Now - mFailed) * 86400 < SecondsAfterFailure Then Exit Function
    End If
Again:
    On Error GoTo Failed
    If mPython Is Nothing Then Set mPython = RotationServer()
    told = mPython.CallUDF(PythonModule, wanted, given)
    mFailed = 0
    mTrouble = ""
    RotationAsk = True
    Exit Function
Failed:
    mTrouble = Err.Description
    isGone = Not mPython Is Nothing
    Set mPython = Nothing
    tries = tries + 1
    If isGone And tries < 2 Then Resume Again
    mFailed = Now
End Function

Public Function RotationTrouble() As String
    RotationTrouble = mTrouble
End Function

Public Sub RotationConnectAnew()
    Set mPython = Nothing
    mFailed = 0
End Sub

Public Sub RotationEnd()
#If Mac Then
#Else
    Dim unused As Variant
    If mPython Is Nothing Then Exit Sub
    Set mPython = Nothing
    unused = XLPyDLLActivateAuto(unused, ServerCommand(), -1)
#End If
End Sub

Private Function RotationServer() As Object
#If Mac Then
    Err.Raise 1000, Description:="xlwings' server is for Windows."
#Else
    Dim server As Variant
    LoadDLL
    If XLPyDLLActivateAuto(server, ServerCommand(), 1) <> 0 Then Err.Raise 1000, Description:=server
    Set RotationServer = server
#End If
End Function

Private Function Interpreter() As String
    Interpreter = GetSetting("rotationxl", "python", "interpreter", "")
    If Interpreter = "" Then Interpreter = Setting("Interpreter_Win")
    If Interpreter = "" Then Interpreter = "%LOCALAPPDATA%\rotationxl\venv\Scripts\pythonw.exe"
    Interpreter = Replace(Interpreter, "%LOCALAPPDATA%", Environ$("LOCALAPPDATA"))
End Function

' A workbook that carries its own functions has no such sheet.
Private Function Setting(ByVal wanted As String) As String
    Dim row As Long
    If Not ThisWorkbook.IsAddin Then Exit Function
    For row = 1 To 20
        If ThisWorkbook.Worksheets(SettingsSheet).Cells(row, 1).Value2 = wanted Then
            Setting = ThisWorkbook.Worksheets(SettingsSheet).Cells(row, 2).Value2
        End If
    Next row
End Function

' Without the cmd.exe /K of xlwings: the DLL waits a minute, and Excel with it, while what it started
' runs, and that cmd outlives a Python which cannot start.
Private Function ServerCommand() As String
    Dim q As String
    q = Chr$(34)
    ServerCommand = q & Interpreter() & q & " -B -c " & q & _
        "import xlwings; xlwings.serve('$(CLSID)')" & q
End Function

Private Sub LoadDLL()
#If Mac Then
#Else
    Dim folder As String, tried As String, i As Long
    folder = Interpreter()
    For i = 1 To 2      ' beside the interpreter, or above it in a virtual environment
        folder = Left$(folder, InStrRev(folder, "\") - 1)
        tried = tried & vbCrLf & folder
        If LoadLibraryW(StrPtr(folder & "\" & LibraryName)) <> 0 Then Exit Sub
    Next i
    Err.Raise 1000, Description:="Cannot load " & LibraryName & ": this add-in needs xlwings " & _
        "0.37.8. Looked in:" & tried
#End If
End Sub

Attribute VB_Name = "RotationLoading"
Option Explicit
Option Private Module
' After a calculation: one load of all that cells wait for, then those cells again.

Private mDue As Double          ' when the next look is; 0: none is planned
Private mSeen As Double         ' how many answered calls were heard of
Private mChanges As Double      ' how often data had changed, plus 1; 0: never heard of
Private mTakesEsc As Boolean
Private Const SoonSeconds As Double = 1
Private Const LaterSeconds As Double = 30

' Never called from a cell: Excel plans nothing while it calculates.
Public Sub RotationTickSoon()
    If mDue > 0 And mDue - Now <= SoonSeconds * 2 / 86400 Then Exit Sub
    Plan SoonSeconds
End Sub

Private Sub Plan(ByVal seconds As Double)
    Dim due As Double
    CancelTick
    due = Now + seconds / 86400
    Application.OnTime due, RotationMacro("RotationTick")
    mDue = due
End Sub

Public Sub CancelTick()
    If mDue = 0 Then Exit Sub
    On Error GoTo Past
    Application.OnTime mDue, RotationMacro("RotationTick"), , False
Past:
    mDue = 0
End Sub

' Asks Python how things stand: a text for the status bar, the calls answered since, how often data
' have changed, the outcome of a report, how many answered calls there were so far, and what went wrong.
Public Sub RotationLook()
    Dim told As Variant, first As Long
    mDue = 0
    If Application.CutCopyMode <> 0 Then   ' a macro would end it
        Plan SoonSeconds
        Exit Sub
    End If
    If Not RotationAsk("look", Array(mSeen, ThisWorkbook.IsAddin), told) Then
        ShowProgress ""
        Plan LaterSeconds
        Exit Sub
    End If
    first = LBound(told)
    mSeen = told(first + 4)
    If mChanges > 0 And mChanges <> told(first + 2) + 1 Then
        RotationForget
        RotationGiveUp
        RotationRecalculateAll
    ElseIf told(first) = "" Then            ' nothing is under way: whoever waits asks again
        RotationHeal ""
    Else
        RotationHeal told(first + 1)
    End If
    mChanges = told(first + 2) + 1
    ShowProgress told(first)
    If told(first + 5) <> "" Then RotationNote told(first + 5)
    If told(first) <> "" Or RotationWaiting() > 0 Then
        Plan SoonSeconds
    Else
        Plan LaterSeconds
    End If
    If told(first + 3) <> "" Then ShowReport told(first + 3)
End Sub

Private Sub ShowProgress(ByVal text As String)
    RotationSay text & IIf(text = "", "", " (Esc stops it)")
    If text <> "" And Not mTakesEsc Then
        Application.OnKey "{ESC}", RotationMacro("RotationStop")
        mTakesEsc = True
    ElseIf text = "" Then
        RotationFreeEsc
    End If
End Sub

Public Sub RotationFreeEsc()
    If mTakesEsc Then Application.OnKey "{ESC}"
    mTakesEsc = False
End Sub

Public Sub RotationStopLoading()
    Dim told As Variant
    If Application.CutCopyMode <> 0 Then    ' what Esc is for then
        Application.CutCopyMode = False
        Exit Sub
    End If
    RotationGiveUp
    RotationFreeEsc
    If RotationAsk("stop", Array(), told) Then RotationNote "stopped. Refresh data starts anew."
End Sub

' Has cells calculated once more, all in one calculation; Saved stays as it was.
Public Sub RotationRecalculate(ByVal cells As Collection)
    Dim cell As Object, states As Variant
    If cells.Count = 0 Then Exit Sub
    states = RotationQuiet()
    On Error Resume Next                    ' a workbook may have been closed meanwhile
    For Each cell In cells
        If IsOnActiveSheet(cell) Then
            cell.Dirty
            If states(1) = xlCalculationManual Then cell.Calculate
        ElseIf Not RotationEntered(cell.Cells(1, 1), RotationText(cell.Cells(1, 1))) Then
            cell.Calculate                  ' of a protected sheet
        End If
    Next cell
    RotationRestore states
End Sub

' Range.Dirty marks cells of the active sheet, whatever sheet they are of: others are entered again.
Private Function IsOnActiveSheet(ByVal cell As Object) As Boolean
    IsOnActiveSheet = cell.Worksheet Is Application.ActiveSheet
End Function

Public Sub RotationRecalculateAll()
    Dim book As Variant, cell As Object, all As Collection
    Set all = New Collection
    For Each book In RotationBooks()
        For Each cell In RotationCells(book)
            all.Add cell
        Next cell
    Next book
    RotationRecalculate all
End Sub

Private Sub ShowReport(ByVal outcome As String)
    If Left$(outcome, 1) = "!" Then
        MsgBox Mid$(outcome, 2), vbExclamation, "Rotation"
        Exit Sub
    End If
    On Error GoTo Refused
    Application.Workbooks.Open outcome
    Exit Sub
Refused:
    MsgBox Err.Description, vbExclamation, "Rotation"
End Sub

Attribute VB_Name = "RotationState"
Option Explicit
Option Private Module
' What of Excel is changed for a while, and put back whatever happens; what the status bar says.

Private mSays As Boolean
Private mNote As String
Private mNoteEnds As Double
Private Const NoteSeconds As Double = 20

' The workbooks to look after: a workbook that carries these modules looks after itself.
Public Function RotationBooks() As Collection
    Dim book As Object, found As Collection
    Set found = New Collection
    If ThisWorkbook.IsAddin Then
        For Each book In Application.Workbooks
            found.Add book
        Next book
    Else
        found.Add ThisWorkbook
    End If
    Set RotationBooks = found
End Function

' Keeps Excel from calculating, drawing and telling other macros; returns what it was before.
Public Function RotationQuiet() As Variant
    Dim book As Object, saved As Collection
    Set saved = New Collection
    For Each book In Application.Workbooks
        saved.Add Array(book, book.Saved)
    Next book
    RotationQuiet = Array(saved, Application.Calculation, Application.EnableEvents, _
        Application.ScreenUpdating, FillsTables())
    On Error Resume Next
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    Application.Calculation = xlCalculationManual
    FillTables False
End Function

' Puts it back; calculation first, for it makes workbooks changed ones.
Public Sub RotationRestore(ByVal states As Variant)
    Dim one As Variant
    On Error Resume Next
    FillTables states(4)
    Application.Calculation = states(1)
    Application.EnableEvents = states(2)
    Application.ScreenUpdating = states(3)
    For Each one In states(0)
        If one(0).Saved <> one(1) Then one(0).Saved = one(1)
    Next one
End Sub

' A formula entered in a table would go into its whole column.
Private Function FillsTables() As Boolean
    On Error GoTo Unknown
    FillsTables = Application.AutoCorrect.AutoFillFormulasInLists
Unknown:
End Function

Private Sub FillTables(ByVal wanted As Boolean)
    On Error GoTo Unknown
    If FillsTables() <> wanted Then Application.AutoCorrect.AutoFillFormulasInLists = wanted
Unknown:
End Sub

' Shows how far something is; "" ends it.
Public Sub RotationSay(ByVal text As String)
    If text = "" And Now < mNoteEnds Then text = mNote
    If text <> "" Then
        Application.StatusBar = text
        mSays = True
    ElseIf mSays Then               ' what others say there is not ours to end
        Application.StatusBar = False
        mSays = False
    End If
End Sub

' Shows what is to be read: it stays for a while, or comes back after what is under way.
Public Sub RotationNote(ByVal text As String)
    mNote = "Rotation: " & text
    mNoteEnds = Now + NoteSeconds / 86400
    RotationSay mNote
End Sub

' Returns a macro of these modules as OnTime and OnKey take it.
Public Function RotationMacro(ByVal wanted As String) As String
    RotationMacro = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & wanted
End Function

Attribute VB_Name = "RotationNames"
Option Explicit
Option Private Module
' Excel keeps a function of an add-in with the path of whoever saved the file, and files made
' elsewhere hold plain names that it does not look up until they are entered: here they are.

Private Const Names As String = ",ANNUAL_RETURN,ASSET_RETURN,BARBELL_RETURN,BETA_TO,BIGGEST_SINCE,CLAIM_BASIS,CLAIM_CHECK,CLAIM_FIND_DATE,CLAIM_FIND_MONTH,CORREL_TO,CURRENT_DRAWDOWN,CURVE_SLOPE_BP,DATA_AS_OF,DATA_BANNER,DATA_NOTE,DATA_SOURCES,DAYS_SINCE_RECORD,DIST_TO_RECORD,DOLLAR_BETA,EW_CW_SPREAD,EXPLAIN,FACTOR_EXPOSURE,FACTOR_SPREAD,FED_BALANCE_CHANGE,FED_FUNDS_TARGET,GROUP_RETURN,HIGH_DATE,LEVEL_CROSSINGS,LOW_DATE,MACRO,MACR" & _
    "O_AVG,MACRO_CHANGE,MACRO_HISTORY,MAX_DRAWDOWN,MTD_RETURN,NEXT_RECORD,NFP_CHANGE,PCT_ABOVE_MA,PERCENTILE_RANK,PE_SHOCK,POLICY_MOVES,PORTFOLIO_RETURN,PRICE_HISTORY,PRICE_ON,RATE_BETA,REBALANCE_TRADES,RECORD_CLOSE,RECORD_COUNT,RECORD_DATE,REGIME,REGIME_SHARE,REGIME_SPREAD,RELATIVE_STRENGTH,RETURN_FROM_LOW,RETURN_RANK,RETURN_SINCE,REVERSAL_SCORE,ROTATION_MOMENTUM,ROTATION_QUADRANT,ROTATION_RATIO,ROTAT" & _
    "ION_TABLE,SEASONAL_AVG,SEASONAL_RANK,SEASONAL_TABLE,SECTOR_DISPERSION,SECTOR_RANK,SECTOR_RETURN,SECTOR_TABLE,SHARPE,SIZE_SPREAD,SNAPSHOT_ID,SPREAD,SPREAD_HISTORY,STREAK,STYLE_SPREAD,STYLE_SPREAD_RANK,STYLE_SPREAD_Z,TOP_REST_SPREAD,VALUATION,VALUATION_GAP,VALUATION_HISTORY,VOLATILITY,YIELD_CHANGE_BP,YIELD_LEVEL,YTD_RETURN,"

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

Attribute VB_Name = "RotationFunctions"
Option Explicit
' Generated from the registry of functions.
' One function a worksheet function; all arguments optional,
' so that a missing one is answered with the reason and not refused by Excel.

Public Function PCT_ABOVE_MA(Optional ByVal tickers As Variant, Optional ByVal sessions As Variant, Optional ByVal day As Variant) As Variant
    PCT_ABOVE_MA = RotationAnswer("PCT_ABOVE_MA", Array(tickers, sessions, day))
End Function

Public Function CLAIM_CHECK(Optional ByVal claimed As Variant, Optional ByVal actual As Variant, Optional ByVal tolerance As Variant) As Variant
    CLAIM_CHECK = RotationAnswer("CLAIM_CHECK", Array(claimed, actual, tolerance))
End Function

Public Function CLAIM_FIND_DATE(Optional ByVal ticker As Variant, Optional ByVal claimed As Variant, Optional ByVal anchor As Variant, _
        Optional ByVal start As Variant, Optional ByVal finish As Variant, Optional ByVal tolerance As Variant, _
        Optional ByVal basis As Variant) As Variant
    CLAIM_FIND_DATE = RotationAnswer("CLAIM_FIND_DATE", Array(ticker, claimed, anchor, start, finish, tolerance, basis))
End Function

Public Function CLAIM_FIND_MONTH(Optional ByVal what As Variant, Optional ByVal claimed As Variant, Optional ByVal start As Variant, _
        Optional ByVal finish As Variant) As Variant
    CLAIM_FIND_MONTH = RotationAnswer("CLAIM_FIND_MONTH", Array(what, claimed, start, finish))
End Function

Public Function CLAIM_BASIS(Optional ByVal ticker As Variant, Optional ByVal period As Variant, Optional ByVal claimed As Variant) As Variant
    CLAIM_BASIS = RotationAnswer("CLAIM_BASIS", Array(ticker, period, claimed))
End Function

Public Function PRICE_ON(Optional ByVal ticker As Variant, Optional ByVal day As Variant, Optional ByVal field As Variant) As Variant
    PRICE_ON = RotationAnswer("PRICE_ON", Array(ticker, day, field))
End Function

Public Function PRICE_HISTORY(Optional ByVal ticker As Variant, Optional ByVal start As Variant, Optional ByVal finish As Variant, _
        Optional ByVal freq As Variant, Optional ByVal field As Variant, Optional ByVal headers As Variant) As Variant
    PRICE_HISTORY = RotationAnswer("PRICE_HISTORY", Array(ticker, start, finish, freq, field, headers))
End Function

Public Function MACRO(Optional ByVal series As Variant, Optional ByVal day As Variant, Optional ByVal vintage As Variant) As Variant
    MACRO = RotationAnswer("MACRO", Array(series, day, vintage))
End Function

Public Function MACRO_CHANGE(Optional ByVal series As Variant, Optional ByVal start As Variant, Optional ByVal finish As Variant, _
        Optional ByVal mode As Variant, Optional ByVal vintage As Variant) As Variant
    MACRO_CHANGE = RotationAnswer("MACRO_CHANGE", Array(series, start, finish, mode, vintage))
End Function

Public Function MACRO_AVG(Optional ByVal series As Variant, Optional ByVal period As Variant, Optional ByVal vintage As Variant) As Variant
    MACRO_AVG = RotationAnswer("MACRO_AVG", Array(series, period, vintage))
End Function

Public Function MACRO_HISTORY(Optional ByVal series As Variant, Optional ByVal start As Variant, Optional ByVal finish As Variant, _
        Optional ByVal freq As Variant, Optional ByVal headers As Variant, Optional ByVal vintage As Variant) As Variant
    MACRO_HISTORY = RotationAnswer("MACRO_HISTORY", Array(series, start, finish, freq, headers, vintage))
End Function

Public Function LEVEL_CROSSINGS(Optional ByVal series As Variant, Optional ByVal level As Variant, Optional ByVal period As Variant) As Variant
    LEVEL_CROSSINGS = RotationAnswer("LEVEL_CROSSINGS", Array(series, level, period))
End Function

Public Function FED_FUNDS_TARGET(Optional ByVal day As Variant, Optional ByVal bound As Variant) As Variant
    FED_FUNDS_TARGET = RotationAnswer("FED_FUNDS_TARGET", Array(day, bound))
End Function

Public Function POLICY_MOVES(Optional ByVal period As Variant, Optional ByVal unit As Variant) As Variant
    POLICY_MOVES = RotationAnswer("POLICY_MOVES", Array(period, unit))
End Function

Public Function FED_BALANCE_CHANGE(Optional ByVal start As Variant, Optional ByVal finish As Variant) As Variant
    FED_BALANCE_CHANGE = RotationAnswer("FED_BALANCE_CHANGE", Array(start, finish))
End Function

Public Function NFP_CHANGE(Optional ByVal month As Variant, Optional ByVal vintage As Variant) As Variant
    NFP_CHANGE = RotationAnswer("NFP_CHANGE", Array(month, vintage))
End Function

Public Function YIELD_LEVEL(Optional ByVal tenor As Variant, Optional ByVal day As Variant, Optional ByVal kind As Variant) As Variant
    YIELD_LEVEL = RotationAnswer("YIELD_LEVEL", Array(tenor, day, kind))
End Function

Public Function YIELD_CHANGE_BP(Optional ByVal tenor As Variant, Optional ByVal start As Variant, Optional ByVal finish As Variant, _
        Optional ByVal kind As Variant) As Variant
    YIELD_CHANGE_BP = RotationAnswer("YIELD_CHANGE_BP", Array(tenor, start, finish, kind))
End Function

Public Function CURVE_SLOPE_BP(Optional ByVal long_tenor As Variant, Optional ByVal short_tenor As Variant, Optional ByVal day As Variant) As Variant
    CURVE_SLOPE_BP = RotationAnswer("CURVE_SLOPE_BP", Array(long_tenor, short_tenor, day))
End Function

Public Function RATE_BETA(Optional ByVal what As Variant, Optional ByVal weeks As Variant, Optional ByVal tenor As Variant, _
        Optional ByVal stat As Variant, Optional ByVal as_of As Variant) As Variant
    RATE_BETA = RotationAnswer("RATE_BETA", Array(what, weeks, tenor, stat, as_of))
End Function

Public Function DOLLAR_BETA(Optional ByVal what As Variant, Optional ByVal months As Variant, Optional ByVal stat As Variant, _
        Optional ByVal as_of As Variant) As Variant
    DOLLAR_BETA = RotationAnswer("DOLLAR_BETA", Array(what, months, stat, as_of))
End Function

Public Function PE_SHOCK(Optional ByVal pe As Variant, Optional ByVal bp As Variant) As Variant
    PE_SHOCK = RotationAnswer("PE_SHOCK", Array(pe, bp))
End Function

Public Function PORTFOLIO_RETURN(Optional ByVal holdings As Variant, Optional ByVal period As Variant, Optional ByVal rebalance As Variant, _
        Optional ByVal basis As Variant, Optional ByVal as_of As Variant) As Variant
    PORTFOLIO_RETURN = RotationAnswer("PORTFOLIO_RETURN", Array(holdings, period, rebalance, basis, as_of))
End Function

Public Function BARBELL_RETURN(Optional ByVal a As Variant, Optional ByVal b As Variant, Optional ByVal weight_a As Variant, _
        Optional ByVal period As Variant, Optional ByVal rebalance As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    BARBELL_RETURN = RotationAnswer("BARBELL_RETURN", Array(a, b, weight_a, period, rebalance, basis, as_of))
End Function

Public Function FACTOR_EXPOSURE(Optional ByVal holdings As Variant, Optional ByVal factor As Variant, Optional ByVal months As Variant, _
        Optional ByVal stat As Variant, Optional ByVal as_of As Variant) As Variant
    FACTOR_EXPOSURE = RotationAnswer("FACTOR_EXPOSURE", Array(holdings, factor, months, stat, as_of))
End Function

Public Function REBALANCE_TRADES(Optional ByVal holdings As Variant, Optional ByVal targets As Variant, Optional ByVal band As Variant, _
        Optional ByVal headers As Variant) As Variant
    REBALANCE_TRADES = RotationAnswer("REBALANCE_TRADES", Array(holdings, targets, band, headers))
End Function

Public Function DATA_AS_OF(Optional ByVal series As Variant) As Variant
    DATA_AS_OF = RotationAnswer("DATA_AS_OF", Array(series))
End Function

Public Function DATA_NOTE(Optional ByVal series As Variant) As Variant
    DATA_NOTE = RotationAnswer("DATA_NOTE", Array(series))
End Function

Public Function DATA_SOURCES(Optional ByVal series As Variant, Optional ByVal headers As Variant) As Variant
    DATA_SOURCES = RotationAnswer("DATA_SOURCES", Array(series, headers))
End Function

Public Function DATA_BANNER(Optional ByVal series As Variant) As Variant
    DATA_BANNER = RotationAnswer("DATA_BANNER", Array(series))
End Function

Public Function SNAPSHOT_ID(Optional ByVal series As Variant) As Variant
    SNAPSHOT_ID = RotationAnswer("SNAPSHOT_ID", Array(series))
End Function

Public Function EXPLAIN(Optional ByVal function_name As Variant, Optional ByVal argument1 As Variant, Optional ByVal argument2 As Variant, _
        Optional ByVal argument3 As Variant, Optional ByVal argument4 As Variant, Optional ByVal argument5 As Variant, _
        Optional ByVal argument6 As Variant, Optional ByVal argument7 As Variant, Optional ByVal argument8 As Variant) As Variant
    EXPLAIN = RotationAnswer("EXPLAIN", Array(function_name, argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8))
End Function

Public Function RECORD_CLOSE(Optional ByVal ticker As Variant, Optional ByVal as_of As Variant) As Variant
    RECORD_CLOSE = RotationAnswer("RECORD_CLOSE", Array(ticker, as_of))
End Function

Public Function RECORD_DATE(Optional ByVal ticker As Variant, Optional ByVal as_of As Variant) As Variant
    RECORD_DATE = RotationAnswer("RECORD_DATE", Array(ticker, as_of))
End Function

Public Function DIST_TO_RECORD(Optional ByVal ticker As Variant, Optional ByVal as_of As Variant) As Variant
    DIST_TO_RECORD = RotationAnswer("DIST_TO_RECORD", Array(ticker, as_of))
End Function

Public Function RECORD_COUNT(Optional ByVal ticker As Variant, Optional ByVal year As Variant, Optional ByVal as_of As Variant) As Variant
    RECORD_COUNT = RotationAnswer("RECORD_COUNT", Array(ticker, year, as_of))
End Function

Public Function DAYS_SINCE_RECORD(Optional ByVal ticker As Variant, Optional ByVal as_of As Variant, Optional ByVal unit As Variant) As Variant
    DAYS_SINCE_RECORD = RotationAnswer("DAYS_SINCE_RECORD", Array(ticker, as_of, unit))
End Function

Public Function NEXT_RECORD(Optional ByVal ticker As Variant, Optional ByVal after As Variant) As Variant
    NEXT_RECORD = RotationAnswer("NEXT_RECORD", Array(ticker, after))
End Function

Public Function ASSET_RETURN(Optional ByVal ticker As Variant, Optional ByVal period As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    ASSET_RETURN = RotationAnswer("ASSET_RETURN", Array(ticker, period, basis, as_of))
End Function

Public Function MTD_RETURN(Optional ByVal ticker As Variant, Optional ByVal as_of As Variant, Optional ByVal basis As Variant) As Variant
    MTD_RETURN = RotationAnswer("MTD_RETURN", Array(ticker, as_of, basis))
End Function

Public Function YTD_RETURN(Optional ByVal ticker As Variant, Optional ByVal as_of As Variant, Optional ByVal basis As Variant) As Variant
    YTD_RETURN = RotationAnswer("YTD_RETURN", Array(ticker, as_of, basis))
End Function

Public Function RETURN_SINCE(Optional ByVal ticker As Variant, Optional ByVal day As Variant, Optional ByVal as_of As Variant, _
        Optional ByVal basis As Variant) As Variant
    RETURN_SINCE = RotationAnswer("RETURN_SINCE", Array(ticker, day, as_of, basis))
End Function

Public Function RETURN_FROM_LOW(Optional ByVal ticker As Variant, Optional ByVal window As Variant, Optional ByVal as_of As Variant, _
        Optional ByVal basis As Variant) As Variant
    RETURN_FROM_LOW = RotationAnswer("RETURN_FROM_LOW", Array(ticker, window, as_of, basis))
End Function

Public Function LOW_DATE(Optional ByVal ticker As Variant, Optional ByVal window As Variant, Optional ByVal as_of As Variant) As Variant
    LOW_DATE = RotationAnswer("LOW_DATE", Array(ticker, window, as_of))
End Function

Public Function HIGH_DATE(Optional ByVal ticker As Variant, Optional ByVal window As Variant, Optional ByVal as_of As Variant) As Variant
    HIGH_DATE = RotationAnswer("HIGH_DATE", Array(ticker, window, as_of))
End Function

Public Function ANNUAL_RETURN(Optional ByVal ticker As Variant, Optional ByVal period As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    ANNUAL_RETURN = RotationAnswer("ANNUAL_RETURN", Array(ticker, period, basis, as_of))
End Function

Public Function RETURN_RANK(Optional ByVal ticker As Variant, Optional ByVal month As Variant, Optional ByVal months As Variant, _
        Optional ByVal order As Variant, Optional ByVal as_of As Variant) As Variant
    RETURN_RANK = RotationAnswer("RETURN_RANK", Array(ticker, month, months, order, as_of))
End Function

Public Function BIGGEST_SINCE(Optional ByVal series As Variant, Optional ByVal period As Variant, Optional ByVal as_of As Variant) As Variant
    BIGGEST_SINCE = RotationAnswer("BIGGEST_SINCE", Array(series, period, as_of))
End Function

Public Function STYLE_SPREAD(Optional ByVal period As Variant, Optional ByVal pair As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    STYLE_SPREAD = RotationAnswer("STYLE_SPREAD", Array(period, pair, basis, as_of))
End Function

Public Function SIZE_SPREAD(Optional ByVal period As Variant, Optional ByVal pair As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    SIZE_SPREAD = RotationAnswer("SIZE_SPREAD", Array(period, pair, basis, as_of))
End Function

Public Function SPREAD(Optional ByVal a As Variant, Optional ByVal b As Variant, Optional ByVal period As Variant, _
        Optional ByVal basis As Variant, Optional ByVal as_of As Variant) As Variant
    SPREAD = RotationAnswer("SPREAD", Array(a, b, period, basis, as_of))
End Function

Public Function STYLE_SPREAD_RANK(Optional ByVal month As Variant, Optional ByVal months As Variant, Optional ByVal pair As Variant, _
        Optional ByVal order As Variant, Optional ByVal as_of As Variant) As Variant
    STYLE_SPREAD_RANK = RotationAnswer("STYLE_SPREAD_RANK", Array(month, months, pair, order, as_of))
End Function

Public Function STYLE_SPREAD_Z(Optional ByVal month As Variant, Optional ByVal months As Variant, Optional ByVal pair As Variant, _
        Optional ByVal as_of As Variant) As Variant
    STYLE_SPREAD_Z = RotationAnswer("STYLE_SPREAD_Z", Array(month, months, pair, as_of))
End Function

Public Function SPREAD_HISTORY(Optional ByVal pair As Variant, Optional ByVal start As Variant, Optional ByVal finish As Variant, _
        Optional ByVal headers As Variant) As Variant
    SPREAD_HISTORY = RotationAnswer("SPREAD_HISTORY", Array(pair, start, finish, headers))
End Function

Public Function EW_CW_SPREAD(Optional ByVal period As Variant, Optional ByVal basis As Variant, Optional ByVal as_of As Variant) As Variant
    EW_CW_SPREAD = RotationAnswer("EW_CW_SPREAD", Array(period, basis, as_of))
End Function

Public Function TOP_REST_SPREAD(Optional ByVal period As Variant, Optional ByVal top_weight As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    TOP_REST_SPREAD = RotationAnswer("TOP_REST_SPREAD", Array(period, top_weight, basis, as_of))
End Function

Public Function FACTOR_SPREAD(Optional ByVal factor As Variant, Optional ByVal period As Variant, Optional ByVal benchmark As Variant, _
        Optional ByVal basis As Variant, Optional ByVal as_of As Variant) As Variant
    FACTOR_SPREAD = RotationAnswer("FACTOR_SPREAD", Array(factor, period, benchmark, basis, as_of))
End Function

Public Function REGIME(Optional ByVal rule As Variant, Optional ByVal day As Variant) As Variant
    REGIME = RotationAnswer("REGIME", Array(rule, day))
End Function

Public Function REGIME_SHARE(Optional ByVal rule As Variant, Optional ByVal period As Variant) As Variant
    REGIME_SHARE = RotationAnswer("REGIME_SHARE", Array(rule, period))
End Function

Public Function REGIME_SPREAD(Optional ByVal rule As Variant, Optional ByVal pair As Variant, Optional ByVal start As Variant, _
        Optional ByVal finish As Variant, Optional ByVal side As Variant) As Variant
    REGIME_SPREAD = RotationAnswer("REGIME_SPREAD", Array(rule, pair, start, finish, side))
End Function

Public Function VOLATILITY(Optional ByVal ticker As Variant, Optional ByVal period As Variant, Optional ByVal freq As Variant, _
        Optional ByVal as_of As Variant) As Variant
    VOLATILITY = RotationAnswer("VOLATILITY", Array(ticker, period, freq, as_of))
End Function

Public Function MAX_DRAWDOWN(Optional ByVal ticker As Variant, Optional ByVal period As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    MAX_DRAWDOWN = RotationAnswer("MAX_DRAWDOWN", Array(ticker, period, basis, as_of))
End Function

Public Function CURRENT_DRAWDOWN(Optional ByVal ticker As Variant, Optional ByVal period As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    CURRENT_DRAWDOWN = RotationAnswer("CURRENT_DRAWDOWN", Array(ticker, period, basis, as_of))
End Function

Public Function BETA_TO(Optional ByVal ticker As Variant, Optional ByVal benchmark As Variant, Optional ByVal months As Variant, _
        Optional ByVal as_of As Variant) As Variant
    BETA_TO = RotationAnswer("BETA_TO", Array(ticker, benchmark, months, as_of))
End Function

Public Function CORREL_TO(Optional ByVal a As Variant, Optional ByVal b As Variant, Optional ByVal months As Variant, _
        Optional ByVal as_of As Variant) As Variant
    CORREL_TO = RotationAnswer("CORREL_TO", Array(a, b, months, as_of))
End Function

Public Function SHARPE(Optional ByVal ticker As Variant, Optional ByVal period As Variant, Optional ByVal as_of As Variant) As Variant
    SHARPE = RotationAnswer("SHARPE", Array(ticker, period, as_of))
End Function

Public Function RELATIVE_STRENGTH(Optional ByVal ticker As Variant, Optional ByVal benchmark As Variant, Optional ByVal period As Variant, _
        Optional ByVal basis As Variant, Optional ByVal as_of As Variant) As Variant
    RELATIVE_STRENGTH = RotationAnswer("RELATIVE_STRENGTH", Array(ticker, benchmark, period, basis, as_of))
End Function

Public Function ROTATION_RATIO(Optional ByVal ticker As Variant, Optional ByVal benchmark As Variant, Optional ByVal day As Variant, _
        Optional ByVal weeks As Variant) As Variant
    ROTATION_RATIO = RotationAnswer("ROTATION_RATIO", Array(ticker, benchmark, day, weeks))
End Function

Public Function ROTATION_MOMENTUM(Optional ByVal ticker As Variant, Optional ByVal benchmark As Variant, Optional ByVal day As Variant, _
        Optional ByVal weeks As Variant) As Variant
    ROTATION_MOMENTUM = RotationAnswer("ROTATION_MOMENTUM", Array(ticker, benchmark, day, weeks))
End Function

Public Function ROTATION_QUADRANT(Optional ByVal ticker As Variant, Optional ByVal benchmark As Variant, Optional ByVal day As Variant, _
        Optional ByVal weeks As Variant) As Variant
    ROTATION_QUADRANT = RotationAnswer("ROTATION_QUADRANT", Array(ticker, benchmark, day, weeks))
End Function

Public Function ROTATION_TABLE(Optional ByVal universe As Variant, Optional ByVal benchmark As Variant, Optional ByVal day As Variant, _
        Optional ByVal tail As Variant, Optional ByVal weeks As Variant, Optional ByVal headers As Variant) As Variant
    ROTATION_TABLE = RotationAnswer("ROTATION_TABLE", Array(universe, benchmark, day, tail, weeks, headers))
End Function

Public Function STREAK(Optional ByVal ticker As Variant, Optional ByVal benchmark As Variant, Optional ByVal as_of As Variant, _
        Optional ByVal freq As Variant) As Variant
    STREAK = RotationAnswer("STREAK", Array(ticker, benchmark, as_of, freq))
End Function

Public Function SEASONAL_AVG(Optional ByVal ticker As Variant, Optional ByVal month As Variant, Optional ByVal start_year As Variant, _
        Optional ByVal end_year As Variant, Optional ByVal stat As Variant, Optional ByVal basis As Variant) As Variant
    SEASONAL_AVG = RotationAnswer("SEASONAL_AVG", Array(ticker, month, start_year, end_year, stat, basis))
End Function

Public Function SEASONAL_RANK(Optional ByVal ticker As Variant, Optional ByVal month As Variant, Optional ByVal start_year As Variant, _
        Optional ByVal end_year As Variant, Optional ByVal basis As Variant) As Variant
    SEASONAL_RANK = RotationAnswer("SEASONAL_RANK", Array(ticker, month, start_year, end_year, basis))
End Function

Public Function SEASONAL_TABLE(Optional ByVal ticker As Variant, Optional ByVal start_year As Variant, Optional ByVal end_year As Variant, _
        Optional ByVal basis As Variant, Optional ByVal headers As Variant) As Variant
    SEASONAL_TABLE = RotationAnswer("SEASONAL_TABLE", Array(ticker, start_year, end_year, basis, headers))
End Function

Public Function SECTOR_RETURN(Optional ByVal sector As Variant, Optional ByVal period As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    SECTOR_RETURN = RotationAnswer("SECTOR_RETURN", Array(sector, period, basis, as_of))
End Function

Public Function SECTOR_RANK(Optional ByVal sector As Variant, Optional ByVal period As Variant, Optional ByVal basis As Variant, _
        Optional ByVal as_of As Variant) As Variant
    SECTOR_RANK = RotationAnswer("SECTOR_RANK", Array(sector, period, basis, as_of))
End Function

Public Function SECTOR_TABLE(Optional ByVal period As Variant, Optional ByVal basis As Variant, Optional ByVal as_of As Variant, _
        Optional ByVal headers As Variant) As Variant
    SECTOR_TABLE = RotationAnswer("SECTOR_TABLE", Array(period, basis, as_of, headers))
End Function

Public Function GROUP_RETURN(Optional ByVal group As Variant, Optional ByVal period As Variant, Optional ByVal weights As Variant, _
        Optional ByVal basis As Variant, Optional ByVal as_of As Variant) As Variant
    GROUP_RETURN = RotationAnswer("GROUP_RETURN", Array(group, period, weights, basis, as_of))
End Function

Public Function SECTOR_DISPERSION(Optional ByVal period As Variant, Optional ByVal basis As Variant, Optional ByVal as_of As Variant) As Variant
    SECTOR_DISPERSION = RotationAnswer("SECTOR_DISPERSION", Array(period, basis, as_of))
End Function

Public Function REVERSAL_SCORE(Optional ByVal month As Variant, Optional ByVal months As Variant, Optional ByVal as_of As Variant) As Variant
    REVERSAL_SCORE = RotationAnswer("REVERSAL_SCORE", Array(month, months, as_of))
End Function

Public Function VALUATION(Optional ByVal ticker As Variant, Optional ByVal field As Variant, Optional ByVal day As Variant) As Variant
    VALUATION = RotationAnswer("VALUATION", Array(ticker, field, day))
End Function

Public Function VALUATION_HISTORY(Optional ByVal ticker As Variant, Optional ByVal field As Variant) As Variant
    VALUATION_HISTORY = RotationAnswer("VALUATION_HISTORY", Array(ticker, field))
End Function

Public Function VALUATION_GAP(Optional ByVal a As Variant, Optional ByVal b As Variant, Optional ByVal mode As Variant) As Variant
    VALUATION_GAP = RotationAnswer("VALUATION_GAP", Array(a, b, mode))
End Function

Public Function PERCENTILE_RANK(Optional ByVal x As Variant, Optional ByVal history As Variant) As Variant
    PERCENTILE_RANK = RotationAnswer("PERCENTILE_RANK", Array(x, history))
End Function

Attribute VB_Name = "RotationHelp"
Option Explicit
Option Private Module
' Generated from the registry of functions.
' What Excel's function wizard shows.

Public Sub RotationDescribeAll()
    Describe0
    Describe1
    Describe2
    Describe3
    Describe4
    Describe5
    Describe6
    Describe7
    Describe8
    Describe9
    Describe10
    Describe11
    Describe12
    Describe13
    Describe14
    Describe15
End Sub

Private Sub Describe0()
    Describe "STYLE_SPREAD", "Rotation: Style and size", _
        "Return of value minus return of growth over a period.", _
        Array("Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] Pair of value and growth: R1000 (default), SP500, R2000, CRSP, or AAA/BBB.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "SIZE_SPREAD", "Rotation: Style and size", _
        "Return of small caps minus return of large caps over a period.", _
        Array("Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] Pair of small and large: R2000-SP500 (default), RUT-SPX, SP600-SP500, SP400-SP500, MICRO-SP500, or AAA/BBB.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "SPREAD", "Rotation: Style and size", _
        "Return of one fund, stock or index minus that of another over a period.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Ticker such as IWD, or an index such as ^RUT.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "STYLE_SPREAD_RANK", "Rotation: Style and size", _
        "Rank of a month's value-growth spread among the last months; ties share the best rank.", _
        Array("Month such as 2024-11, or a date in it.", _
            "[optional] How many months are ranked, the month included; 24.", _
            "[optional] Pair: R1000, SP500, R2000, CRSP (value and growth), R2000-SP500, RUT-SPX, SP600-SP500, SP400-SP500, MICRO-SP500 (small and large), or two tickers as AAA/BBB.", _
            "[optional] abs (default): 1 is the widest either way; high; low.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "STYLE_SPREAD_Z", "Rotation: Style and size", _
        "How many standard deviations a month's spread lies from the mean of the months before it.", _
        Array("Month such as 2024-11, or a date in it.", _
            "[optional] How many months before it are the yardstick; 60.", _
            "[optional] Pair: R1000, SP500, R2000, CRSP (value and growth), R2000-SP500, RUT-SPX, SP600-SP500, SP400-SP500, MICRO-SP500 (small and large), or two tickers as AAA/BBB.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "SPREAD_HISTORY", "Rotation: Style and size", _
        "Monthly returns of both legs and their spread, one row a month.", _
        Array("Pair: R1000, SP500, R2000, CRSP (value and growth), R2000-SP500, RUT-SPX, SP600-SP500, SP400-SP500, MICRO-SP500 (small and large), or two tickers as AAA/BBB.", _
            "First month, such as 2024-01.", _
            "[optional] Last month, such as 2024-11. Left out: that of the last session.", _
            "[optional] TRUE (default) for a header row, FALSE for none.")
    Describe "EW_CW_SPREAD", "Rotation: Style and size", _
        "Return of the equal-weight S&P 500 (RSP) minus the cap-weighted one (SPY).", _
        Array("Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "TOP_REST_SPREAD", "Rotation: Style and size", _
        "Return of the S&P 500's top 50 (XLG) minus that of the rest of the index.", _
        Array("Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] Weight of the top 50 in the index, between 0 and 1; 0.55.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "FACTOR_SPREAD", "Rotation: Style and size", _
        "Return of a factor fund minus that of the index.", _
        Array("momentum, quality, value, low_vol or size, or its fund: MTUM, QUAL, VLUE, USMV, SIZE.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] What it is compared with; SPY.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
End Sub

Private Sub Describe1()
    Describe "SECTOR_RETURN", "Rotation: Sectors", _
        "Return of a sector (its Select Sector SPDR fund) over a period.", _
        Array("Sector fund or name: XLE or Energy.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "SECTOR_RANK", "Rotation: Sectors", _
        "Rank of a sector's return among the sectors: 1 is the best; ties share the best rank.", _
        Array("Sector fund or name: XLE or Energy.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "SECTOR_TABLE", "Rotation: Sectors", _
        "Sectors, best first: name, ticker, return, and return minus SPY's.", _
        Array("Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.", _
            "[optional] TRUE (default) for a header row, FALSE for none.")
    Describe "GROUP_RETURN", "Rotation: Sectors", _
        "Weighted mean of the returns of a group's members; equal weights by default.", _
        Array("Group (transports, homebuilders, retail, reits, ai_builders, ai_users, mag7, cyclicals), a comma list, or a range of tickers.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] One weight a member. Left out: equal.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "SECTOR_DISPERSION", "Rotation: Sectors", _
        "How far the sectors lie apart: standard deviation of their returns over a period.", _
        Array("Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "REVERSAL_SCORE", "Rotation: Sectors", _
        "Whether laggards lead: rank correlation of the sectors' earlier returns with the month's.", _
        Array("Month such as 2024-11, or a date in it.", _
            "[optional] How many months before it are compared with it; 10.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
End Sub

Private Sub Describe2()
    Describe "RELATIVE_STRENGTH", "Rotation: Relative strength and rotation", _
        "How far a fund, stock or index pulled ahead of another over a period, as a ratio.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "What it is compared with, such as SPY.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "ROTATION_RATIO", "Rotation: Relative strength and rotation", _
        "Relative strength as a rotation graph shows it: above 100 when ahead of its own average.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] What it is compared with; SPY.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.", _
            "[optional] How many weekly values the mean and deviation are taken of; 14.")
    Describe "ROTATION_MOMENTUM", "Rotation: Relative strength and rotation", _
        "Speed of relative strength as a rotation graph shows it: above 100 when faster than usual.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] What it is compared with; SPY.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.", _
            "[optional] How many weekly values the mean and deviation are taken of; 14.")
    Describe "ROTATION_QUADRANT", "Rotation: Relative strength and rotation", _
        "Where it stands on a rotation graph: Leading, Weakening, Lagging or Improving.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] What it is compared with; SPY.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.", _
            "[optional] How many weekly values the mean and deviation are taken of; 14.")
    Describe "ROTATION_TABLE", "Rotation: Relative strength and rotation", _
        "Rotation graph in numbers: ticker, quadrant, then ratio and momentum for each week.", _
        Array("[optional] sectors (default), styles, a group such as cyclicals, a comma list, or a range.", _
            "[optional] What it is compared with; SPY.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.", _
            "[optional] How many weeks of each are shown; 5.", _
            "[optional] How many weekly values the mean and deviation are taken of; 14.", _
            "[optional] TRUE (default) for a header row, FALSE for none.")
    Describe "STREAK", "Rotation: Relative strength and rotation", _
        "How many closes in a row have risen (above 0) or fallen (below 0), up to as_of.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Count closes divided by this one's. Left out: its own.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.", _
            "[optional] D, W (last session of each ISO week) or M (last session of each month).")
End Sub

Private Sub Describe3()
    Describe "ASSET_RETURN", "Rotation: Returns", _
        "Return of a fund, stock or index over a period.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "MTD_RETURN", "Rotation: Returns", _
        "Return since the last close of the month before.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.")
    Describe "YTD_RETURN", "Rotation: Returns", _
        "Return since the last close of the year before.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.")
    Describe "RETURN_SINCE", "Rotation: Returns", _
        "Return since the close on a day, for instance since an election.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "The return runs from the close on (or last before) this day.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.")
    Describe "RETURN_FROM_LOW", "Rotation: Returns", _
        "Rise of the window's last close over its lowest close; never negative.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Period such as 2025-04:2025-09, or a number of sessions ending at as_of.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.")
    Describe "LOW_DATE", "Rotation: Returns", _
        "Date of the lowest close in a window (price basis); the latest one on a tie.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Period such as 2025-04:2025-09, or a number of sessions ending at as_of.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "HIGH_DATE", "Rotation: Returns", _
        "Date of the highest close in a window (price basis); the latest one on a tie.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Period such as 2025-04:2025-09, or a number of sessions ending at as_of.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "ANNUAL_RETURN", "Rotation: Returns", _
        "Return of a period as a yearly rate.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "RETURN_RANK", "Rotation: Returns", _
        "Rank of a month's return among the last months, itself included; ties share the best rank.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Month such as 2024-11, or a date in it.", _
            "[optional] How many months are ranked, the month included; 24.", _
            "[optional] high (default): 1 is the largest; low: the smallest; abs.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "BIGGEST_SINCE", "Rotation: Returns", _
        "Last session of the latest earlier period whose move had the same sign and was as large.", _
        Array("A ticker, or a FRED id such as DGS10.", _
            "1D, or a month, quarter or year: 2024-11, 2024Q4, 2024, MTD.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
End Sub

Private Sub Describe4()
    Describe "RECORD_CLOSE", "Rotation: Records", _
        "Highest close so far, adjusted for splits.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "RECORD_DATE", "Rotation: Records", _
        "Date on which the highest close so far was first set (price basis).", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "DIST_TO_RECORD", "Rotation: Records", _
        "How far the last close lies below the highest one so far (price basis), at most 0.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "RECORD_COUNT", "Rotation: Records", _
        "How many closes of a year stood above every earlier close (price basis).", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Year such as 2024, or a date in it.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "DAYS_SINCE_RECORD", "Rotation: Records", _
        "How long ago the highest close so far was first set (price basis), 0 on the day itself.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.", _
            "[optional] days (default): calendar days; or sessions.")
    Describe "NEXT_RECORD", "Rotation: Records", _
        "First session after a day that closed above the record standing on that day (price basis).", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Day such as 2024-11-25; the record that stood then is the one to beat.")
End Sub

Private Sub Describe5()
    Describe "SEASONAL_AVG", "Rotation: Seasonality", _
        "Average return of a month of the year, such as December, over complete calendar months.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Month of the year: 1 to 12, a name such as Nov, or a date in it.", _
            "[optional] First year that counts. Left out: all that are stored.", _
            "[optional] Last year that counts, itself included. Left out: all that are stored.", _
            "[optional] mean (default), median, hit (share of months above 0) or n (how many months).", _
            "[optional] price (default) or total (dividends reinvested).")
    Describe "SEASONAL_RANK", "Rotation: Seasonality", _
        "Rank of a month of the year by its mean return: 1 is the best of the twelve.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Month of the year: 1 to 12, a name such as Nov, or a date in it.", _
            "[optional] First year that counts. Left out: all that are stored.", _
            "[optional] Last year that counts, itself included. Left out: all that are stored.", _
            "[optional] price (default) or total (dividends reinvested).")
    Describe "SEASONAL_TABLE", "Rotation: Seasonality", _
        "All twelve months of the year: month, mean, median, hit (share above 0), n.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] First year that counts. Left out: all that are stored.", _
            "[optional] Last year that counts, itself included. Left out: all that are stored.", _
            "[optional] price (default) or total (dividends reinvested).", _
            "[optional] TRUE (default) for a header row, FALSE for none.")
End Sub

Private Sub Describe6()
    Describe "PCT_ABOVE_MA", "Rotation: Breadth", _
        "Share of a group's members that close above their moving average: 0.64 is 64%.", _
        Array("sectors, styles, a group such as cyclicals, a comma list, or a range of tickers.", _
            "[optional] How many closes are averaged, that of the day included; 200.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.")
End Sub

Private Sub Describe7()
    Describe "REGIME", "Rotation: Regimes", _
        "Whether a rule about yields and macro series holds on a day.", _
        Array("Rule such as 10Y>4.5 AND T10Y2Y>0: FRED ids, tenors (10Y, or a slope 10Y-2Y, in percent) or numbers compared by < <= > >= =, joined by AND, OR, NOT and brackets.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.")
    Describe "REGIME_SHARE", "Rotation: Regimes", _
        "Share of a period's sessions on which a rule held.", _
        Array("Rule such as 10Y>4.5 AND T10Y2Y>0: FRED ids, tenors (10Y, or a slope 10Y-2Y, in percent) or numbers compared by < <= > >= =, joined by AND, OR, NOT and brackets.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.")
    Describe "REGIME_SPREAD", "Rotation: Regimes", _
        "Mean monthly spread of a pair over the months that began under a rule, or did not.", _
        Array("Rule such as 10Y>4.5 AND T10Y2Y>0: FRED ids, tenors (10Y, or a slope 10Y-2Y, in percent) or numbers compared by < <= > >= =, joined by AND, OR, NOT and brackets.", _
            "[optional] Pair: R1000, SP500, R2000, CRSP (value and growth), R2000-SP500, RUT-SPX, SP600-SP500, SP400-SP500, MICRO-SP500 (small and large), or two tickers as AAA/BBB.", _
            "[optional] First month, such as 2010-01. Left out: the first that data allow.", _
            "[optional] Last month, such as 2025-06. Left out: the last complete one.", _
            "[optional] TRUE (default): months for which the rule held; FALSE: those for which it did not; diff: the first mean minus the second.")
End Sub

Private Sub Describe8()
    Describe "YIELD_LEVEL", "Rotation: Rates", _
        "Treasury yield on the last observation on or before a day: 0.0418 is 4.18%.", _
        Array("Tenor: 3M, 1Y, 2Y, 5Y, 10Y, 30Y.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.", _
            "[optional] nominal (default), real (inflation-indexed), or breakeven (expected inflation).")
    Describe "YIELD_CHANGE_BP", "Rotation: Rates", _
        "Change of a yield or of the curve's slope, in basis points.", _
        Array("Tenor such as 10Y, or a slope such as 10Y-2Y.", _
            "Day the change runs from, or 1D for the observation before.", _
            "[optional] Last day, such as 2024-11-29 or 2024-11. Left out: the last session in the store.", _
            "[optional] nominal (default), real (inflation-indexed), or breakeven (expected inflation).")
    Describe "CURVE_SLOPE_BP", "Rotation: Rates", _
        "Slope of the yield curve: long minus short yield, in basis points.", _
        Array("[optional] Tenor: 3M, 1Y, 2Y, 5Y, 10Y, 30Y.", _
            "[optional] Tenor: 3M, 1Y, 2Y, 5Y, 10Y, 30Y.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.")
    Describe "RATE_BETA", "Rotation: Rates", _
        "Return (or spread) that went with a rise of the yield by 100 bp.", _
        Array("Ticker such as XLF, or a pair such as R1000 or IWM-SPY.", _
            "[optional] How many weeks are used; 104.", _
            "[optional] Tenor: 3M, 1Y, 2Y, 5Y, 10Y, 30Y.", _
            "[optional] beta (default), t (its t-statistic) or r2 (share explained).", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "DOLLAR_BETA", "Rotation: Rates", _
        "Return (or spread) that went with a rise of the dollar by 100%, month by month.", _
        Array("Ticker such as XLF, or a pair such as R1000 or IWM-SPY.", _
            "[optional] How many months are used; 60.", _
            "[optional] beta (default), t (its t-statistic) or r2 (share explained).", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "PE_SHOCK", "Rotation: Rates", _
        "Price change when the discount rate moves, for a stock at a given price/earnings multiple.", _
        Array("Price/earnings multiple, above 0.", _
            "Move of the discount rate in basis points.")
End Sub

Private Sub Describe9()
    Describe "MACRO", "Rotation: Macro and policy", _
        "Last observation of a FRED series on or before a day, in FRED's units.", _
        Array("FRED id such as DGS10, UNRATE or PAYEMS.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.", _
            "[optional] latest (default), first, or a day: the value as it was known then.")
    Describe "MACRO_CHANGE", "Rotation: Macro and policy", _
        "Change of a FRED series: a difference, a share, or basis points.", _
        Array("FRED id such as DGS10, UNRATE or PAYEMS.", _
            "Day the change runs from; 1M or 12M back from the last observation; or peak (the highest value up to finish).", _
            "[optional] Last day, such as 2024-11-29 or 2024-11. Left out: the last session in the store.", _
            "[optional] diff (default; the series' units), pct (as a decimal), or bp (for a series in percent).", _
            "[optional] latest (default), first, or a day: the value as it was known then.")
    Describe "MACRO_AVG", "Rotation: Macro and policy", _
        "Mean of a FRED series' observations inside a period.", _
        Array("FRED id such as DGS10, UNRATE or PAYEMS.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] latest (default), first, or a day: the value as it was known then.")
    Describe "MACRO_HISTORY", "Rotation: Macro and policy", _
        "Dates and values of a FRED series, every observation or the last of each week or month.", _
        Array("FRED id such as DGS10, UNRATE or PAYEMS.", _
            "First day, such as 2024-11-01 or 2024-11.", _
            "[optional] Last day, such as 2024-11-29 or 2024-11. Left out: the last session in the store.", _
            "[optional] D, W (last session of each ISO week) or M (last session of each month).", _
            "[optional] TRUE (default) for a header row, FALSE for none.", _
            "[optional] latest (default), first, or a day: the value as it was known then.")
    Describe "LEVEL_CROSSINGS", "Rotation: Macro and policy", _
        "How often a series went from one side of a level to the other within a period.", _
        Array("A ticker, or a FRED id such as DGS10.", _
            "Level in FRED's units (4.5 for 4.5%), or a price.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.")
    Describe "FED_FUNDS_TARGET", "Rotation: Macro and policy", _
        "Target rate of the Federal Reserve on a day: 0.0475 is 4.75%.", _
        Array("[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.", _
            "[optional] upper (default), lower, or mid of the range.")
    Describe "POLICY_MOVES", "Rotation: Macro and policy", _
        "Moves of the federal funds target (upper bound) in a period: net bp, or a count.", _
        Array("Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] bp (default; the net change), cuts or hikes (counts).")
    Describe "FED_BALANCE_CHANGE", "Rotation: Macro and policy", _
        "Change of the Federal Reserve's total assets in USD (FRED WALCL, which is in millions).", _
        Array("[optional] Day the change runs from; 1M or 12M back from the last observation; or peak (default; the highest value up to finish).", _
            "[optional] Last day, such as 2024-11-29 or 2024-11. Left out: the last session in the store.")
    Describe "NFP_CHANGE", "Rotation: Macro and policy", _
        "Change of nonfarm payrolls in a month, in thousands of jobs (FRED PAYEMS).", _
        Array("Month such as 2024-11, or a date in it.", _
            "[optional] latest (default), first, or a day: the value as it was known then.")
End Sub

Private Sub Describe10()
    Describe "VOLATILITY", "Rotation: Risk", _
        "Annualised volatility: standard deviation of daily, weekly or monthly returns, scaled up.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Period: 1Y (default), 3M, 2024, 2024-11, YTD.", _
            "[optional] D (default), W or M: returns over days, weeks or months.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "MAX_DRAWDOWN", "Rotation: Risk", _
        "Deepest fall from a peak within a period: -0.25 is a loss of 25%; 0 when it never fell.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "CURRENT_DRAWDOWN", "Rotation: Risk", _
        "How far a period's last close lies below its highest: -0.1 is 10%; 0 at the peak itself.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "BETA_TO", "Rotation: Risk", _
        "Beta: how much of a month's move of the benchmark a fund, stock or index makes.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "What it is measured against, such as SPY.", _
            "[optional] How many months are used, the unfinished one included; 36.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "CORREL_TO", "Rotation: Risk", _
        "Correlation of the monthly returns of two funds, stocks or indices, from -1 to 1.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] How many months are used, the unfinished one included; 36.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "SHARPE", "Rotation: Risk", _
        "Sharpe ratio: return above the Treasury bill's for each unit of risk, annualised.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Period: 3Y (default), 10Y, 2020:2024, 2024.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
End Sub

Private Sub Describe11()
    Describe "VALUATION", "Rotation: Valuation multiples", _
        "Multiple of a fund or stock, as the provider stated it in the last snapshot up to a day.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] pe (price/earnings), pb (price/book), ps (price/sales), dividend_yield (a decimal), or forward_pe.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.")
    Describe "VALUATION_HISTORY", "Rotation: Valuation multiples", _
        "Multiples of a fund or stock in the snapshots stored so far: date, value; without a header.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "pe (price/earnings), pb (price/book), ps (price/sales), dividend_yield (a decimal), or forward_pe.")
    Describe "VALUATION_GAP", "Rotation: Valuation multiples", _
        "How far two multiples lie apart: their ratio, their difference, or the premium.", _
        Array("A multiple, such as VALUATION gives.", _
            "The multiple it is compared with.", _
            "[optional] ratio (default): a/b; diff: a - b; pct: a/b - 1, the premium as a decimal.")
    Describe "PERCENTILE_RANK", "Rotation: Valuation multiples", _
        "Share of a history that lies below a number, plus half the share equal to it, from 0 to 1.", _
        Array("The number that is ranked, such as a multiple of today.", _
            "A range of numbers, or a history as VALUATION_HISTORY or MACRO_HISTORY spills it.")
End Sub

Private Sub Describe12()
    Describe "PORTFOLIO_RETURN", "Rotation: Portfolio", _
        "Return of a portfolio over a period, its weights reset each month, quarter, year, or never.", _
        Array("Two columns, ticker and weight: a range, or {""QQQ"",0.6;""GLD"",0.4}. Fractions, percents or amounts: weights are scaled to 1.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] M (default), Q or Y: weights are reset at the last session of each month, quarter or year; none: never.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "BARBELL_RETURN", "Rotation: Portfolio", _
        "Return of a portfolio of two funds over a period; the second has what the first leaves.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Ticker such as IWD, or an index such as ^RUT.", _
            "Weight of the first, from 0 to 1; the second has the rest.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "[optional] M (default), Q or Y: weights are reset at the last session of each month, quarter or year; none: never.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "FACTOR_EXPOSURE", "Rotation: Portfolio", _
        "How a portfolio moved with the market, small caps and value, all three taken together.", _
        Array("Two columns, ticker and weight: a range, or {""QQQ"",0.6;""GLD"",0.4}. Fractions, percents or amounts: weights are scaled to 1.", _
            "MKT (SPY), SIZE (IWM-SPY), VALUE (IWD-IWF), or ALPHA: what none of them explains, a month, as a decimal.", _
            "[optional] How many months are used, at least 5; 36.", _
            "[optional] beta (default), t (its t-statistic) or r2 (share explained).", _
            "[optional] Nothing after this day is used. Left out: the last session in the store.")
    Describe "REBALANCE_TRADES", "Rotation: Portfolio", _
        "Trades that bring a portfolio back to its targets: ticker, weight, target, trade.", _
        Array("Two columns, ticker and weight: a range, or {""QQQ"",0.6;""GLD"",0.4}. Fractions, percents or amounts: weights are scaled to 1.", _
            "Two columns, ticker and target weight, as the holdings.", _
            "[optional] No trade where a weight lies at most so far from its target; 0.05.", _
            "[optional] TRUE (default) for a header row, FALSE for none.")
End Sub

Private Sub Describe13()
    Describe "CLAIM_CHECK", "Rotation: Claims", _
        "Verdict on a printed figure: CONFIRMED, CLOSE, OFF, CONTRADICTED or NO DATA.", _
        Array("The figure as printed: 5.4%, +3.0 pp, -14.7 bp, >200, 36.75x, 2,442.74, $1.5 trillion, 200k; a date such as Q1 2023; TRUE or FALSE; or a number.", _
            "What the data say, in the functions' own units; an error or a blank cell is NO DATA.", _
            "[optional] How far off still counts. Left out: half a unit of the last printed digit.")
    Describe "CLAIM_FIND_DATE", "Rotation: Claims", _
        "Sessions on which the return since an anchor day was what a claim says, as one column.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "The return as printed: 5.4%, +3.0 pp, >10%, or a decimal such as 0.054.", _
            "The return runs from the close on (or last before) this day.", _
            "First day that the claim may have been made on.", _
            "Last day that the claim may have been made on.", _
            "[optional] How far off still counts. Left out: half a unit of the last printed digit.", _
            "[optional] total (dividends reinvested) or price. Left out: total for funds, price for indices.")
    Describe "CLAIM_FIND_MONTH", "Rotation: Claims", _
        "Month, as its last session, whose return or spread lies nearest to a claim.", _
        Array("Ticker such as XLF, or a pair such as R1000 or IWM-SPY.", _
            "The return as printed: 5.4%, +3.0 pp, >10%, or a decimal such as 0.054.", _
            "First month, such as 2020-01.", _
            "Last month, such as 2025-11.")
    Describe "CLAIM_BASIS", "Rotation: Claims", _
        "Which return a claim printed: price, total (dividends reinvested), both or neither.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "Period: 2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25.", _
            "The return as printed: 5.4%, +3.0 pp, >10%, or a decimal such as 0.054.")
End Sub

Private Sub Describe14()
    Describe "PRICE_ON", "Rotation: Prices", _
        "Price of a fund, stock or index on the last session on or before a day.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "[optional] Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.", _
            "[optional] close (default; split-adjusted), adj (also adjusted for every later dividend), open, high, low or volume.")
    Describe "PRICE_HISTORY", "Rotation: Prices", _
        "Dates and prices of a fund, stock or index, one row a session, week or month.", _
        Array("Ticker such as IWD, or an index such as ^RUT.", _
            "First day, such as 2024-11-01 or 2024-11.", _
            "[optional] Last day, such as 2024-11-29 or 2024-11. Left out: the last session in the store.", _
            "[optional] D, W (last session of each ISO week) or M (last session of each month).", _
            "[optional] close (default; split-adjusted), adj (also adjusted for every later dividend), open, high, low or volume.", _
            "[optional] TRUE (default) for a header row, FALSE for none.")
End Sub

Private Sub Describe15()
    Describe "DATA_AS_OF", "Rotation: Provenance", _
        "Date of a series' last stored observation, or of the last session of all.", _
        Array("[optional] A ticker, or a FRED id such as DGS10.")
    Describe "DATA_NOTE", "Rotation: Provenance", _
        "Source, field, first and last observation, age and status of a series, in one line.", _
        Array("A ticker, or a FRED id such as DGS10.")
    Describe "DATA_SOURCES", "Rotation: Provenance", _
        "Sources of a list of series: series, source, field, first, last, fetched, status.", _
        Array("Tickers and FRED ids: one, a comma list, or a range of cells.", _
            "[optional] TRUE (default) for a header row, FALSE for none.")
    Describe "DATA_BANNER", "Rotation: Provenance", _
        "What a report prints above its title: the source and how far its data go, or a warning.", _
        Array("[optional] Tickers and FRED ids: one, a comma list, or a range of cells.")
    Describe "SNAPSHOT_ID", "Rotation: Provenance", _
        "Short hash of all stored data of a list of series: the same data give the same id.", _
        Array("Tickers and FRED ids: one, a comma list, or a range of cells.")
    Describe "EXPLAIN", "Rotation: Provenance", _
        "Why a call fails: runs it and returns ok, or what is wrong, where, and what to do.", _
        Array("Name of one of these functions.", _
            "[optional] What that function gets in this place.", _
            "[optional] What that function gets in this place.", _
            "[optional] What that function gets in this place.", _
            "[optional] What that function gets in this place.", _
            "[optional] What that function gets in this place.", _
            "[optional] What that function gets in this place.", _
            "[optional] What that function gets in this place.", _
            "[optional] What that function gets in this place.")
End Sub

Private Sub Describe(ByVal wanted As String, ByVal category As String, _
        ByVal help As String, ByVal arguments As Variant)
    If UBound(arguments) < LBound(arguments) Then
        Application.MacroOptions Macro:=RotationMacro(wanted), Description:=help, category:=category
    Else
        Application.MacroOptions Macro:=RotationMacro(wanted), Description:=help, _
            category:=category, ArgumentDescriptions:=arguments
    End If
End Sub