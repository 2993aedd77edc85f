"""Checkpoints of torch.distributed.checkpoint: compared before torch writes their values into a module."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from ..errors import CheckpointError
from . import checkpoint
from .arrangement import Arrangement
from .given_formula import GivenFormula

__all__ = ["is_distributed", "require_fitting", "unread"]

_INDEX = ".metadata"
_FACTS = f"{checkpoint.KEY}.facts"
_CONVERTED = (
    "torch.distributed.checkpoint.format_utils.dcp_to_torch_save(folder, file) makes one file of it, which "
    "SymPyModule.from_state_dict(file) and module.load_state_dict(torch.load(file)) take"
)


def is_distributed(path: Path) -> bool:
    """Whether a path is the folder that torch.distributed.checkpoint wrote."""
    return (path / _INDEX).is_file()


def unread(path: Path) -> CheckpointError:
    """Return the error for such a folder where a file is asked for."""
    return CheckpointError(f"the folder '{path}' is one of torch.distributed.checkpoint.", hint=_CONVERTED)


def require_fitting(
    folder: str | PathLike[str], prefix: str, formula: GivenFormula, own: Arrangement, facts: dict[str, Any]
) -> None:
    """Compare the formula and the names in a folder with those of a module; its values are not read.

    Parameters
    ----------
    folder : path
    prefix : str
        Where the module stands in the checkpoint, such as ``"law."``.
    formula, own, facts
        What the module is, how it arranges its constants, and what it would store itself.

    Raises
    ------
    CheckpointError
        The checkpoint is none, damaged, belongs to another expression, or arranges its values otherwise.
    """
    keys = _keys(Path(folder))
    if prefix + _FACTS not in keys:
        places = [key.removesuffix(_FACTS) for key in keys if key.endswith(_FACTS)]
        raise CheckpointError(
            f"it holds no formula under '{prefix}'.",
            stored=", ".join(keys),
            hint=f"prefix={places[0]!r} names where one stands" if places else "",
        )
    stored = checkpoint.read(_loaded(Path(folder), prefix, facts))
    checkpoint.compare(stored, formula)
    wanted = [prefix + key for key in own.state_keys()]
    missing = [key for key in wanted if key not in keys]
    if missing:
        source = checkpoint.arrangement_of(stored)
        raise CheckpointError(
            f"it has no '{missing[0]}': its values are arranged otherwise.",
            stored=", ".join(prefix + key for key in source.state_keys()),
            expected=", ".join(wanted),
            hint=_CONVERTED,
        )


def _keys(folder: Path) -> Sequence[str]:
    from torch.distributed.checkpoint.filesystem import FileSystemReader  # a second of imports, for few users

    try:
        return list(FileSystemReader(folder).read_metadata().state_dict_metadata)
    except Exception as failure:  # torch unpickles the index, which may fail in any way
        raise CheckpointError(
            f"the folder '{folder}' is no checkpoint of torch.distributed.checkpoint.",
            why=f"{type(failure).__name__}: {failure}",
            hint="give the folder that dcp.save(state, checkpoint_id=folder) wrote",
        ) from failure


def _loaded(folder: Path, prefix: str, facts: dict[str, Any]) -> Any:
    """Read the entry of the formula alone, in this process alone."""
    from torch.distributed.checkpoint.api import CheckpointException
    from torch.distributed.checkpoint.state_dict_loader import load

    state = {prefix + checkpoint.KEY: dict(facts)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that the processes do not share the work
            load(state, checkpoint_id=folder, no_dist=True)
    except (CheckpointException, RuntimeError, OSError) as failure:
        said = f"{failure}".strip().rpartition("\n")[2]
        raise CheckpointError(f"the formula in '{folder}' cannot be read.", why=f"{said:.200}") from failure
    return state[prefix + checkpoint.KEY]
