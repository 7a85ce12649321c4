"""What the menu Rotation asks in the program, with its dialogs."""

from pathlib import Path

from calc_program import Program, soon
from rotationxl_workbooks import layout


def test_new_report_asks_which_and_goes_to_the_users_documents(tmp_path: Path) -> None:
    first = layout.names()[0]  # what the list of reports shows until another is chosen
    program = Program(tmp_path, HOME=str(tmp_path))
    program.install()
    with program.running(has_dialogs=True) as session:
        session.ask("show_new", "window")
        session.ask("trigger", "report")  # at once: the helper is not there yet
        soon(lambda: session.ask("press", "New report", "Build"))
        soon(lambda: any(first in title for title in session.ask("titles")), 90)
    assert list(tmp_path.glob(f"{first}*-SAMPLE.xlsx"))
