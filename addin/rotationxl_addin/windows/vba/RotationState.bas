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
