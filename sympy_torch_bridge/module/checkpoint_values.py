"""The values in a checkpoint: tensors of the right kind and shape, and whether they are numbers."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from ..errors import CheckpointError, NonFiniteWarning
from .arrangement import Arrangement

__all__ = ["require_present", "require_values"]


def require_present(state: Mapping[str, Any], prefix: str, arrangement: Arrangement) -> None:
    """Refuse a checkpoint that leaves a value out.

    Raises
    ------
    CheckpointError
        A tensor that its arrangement names is not there.
    """
    absent = [key for key in arrangement.state_keys() if prefix + key not in state]
    if absent:
        raise CheckpointError(f"it has no value for {', '.join(absent)}.")


def require_values(state: Mapping[str, Any], prefix: str, arrangement: Arrangement) -> None:
    """Check the kind and the shape of the values that are there, and say which are no finite numbers.

    Torch converts some kinds without a word, and names a missing value itself. A value that is not
    finite is what a diverged training leaves: it is loaded, so that it can be looked at.

    Raises
    ------
    CheckpointError
        A value is no real floating tensor, or has another shape than its constant.
    """
    diverged = []
    for key, shape in zip(arrangement.state_keys(), arrangement.state_shapes(), strict=True):
        value = state.get(prefix + key)
        if value is None and prefix + key not in state:
            continue
        if not (isinstance(value, Tensor) and value.is_floating_point()):
            kind = f"a tensor of {value.dtype}" if isinstance(value, Tensor) else f"a {type(value).__name__}"
            raise CheckpointError(
                f"the value of '{prefix + key}' is {kind}; parameters are real floating numbers."
            )
        if tuple(value.shape) != shape:
            raise CheckpointError(
                f"size mismatch for {prefix + key}.",
                stored=f"shape {tuple(value.shape)}",
                expected=f"shape {shape}",
            )
        if not _is_finite(value):
            diverged.append(prefix + key)
    if diverged:
        warnings.warn(NonFiniteWarning(diverged), stacklevel=2)


def _is_finite(value: Tensor) -> bool:
    """Whether all numbers in this process are finite; of a spread tensor, those it has itself."""
    own = getattr(value, "to_local", None)
    local: Any = own() if own else value
    return bool(local.is_meta or local.isfinite().all())
