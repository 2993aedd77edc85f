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


_HALF = (torch.float16, torch.bfloat16)


def _next(bound: float, dtype: torch.dtype, direction: int) -> float:
    """Return the number of a precision that comes first after ``bound`` in a direction.

    In Python's floats: Dynamo computes it once.
    """
    if dtype is torch.float64:
        return math.nextafter(bound, direction * math.inf)
    info = torch.finfo(dtype)
    if bound == 0:
        return direction * info.tiny
    mantissa, exponent = math.frexp(bound)
    spacing = math.ldexp(info.eps, exponent - 1)
    if abs(mantissa) == 0.5 and direction * bound < 0:  # towards zero from a power of two
        spacing /= 2
    steps = bound / spacing
    whole = math.floor(steps) if direction > 0 else math.ceil(steps)
    return min(max((whole + direction) * spacing, info.min), info.max)


def _working(tensor: Tensor) -> Tensor:
    """Return it in the precision to compute in: half precision would round at each step."""
    return tensor.float() if tensor.dtype in _HALF else tensor


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

    def _inside(self, value: Tensor, lower: float, upper: float) -> Tensor:
        """Keep what was rounded to a bound between the numbers that lie inside.

        Raises
        ------
        ConstraintError
            There is no number between the bounds in this precision.
        """
        info = torch.finfo(value.dtype)
        least = info.min if math.isinf(lower) else _next(lower, value.dtype, 1)
        most = info.max if math.isinf(upper) else _next(upper, value.dtype, -1)
        if least > most:
            hint = f"no number of {value.dtype} lies between {lower} and {upper}; take another precision"
            raise ConstraintError(self.name, f"a number of {value.dtype}", constraint=self.text, hint=hint)
        return value.clamp(min=least, max=most)

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
        free = _working(u)
        value = torch.logaddexp(free, torch.zeros_like(free)) + self.bound
        return self._inside(value.to(u.dtype), self.bound, math.inf)

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained tensor of a parameter."""
        self._require((value > self.bound) & value.isfinite(), value)
        return _excess(_working(value) - self.bound).to(value.dtype)


class Below(Transform):
    """Numbers below a bound: bound - log(1 + exp(-u))."""

    def __init__(self, name: str, bound: float, text: str) -> None:
        super().__init__(name, text)
        self.bound = bound

    def forward(self, u: Tensor) -> Tensor:
        """Return the parameter."""
        free = _working(u)
        value = self.bound - torch.logaddexp(-free, torch.zeros_like(free))
        return self._inside(value.to(u.dtype), -math.inf, self.bound)

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained tensor of a parameter."""
        self._require((value < self.bound) & value.isfinite(), value)
        return -_excess(self.bound - _working(value)).to(value.dtype)


class Between(Transform):
    """Numbers between two bounds, by the logistic function."""

    def __init__(self, name: str, lower: float, upper: float, text: str) -> None:
        super().__init__(name, text)
        self.lower = lower
        self.upper = upper

    def forward(self, u: Tensor) -> Tensor:
        """Return the parameter."""
        free = _working(u)
        value = self.lower * torch.sigmoid(-free) + self.upper * torch.sigmoid(free)
        return self._inside(value.to(u.dtype), self.lower, self.upper)

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained tensor of a parameter."""
        self._require((value > self.lower) & (value < self.upper), value)
        scale = 0.5 if math.isinf(self.upper - self.lower) else 1.0
        scaled, lower, upper = _working(value) * scale, self.lower * scale, self.upper * scale
        return (torch.log(scaled - lower) - torch.log(upper - scaled)).to(value.dtype)


class Simplex(Transform):
    """Positive numbers whose sum is one: n of them from n - 1 free numbers, so that each has one origin."""

    def __init__(self, name: str, shape: tuple[int, ...], text: str) -> None:
        super().__init__(name, text)
        self.shape = shape

    def forward(self, u: Tensor) -> Tensor:
        """Return the parameter."""
        shares = torch.softmax(torch.cat([u, u.new_zeros(1)]), dim=0)
        return shares.clamp(min=torch.finfo(u.dtype).tiny).reshape(self.shape)

    def right_inverse(self, value: Tensor) -> Tensor:
        """Return the unconstrained tensor of a parameter."""
        flat = value.reshape(-1)
        # In half precision a multiple of the rounding would let any sum pass.
        allowed = (4 if flat.dtype in _HALF else 100 * flat.numel()) * torch.finfo(flat.dtype).eps
        whole = _working(flat)
        self._require((flat > 0) & ((whole.sum() - 1).abs() <= allowed), value)
        return (torch.log(whole[:-1]) - torch.log(whole[-1])).to(flat.dtype)


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
