"""Sums and products over the entries of arrays, such as ``Sum(x[i]*y[i], (i, 0, n - 1))``.

The index runs along one more axis in front, so that the last axes stay those of the arrays. Where an
array is indexed by the index itself, its size bounds the range: the shapes are then known before
any number is, as vmap and compiled graphs need it. Torch differentiates what is computed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
import torch
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.tensor.array.expressions import ArrayElement
from torch import Tensor

from ...errors import LostGradientError
from ...matrix import slope as slope_of
from ...ops.array_kernels import lift
from ...ops.differentiable import Differentiable
from ..body import Body
from ..expressions.free_symbols import free_symbols
from ..expressions.indices import base_and_positions
from ..expressions.traversal import children
from ..expressions.variable import is_variable
from ..lowering import Lowering

__all__ = ["ArrayReduction", "Window", "is_step", "over_array", "window_of"]


@dataclass(frozen=True, slots=True)
class Window:
    """The values that an index can take: ``x[i + offset]`` has entries for ``-offset <= i < size - offset``.

    Parameters
    ----------
    array : IndexedBase or ArraySymbol
    axis : int
        The axis that the index counts, from the end.
    offset : int
    """

    array: Any
    axis: int
    offset: int


def window_of(term: Any, index: Any) -> Window | None:
    """Find an entry, in no branch of a Piecewise, that the index itself counts.

    Examples
    --------
    >>> x, i = sympy.IndexedBase("x"), sympy.Idx("i")
    >>> window_of(2 * x[i + 1], i)
    Window(array=x, axis=-1, offset=1)
    """
    stack = [term]
    while stack:
        node = stack.pop()
        if isinstance(node, sympy.Piecewise):
            stack.append(node.args[0].args[1])  # the one part that is needed everywhere
            continue
        if isinstance(node, sympy.Sum | sympy.Product):
            continue
        if isinstance(node, sympy.Indexed | ArrayElement | MatrixElement):
            base, positions = base_and_positions(node)
            for axis, position in enumerate(positions):
                offset = position - index
                if offset.is_Integer and is_variable(base):
                    return Window(base, axis - len(positions), int(offset))
        stack.extend(children(node))
    return None


def _window_of_sizes(lowering: Lowering, lower: Any, upper: Any) -> Window | None:
    """Find the size of an array that bounds the range itself, as in ``(i, 0, n - 1)``."""
    for size, source in lowering.sizes.items():
        first = upper + 1 - size
        is_whole = (source.factor, source.offset) == (1, 0)
        if is_whole and first.is_Integer and lower.is_Integer and first <= lower:
            return Window(source.array, source.axis, -int(first))
    return None


def is_step(bound: Any) -> bool:
    """Whether a bound is constant wherever it has a derivative."""
    return all(slope_of(bound, symbol) == 0 for symbol in free_symbols(bound))


def over_array(lowering: Lowering, expr: Any, body: Body) -> ArrayReduction:
    """Return the reduction of a sum or product whose term reads entries of arrays."""
    index, lower, upper = expr.args[-1]
    window = window_of(expr.args[0], index) or _window_of_sizes(lowering, lower, upper)
    place = None
    if window is not None and window.array in body.symbols:
        place = body.symbols.index(window.array), window.axis, window.offset
    is_known = lower.is_Integer and upper.is_Integer and upper - lower >= -1
    return ArrayReduction(
        body.function,
        body.ranks,
        rank=body.rank,
        is_product=isinstance(expr, sympy.Product),
        window=place,
        known=(int(lower), int(upper)) if is_known else None,
        steps=(is_step(lower), is_step(upper)),
        is_counter=index in lowering.vocabulary.indices.counters,
    )


class _NoSlope(Differentiable):
    """Zeros that know of no derivative: a sum has a value for whole numbers of terms alone."""

    def __init__(self, name: str, bound: str) -> None:
        super().__init__(name)
        self._bound = bound

    def evaluate(self, *arguments: Tensor) -> Tensor:
        """Return zeros."""
        return torch.zeros_like(arguments[0])

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        """Refuse the derivative."""
        why = "it has a value for whole numbers of terms alone, and so no derivative by a bound"
        hint = "pass the bound as an integer tensor, or differentiate by the other inputs only"
        raise LostGradientError(self.__name__, self._bound, why=why, hint=hint)


class ArrayReduction:
    """The sum or product of ``function(index, *captured)`` over ``lower, ..., upper``.

    Parameters
    ----------
    function : callable
        The term; its arguments are the index and the captured symbols, arrays among them.
    ranks : sequence of int
        The number of array axes of each captured symbol.
    rank : int
        The number of array axes of the term.
    is_product : bool
    window : tuple of int or None
        Position among the captured symbols, axis and offset of an array that bounds the index.
    known : tuple of int or None
        The bounds, where they are numbers.
    steps : tuple of bool
        Whether the lower and the upper bound are piecewise constant: their derivative is 0.
    is_counter : bool
        Whether the term takes the index as a whole number of 64 bits; otherwise in the dtype of the arrays.
    """

    def __init__(
        self,
        function: Callable[..., Tensor],
        ranks: Sequence[int],
        *,
        rank: int,
        is_product: bool,
        window: tuple[int, int, int] | None,
        known: tuple[int, int] | None,
        steps: tuple[bool, bool],
        is_counter: bool,
    ) -> None:
        self.__name__ = "product" if is_product else "sum"
        self._function, self._ranks, self._is_product = function, tuple(ranks), is_product
        self._rank = rank
        names = ("its lower bound", "its upper bound")
        self._slopes = [None if s else _NoSlope(self.__name__, n) for s, n in zip(steps, names, strict=True)]
        self._window, self._known, self._is_counter = window, known, is_counter

    def __call__(self, lower: Tensor, upper: Tensor, *captured: Tensor) -> Tensor:
        """Evaluate; the batch shapes of bounds and captured symbols broadcast."""
        shapes = [t.shape[: t.dim() - rank] for t, rank in zip(captured, self._ranks, strict=True)]
        batch = torch.broadcast_shapes(lower.shape, upper.shape, *shapes)
        bounds = (lower, upper)
        if self._known is not None:
            index = _along_front(*self._known, len(batch), (*captured, lower))
            return self._reduced(self._terms(index, captured, lower), index, batch)
        lower, upper = _exact(lower), _exact(upper)
        first, last = _ordered(lower, upper)
        start, stop = self._extent(first, last, captured)
        index = _along_front(start, stop - 1, len(batch), (*captured, lower))
        holds = (index >= first) & (index <= last)
        # Where there is no term, the first one takes the place, so that no gradient is lost in a nan.
        place = torch.where(holds, index, first.clamp(start, max(start, stop - 1)).to(torch.int64))
        neutral = 1 if self._is_product else 0
        terms = torch.where(lift(self._rank, holds), self._terms(place, captured, bounds[0]), neutral)
        value = self._directed(self._reduced(terms, index, batch), lift(self._rank, upper < lower - 1))
        is_whole = (lower == torch.floor(lower)) & (upper == torch.floor(upper))
        inside = (first > last) | ((first >= start) & (last < stop))
        value = torch.where(lift(self._rank, is_whole & inside), value, math.nan)
        for bound, slope in zip(bounds, self._slopes, strict=True):
            if slope is not None and (bound.is_floating_point() or bound.is_complex()):
                value = value + lift(self._rank, slope(bound))
        return value

    def _terms(self, index: Tensor, captured: Sequence[Tensor], bound: Tensor) -> Tensor:
        # A term may read no input, as that of a sum of matrix units; the bounds have the dtype of the inputs.
        sources = (*captured, bound, index.double())
        like = next(t for t in sources if t.is_floating_point() or t.is_complex())
        return self._function(index if self._is_counter else index.to(like.dtype), *captured)

    def _extent(self, first: Tensor, last: Tensor, captured: Sequence[Tensor]) -> tuple[int, int]:
        """Return the range of all indices of the batch, from a shape or from the bounds themselves."""
        if self._window is None:
            return _least(first), _largest(last) + 1
        place, axis, offset = self._window
        return -offset, captured[place].shape[axis] - offset

    def _reduced(self, terms: Tensor, index: Tensor, batch: Sequence[int]) -> Tensor:
        own = (1 for _ in range(self._rank))
        terms = terms.expand(torch.broadcast_shapes(terms.shape, (index.shape[0], *batch, *own)))
        return terms.prod(dim=0) if self._is_product else terms.sum(dim=0)

    def _directed(self, value: Tensor, is_reversed: Tensor) -> Tensor:
        """Give a range that runs backwards the opposite value: adjacent ranges then always add up."""
        if not self._is_product:
            return torch.where(is_reversed, -value, value)
        # A forward product may be 0 without harm to its gradient.
        return torch.where(is_reversed, 1 / torch.where(is_reversed, value, 1), value)


def _exact(bound: Tensor) -> Tensor:
    """Return a bound in double precision, in which whole numbers are exact; nan where it is not real."""
    if bound.is_complex():
        bound = torch.where(bound.imag == 0, bound.real, math.nan)
    return bound.detach().to(torch.float64)


def _ordered(lower: Tensor, upper: Tensor) -> tuple[Tensor, Tensor]:
    """Return the first and last index: a range from a to b < a - 1 runs over b + 1, ..., a - 1."""
    is_reversed = upper < lower - 1
    first = torch.where(is_reversed, upper + 1, lower)
    return first, torch.where(is_reversed, lower - 1, upper)


def _along_front(first: int, last: int, axes: int, sources: Sequence[Tensor]) -> Tensor:
    index = torch.arange(first, last + 1, device=sources[0].device)
    return index.reshape(-1, *(1 for _ in range(axes)))


def _least(bound: Tensor) -> int:
    finite = torch.where(torch.isfinite(bound), bound, 0)
    return int(torch.floor(finite.min()).item()) if bound.numel() else 0


def _largest(bound: Tensor) -> int:
    finite = torch.where(torch.isfinite(bound), bound, 0)
    return int(torch.floor(finite.max()).item()) if bound.numel() else -1
