"""The Gauss-Kronrod pair of 10 and 21 points: nodes, weights, and the polynomial through the nodes.

The numbers are those of QUADPACK's qk21 (Piessens, de Doncker-Kapenga, Ueberhuber, Kahaner, 1983).
"""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor

__all__ = ["NODES", "OUTERMOST", "rule", "weights_at_end"]

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

NODES = 2 * len(_KRONROD_NODES) + 1
OUTERMOST = _KRONROD_NODES[0]


def rule(like: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the nodes on (-1, 1), Kronrod's weights, and those of Gauss with zeros between.

    Examples
    --------
    >>> nodes, kronrod, gauss = rule(torch.zeros((), dtype=torch.float64))
    >>> nodes.shape, round(float((nodes**6 * gauss).sum() * 7 / 2), 14)
    (torch.Size([21]), 1.0)
    """
    kronrod = [*_KRONROD_WEIGHTS, _KRONROD_CENTRE, *reversed(_KRONROD_WEIGHTS)]
    half = [w for weight in _GAUSS_WEIGHTS for w in (0.0, weight)]
    gauss = [*half, 0.0, *reversed(half)]
    made = [torch.tensor(row, dtype=like.dtype, device=like.device) for row in (_nodes(), kronrod, gauss)]
    return made[0], made[1], made[2]


def _nodes() -> list[float]:
    return [*(-x for x in _KRONROD_NODES), 0.0, *reversed(_KRONROD_NODES)]


@cache
def weights_at_end() -> list[float]:
    """Return the weights of the values at the nodes in the polynomial through them, at the upper end.

    Examples
    --------
    >>> nodes, _, _ = rule(torch.zeros((), dtype=torch.float64))
    >>> round(sum(w * x**20 for w, x in zip(weights_at_end(), nodes.tolist())), 12)
    1.0
    """
    nodes = _nodes()
    return [math.prod((1 - other) / (node - other) for other in nodes if other != node) for node in nodes]
