"""Results of code that are the derivative of a matrix by a matrix: four axes, or stacked columns."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor

from ..errors import InputShapeError
from .jacobian_claim import misshapen
from .jacobian_layout import JacobianLayouts, layouts_of
from .matrix_code import Shape

__all__ = ["JacobianResult"]


@dataclass(slots=True)
class JacobianResult:
    """The derivative of a matrix by a matrix as code returns it.

    Parameters
    ----------
    sizes : tuple of int
        Rows and columns of the result, rows and columns of the variable.
    wrt : str
    seen : JacobianLayouts or None
        In what layouts the last result can be.
    """

    sizes: Shape
    wrt: str
    seen: JacobianLayouts | None = None

    @property
    def lengths(self) -> Shape:
        """The lengths that an axis of a result may have."""
        return (*self.sizes, prod(self.sizes[:2]), prod(self.sizes[2:]))

    def read(self, tensor: Tensor, lead: Shape) -> tuple[Tensor, bool] | None:
        """Return the entries with one row for each output, and whether they came in another layout.

        Examples
        --------
        >>> result = JacobianResult((2, 1, 2, 2), "A")
        >>> spread, is_other = result.read(torch.arange(8.0).reshape(2, 4), ())
        >>> spread.tolist(), is_other
        ([0.0, 2.0, 1.0, 3.0, 4.0, 6.0, 5.0, 7.0], False)
        """
        own = tuple(tensor.shape[len(lead) :])
        found = layouts_of(own, self.sizes) if prod(own) == prod(self.sizes) else None
        if found is None:
            return None
        self.seen = found
        flat = tensor.reshape(*lead, -1)
        places = torch.as_tensor(found.places, device=flat.device)
        return flat[..., places], not found.is_right_shape

    def misshapen(self, passed: list[tuple[str, Shape]], given: Shape, lead: Shape) -> InputShapeError:
        """Return the error about a result in no layout."""
        del lead
        return misshapen([*passed, ("result", given)], self.sizes, self.wrt)
