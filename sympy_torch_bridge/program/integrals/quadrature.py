"""Adaptive quadrature of many integrals at once, with an error estimate for each.

An integral is cut into pieces that start at an endpoint, and each piece is written in the distance
``s`` from that endpoint. The substitution ``s = h*exp(-pi/2*sinh(u))`` sends the endpoint to infinity, where
the integrand decays doubly exponentially, however singular it was. Panels in ``u`` are then bisected
where the Gauss-Kronrod pair of 10 and 21 points disagrees.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from .panels import Estimates, Panels, farthest, starting_panels

__all__ = ["adapted", "estimated"]

Piece = Callable[..., Tensor]

_KRONROD_NODES = (
    0.995657163025808080735527280689003, 0.973906528517171720077964012084452,
    0.930157491355708226001207180059508, 0.865063366688984510732096688423493,
    0.780817726586416897063717578345042, 0.679409568299024406234327365114874,
    0.562757134668604683339000099272694, 0.433395394129247190799265943165784,
    0.294392862701460198131126603103866, 0.148874338981631210884826001129720,
)  # fmt: skip
_KRONROD_WEIGHTS = (
    0.011694638867371874278064396062192, 0.032558162307964727478818972459390,
    0.054755896574351996031381300244580, 0.075039674810919952767043140916190,
    0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
    0.123491976262065851077958109585166, 0.134709217311473325928054001771707,
    0.142775938577060080797094273138717, 0.147739104901338491374841515972068,
)  # fmt: skip
_KRONROD_CENTRE = 0.149445554002916905664936468389821
_GAUSS_WEIGHTS = (
    0.066671344308688137593568809893332, 0.149451349150580593145863396957658,
    0.219086362515982043995534934228163, 0.269266719309996355091226921569469,
    0.295524224714752870173815619188769,
)  # fmt: skip

_BLOCK = 2**19  # numbers evaluated at once
_MOST_ROUNDS = 60
_MOST_PANELS = 1000  # for one integral
_NARROWEST = 4e-15
_EDGE = 0.01  # below this width a panel with undefined values is not cut further

# Undefined values are taken for 0/0 or 0*inf this near to an end (1/distance) and this far out alone.
_NEAR, _FAR = 1e30, 300.0
# An integrand is bounded at an end if nearer to it by this factor it is hardly larger.
_BESIDE, _FLAT = 1000.0, 1.5
_RELATIVE = 1e-11  # accepted error, relative to the integral
_ABSOLUTE = 1e-13  # and to the integral of the magnitude: what rounding leaves of a cancelling one
_ROUNDINGS = 50


def _rule(like: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the nodes on (-1, 1), Kronrod's weights, and those of Gauss with zeros between."""
    nodes = [*(-x for x in _KRONROD_NODES), 0.0, *reversed(_KRONROD_NODES)]
    kronrod = [*_KRONROD_WEIGHTS, _KRONROD_CENTRE, *reversed(_KRONROD_WEIGHTS)]
    half = [w for weight in _GAUSS_WEIGHTS for w in (0.0, weight)]
    gauss = [*half, 0.0, *reversed(half)]
    made = [torch.tensor(row, dtype=like.dtype, device=like.device) for row in (nodes, kronrod, gauss)]
    return made[0], made[1], made[2]


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
    pieces: Sequence[Piece], panels: Panels, half: Tensor, captured: Sequence[Tensor], *, infinite: bool
) -> Estimates:
    """Apply the pair of rules to every panel; undefined values count as an error, not as a value."""
    nodes, kronrod, gauss = _rule(panels.low)
    centre, radius = (panels.high + panels.low) / 2, (panels.high - panels.low) / 2
    at = centre.unsqueeze(-1) + radius.unsqueeze(-1) * nodes
    values = _transformed(pieces, panels, at, half, captured, infinite)
    is_defined = values.isfinite()
    is_lost = ~is_defined & ~_is_beyond(at, infinite)
    values = torch.where(is_defined, values, 0)
    value = (values * kronrod).sum(-1) * radius
    size = (values.abs() * kronrod).sum(-1) * radius
    spread = ((values - (value / (2 * radius)).unsqueeze(-1)).abs() * kronrod).sum(-1) * radius
    gap = (value - (values * gauss).sum(-1) * radius).abs()
    ratio = torch.where(spread > 0, (200 * gap / spread).clamp(max=1), 0)
    error = torch.maximum(spread * ratio**1.5, torch.where(gap > 0, torch.finfo(gap.dtype).eps * size, 0))
    error = torch.where(is_lost.any(-1), torch.inf, error + _edge(values, is_defined))
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


def _in_blocks(
    pieces: Sequence[Piece], panels: Panels, half: Tensor, captured: Sequence[Tensor], infinite: bool
) -> Estimates:
    size = _BLOCK // len(_KRONROD_NODES) // 2
    index = torch.arange(panels.owner.shape[0], device=half.device)
    parts = [
        estimated(pieces, panels.chosen(block), half, captured, infinite=infinite)
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


def _unresolved(
    pieces: Sequence[Piece], held: Sequence[Tensor | None], half: Tensor, captured: Sequence[Tensor]
) -> Tensor:
    """Return what may lie nearer to an end than numbers resolve: much, if the integrand is singular."""
    total = torch.zeros_like(half.real)
    for piece, least in zip(pieces, held, strict=True):
        if least is not None:
            at_end, beside = (
                piece(half.sgn() * distance, *captured).abs() for distance in (least, _BESIDE * least)
            )
            is_bounded = at_end <= _FLAT * beside
            total = total + torch.where(is_bounded | (at_end == 0), 0, at_end * least / half.abs())
    return total.nan_to_num(nan=torch.inf)


def adapted(
    pieces: Sequence[Piece],
    half: Tensor,
    captured: Sequence[Tensor],
    *,
    infinite: bool,
    held: Sequence[Tensor | None],
) -> tuple[Tensor, Panels, Tensor]:
    """Bisect panels until every integral of the batch is within its tolerance, or cannot be.

    Parameters
    ----------
    pieces : sequence of callable
        Each takes the distance from its endpoint and the captured symbols.
    half : Tensor, shape (N,)
        Length of the pieces; it counts for nothing if they are infinite.
    captured : sequence of Tensor, shape (N,)
    infinite : bool
    held : sequence of Tensor or None
        For each piece the distance below which it is constant, because numbers do not resolve it.

    Returns
    -------
    value : Tensor, shape (N,)
        Mean over the pieces, to be multiplied by their length; nan where the tolerance was not reached.
    panels : Panels
    is_reached : Tensor of bool, shape (N,)
    """
    numbers = half.shape[0]
    panels = starting_panels(len(pieces), half, is_infinite=infinite)
    found = _in_blocks(pieces, panels, half, captured, infinite)
    ends = _ends(pieces, half, captured, infinite) + _unresolved(pieces, held, half, captured)
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
        wide = panels.high - panels.low > torch.where(found.is_defined, _NARROWEST, _EDGE)
        cut = is_open[panels.owner] & wide & (found.error > (allowed / (2 * count))[panels.owner])
        rounds += 1
        if rounds == _MOST_ROUNDS or not cut.any():
            is_reached = error <= allowed
            return torch.where(is_reached, value, torch.nan), panels, is_reached
        halves = panels.chosen(cut).halves()
        new = _in_blocks(pieces, halves, half, captured, infinite)
        panels, found = panels.chosen(~cut).with_others(halves), found.chosen(~cut).with_others(new)
