"""Marks for tests of what not every version of torch has that the package allows."""

from inspect import signature

import pytest
import torch

__all__ = ["isolating"]

isolating = pytest.mark.skipif(
    "isolate_recompiles" not in signature(torch.compile).parameters,
    reason="this torch has no isolate_recompiles",
)
