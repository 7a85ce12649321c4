"""The ribbon "Rotation": buttons, every function with its help, every report."""

from lxml import etree

from rotationxl.reference import by_family
from rotationxl.registry import Function
from rotationxl_workbooks import layout
from rotationxl_workbooks.package import Element, xml_bytes

_UI = "http://schemas.microsoft.com/office/2006/01/customui"
_MOST = 1024  # characters of a supertip


def xml() -> bytes:
    """Return the ribbon's XML."""
    root = etree.fromstring(f'<customUI xmlns="{_UI}"/>')
    tab = _inside(_inside(_inside(root, "ribbon"), "tabs"), "tab", "Tab", label="Rotation")
    data = _inside(tab, "group", "GroupData", label="Data")
    _button(data, "Refresh", "Refresh data", "RefreshAll")
    _button(data, "Status", "Data status", "FileProperties")
    use = _inside(tab, "group", "GroupUse", label="Functions and reports")
    _functions(use)
    _reports(use)
    _button(use, "Send", "Save a copy to send", "FileSaveAs")
    more = _inside(tab, "group", "GroupMore", label="More")
    _button(more, "Settings", "Settings", "PropertySheet")
    _button(more, "About", "About", "Info")
    return xml_bytes(root)


def _inside(parent: Element, element: str, name: str = "", /, **attributes: str) -> Element:
    identity = {"id": f"rotation{name}"} if name else {}
    return etree.SubElement(parent, f"{{{_UI}}}{element}", {**identity, **attributes})


def _button(parent: Element, name: str, label: str, image: str) -> None:
    action = f"RotationRibbon.RotationOn{name}"
    _inside(parent, "button", name, label=label, size="large", onAction=action, imageMso=image)


def _functions(group: Element) -> None:
    menu = _menu(group, "Insert", "Insert function", "FunctionWizard")
    for place, (category, functions) in enumerate(by_family()):
        family = _inside(menu, "menu", f"Family{place}", label=category)
        for function in functions:
            _function(family, function)


def _function(menu: Element, function: Function) -> None:
    _inside(
        menu,
        "button",
        f"Insert{function.name}",
        label=function.name,
        tag=function.name,
        screentip=function.name,
        supertip=f"{function.help}\n{function.signature}"[:_MOST],
        onAction="RotationRibbon.RotationOnInsert",
    )


def _reports(group: Element) -> None:
    menu = _menu(group, "Report", "New report", "FileNew")
    for place, name in enumerate(layout.names()):
        report = layout.load(name)
        month = "OfMonth" if report.asks_for_month else ""
        _inside(
            menu,
            "button",
            f"Report{place}",
            label=name,
            tag=name,
            supertip=report.description[:_MOST],
            onAction=f"RotationRibbon.RotationOnReport{month}",
        )


def _menu(group: Element, name: str, label: str, image: str) -> Element:
    return _inside(group, "menu", name, label=label, size="large", imageMso=image)
