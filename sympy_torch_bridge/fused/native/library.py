"""Building the interpreter with the compiler of the system, once, and loading it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sysconfig
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from .encoding import cases

__all__ = ["NativeLibrary", "native_library"]

# The line of the source in whose place the operations are written.
_SLOT: Final = "#define EVERY_OPERATION\n"
# IEEE arithmetic is kept: what is given up is errno, and traps that nobody has asked for.
_FLAGS: Final = (
    "-O3",
    "-march=native",
    "-fPIC",
    "-shared",
    "-fno-math-errno",
    "-fno-trapping-math",
    # The end of a loop of few turns is foreseen by the processor, that of many is not.
    "-funroll-loops",
    "-ffp-contract=off",
)
_LIBRARIES: Final = (("-lm", "-lmvec"), ("-lm",))
_SECONDS: Final = 120
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
        if not _is_whole(path):
            _build(compiler, path)
        return NativeLibrary(_functions(ctypes.CDLL(str(path))), path=path)
    except (OSError, RuntimeError, AttributeError, ValueError, subprocess.SubprocessError) as error:
        return NativeLibrary({}, f"it could not be built: {error}")


def source() -> str:
    """Return the source of the interpreter with its operations."""
    text = Path(__file__).with_name("interpreter.c").read_text(encoding="utf-8")
    before, slot, after = text.partition(_SLOT)
    if not slot:
        raise RuntimeError("the source of the interpreter has no place for its operations")
    return f"{before}{slot.rstrip()} {cases()}\n{after}"


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
        *_FLAGS,
        compiler,
        sysconfig.get_platform(),
        *platform.libc_ver(),
    ]
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text(encoding="utf-8", errors="replace").splitlines()
        parts.append(next((line for line in lines if line.startswith(("flags", "Features"))), ""))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _build(compiler: str, path: Path) -> None:
    """Compile beside the target and move it there, so that no process loads half a file."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        target, written = Path(folder) / path.name, Path(folder) / "interpreter.c"
        written.write_text(source(), encoding="utf-8")
        for libraries in _LIBRARIES:
            command = [*_words(compiler), *_FLAGS, "-o", str(target), str(written), *libraries]
            # Messages may be in any encoding.
            finished = subprocess.run(
                command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
            )
            if finished.returncode == 0:
                digest = _digest(target)
                target.replace(path)
                path.with_suffix(".sha256").write_text(digest, encoding="ascii")
                return
        raise OSError(finished.stderr.strip()[-300:] or f"{compiler} failed")


def _is_whole(path: Path) -> bool:
    """Tell whether a file is there as it was built: the system loads a damaged one without a question."""
    seal = path.with_suffix(".sha256")
    return path.exists() and seal.exists() and seal.read_bytes() == _digest(path).encode()


def _words(compiler: str) -> list[str]:
    """Return the command of a compiler: a file, whose path may have spaces, or words of a shell."""
    return [compiler] if Path(compiler).is_file() else shlex.split(compiler)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _functions(library: ctypes.CDLL) -> dict[str, Any]:
    found = {}
    for name in ("float64", "float32"):
        function = getattr(library, f"run_{name}")
        function.argtypes = [ctypes.c_void_p, ctypes.c_int64, *[ctypes.c_void_p] * 3, *[ctypes.c_int64] * 3]
        function.restype = ctypes.c_int
        found[name] = function
    return found
