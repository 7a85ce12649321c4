"""The extension's descriptions, generated from the registry: interface, wizard texts, menu."""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from rotationxl import __version__
from rotationxl.registry import FUNCTIONS, DeclarationError, Function
from rotationxl_addin.libreoffice.program.names import IDENTIFIER, MENU, SERVICE

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CATEGORY = "Add-In"


def methods() -> Mapping[str, Function]:
    """Return the functions by their UNO names, which know no underscore."""
    found: dict[str, Function] = {}
    for function in FUNCTIONS.values():
        method = function.name.replace("_", "").lower()
        if method in found:
            raise DeclarationError(f"{function.name} and {found[method].name}: alike but for _.")
        found[method] = function
    return found


def interface() -> str:
    """Return the interface of all functions, in UNO's interface language."""
    lines = "\n".join(f"    any {name}({_parameters(f)});" for name, f in methods().items())
    return (
        "module org { module rotationxl { module calc {\n"
        f"interface XFunctions {{\n{lines}\n}};\n}}; }}; }};\n"
    )


def _parameters(function: Function) -> str:
    return ", ".join(f"[in] any {_parameter(i)}" for i in range(len(function.arguments)))


def _parameter(place: int) -> str:
    return f"argument{place + 1}"


def about() -> dict[str, object]:
    """Return what the program inside LibreOffice knows of the functions."""
    return {
        method: {
            "name": function.name,
            "help": function.help,
            "arguments": [[argument.name, argument.help] for argument in function.arguments],
        }
        for method, function in methods().items()
    }


def wizard() -> str:
    """Return the function wizard's texts, and the names that Excel's files have."""
    nodes = "".join(_function(method, function) for method, function in methods().items())
    return _configuration(
        "CalcAddIns",
        "org.openoffice.Office",
        _node("AddInInfo", _replaced(SERVICE, _node("AddInFunctions", nodes))),
    )


def _function(method: str, function: Function) -> str:
    arguments = "".join(
        _replaced(_parameter(i), _text("DisplayName", a.name) + _text("Description", a.help))
        for i, a in enumerate(function.arguments)
    )
    return _replaced(
        method,
        _text("DisplayName", function.name)
        + _text("Description", function.help)
        + f'<prop oor:name="Category"><value>{_CATEGORY}</value></prop>'
        + _text("CompatibilityName", function.name)
        + _node("Parameters", arguments),
    )


def menu() -> str:
    """Return the menu "Rotation"."""
    items = "".join(
        _replaced(
            f"m{place}",
            _string("URL", f"service:{MENU}?{command}")
            + _text("Title", title)
            + _string("Target", "_self"),
        )
        for place, (command, title) in enumerate(_commands())
    )
    entry = _replaced(
        f"{IDENTIFIER}.menu",
        _text("Title", "Rotation")
        + _string("Context", "com.sun.star.sheet.SpreadsheetDocument")
        + _node("Submenu", items),
    )
    return _configuration(
        "Addons", "org.openoffice.Office", _node("AddonUI", _node("OfficeMenuBar", entry))
    )


def _commands() -> Iterator[tuple[str, str]]:
    yield "refresh", "Refresh"
    yield "report", "New report..."


def manifest(entries: Mapping[str, str]) -> str:
    """Return the list of the extension's parts, with what each of them is."""
    lines = "".join(
        f' <manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>\n'
        for path, kind in entries.items()
    )
    space = "http://openoffice.org/2001/manifest"
    return f'{_XML}<manifest:manifest xmlns:manifest="{space}">\n{lines}</manifest:manifest>\n'


def description() -> str:
    """Return the extension's name and version."""
    return (
        f'{_XML}<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:d="http://libreoffice.org/extensions/description/2011"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f'<identifier value="{IDENTIFIER}"/><version value="{__version__}"/>\n'
        '<dependencies><d:LibreOffice-minimal-version value="25.2" d:name="LibreOffice 25.2"/>'
        "</dependencies>\n"
        '<display-name><name lang="en">rotationxl</name></display-name>\n'
        "</description>\n"
    )


def _configuration(name: str, package: str, content: str) -> str:
    spaces = (
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    )
    return (
        f'{_XML}<oor:component-data {spaces} oor:name="{name}" oor:package="{package}">'
        f"{content}</oor:component-data>\n"
    )


def _node(name: str, content: str) -> str:
    return f"<node oor:name={quoteattr(name)}>{content}</node>"


def _replaced(name: str, content: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{content}</node>\n'


def _text(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en">{escape(text)}</value></prop>'


def _string(name: str, text: str) -> str:
    return f'<prop oor:name="{name}" oor:type="xs:string"><value>{escape(text)}</value></prop>'
