"""Adaptive quadrature of many integrals at once, with an error estimate for each.

An integral is cut into pieces that start at an endpoint, and each piece is written in the distance
``s`` from that endpoint. The substitution ``s = h*exp(-pi/2*sinh(u))`` sends the endpoint to infinity, where
the integrand decays doubly exponentially, however singular it was. Panels in ``u`` are then bisected
where the Gauss-Kronrod pair of 10 and 21 points disagrees; where the integrand jumps at an unknown place,
also where the halves disagree with the whole, or the ends of a panel with its nodes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from .gauss_kronrod import NODES, OUTERMOST, rule, weights_at_end
from .panels import Estimates, Panels, farthest, starting_panels
from .piece import Piece

__all__ = ["adapted", "estimated"]

_BLOCK = 2**19  # numbers evaluated at once
_MOST_ROUNDS = 60
_MOST_PANELS = 1000  # for one integral
_NARROWEST = 4e-15
# A rough integrand may differ from 0 between two jumps alone. With these, and every panel cut once, no
# node is farther from the next than 0.7 % of the length of a piece.
_EXTRA = tuple(number / 8 for number in range(1, 16))
_EDGE = 0.01  # below this width a panel with undefined values is not cut further

# Undefined values are taken for 0/0 or 0*inf this near to an end (1/distance) and this far out alone.
_NEAR, _FAR = 1e30, 300.0
_RELATIVE = 1e-11  # accepted error, relative to the integral
_ABSOLUTE = 1e-13  # and to the integral of the magnitude: what rounding leaves of a cancelling one
_ROUNDINGS = 50


def _transformed(
    pieces: Sequence[Piece],
    panels: Panels,
    at: Tensor,
    half: Tensor,
    captured: Sequence[Tensor],
    infinite: bool,
) -> Tensor:
    """Return the integrand in ``u`` over a range of length 1, at points of shape (K, P)."""
    steep = math.pi / 2 * torch.sinh(at)
    scale = torch.exp(-steep)
    distance = scale if infinite else half[panels.owner].unsqueeze(-1) * scale
    slope = scale * (math.pi / 2) * torch.cosh(at)
    if len(pieces) == 1:
        values = pieces[0](distance, *(c[panels.owner].unsqueeze(-1) for c in captured))
        return values * slope
    parts, places = [], []
    for number, piece in enumerate(pieces):
        (where,) = torch.nonzero(panels.piece == number, as_tuple=True)
        owner = panels.owner[where]
        parts.append(piece(distance[where], *(c[owner].unsqueeze(-1) for c in captured)))
        places.append(where)
    order = torch.argsort(torch.cat(places))
    return torch.cat(parts)[order] * slope


def estimated(
    pieces: Sequence[Piece],
    panels: Panels,
    half: Tensor,
    captured: Sequence[Tensor],
    *,
    infinite: bool,
    is_rough: bool = False,
) -> Estimates:
    """Apply the pair of rules to every panel; undefined values count as an error, not as a value.

    Where an integrand is rough, a jump between the last node and the end of the panel counts too.
    """
    nodes, kronrod, gauss = rule(panels.low)
    centre, radius = (panels.high + panels.low) / 2, (panels.high - panels.low) / 2
    at = centre.unsqueeze(-1) + radius.unsqueeze(-1) * nodes
    ends = torch.stack((panels.low, panels.high), -1) if is_rough else at[:, :0]
    found = _transformed(pieces, panels, torch.cat((at, ends), -1), half, captured, infinite)
    values, at_ends = found[:, : len(nodes)], found[:, len(nodes) :]
    is_defined = values.isfinite()
    is_lost = ~is_defined & ~_is_beyond(at, infinite)
    values = torch.where(is_defined, values, 0)
    value = (values * kronrod).sum(-1) * radius
    size = (values.abs() * kronrod).sum(-1) * radius
    spread = ((values - (value / (2 * radius)).unsqueeze(-1)).abs() * kronrod).sum(-1) * radius
    gap = (value - (values * gauss).sum(-1) * radius).abs()
    ratio = torch.where(spread > 0, (200 * gap / spread).clamp(max=1), 0)
    error = torch.maximum(spread * ratio**1.5, torch.where(gap > 0, torch.finfo(gap.dtype).eps * size, 0))
    error = error + _edge(values, is_defined)
    if is_rough:
        error = error + _hidden(values, at_ends) * radius
    error = torch.where(is_lost.any(-1), torch.inf, error)
    return Estimates(value, error, size, is_defined.all(-1))


def _is_beyond(at: Tensor, infinite: bool) -> Tensor:
    """Whether a point is so near to its end, or so far out, that numbers underflow and overflow."""
    near = at > math.asinh(2 / math.pi * math.log(_NEAR))
    return near | (at < -math.asinh(2 / math.pi * math.log(_FAR))) if infinite else near


def _edge(values: Tensor, is_defined: Tensor) -> Tensor:
    """Return the magnitude beside undefined values: unless it is negligible, something is cut off there."""
    missing = ~is_defined
    beside = torch.zeros_like(missing)
    beside[:, 1:] |= missing[:, :-1]
    beside[:, :-1] |= missing[:, 1:]
    return torch.where(beside & is_defined, values.abs(), 0).amax(-1)


def _hidden(values: Tensor, at_ends: Tensor) -> Tensor:
    """Return what a jump beyond the last node adds, if the values at both ends tell of one."""
    towards_high = values.new_tensor(weights_at_end())
    expected = torch.stack(((values * towards_high.flip(0)).sum(-1), (values * towards_high).sum(-1)), -1)
    beyond = 1 - OUTERMOST
    return torch.where(at_ends.isfinite(), (at_ends - expected).abs(), 0).sum(-1) * beyond


def _in_blocks(
    pieces: Sequence[Piece],
    panels: Panels,
    half: Tensor,
    captured: Sequence[Tensor],
    infinite: bool,
    is_rough: bool,
) -> Estimates:
    size = _BLOCK // NODES // 2
    index = torch.arange(panels.owner.shape[0], device=half.device)
    parts = [
        estimated(pieces, panels.chosen(block), half, captured, infinite=infinite, is_rough=is_rough)
        for block in index.split(size)
    ]
    first, *rest = parts
    for part in rest:
        first = first.with_others(part)
    return first


def _ends(pieces: Sequence[Piece], half: Tensor, captured: Sequence[Tensor], infinite: bool) -> Tensor:
    """Return the magnitude of the integrands where the range of u is cut off, for each integral."""
    numbers = torch.arange(half.shape[0], device=half.device)
    total = torch.zeros_like(half.real)
    far = farthest(half.real.dtype)
    for number, piece in enumerate(pieces):
        panels = Panels(numbers, torch.full_like(numbers, number), total, total)
        for end in (far, -far) if infinite else (far,):
            at = torch.full_like(total, end).unsqueeze(-1)
            value = _transformed([piece], panels, at, half, captured, infinite).squeeze(-1).abs()
            total = total + torch.where(value.isfinite(), value, 0)
    return total


def _unresolved(pieces: Sequence[Piece], half: Tensor, captured: Sequence[Tensor]) -> Tensor:
    """Return what may lie nearer to the ends than numbers resolve, for each integral."""
    total = torch.zeros_like(half.real)
    for piece in pieces:
        total = total + piece.unresolved(half, captured)
    return total.nan_to_num(nan=torch.inf)


def _against(whole: Estimates, halves: Estimates) -> Estimates:
    """Count as an error by what two halves differ from the whole: the larger part for the worse half."""
    first, second = halves.error.chunk(2)
    parts = halves.value.chunk(2)
    difference = (whole.value - parts[0] - parts[1]).abs()
    both = first + second
    share = torch.where((both > 0) & both.isfinite(), first / both, 0.5)
    return replace(halves, error=halves.error + torch.cat((difference * share, difference * (1 - share))))


def adapted(
    pieces: Sequence[Piece],
    half: Tensor,
    captured: Sequence[Tensor],
    *,
    infinite: bool,
    is_rough: bool = False,
    is_wanted: Tensor | None = None,
) -> tuple[Tensor, Panels, Tensor]:
    """Bisect panels until every integral of the batch is within its tolerance, or cannot be.

    Parameters
    ----------
    pieces : sequence of Piece
    half : Tensor, shape (N,)
        Length of the pieces; it counts for nothing if they are infinite.
    captured : sequence of Tensor, shape (N,)
    infinite : bool
    is_rough : bool
        Whether an integrand jumps, or has a kink, somewhere inside. Both rules may then be wrong by the same:
        a panel counts when its halves agree with it too.
    is_wanted : Tensor of bool, shape (N,), optional
        Which integrals are needed; to the others no work is given.

    Returns
    -------
    value : Tensor, shape (N,)
        Mean over the pieces, to be multiplied by their length; nan where the tolerance was not reached.
    panels : Panels
    is_reached : Tensor of bool, shape (N,)
    """
    numbers = half.shape[0]
    extra = _EXTRA if is_rough else ()
    panels = starting_panels(len(pieces), half, is_infinite=infinite, extra=extra)
    found = _in_blocks(pieces, panels, half, captured, infinite, is_rough)
    if is_rough:
        found = replace(found, error=torch.full_like(found.error, torch.inf))
    ends = _ends(pieces, half, captured, infinite) + _unresolved(pieces, half, captured)
    eps = torch.finfo(half.real.dtype).eps
    relative, absolute = max(_RELATIVE, _ROUNDINGS * eps), max(_ABSOLUTE, _ROUNDINGS * eps / 100)
    rounds = 0
    while True:
        value = found.value.new_zeros(numbers).index_add(0, panels.owner, found.value)
        error = ends.index_add(0, panels.owner, found.error)
        size = torch.zeros_like(ends).index_add(0, panels.owner, found.size)
        allowed = torch.maximum(relative * value.abs(), absolute * size)
        count = torch.bincount(panels.owner, minlength=numbers)
        is_open = ~(error <= allowed) & (ends <= allowed) & (count < _MOST_PANELS)
        if is_wanted is not None:
            is_open &= is_wanted
        wide = panels.high - panels.low > torch.where(found.is_defined, _NARROWEST, _EDGE)
        cut = is_open[panels.owner] & wide & (found.error > (allowed / (2 * count))[panels.owner])
        rounds += 1
        if rounds == _MOST_ROUNDS or not cut.any():
            is_reached = error <= allowed
            return torch.where(is_reached, value, torch.nan), panels, is_reached
        halves = panels.chosen(cut).halves()
        new = _in_blocks(pieces, halves, half, captured, infinite, is_rough)
        if is_rough:
            new = _against(found.chosen(cut), new)
        panels, found = panels.chosen(~cut).with_others(halves), found.chosen(~cut).with_others(new)
