"""The VBA text that makes worksheet functions of the registry: wrappers and wizard help."""

from collections.abc import Iterable, Mapping
from importlib.resources import files

import rotationxl.functions  # noqa: F401 (declares them)
from rotationxl.reference import by_family
from rotationxl.registry import FUNCTIONS, Argument, Function

RIBBON = "RotationRibbon"
WRITTEN = (
    "RotationCalls", "RotationPython", "RotationLoading", "RotationState", "RotationNames",
    "RotationMacros", RIBBON,
)  # fmt: skip
CATEGORY = "Rotation"
_RESERVED = frozenset((  # [MS-VBAL] 3.3.5.2
    "abs", "addressof", "and", "any", "array", "as", "attribute", "boolean", "byref", "byte",
    "byval", "call", "case", "cbool", "cbyte", "ccur", "cdate", "cdbl", "cdec", "cdecl", "cint",
    "circle", "clng", "clnglng", "clngptr", "close", "const", "csng", "cstr", "currency",
    "cvar", "cverr", "date", "debug", "decimal", "declare", "defbool", "defbyte", "defcur",
    "defdate", "defdbl", "defdec", "defint", "deflng", "deflnglng", "deflngptr", "defobj",
    "defsng", "defstr", "defvar", "dim", "do", "doevents", "double", "each", "else", "elseif",
    "empty", "end", "endif", "enum", "eqv", "erase", "event", "exit", "false", "fix", "for",
    "friend", "function", "get", "global", "gosub", "goto", "if", "imp", "implements", "in",
    "input", "inputb", "int", "integer", "is", "lbound", "len", "lenb", "let", "like", "lock",
    "long", "longlong", "longptr", "loop", "lset", "me", "mod", "new", "next", "not", "nothing",
    "null", "on", "open", "option", "optional", "or", "paramarray", "preserve", "print",
    "private", "pset", "public", "put", "raiseevent", "redim", "rem", "resume", "return",
    "rset", "scale", "seek", "select", "set", "sgn", "shared", "single", "spc", "static",
    "stop", "string", "sub", "tab", "then", "to", "true", "type", "typeof", "ubound", "unlock",
    "until", "variant", "wend", "while", "with", "withevents", "write", "xor",
))  # fmt: skip
_ARGUMENTS_A_LINE = 3  # VBA reads at most 1023 characters a line


def modules() -> dict[str, str]:
    """Return the text of every standard VBA module by name, in ASCII with CRLF line ends."""
    generated = {"RotationFunctions": _functions(), "RotationHelp": _help()}
    return {
        name: as_vba(text)
        for name, text in {**{n: written(n) for n in WRITTEN}, **generated}.items()
    }


def written(name: str) -> str:
    """Return the text of a module that is the same whatever the registry holds."""
    return (files(__package__) / "vba" / f"{name}.bas").read_text(encoding="ascii")


def as_vba(text: str) -> str:
    """Return text as a VBA project keeps it; raises UnicodeEncodeError for what is not ASCII."""
    return text.encode("ascii").decode().replace("\r\n", "\n").replace("\n", "\r\n")


def _functions() -> str:
    head = _head("RotationFunctions", "One function a worksheet function; all arguments optional,")
    return "\n".join([*head, *(line for f in FUNCTIONS.values() for line in _wrapper(f))])


def _head(name: str, reason: str) -> list[str]:
    return [
        f'Attribute VB_Name = "{name}"',
        "Option Explicit",
        "' Generated from the registry of functions.",
        f"' {reason}",
        "' so that a missing one is answered with the reason and not refused by Excel.",
        "",
    ] if name == "RotationFunctions" else [
        f'Attribute VB_Name = "{name}"',
        "Option Explicit",
        "Option Private Module",
        "' Generated from the registry of functions.",
        f"' {reason}",
        "",
    ]  # fmt: skip


def _wrapper(function: Function) -> list[str]:
    parameters = [f"Optional ByVal {argument.name} As Variant" for argument in function.arguments]
    names = ", ".join(argument.name for argument in function.arguments)
    return [
        f"Public Function {function.name}({_folded(parameters)}) As Variant",
        f'    {function.name} = RotationAnswer("{function.name}", Array({names}))',
        "End Function",
        "",
    ]


def _folded(parts: Iterable[str]) -> str:
    """Return parts of a list on as many lines as they need."""
    parts = list(parts)
    groups = [
        ", ".join(parts[i : i + _ARGUMENTS_A_LINE]) for i in range(0, len(parts), _ARGUMENTS_A_LINE)
    ]
    return ", _\n        ".join(groups)


def _help() -> str:
    lines = _head("RotationHelp", "What Excel's function wizard shows.")
    families = {category: list(functions) for category, functions in by_family()}
    lines += ["Public Sub RotationDescribeAll()"]
    lines += [f"    Describe{place}" for place, _ in enumerate(families)]
    lines += ["End Sub", ""]
    for place, functions in enumerate(families.values()):
        lines += [f"Private Sub Describe{place}()"]
        lines += [line for function in functions for line in _described(function)]
        lines += ["End Sub", ""]
    return "\n".join([*lines, *_ONE_DESCRIBED])


_ONE_DESCRIBED = """\
Private Sub Describe(ByVal wanted As String, ByVal category As String, _
        ByVal help As String, ByVal arguments As Variant)
    If UBound(arguments) < LBound(arguments) Then
        Application.MacroOptions Macro:=RotationMacro(wanted), Description:=help, category:=category
    Else
        Application.MacroOptions Macro:=RotationMacro(wanted), Description:=help, _
            category:=category, ArgumentDescriptions:=arguments
    End If
End Sub
""".splitlines()


def _described(function: Function) -> list[str]:
    head = f'    Describe "{function.name}", "{CATEGORY}: {function.category}", _'
    helps = [_text(_told(argument)) for argument in function.arguments]
    return [head, f"        {_text(function.help)}, _", f"        Array({_lines(helps)})"]


def _told(argument: Argument) -> str:
    return argument.help if argument.is_required else f"[optional] {argument.help}"[:255]


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _lines(parts: list[str]) -> str:
    return ", _\n            ".join(parts)


def clashes(functions: Mapping[str, Function] = FUNCTIONS) -> list[str]:
    """Return the functions that VBA would not compile.

    An argument bears the function's name, or a word of the language, or Array, which is called.
    """
    return [
        name
        for name, function in functions.items()
        if ({name.lower()} | _RESERVED) & {argument.name.lower() for argument in function.arguments}
        or name.lower() in _RESERVED
    ]
