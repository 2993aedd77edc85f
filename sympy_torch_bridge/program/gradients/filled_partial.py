"""Formulas of derivatives that are undefined where the derivative exists, filled in by differences."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

__all__ = ["FilledPartial"]

# An argument at which the formulas in question are regular.
_REGULAR = 0.375


class FilledPartial:
    """A formula, and a slow function for the points where the formula gives nan.

    The formula is evaluated again with those points replaced, so that they poison no further
    derivative; the slow function sees nan everywhere else, which it answers at once.

    Parameters
    ----------
    formula, elsewhere : callable
        Take and return tensors of one shape.

    Examples
    --------
    >>> slope = FilledPartial(lambda x: torch.sin(x) / x, torch.cos)
    >>> slope(torch.tensor([0.0, 1.0]))
    tensor([1.0000, 0.8415])
    """

    def __init__(self, formula: Callable[..., Tensor], elsewhere: Callable[..., Tensor]) -> None:
        self.formula, self.elsewhere = formula, elsewhere

    def __call__(self, *arguments: Tensor) -> Tensor:
        """Evaluate both, each where it is asked for."""
        unknown = torch.isnan(self.formula(*(a.detach() for a in arguments)))
        regular = self.formula(*(torch.where(unknown, _REGULAR, a) for a in arguments))
        missing = self.elsewhere(*(torch.where(unknown, a, torch.nan) for a in arguments))
        return torch.where(unknown, missing, regular)
