"""What is wrong with a file that is no checkpoint: told from its bytes, of which nothing is run."""

from __future__ import annotations

import pickle
import pickletools
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, is_zipfile

from ..errors import CheckpointError

__all__ = ["refusal_of"]

_AGAIN = "write it again with torch.save(module.state_dict(), path), to another name first"
_REBUILDER = "_rebuilt_module"  # the function that every pickle of a module of a formula calls
_WHOLE = (
    "if you trust whoever wrote the file, {reader} reads it, and runs what it says; then keep "
    "torch.save(module.state_dict(), path)"
)


def refusal_of(path: Path, failure: Exception) -> CheckpointError:
    """Return the error for a file from which torch could read no tensors, numbers and texts.

    Parameters
    ----------
    path : Path
    failure : Exception
        What torch said, for files about which their bytes say no more.
    """
    named = f"the file '{path}' of {path.stat().st_size} bytes"
    with path.open("rb") as file:
        beginning = file.read(2)
        file.seek(0)
        if not beginning:
            return CheckpointError(f"the file '{path}' is empty.", hint=_AGAIN)
        if beginning == b"PK" and not is_zipfile(path):
            why = "it begins as torch.save writes, and its end, which lists what it holds, is missing"
            return CheckpointError(f"{named} is cut off.", why=why, hint=_AGAIN)
        told = (
            _of_archive(named, path) if beginning == b"PK" else _of_pickle(named, file, "pickle.load(file)")
        )
    said = next(iter(f"{failure}".splitlines()), "")
    return told or CheckpointError(
        f"{named} is damaged, or no state dict.", why=f"{type(failure).__name__}: {said:.200}", hint=_AGAIN
    )


def _of_archive(named: str, path: Path) -> CheckpointError | None:
    try:
        with ZipFile(path) as archive:
            (name,) = (name for name in archive.namelist() if name.endswith("/data.pkl"))
            with archive.open(name) as file:
                return _of_pickle(named, file, "torch.load(path, weights_only=False)")
    except (BadZipFile, ValueError):  # another archive than torch writes
        return None


def _of_pickle(named: str, file: IO[bytes], reader: str) -> CheckpointError | None:
    """Tell what a pickle is, None where it is none, or the first of several as torch wrote them once."""
    if file.read(1) != pickle.PROTO:
        return None
    file.seek(0)
    try:
        words = set(_words(file))
    except Exception as failure:  # pickletools has many errors for what is no pickle
        return CheckpointError(
            f"{named} is cut off or damaged.", why=f"its pickle cannot be followed: {failure}", hint=_AGAIN
        )
    if file.read(1):
        return None
    what = "a whole module" if _REBUILDER in words else "other objects than tensors, numbers and texts"
    return CheckpointError(
        f"{named} holds {what}, and no state dict.",
        why="only a pickle that runs functions brings it back",
        hint=_WHOLE.format(reader=reader),
    )


def _words(file: IO[bytes]) -> Iterator[str]:
    """Yield the texts in a pickle, among them the names of what it would call."""
    for _, argument, _ in pickletools.genops(file):
        if isinstance(argument, str):
            yield from argument.split(" ") if argument.endswith(_REBUILDER) else (argument,)
