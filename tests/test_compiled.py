"""formulon starts from a compiled module that is kept, and without it all the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from formulon import _c

from rotationxl_workbooks import compiled

PROGRAM = """
import wasmtime
compiled = 0
original = wasmtime.Module.from_file.__func__
def counted(cls, engine, path):
    global compiled
    compiled += 1
    return original(cls, engine, path)
wasmtime.Module.from_file = classmethod(counted)
from rotationxl_workbooks.engines import engine
class Nobody:
    names = frozenset()
    def __call__(self, calls): raise AssertionError
print(engine("formulon").evaluate(["=1+1"], Nobody()), compiled)
"""


def run(home: Path) -> str:
    environment = os.environ | {
        "ROTATIONXL_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def kept(home: Path) -> list[Path]:
    return list((home / "cache").glob("*.cwasm"))


def test_module_is_compiled_once_for_a_machine(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"{compiled.stem()}-00000000.cwasm").write_bytes(b"")
    assert run(tmp_path) == "[2.0] 1", "one that wasmtime refuses is made again"
    [path] = kept(tmp_path)
    assert run(tmp_path) == "[2.0] 0"
    path.write_bytes(path.read_bytes()[:-5000])
    assert run(tmp_path) == "[2.0] 1", "a damaged one is made again"
    assert kept(tmp_path) == [path]


def test_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert run(tmp_path) == "[2.0] 1"


def test_formulon_still_starts_where_we_take_hold_of_it() -> None:
    """When this fails, formulon's new version starts otherwise: see `compiled.start`."""
    assert hasattr(_c.LIB, "_instance")
    assert callable(_c.LIB._ensure)  # noqa: SLF001
    assert "Module" in _c._WasmInstance._ensure.__code__.co_names  # noqa: SLF001
    assert "from_file" in _c._WasmInstance._ensure.__code__.co_names  # noqa: SLF001
    assert "wasmtime" in _c._WasmInstance._ensure.__code__.co_names  # noqa: SLF001


def test_home_decides_where_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROTATIONXL_HOME", str(tmp_path))
    assert compiled.cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("ROTATIONXL_HOME")
    assert "rotationxl" in compiled.cache_folder().parts
