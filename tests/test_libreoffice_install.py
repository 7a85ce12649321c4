"""Where LibreOffice is looked for, and what is said where it is not, or does not answer."""

import subprocess
from pathlib import Path

import pytest

from rotationxl.errors import TargetError
from rotationxl_addin.libreoffice import install
from rotationxl_addin.libreoffice.install import LibreOffice


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in place of /opt, where no LibreOffice is found else."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(install, "_OPT", tmp_path)
    monkeypatch.setattr(install, "_MAC", "no/such/unopkg")
    return tmp_path


def installer(opt: Path, version: str, text: str = "") -> Path:
    """Have the packages of libreoffice.org there, with an unopkg of this text."""
    path = opt / f"libreoffice{version}" / "program" / "unopkg"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def test_newest_of_libreoffice_org_is_found_where_none_is_on_the_path(nowhere: Path) -> None:
    installer(nowhere, "7.6")
    newest = installer(nowhere, "25.10")
    installer(nowhere, "25.2")
    assert install.unopkg() == newest
    assert LibreOffice().soffice() == newest.with_name("soffice")


def test_where_there_is_none_it_is_said_which_does(nowhere: Path) -> None:
    assert list(nowhere.iterdir()) == []
    with pytest.raises(TargetError, match=r"libreoffice\.org.*Flatpak"):
        LibreOffice().installed()


def test_unopkg_that_hangs_or_cannot_be_run_is_told(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = installer(nowhere, "25.2", "#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(install, "_SECONDS", 0.1)
    with pytest.raises(TargetError, match="timed out"):
        LibreOffice().installed()
    path.chmod(0o644)
    with pytest.raises(TargetError, match="Permission denied"):
        LibreOffice().installed()


def test_folder_that_cannot_be_written_is_told_before_libreoffice_is_asked(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer(nowhere, "25.2", "#!/bin/sh\nexit 0\n")
    (nowhere / "file").touch()
    monkeypatch.setenv("ROTATIONXL_HOME", str(nowhere / "file" / "home"))
    asked: list[object] = []
    monkeypatch.setattr(subprocess, "run", lambda *words, **_: asked.append(words))
    with pytest.raises(TargetError, match="set ROTATIONXL_HOME"):
        install.install()
    assert asked == []
