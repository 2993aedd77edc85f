"""Sums and products over a range of integers that may differ from one element of a batch to the next.

The index runs over one more axis, in blocks; terms beyond an element's own range are masked. The
derivative by a captured symbol is the sum of the terms' derivatives.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import torch
from torch import Tensor

from ...errors import LostGradientError
from ...ops.differentiable import Differentiable
from ..gradients.pointwise import differentiated

__all__ = ["RangeProduct", "RangeSum", "TracedReduction", "no_derivative", "widened"]

Function = Callable[..., Tensor]
# Numbers in one block: 8 MiB of doubles.
_BLOCK = 2**20
# A difference of bounds that is an integer up to so many rounding errors is that integer.
_ROUNDING = 8


class _Range:
    """The indices of every element: as SymPy counts them, backwards ranges being the negative of a gap.

    For bounds a, b with ``b >= a`` the indices are a, ..., b. For ``b = a - 1`` there are none, and for
    smaller b they are b + 1, ..., a - 1 with the opposite sign: so sums over adjacent ranges always add up.
    """

    def __init__(self, lower: Tensor, upper: Tensor, eps: float) -> None:
        gap = upper - lower
        count = gap.round() + 1
        scale = torch.maximum(lower.abs(), upper.abs()).clamp(min=1)
        self.is_valid = ((gap + 1 - count).abs() <= _ROUNDING * eps * scale) & gap.isfinite()
        count = torch.where(self.is_valid, count, 0)
        self.is_reversed = count < 0
        self.first = torch.where(self.is_reversed, upper + 1, lower)
        self.count = count.abs()

    @property
    def longest(self) -> int:
        """The largest number of terms."""
        return int(self.count.max().item()) if self.count.numel() else 0

    def blocks(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield indices and a mask, the index along the first axis; a masked index is the first one."""
        size = max(1, _BLOCK // max(1, self.count.numel()))
        for start in range(0, self.longest, size):
            yield self.indices(start, min(start + size, self.longest))

    def indices(self, start: int, stop: int) -> tuple[Tensor, Tensor]:
        """Return the indices from the position ``start`` to before ``stop``, and their mask."""
        steps = torch.arange(start, stop, dtype=self.count.dtype, device=self.count.device)
        steps = steps.reshape(-1, *(1,) * self.count.dim())
        holds = steps < self.count
        return torch.where(holds, self.first + steps, self.first), holds


def widened(argument: Tensor) -> Tensor:
    """Return the tensor in double precision, in which indices and accumulated terms are exact enough."""
    return argument.to(torch.complex128 if argument.is_complex() else torch.float64)


def _real(argument: Tensor) -> Tensor:
    """Return a bound as real numbers, nan where it is not real."""
    if not argument.is_complex():
        return argument
    return torch.where(argument.imag == 0, argument.real, torch.nan)


def no_derivative(name: str, bound: int) -> LostGradientError:
    """Return the error for a derivative by the lower (0) or upper (1) bound."""
    return LostGradientError(
        name,
        ("its lower bound", "its upper bound")[bound],
        why="it has a value for whole numbers of terms alone, and so no derivative by a bound",
        hint="pass the bound as an integer tensor, or differentiate by the other inputs only",
    )


class _NoGradient(Differentiable):
    """Zero, to be added to what depends on bounds by which it has no derivative."""

    def evaluate(self, *arguments: Tensor) -> Tensor:
        return torch.zeros_like(arguments[0])

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        raise no_derivative(self.__name__, position)


class _OverRange(Differentiable):
    """A reduction of ``function(index, *captured)`` over ``lower, ..., upper``.

    Parameters
    ----------
    name : str
    function : callable
        The term, on broadcastable tensors.
    has_step_bounds : bool
        Whether the bounds are piecewise constant, such as ``floor(x)``: their derivative is 0.
    positions : tuple of int
        Captured symbols by which to differentiate, one after the other.
    """

    is_traceable = False
    differentiates = True

    def __init__(
        self, name: str, function: Function, *, has_step_bounds: bool, positions: tuple[int, ...] = ()
    ) -> None:
        super().__init__(name)
        self._function, self._positions, self._has_step_bounds = function, positions, has_step_bounds
        self._partials: dict[int, _OverRange] = {}

    def evaluate(self, *arguments: Tensor) -> Tensor:
        """Return the value; nan where the bounds are not an integer apart."""
        lower, upper, *captured = map(widened, arguments)
        indices = _Range(_real(lower), _real(upper), _eps(arguments[0]))
        value = self._reduced(indices, captured)
        value = torch.where(indices.is_valid, value, torch.nan)
        narrow = arguments[0].dtype
        return value.to(narrow.to_complex() if value.is_complex() and not narrow.is_complex else narrow)

    @abstractmethod
    def _reduced(self, indices: _Range, captured: Sequence[Tensor]) -> Tensor:
        """Return the reduction over the terms that an index range names."""

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        """Return the reduction's derivative by a captured symbol; by a bound there is none."""
        if position < 2:
            if self._has_step_bounds:
                return torch.zeros_like(arguments[position])
            raise no_derivative(self.__name__, position)
        if position not in self._partials:
            self._partials[position] = type(self)(
                self.__name__,
                self._function,
                has_step_bounds=self._has_step_bounds,
                positions=(*self._positions, position - 2),
            )
        return self._partials[position](*arguments)


class RangeSum(_OverRange):
    """The sum of ``function(index, *captured)``."""

    @cached_property
    def _term(self) -> Function:
        return differentiated(self._function, [position + 1 for position in self._positions])

    def _reduced(self, indices: _Range, captured: Sequence[Tensor]) -> Tensor:
        total = torch.zeros_like(indices.count)
        for index, holds in indices.blocks():
            terms = torch.where(holds, self._term(index, *captured), 0)
            total = total + terms.sum(dim=0)
        return torch.where(indices.is_reversed, -total, total)


class RangeProduct(_OverRange):
    """The product of ``function(index, *captured)``; a backwards range gives the reciprocal."""

    def _reduced(self, indices: _Range, captured: Sequence[Tensor]) -> Tensor:
        if self._positions:
            return self._derivative(indices, captured)
        total = torch.ones_like(indices.count)
        for index, holds in indices.blocks():
            total = total * _product(self._function, index, holds, captured)
        return _oriented(total, indices.is_reversed)

    def _derivative(self, indices: _Range, captured: Sequence[Tensor]) -> Tensor:
        """Differentiate the whole product: torch divides by no factor, so that one of them may be 0."""
        index, holds = indices.indices(0, max(1, indices.longest))

        def whole(*symbols: Tensor) -> Tensor:
            factors = _product(self._function, index, holds, symbols)
            return _oriented(factors, indices.is_reversed)

        value = differentiated(whole, self._positions)(*captured)
        return torch.where(indices.count == 0, 0, value)


def _product(function: Function, index: Tensor, holds: Tensor, captured: Sequence[Tensor]) -> Tensor:
    return torch.where(holds, function(index, *captured), 1).prod(dim=0)


def _oriented(product: Tensor, is_reversed: Tensor) -> Tensor:
    """Return the reciprocal of a backwards product; a forwards one may be 0 without harm to gradients."""
    return torch.where(is_reversed, 1 / torch.where(is_reversed, product, 1), product)


def _eps(tensor: Tensor) -> float:
    return torch.finfo(tensor.dtype).eps


class TracedReduction:
    """A sum or product that torch differentiates as it differentiates any other operation.

    For ranges known beforehand, and for terms with functions of the user's, whose parameters are no
    arguments of the term.

    Parameters
    ----------
    function : callable
        The term, on broadcastable tensors.
    is_product : bool
    has_step_bounds : bool
        Whether the bounds are piecewise constant.
    count : int or None
        The number of terms where it is known; otherwise it is read from the bounds.
    """

    def __init__(
        self, function: Function, *, is_product: bool, has_step_bounds: bool, count: int | None = None
    ) -> None:
        self.__name__ = "Product" if is_product else "Sum"
        self._function, self._is_product, self._count = function, is_product, count
        self._guard = None if has_step_bounds else _NoGradient(self.__name__)

    def __call__(self, lower: Tensor, upper: Tensor, *captured: Tensor) -> Tensor:
        """Evaluate on broadcastable tensors of one dtype."""
        lower, upper, *others = torch.broadcast_tensors(lower, upper, *captured)
        if self._count is not None:
            return self._known(lower, others, self._count)
        indices = _Range(_real(lower.detach()), _real(upper.detach()), _eps(lower))
        index, holds = indices.indices(0, max(1, indices.longest))
        terms = self._function(index, *others)
        if self._is_product:
            value = torch.where(holds, terms, 1).prod(dim=0)
            value = _oriented(value, indices.is_reversed)
        else:
            value = torch.where(holds, terms, 0).sum(dim=0)
            value = torch.where(indices.is_reversed, -value, value)
        value = torch.where(indices.is_valid, value, torch.nan)
        return value if self._guard is None else value + self._guard(lower, upper)

    def _known(self, lower: Tensor, captured: Sequence[Tensor], count: int) -> Tensor:
        steps = torch.arange(count, device=lower.device).to(lower.dtype)
        terms = self._function(lower + steps.reshape(-1, *(1,) * lower.dim()), *captured)
        return terms.prod(dim=0) if self._is_product else terms.sum(dim=0)
