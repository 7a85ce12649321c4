"""Files written whole or not at all, and a clear word when they cannot be."""

import os
from pathlib import Path

import pytest

from rotationxl.errors import TargetError
from rotationxl.files import check, write


def test_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write(path, b"first")
    path.chmod(0o640)
    write(path, b"second")
    assert path.read_bytes() == b"second"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "target.xlsx").write_bytes(b"old")
    link = tmp_path / "link.xlsx"
    link.symlink_to(tmp_path / "target.xlsx")
    write(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "target.xlsx").read_bytes() == b"new"


def test_crash_in_the_middle_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"old")

    def crash(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_refusal_says_what_to_do(tmp_path: Path) -> None:
    read_only, opened = tmp_path / "read-only.xlsx", tmp_path / "open.xlsx"
    for path in (read_only, opened):
        path.write_bytes(b"old")
    read_only.chmod(0o444)
    (tmp_path / "~$open.xlsx").write_bytes(b"")
    refusals = {
        tmp_path: "is a folder. Give the name of a file",
        read_only: "is read-only. Make it writable",
        opened: "is open in Excel. Close it there",
        tmp_path / "nowhere" / "a.xlsx": "Make it first",
    }
    for path, word in refusals.items():
        with pytest.raises(TargetError, match=word):
            write(path, b"new")
    assert read_only.read_bytes() == opened.read_bytes() == b"old"
    with pytest.raises(TargetError, match="open in Excel"):
        check(opened)


def test_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"old")

    def held(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(TargetError, match="open in another program"):
        write(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TargetError, match="No space left"):
        write(tmp_path / "report.xlsx", b"new")
    assert list(tmp_path.iterdir()) == []
