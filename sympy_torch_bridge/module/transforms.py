"""Transforms that keep parameters inside their constraints: smooth, one to one, and without overflow.

Each is a parametrization of ``torch.nn.utils.parametrize``: the optimizer moves an unconstrained
tensor, ``forward`` gives the parameter, ``right_inverse`` goes back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ..errors import ConstraintError

__all__ = ["Above", "Below", "Between", "Packed", "Simplex", "Transform", "inverse"]


def _next(value: float, dtype: torch.dtype, direction: int) -> float:
    """Return the number after ``value`` in a direction, in the given precision."""
    if dtype is torch.float64:
        return math.nextafter(value, direction * math.inf)
    return value + direction * max(abs(value) * torch.finfo(dtype).eps, torch.finfo(dtype).tiny)


def _excess(distance: Tensor) -> Tensor:
    """Invert log(1 + exp(u)): exact for small and for large distances."""
    return distance + torch.log(-torch.expm1(-distance))


class Transform(nn.Module):
    """Holds what the constraint is called, for messages."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.name = name
        self.text = text

    def forward(self, u: Tensor) -> Tensor:
        """Return the parameter."""
        raise NotImplementedError

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained tensor of a parameter."""
        raise NotImplementedError

    def _require(self, inside: Tensor, value: Tensor) -> None:
        if not value.is_meta and not bool(inside.all()):
            shown = value.item() if value.numel() == 1 else value.tolist()
            raise ConstraintError(self.name, shown, constraint=self.text)

    def extra_repr(self) -> str:
        """Show the constraint in the module's repr."""
        return self.text


class Above(Transform):
    """Numbers above a bound: bound + log(1 + exp(u)).

    Examples
    --------
    >>> positive = Above("k", 0.0, "positive")
    >>> positive(positive.right_inverse(torch.tensor(2.0)))
    tensor(2.)
    """

    def __init__(self, name: str, bound: float, text: str) -> None:
        super().__init__(name, text)
        self.bound = bound

    def forward(self, u: Tensor) -> Tensor:
        """Return the parameter."""
        value = torch.logaddexp(u, torch.zeros_like(u)) + self.bound
        return value.clamp(min=_next(self.bound, u.dtype, 1), max=torch.finfo(u.dtype).max)

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained tensor of a parameter."""
        self._require((value > self.bound) & value.isfinite(), value)
        return _excess(value - self.bound)


class Below(Transform):
    """Numbers below a bound: bound - log(1 + exp(-u))."""

    def __init__(self, name: str, bound: float, text: str) -> None:
        super().__init__(name, text)
        self.bound = bound

    def forward(self, u: Tensor) -> Tensor:
        """Return the parameter."""
        value = self.bound - torch.logaddexp(-u, torch.zeros_like(u))
        return value.clamp(min=torch.finfo(u.dtype).min, max=_next(self.bound, u.dtype, -1))

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained tensor of a parameter."""
        self._require((value < self.bound) & value.isfinite(), value)
        return -_excess(self.bound - value)


class Between(Transform):
    """Numbers between two bounds, by the logistic function."""

    def __init__(self, name: str, lower: float, upper: float, text: str) -> None:
        super().__init__(name, text)
        self.lower = lower
        self.upper = upper

    def forward(self, u: Tensor) -> Tensor:
        """Return the parameter."""
        value = self.lower * torch.sigmoid(-u) + self.upper * torch.sigmoid(u)
        return value.clamp(_next(self.lower, u.dtype, 1), _next(self.upper, u.dtype, -1))

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained tensor of a parameter."""
        self._require((value > self.lower) & (value < self.upper), value)
        scale = 0.5 if math.isinf(self.upper - self.lower) else 1.0
        value, lower, upper = value * scale, self.lower * scale, self.upper * scale
        return torch.log(value - lower) - torch.log(upper - value)


class Simplex(Transform):
    """Positive numbers whose sum is one: n of them from n - 1 free numbers, so that each has one origin."""

    def __init__(self, name: str, shape: tuple[int, ...], text: str) -> None:
        super().__init__(name, text)
        self.shape = shape

    def forward(self, u: Tensor) -> Tensor:
        """Return the parameter."""
        return torch.softmax(torch.cat([u, u.new_zeros(1)]), dim=0).reshape(self.shape)

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained tensor of a parameter."""
        flat = value.reshape(-1)
        close = (flat.sum() - 1).abs() <= 100 * flat.numel() * torch.finfo(flat.dtype).eps
        self._require((flat > 0) & close, value)
        return torch.log(flat[:-1]) - torch.log(flat[-1])


class Packed(nn.Module):
    """The transforms of the parts of one vector; ``sizes`` are those of the parts, constrained."""

    def __init__(self, sizes: list[int], transforms: Sequence[Transform | None]) -> None:
        super().__init__()
        self.sizes = sizes
        self.transforms = nn.ModuleList(t if t is not None else nn.Identity() for t in transforms)
        self.free_sizes = [
            size - isinstance(t, Simplex) for size, t in zip(sizes, self.transforms, strict=True)
        ]

    def forward(self, u: Tensor) -> Tensor:
        """Return the parameters."""
        parts = u.split(self.free_sizes)
        return torch.cat([t(p).reshape(-1) for t, p in zip(self.transforms, parts, strict=True)])

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained vector of the parameters."""
        parts = value.split(self.sizes)
        return torch.cat([inverse(t, p) for t, p in zip(self.transforms, parts, strict=True)])


def inverse(transform: nn.Module | None, value: Tensor) -> Tensor:
    """Return the unconstrained tensor of a parameter; without a constraint it is the parameter itself."""
    return transform.right_inverse(value) if isinstance(transform, Transform) else value
