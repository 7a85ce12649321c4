"""The menu "Rotation": commands that ask the helper, and say or show what came of it."""

from typing import Any

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.awt.MessageBoxType import INFOBOX
from com.sun.star.task import XJobExecutor

from .component import desk_of

Message = dict[str, Any]
_TITLE = "Rotation"
_WIDTH, _HEIGHT, _GAP, _LINE = 260, 130, 6, 14


class Menu(unohelper.Base, XJobExecutor):
    """Runs a command: `refresh`, `report`, or `report TEMPLATE MONTH FOLDER` without a question."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._desk = desk_of(context)

    def trigger(self, command: str) -> None:
        """Run a command of the menu."""
        name, *words = command.split(maxsplit=3)
        if self._desk.problem:
            self._say(self._desk.problem)
        elif name == "refresh":
            self._desk.refresh()
        elif words:
            self._build(*words)
        else:
            self._desk.request({"templates": True}, self._then(self._choose))

    def _choose(self, reply: Message) -> None:
        """Ask which report is wanted, of which month, and have it built."""
        chosen = self._asked([name for name, _ in reply["templates"]])
        if chosen:
            self._build(*chosen, _documents(self._context))

    def _build(self, template: str, month: str, folder: str) -> None:
        report = {"template": template, "month": month, "folder": folder}
        self._desk.request({"report": report}, self._then(self._open))

    def _open(self, reply: Message) -> None:
        if "path" not in reply:
            self._say(reply["problem"])
            return
        url = uno.systemPathToFileUrl(reply["path"])
        self._service("com.sun.star.frame.Desktop").loadComponentFromURL(url, "_blank", 0, ())

    def _then(self, work: Any) -> Any:
        """Return what does work with a reply in the program's own thread."""
        caller = self._service("com.sun.star.awt.AsyncCallback")
        return lambda reply: caller.addCallback(_Callback(lambda: work(reply)), None)

    def _asked(self, templates: list[str]) -> tuple[str, str] | None:
        """Return the template and the month that the user chooses; None where it is left."""
        model = self._service("com.sun.star.awt.UnoControlDialogModel")
        model.Title, model.Width, model.Height = "New report", _WIDTH, _HEIGHT
        wide = _WIDTH - 2 * _GAP
        _add(model, "FixedText", "label", (_GAP, wide, _LINE), Label="Template")
        _add(
            model,
            "ListBox",
            "template",
            (_GAP + _LINE, wide, _LINE),
            Dropdown=True,
            StringItemList=tuple(templates),
            SelectedItems=uno.Any("[]short", (0,)),
        )
        text = "Month, such as 2024-11 (last: the last complete one)"
        _add(model, "FixedText", "hint", (_GAP + 3 * _LINE, wide, _LINE), Label=text)
        _add(model, "Edit", "month", (_GAP + 4 * _LINE, wide, _LINE), Text="last")
        place = (_GAP + 6 * _LINE, wide // 3, _LINE + 4)
        _add(model, "Button", "ok", place, Label="Build", PushButtonType=1, DefaultButton=True)
        dialog = self._service("com.sun.star.awt.UnoControlDialog")
        dialog.setModel(model)
        dialog.createPeer(self._service("com.sun.star.awt.Toolkit"), None)
        try:
            if not dialog.execute():
                return None
            template = dialog.getControl("template").SelectedItem
            return template, dialog.getControl("month").Text.strip() or "last"
        finally:
            dialog.dispose()

    def _say(self, text: str) -> None:
        frame = self._service("com.sun.star.frame.Desktop").getCurrentFrame()
        if frame is None:  # no one is there to read it
            return
        toolkit = self._service("com.sun.star.awt.Toolkit")
        toolkit.createMessageBox(frame.getContainerWindow(), INFOBOX, 1, _TITLE, text).execute()

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)


class _Callback(unohelper.Base, XCallback):
    """Does some work when the program's own thread comes to it."""

    def __init__(self, work: Any) -> None:
        self._work = work

    def notify(self, _data: Any) -> None:
        """Do the work."""
        self._work()


def _add(model: Any, kind: str, name: str, place: tuple[int, int, int], **settings: Any) -> None:
    """Add a control to a dialog; `place` is how far down, how wide and how high it is."""
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.Name, control.PositionX = name, _GAP
    control.PositionY, control.Width, control.Height = place
    for setting, value in settings.items():
        control.setPropertyValue(setting, value)
    model.insertByName(name, control)


def _documents(context: Any) -> str:
    """Return the folder that the program keeps the user's documents in."""
    name = "com.sun.star.util.PathSettings"
    settings = context.ServiceManager.createInstanceWithContext(name, context)
    return str(uno.fileUrlToSystemPath(settings.Work))
