"""The menu "Rotation": commands that ask the helper, and say or show what came of it."""

from contextlib import suppress
from typing import Any

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.awt.MessageBoxType import INFOBOX
from com.sun.star.task import XJobExecutor
from com.sun.star.uno import RuntimeException

from . import places
from .component import desk_of
from .connection import log_error

Message = dict[str, Any]
_TITLE = "Rotation"
_PATIENCE = 5.0  # seconds that a command waits for a helper that is starting
_WIDTH, _HEIGHT, _GAP, _LINE = 260, 145, 6, 14


class Menu(unohelper.Base, XJobExecutor):
    """Runs a command: `refresh`, `report`, or `report TEMPLATE MONTH FOLDER` without a question."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._desk = desk_of(context)

    def trigger(self, command: str) -> None:
        """Run a command of the menu."""
        name, *words = command.split(maxsplit=3)
        if problem := self._desk.trouble(_PATIENCE):
            self._say(problem)
        elif name == "refresh":
            text = "Rotation: asking for all data anew"
            self._during(text, self._desk.refresh, lambda _reply: None)
        elif words:
            self._build(*words)
        else:
            self._during("Rotation", self._request({"templates": True}), self._choose)

    def _request(self, message: Message) -> Any:
        return lambda heard: self._desk.request(message, heard)

    def _during(self, text: str, ask: Any, work: Any) -> None:
        """Ask, with a text in the status bar until the reply is there; then work, or say why not.

        `ask` takes what hears the reply, and returns False where no one took the question.
        """
        frame = self._service("com.sun.star.frame.Desktop").getCurrentFrame()
        bar = frame and frame.createStatusIndicator()  # none where no window is open
        if bar:
            bar.start(text, 1)

        def heard(reply: Message) -> None:
            """Take the text away, and go on with the reply or say what is wrong."""
            if bar:
                with suppress(RuntimeException):  # its window was closed meanwhile
                    bar.end()
            if "problem" in reply:
                self._say(reply["problem"])
            else:
                work(reply)

        if not ask(self._then(heard)):
            heard({"problem": self._desk.problem})

    def _choose(self, reply: Message) -> None:
        """Ask which report is wanted, of which month, and have it built."""
        folder = _documents(self._context)
        if chosen := self._asked([name for name, _ in reply["templates"]], folder):
            self._build(*chosen, folder)

    def _build(self, template: str, month: str, folder: str) -> None:
        report = {"template": template, "month": month, "folder": folder}
        text = f"Rotation: building {template} for {month}"
        self._during(text, self._request({"report": report}), self._open)

    def _open(self, reply: Message) -> None:
        url = uno.systemPathToFileUrl(reply["path"])
        self._service("com.sun.star.frame.Desktop").loadComponentFromURL(url, "_blank", 0, ())

    def _then(self, work: Any) -> Any:
        """Return what does work with a reply in the program's own thread."""
        caller = self._service("com.sun.star.awt.AsyncCallback")
        return lambda reply: caller.addCallback(_Callback(lambda: self._tried(work, reply)), None)

    def _tried(self, work: Any, reply: Message) -> None:
        try:
            work(reply)
        except Exception as error:  # noqa: BLE001 (told and logged; LibreOffice would be silent)
            log_error()
            self._say(f"This did not work: {error}. {places.folder() / places.LOG} has all of it.")

    def _asked(self, templates: list[str], folder: str) -> tuple[str, str] | None:
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
            SelectedItems=(0,),
        )
        text = "Month, such as 2024-11 (last: the last complete one), where it asks for one"
        _add(model, "FixedText", "hint", (_GAP + 3 * _LINE, wide, _LINE), Label=text)
        _add(model, "Edit", "month", (_GAP + 4 * _LINE, wide, _LINE), Text="last")
        text = f"It is written into {folder} and opened."
        _add(model, "FixedText", "folder", (_GAP + 6 * _LINE, wide, _LINE), Label=text)
        place = (_GAP + 8 * _LINE, wide // 3, _LINE + 4)
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
        setattr(control, setting, value)  # setPropertyValue refuses a list of words
    model.insertByName(name, control)


def _documents(context: Any) -> str:
    """Return the folder that the program keeps the user's documents in."""
    name = "com.sun.star.util.PathSettings"
    settings = context.ServiceManager.createInstanceWithContext(name, context)
    return str(uno.fileUrlToSystemPath(settings.Work))
