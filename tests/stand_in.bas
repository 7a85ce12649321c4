' What the interpreter of the tests does not have.
Public Planned As Long
Public SecondsOn As Double
Public Listened As Long
Public Entered As String
Public Linked As String
Public IsWizard As Boolean
Public IsBound As Boolean
Public Fills As Boolean

Public Function ListenedSoFar() As Long
    ListenedSoFar = Listened
End Function

Public Sub LetPass(ByVal seconds As Double)
    SecondsOn = seconds
End Sub

Public Function StatusText() As Variant
    StatusText = Application.StatusBar
End Function

Public WizardEnds As Boolean
Public Is1904 As Boolean
Public CancelKey As Variant
Public File As Variant
Public Source As String
Public Keeps As String
Public Copied As String
Public Killed As String

Public Function RotationKept(ByVal app As String, ByVal section As String, ByVal key As String, _
        Optional ByVal usual As String) As String
    RotationKept = usual
    If key = "source" And Source <> "" Then RotationKept = Source
End Function

Public Sub RotationKeep(ByVal app As String, ByVal section As String, ByVal key As String, _
        ByVal value As String)
    Keeps = Keeps & key & "=" & value & ";"
    If key = "source" Then Source = value
End Sub

Public Function RotationFile(ByVal offered As String, ByVal kinds As String) As Variant
    RotationFile = File
End Function

Public Function KeptSoFar() As String
    KeptSoFar = Keeps
End Function

Public Sub OpenWizard(ByVal isOpen As Boolean)
    IsWizard = isOpen
End Sub

Public Function RotationLinks() As Variant
    If Linked <> "" Then RotationLinks = Split(Linked, "|")
End Function

Public Function RotationServer() As Object
    Set RotationServer = rotation_test_server
End Function

Public Function RotationCaller() As Object
    Set RotationCaller = rotation_test_caller
End Function

Public Sub RotationOnTime(ByVal due As Double, ByVal macro As String, _
        Optional ByVal latest As Variant, Optional ByVal schedule As Boolean = True)
    If schedule Then Planned = Planned + 1
End Sub

Public Sub RotationMacroOptions(ByVal Macro As String, ByVal Description As String, _
        ByVal Category As String, Optional ByVal ArgumentDescriptions As Variant)
    rotation_test_server.Described Macro, Description, Category, ArgumentDescriptions
End Sub

Public Sub RotationOnKey(ByVal key As String, Optional ByVal macro As String = "")
End Sub
