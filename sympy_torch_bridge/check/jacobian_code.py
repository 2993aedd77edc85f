"""Results of code that are the derivative of a matrix by a matrix: four axes, or stacked columns."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor

from ..errors import InputShapeError
from .jacobian_axes import JacobianAxes
from .jacobian_layout import JacobianLayouts
from .matrix_code import Shape

__all__ = ["JacobianResult"]


@dataclass(slots=True)
class JacobianResult:
    """The derivative of a matrix by a matrix as code returns it.

    Parameters
    ----------
    axes : JacobianAxes
    seen : JacobianLayouts or None
        In what layouts the last result can be.
    """

    axes: JacobianAxes
    seen: JacobianLayouts | None = None

    @property
    def lengths(self) -> Shape:
        """The lengths that an axis of a result may have."""
        sizes = self.axes.sizes
        return (*sizes, prod(sizes[:2]), prod(sizes[2:]))

    def read(self, tensor: Tensor, lead: Shape) -> tuple[Tensor, bool] | None:
        """Return the entries with one row for each output, and whether they came in another layout.

        Examples
        --------
        >>> result = JacobianResult(JacobianAxes((2, 1, 2, 2), "A"))
        >>> spread, is_other = result.read(torch.arange(8.0).reshape(2, 4), ())
        >>> spread.tolist(), is_other
        ([0.0, 2.0, 1.0, 3.0, 4.0, 6.0, 5.0, 7.0], False)
        """
        found = self.axes.layouts(tensor.shape[len(lead) :])
        if found is None:
            return None
        self.seen = found
        flat = tensor.reshape(*lead, -1)
        places = torch.as_tensor(found.places, device=flat.device)
        return flat[..., places], not found.is_right_shape

    def misshapen(self, passed: list[tuple[str, Shape]], given: Shape, lead: Shape) -> InputShapeError:
        """Return the error about a result in no layout."""
        del lead
        return self.axes.misshapen([*passed, ("result", given)])
