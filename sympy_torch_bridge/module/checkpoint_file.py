"""Checkpoints in files: read without executing anything, and named when they are cut off."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import torch

from ..errors import CheckpointError
from .distributed_checkpoint import is_distributed, unread
from .file_contents import refusal_of

__all__ = ["state_of"]


def state_of(given: Mapping[str, Any] | str | PathLike[str]) -> Mapping[str, Any]:
    """Return the state dict, from a file if a path is given.

    Raises
    ------
    CheckpointError
        It is no mapping, or torch cannot read the file: it is cut off, damaged, or holds other objects
        than tensors, numbers and texts.
    """
    if isinstance(given, str | PathLike):
        if is_distributed(Path(given)):
            raise unread(Path(given))
        given = _read(Path(given))
    if not isinstance(given, Mapping):
        raise CheckpointError(
            f"it is a {type(given).__name__}, no mapping from names to tensors.",
            hint="give what module.state_dict() returned, or the file that torch.save wrote of it",
        )
    return given


def _read(path: Path) -> Any:
    try:
        if is_zipfile(path):
            with ZipFile(path) as archive:
                damaged = archive.testzip()  # torch writes a checksum for each tensor, and reads over it
            if damaged is not None:
                raise CheckpointError(
                    f"the file '{path}' is damaged.",
                    why=f"the checksum of '{damaged}' in it differs",
                    hint="torch.load(path, weights_only=True) reads it all the same, as it does files "
                    "without checksums (torch.serialization.set_crc32_options(False))",
                )
        return torch.load(path, weights_only=True)
    except (OSError, CheckpointError):
        raise
    except Exception as failure:  # torch and pickle have many errors for a damaged file
        raise refusal_of(path, failure) from failure
