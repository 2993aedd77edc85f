"""Infinite series: summed term by term where they converge fast, otherwise by two accelerations.

The tail of a smooth series is its integral with the corrections of Euler and Maclaurin; an
alternating one goes to Levin's transformation. A sum is returned only with an error estimate within
the tolerance; where none is reached, for a divergent series above all, the value is nan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property

import torch
from torch import Tensor

from ...ops.differentiable import Differentiable
from ..gradients.pointwise import differentiated
from ..integrals.piece import Piece
from ..integrals.quadrature import adapted
from .summation import no_derivative, widened

__all__ = ["InfiniteSum"]

# Terms that are added up before convergence is judged, and the stretch over which it is judged.
_TERMS = 4096
_STRETCH = 16
# Accepted error, relative to the sum, of an accelerated series; of a plain one to the sum of magnitudes.
_ACCELERATED = 5e-11
_PLAIN = 1e-15
# Terms before the tail, and the corrections at its start: order of the derivative, B(2j)/(2j)!.
_SUMMED = 64
_CORRECTIONS = ((1, 1 / 12), (3, -1 / 720), (5, 1 / 30240))
_LEVIN_ORDERS = range(4, 25)
# Terms like k**-p: a series of one sign converges for p > 1, an alternating one for p > 0.
_MARGIN = 0.02


class InfiniteSum(Differentiable):
    """The sum of ``function(index, *captured)`` for the index from ``lower`` to infinity.

    Parameters
    ----------
    function : callable
        The term, on broadcastable tensors.
    has_step_bound : bool
        Whether the lower bound is piecewise constant: its derivative is 0.
    positions : tuple of int
        Captured symbols by which the terms are differentiated.
    """

    is_traceable = False
    differentiates = True

    def __init__(
        self, function: Callable[..., Tensor], *, has_step_bound: bool, positions: tuple[int, ...] = ()
    ) -> None:
        super().__init__("Sum")
        self._function, self._positions, self._has_step_bound = function, positions, has_step_bound
        self._partials: dict[int, InfiniteSum] = {}

    @cached_property
    def _term(self) -> Callable[..., Tensor]:
        return differentiated(self._function, [position + 1 for position in self._positions])

    def evaluate(self, *arguments: Tensor) -> Tensor:
        """Return the sum, nan where the series does not converge visibly."""
        lower, *captured = map(widened, arguments)
        steps = torch.arange(_TERMS, dtype=torch.float64, device=lower.device)
        shape = lower.shape
        lower, *captured = (a.reshape(1, -1) for a in (lower, *captured))
        columns = [self._summed(lower, captured, steps.reshape(-1, 1), piece) for piece in _pieces(lower)]
        value = torch.cat(columns).reshape(shape) if columns else lower.reshape(shape)
        narrow = arguments[0].dtype
        return value.to(narrow.to_complex() if value.is_complex() and not narrow.is_complex else narrow)

    def _summed(self, lower: Tensor, captured: Sequence[Tensor], steps: Tensor, piece: slice) -> Tensor:
        start, symbols = lower[:, piece], [symbol[:, piece] for symbol in captured]
        terms = self._term(start + steps, *symbols)
        partial_sums = terms.cumsum(dim=0)
        value, is_done = _plain_sum(terms, partial_sums)
        if not is_done.all():
            smooth, is_smooth = _smooth_sum(self._term, start[0], [s[0] for s in symbols], partial_sums)
            value, is_done = torch.where(is_done, value, smooth), is_done | is_smooth
        if not is_done.all():
            fast, is_fast = _levin_sum(terms, partial_sums)
            value, is_done = torch.where(is_done, value, fast), is_done | is_fast
        return torch.where(is_done, value, torch.nan)

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        """Return the sum of the terms' derivatives; by the lower bound there is none."""
        if position == 0:
            if self._has_step_bound:
                return torch.zeros_like(arguments[0])
            raise no_derivative("Sum", 0)
        if position not in self._partials:
            self._partials[position] = InfiniteSum(
                self._function,
                has_step_bound=self._has_step_bound,
                positions=(*self._positions, position - 1),
            )
        return self._partials[position](*arguments)


def _pieces(lower: Tensor, width: int = 1024) -> list[slice]:
    return [slice(i, i + width) for i in range(0, lower.shape[-1], width)]


def _plain_sum(terms: Tensor, partial_sums: Tensor) -> tuple[Tensor, Tensor]:
    """Return the sum of the first terms, and where the rest is negligible: it decays geometrically."""
    size = terms.abs()
    last = size[-_STRETCH:].amax(dim=0)
    ratio = last / size[-2 * _STRETCH : -_STRETCH].amax(dim=0)
    rest = _STRETCH * last * ratio / (1 - ratio)
    is_small = (ratio < 1) & (rest <= _PLAIN * size.sum(dim=0))
    return partial_sums[-1], (is_small | (last == 0)) & partial_sums[-1].isfinite()


def _smooth_sum(
    term: Callable[..., Tensor], lower: Tensor, captured: Sequence[Tensor], partial_sums: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the sum by the formula of Euler and Maclaurin, and where its last correction is negligible."""
    start = lower + _SUMMED

    def beyond(distance: Tensor, first: Tensor, *symbols: Tensor) -> Tensor:
        return term(first + distance, *symbols)

    tail, _, _ = adapted([Piece(beyond)], torch.ones_like(start), [start, *captured], infinite=True)
    value = partial_sums[_SUMMED - 1] + tail + term(start, *captured) / 2
    correction = torch.zeros_like(value)
    for order, weight in _CORRECTIONS:
        correction = weight * differentiated(term, [0] * order)(start, *captured)
        value = value - correction
    return value, correction.abs() <= _ACCELERATED * value.abs()


def _levin_sum(terms: Tensor, partial_sums: Tensor) -> tuple[Tensor, Tensor]:
    """Return the sum by Levin's u transformation, and where it is within the tolerance."""
    estimates, errors = zip(*(_levin(terms, partial_sums, order) for order in _LEVIN_ORDERS), strict=True)
    values = torch.stack(estimates)
    steps = (values[1:] - values[:-1]).abs()
    change = steps[1:] + steps[:-1] + torch.stack(errors)[2:]
    change = torch.where(change.isfinite(), change, torch.inf)
    error, best = change.min(dim=0)
    value = values[2:].gather(0, best.unsqueeze(0)).squeeze(0)
    return value, (error <= _ACCELERATED * value.abs()) & _converges(terms)


def _levin(terms: Tensor, partial_sums: Tensor, order: int) -> tuple[Tensor, Tensor]:
    """Return the transform of one order, and the rounding error that it carries.

    The remainder after k terms is modelled as ``(k + 1)*term`` times a polynomial in ``1/(k + 1)``.
    """
    places = range(order + 1)
    weights = [
        (-1) ** j * math.comb(order, j) * ((j + 1) / (order + 1)) ** (order - 1) / (j + 1) for j in places
    ]
    scaled = terms.new_tensor(weights).reshape(-1, 1) / terms[: order + 1]
    below = scaled.sum(dim=0)
    value = (scaled * partial_sums[: order + 1]).sum(dim=0) / below
    magnitude = (scaled * partial_sums[: order + 1]).abs().sum(dim=0) / below.abs()
    return value, magnitude * torch.finfo(torch.float64).eps


def _converges(terms: Tensor) -> Tensor:
    """Whether the terms decay fast enough, by a power of their index or faster."""
    size = terms.abs()
    middle = size[_TERMS // 2 - _STRETCH : _TERMS // 2].amax(dim=0)
    decay = torch.log2(middle / size[-_STRETCH:].amax(dim=0))
    if terms.is_complex():
        return decay > 1 + _MARGIN
    signs = torch.sign(terms[-_STRETCH:])
    is_alternating = (signs[1:] == -signs[:-1]).all(dim=0)
    return torch.where(is_alternating, decay > _MARGIN, decay > 1 + _MARGIN)
