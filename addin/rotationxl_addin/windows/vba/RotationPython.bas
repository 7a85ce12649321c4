Attribute VB_Name = "RotationPython"
Option Explicit
Option Private Module
' One Python process for all workbooks, through the DLL of xlwings. The declarations, the search
' for the DLL and the command are from the module Main of xlwings (the part under the BSD licence),
' made shorter: the command holds no workbook, so that every workbook meets the same process.
'
@@LICENCE@@

Private Const PythonModule As String = "rotationxl_addin.windows.udfs"
Private Const SettingsSheet As String = "rotationxl.conf"
Private Const SecondsAfterFailure As Double = 30

#If Mac Then
#ElseIf Win64 Then
Private Const LibraryName As String = "xlwings64-@@VERSION@@.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-@@VERSION@@.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
#Else
Private Const LibraryName As String = "xlwings32-@@VERSION@@.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-@@VERSION@@.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
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
    If Interpreter = "" Then Interpreter = "@@INTERPRETER@@"
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
        "@@VERSION@@. Looked in:" & tried
#End If
End Sub
