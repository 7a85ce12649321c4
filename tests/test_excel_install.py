"""The add-in for Excel put in, looked at and taken out, on a stand-in for Windows."""

import shutil
from pathlib import Path

import pytest

from rotationxl.errors import BadArgumentError, TargetError
from rotationxl_addin.windows import install, xlam
from rotationxl_addin.windows.install import MARK, SETTING, SETTINGS_KEY
from windows import Computer


def noted(computer: Computer) -> object:
    return computer.excel().system.value(SETTINGS_KEY, SETTING)


def test_what_is_written_is_what_excel_looks_for(computer: Computer) -> None:
    excel = computer.excel()
    told = "\n".join(excel.install())
    path = computer.root / "Roaming/Microsoft/Excel/XLSTART/rotationxl.xlam"
    assert str(path) in told
    assert 'GetSetting("rotationxl", "python", "interpreter"' in xlam.modules()["RotationPython"]
    assert SETTINGS_KEY.endswith(r"\VB and VBA Program Settings\rotationxl\python")
    assert noted(computer) == str(computer.python.with_name("pythonw.exe"))
    assert install.settings(path)["Interpreter_Win"] == noted(computer)
    assert [one.name for one in path.parent.iterdir()] == [path.name], "Excel opens all of it"
    assert not list(path.parents[1].glob(".*"))


def test_a_second_run_brings_this_version_and_this_python(computer: Computer) -> None:
    list(computer.excel().install())
    path = computer.excel().path()
    xlam_of_another_day = xlam.build(computer.root / "old.xlam", interpreter="old")
    shutil.copy(xlam_of_another_day, path)
    Path(f"{path}{MARK}").touch()
    assert "in place of" in "\n".join(computer.excel().install())
    assert install.settings(path)["Interpreter_Win"] == noted(computer)
    assert not Path(f"{path}{MARK}").exists()


def test_uninstall_leaves_nothing_of_install(computer: Computer) -> None:
    list(computer.excel().install())
    assert any("rotationxl" in key for key in computer.registry.keys)
    list(computer.excel().uninstall())
    assert not any("rotationxl" in key for key in computer.registry.keys)
    assert not list(computer.root.rglob("*rotationxl*"))
    assert "not installed" in "\n".join(computer.excel().uninstall())


def test_uninstall_keeps_what_the_user_set_in_excel(computer: Computer) -> None:
    list(computer.excel().install())
    of_data = SETTINGS_KEY.replace("python", "data")
    computer.registry.put(of_data, "source", "sample")
    list(computer.excel().uninstall())
    assert noted(computer) is None
    assert computer.excel().system.value(of_data, "source") == "sample"


@pytest.mark.parametrize("work", ["install", "uninstall"])
def test_while_excel_is_open_nothing_is_changed(computer: Computer, work: str) -> None:
    list(computer.excel().install())
    before = computer.excel().path().read_bytes()
    computer.registry.put(SETTINGS_KEY, SETTING, "as it was")
    computer.open = '"EXCEL.EXE","4711","Console","1","180,000 K"'
    with pytest.raises(TargetError, match="Close Excel"):
        list(getattr(computer.excel(), work)())
    assert computer.excel().path().read_bytes() == before
    assert noted(computer) == "as it was"


@pytest.mark.parametrize("work", ["install", "uninstall"])
def test_a_file_that_is_held_stays_as_it_was(
    computer: Computer, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(computer.excel().install())
    path = computer.excel().path()
    computer.registry.put(SETTINGS_KEY, SETTING, "as it was")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "held")

    call = "replace" if work == "install" else "unlink"
    real = getattr(Path, call)
    monkeypatch.setattr(
        Path, call, lambda self, *a, **k: (refuse if path in {self, *a} else real)(self, *a, **k)
    )
    with pytest.raises(TargetError, match="another program holds it"):
        list(getattr(computer.excel(), work)())
    assert path.exists()
    assert noted(computer) == "as it was"
    assert not list(path.parents[1].glob(".*"))


def test_without_pythonw_nothing_is_installed(computer: Computer) -> None:
    computer.python.with_name("pythonw.exe").unlink()
    with pytest.raises(TargetError, match=r"pythonw\.exe: is not there"):
        list(computer.excel().install())
    assert not computer.excel().path().exists()


@pytest.mark.parametrize(("platform", "word"), [("linux", "LibreOffice"), ("darwin", "Mac")])
@pytest.mark.parametrize("work", ["install", "uninstall"])
def test_elsewhere_the_other_add_in_is_named(
    computer: Computer, platform: str, word: str, work: str
) -> None:
    computer.platform = platform
    with pytest.raises(BadArgumentError, match=word):
        list(getattr(computer.excel(), work)())
    assert not computer.excel().is_here()
    (only,) = computer.excel().checks()
    assert only.verdict == "wrong"
    assert "rotationxl addin install libreoffice" in only.mend


def test_the_add_in_of_another_computer_finds_its_python(computer: Computer) -> None:
    """One that was copied has no value in the registry, and the variable in its sheet."""
    path = computer.excel().path()
    path.parent.mkdir(parents=True)
    computer.excel().build(path.parent)
    found = computer.excel().installed()
    assert found
    assert found.python.startswith(computer.environment["LOCALAPPDATA"])
    assert found.python.endswith("pythonw.exe")
