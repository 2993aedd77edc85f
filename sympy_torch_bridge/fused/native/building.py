"""Building the interpreter with the compiler of the system."""

from __future__ import annotations

import hashlib
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from .encoding import cases

if sys.platform != "win32":
    import fcntl

__all__ = ["FLAGS", "build_once", "digest_of", "is_whole", "source"]

# The line of the source in whose place the operations are written.
_SLOT: Final = "#define EVERY_OPERATION\n"
# IEEE arithmetic is kept: what is given up is errno, and traps that nobody has asked for.
FLAGS: Final = (
    "-O3",
    "-march=native",
    "-fPIC",
    "-fno-math-errno",
    "-fno-trapping-math",
    # The end of a loop of few turns is foreseen by the processor, that of many is not.
    "-funroll-loops",
    "-ffp-contract=off",
)
# The floating types are halves of the source, compiled at the same time.
_HALVES: Final = {"float64": "-DBITS=64", "float32": "-DBITS=32"}
_LIBRARIES: Final = (("-lm", "-lmvec"), ("-lm",))
_SECONDS: Final = 120
# Another process that builds is asked so often whether it has finished, and so long.
_PAUSE: Final = 0.05
_LONGEST_WAIT: Final = 60.0


def source() -> str:
    """Return the source of the interpreter with its operations."""
    text = Path(__file__).with_name("interpreter.c").read_text(encoding="utf-8")
    before, slot, after = text.partition(_SLOT)
    if not slot:
        raise RuntimeError("the source of the interpreter has no place for its operations")
    return f"{before}{slot.rstrip()} {cases()}\n{after}"


def build_once(compiler: str, path: Path) -> None:
    """Build a library where it is not there: of several processes one does, and the others wait for it."""
    if is_whole(path):
        return
    with _alone(path.with_suffix(".lock")):
        if not is_whole(path):
            _build(compiler, path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock, which the system takes from a process that dies.

    After a time limit, and where files cannot be locked, it goes on without: then several build the same.
    """
    with path.open("wb") as file:
        end = time.monotonic() + _LONGEST_WAIT
        while not _is_locked(file.fileno()) and time.monotonic() < end:
            time.sleep(_PAUSE)
        yield  # the lock goes with the file


def _is_locked(file: int) -> bool:
    """Tell whether there is nothing to wait for."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _build(compiler: str, path: Path) -> None:
    """Compile beside the target and move it there, so that no process loads half a file."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        target, written = Path(folder) / path.name, Path(folder) / "interpreter.c"
        written.write_text(source(), encoding="utf-8")
        words, halves = _words(compiler), {name: Path(folder) / f"{name}.o" for name in _HALVES}
        _run_at_once(
            [*words, *FLAGS, flag, "-c", "-o", str(halves[name]), str(written)]
            for name, flag in _HALVES.items()
        )
        objects = [*map(str, halves.values())]
        for libraries in _LIBRARIES:
            try:
                _run_at_once([[*words, *FLAGS, "-shared", "-o", str(target), *objects, *libraries]])
            except OSError:
                if libraries is _LIBRARIES[-1]:
                    raise
            else:
                break
        digest = digest_of(target)
        target.replace(path)
        path.with_suffix(".sha256").write_text(digest, encoding="ascii")


def _run_at_once(commands: Iterable[Sequence[str]]) -> None:
    """Run commands beside each other; an error of one is raised, with what it has said."""
    end = time.monotonic() + _SECONDS
    # Messages may be in any encoding.
    running: list[tuple[str, subprocess.Popen[str]]] = []
    try:
        for command in commands:
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
            )
            running.append((command[0], process))
        for name, process in running:
            _, message = process.communicate(timeout=max(end - time.monotonic(), 0))
            if process.returncode:
                raise OSError(message.strip()[-300:] or f"{name} failed")
    finally:
        for _, process in running:
            if process.poll() is None:
                process.kill()
            process.communicate()


def is_whole(path: Path) -> bool:
    """Tell whether a file is there as it was built: the system loads a damaged one without a question."""
    seal = path.with_suffix(".sha256")
    return path.exists() and seal.exists() and seal.read_bytes() == digest_of(path).encode()


def _words(compiler: str) -> list[str]:
    """Return the command of a compiler: a file, whose path may have spaces, or words of a shell."""
    return [compiler] if Path(compiler).is_file() else shlex.split(compiler)


def digest_of(path: Path) -> str:
    """Return what tells the content of a file from others."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
