"""formulon's WebAssembly, compiled once for each machine instead of once for each process."""

import os
import platform
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rotationxl.errors import TargetError
from rotationxl.files import write


def cache_folder() -> Path:
    """Return where this package keeps what it can make again."""
    if home := os.environ.get("ROTATIONXL_HOME"):
        return Path(home) / "cache"
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("rotationxl", appauthor=False))


_starting = threading.Lock()


def start() -> None:
    """Start formulon from its compiled module; without a usable one, as it starts by itself."""
    from formulon import _c

    ensure = getattr(_c.LIB, "_ensure", None)  # there is no public way to give it a module
    if ensure is None or not hasattr(_c, "wasmtime"):
        return  # a version that starts otherwise still starts, more slowly
    with _starting, _modules_from_cache(_c):
        ensure()


@contextmanager
def _modules_from_cache(binding: Any) -> Iterator[None]:
    """Let formulon's binding, and nothing else, see a wasmtime whose modules are cached."""
    wasmtime = binding.wasmtime
    binding.wasmtime = _Wasmtime(wasmtime)
    try:
        yield
    finally:
        binding.wasmtime = wasmtime


class _Wasmtime:
    """wasmtime, but for `Engine` and `Module.from_file`."""

    def __init__(self, wasmtime: Any) -> None:
        self._wasmtime = wasmtime
        self.Module = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wasmtime, name)

    def Engine(self) -> Any:  # noqa: N802 (wasmtime's name)
        """Return an engine that compiles without optimising: sooner ready, and as fast in use."""
        config = self._wasmtime.Config()
        config.cranelift_opt_level = "none"
        return self._wasmtime.Engine(config)

    def from_file(self, engine: Any, path: str) -> Any:
        """Return the compiled module, from the cache where it is kept."""
        module = self._wasmtime.Module
        with suppress(OSError, ValueError, self._wasmtime.WasmtimeError):
            return module.deserialize_file(engine, str(_checked()))
        compiled = module.from_file(engine, path)
        with suppress(OSError, TargetError, self._wasmtime.WasmtimeError):
            _keep(bytes(compiled.serialize()))
        return compiled


def stem() -> str:
    """Return how the file names of modules for these versions and this machine begin."""
    parts = ("formulon", version("formulon"), "wasmtime", version("wasmtime"))
    return "-".join((*parts, sys.platform, platform.machine().lower()))


def _checked() -> Path:
    """Return the cached module; ValueError when its bytes are not the ones that were kept.

    wasmtime runs what it is given: a damaged file would end the process, not raise.
    """
    for path in cache_folder().glob(f"{stem()}-*.cwasm"):
        if f"{zlib.crc32(path.read_bytes()):08x}" == path.stem.rsplit("-", 1)[1]:
            return path
        path.unlink(missing_ok=True)
    raise ValueError("no compiled module is kept for these versions")


def _keep(module: bytes) -> None:
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{stem()}-{zlib.crc32(module):08x}.cwasm"
    write(kept, module)
    for other in folder.glob(f"{stem()}-*.cwasm"):
        if other != kept:
            other.unlink()
