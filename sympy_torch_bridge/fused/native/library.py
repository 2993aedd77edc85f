"""The interpreter: where it lies, built once, and how it is loaded."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from .building import FLAGS, build_once, source

__all__ = ["NativeLibrary", "native_library"]

_VARIABLE: Final = "SYMPY_TORCH_BRIDGE_NATIVE"


@dataclass(frozen=True, slots=True)
class NativeLibrary:
    """The interpreter, or why there is none.

    Parameters
    ----------
    functions : dict of str to callable
        ``"float64"`` and ``"float32"``; empty where it could not be built.
    reason : str
        Why it is not there.
    path : Path or None
        The file that was loaded.
    """

    functions: dict[str, Any]
    reason: str = ""
    path: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.functions)


@cache
def native_library() -> NativeLibrary:
    """Return the interpreter, built at the first use on a machine and cached by source, flags and processor.

    The variable ``SYMPY_TORCH_BRIDGE_NATIVE=0`` turns it off; ``CC`` names another compiler.
    """
    if os.environ.get(_VARIABLE) == "0":
        return NativeLibrary({}, f"{_VARIABLE}=0 turns it off")
    compiler = os.environ.get("CC") or next(filter(shutil.which, ("cc", "gcc", "clang")), None)
    if compiler is None or os.name != "posix":
        return NativeLibrary({}, "no C compiler was found (cc, gcc, clang, or the variable CC)")
    try:
        path = _cache_folder() / f"interpreter-{_fingerprint(compiler)}.so"
        build_once(compiler, path)
        return NativeLibrary(_functions(ctypes.CDLL(str(path))), path=path)
    except (OSError, RuntimeError, AttributeError, ValueError, subprocess.SubprocessError) as error:
        return NativeLibrary({}, f"it could not be built: {error}")


def _cache_folder() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():  # unset, or one that the standard says to ignore
        base = Path.home() / ".cache"
    folder = base / "sympy_torch_bridge"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _fingerprint(compiler: str) -> str:
    """Return a name for source, flags, compiler and processor together."""
    parts = [
        source(),
        *FLAGS,
        compiler,
        sysconfig.get_platform(),
        *platform.libc_ver(),
    ]
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text(encoding="utf-8", errors="replace").splitlines()
        parts.append(next((line for line in lines if line.startswith(("flags", "Features"))), ""))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _functions(library: ctypes.CDLL) -> dict[str, Any]:
    found = {}
    for name in ("float64", "float32"):
        function = getattr(library, f"run_{name}")
        function.argtypes = [ctypes.c_void_p, ctypes.c_int64, *[ctypes.c_void_p] * 3, *[ctypes.c_int64] * 3]
        function.restype = ctypes.c_int
        found[name] = function
    return found
