"""Losses of pairs and triples of vectors with two entries, and divergences of normal laws."""

from __future__ import annotations

from sympy import Max, Piecewise, exp, sqrt, symbols

from ...domain import Interval
from .._rule import Rule
from .record import loss, xs

__all__ = ["RULES"]

_x = _x1, _x2 = xs[:2]
_y = _y1, _y2 = symbols("y1:3", real=True)
_z = symbols("z1:3", real=True)
_m, _l = symbols("m l", real=True)
_NEAR = {v: Interval(-3, 3) for v in (*_x, *_y, *_z)}
_DOT = _x1 * _y1 + _x2 * _y2
_LENGTH_X, _LENGTH_Y = sqrt(_x1**2 + _x2**2), sqrt(_y1**2 + _y2**2)
_COSINE = _DOT / (_LENGTH_X * _LENGTH_Y)
_SLOPES = [y / (_LENGTH_X * _LENGTH_Y) - _COSINE * x / _LENGTH_X**2 for x, y in zip(_x, _y, strict=True)]
_NOT_ZERO = "neither vector is 0"
_PAIR = "torch.stack([x1, x2]), torch.stack([y1, y2])"
_TO_Y, _TO_Z = (sum((p - q) ** 2 for p, q in zip(_x, other, strict=True)) for other in (_y, _z))
_TRIPLET = sqrt(_TO_Y) - sqrt(_TO_Z) + _m
_IS_ACTIVE = _TRIPLET > 0

_KL_LOG = (exp(_l) + _m**2 - 1 - _l) / 2

RULES: tuple[Rule, ...] = (
    loss(
        "cosine-similarity", "cosine similarity, gradient by the first vector", _COSINE, _SLOPES, _x,
        assumptions=_NOT_ZERO, torch_call=f"cosine_similarity({_PAIR}, dim=0)",
    ),
    loss(
        "cosine-embedding", "cosine embedding loss of a similar pair, gradient by the first vector",
        1 - _COSINE,
        [-slope for slope in _SLOPES], _x, assumptions=_NOT_ZERO,
        torch_call=f"cosine_embedding_loss({_PAIR}, torch.tensor(1.0))",
    ),
    loss(
        "distance", "Euclidean distance, gradient by the first vector", sqrt(_TO_Y),
        [(p - q) / sqrt(_TO_Y) for p, q in zip(_x, _y, strict=True)], _x, assumptions="the vectors differ",
        torch_call=f"pairwise_distance({_PAIR}, eps=0)",
    ),
    loss(
        "triplet-margin", "triplet margin loss, gradient by the anchor", Max(0, _TRIPLET),
        [Piecewise(((p - q) / sqrt(_TO_Y) - (p - r) / sqrt(_TO_Z), _IS_ACTIVE), (0, True))
         for p, q, r in zip(_x, _y, _z, strict=True)],
        _x, {**_NEAR, _m: Interval(0.5, 2)}, assumptions="the anchor differs from both; not at the kink",
        torch_call=f"triplet_margin_loss({_PAIR}, torch.stack([z1, z2]), margin=float(m), eps=0)",
    ),
    loss(
        "contrastive", "contrastive loss of a dissimilar pair, gradient by the first vector",
        Max(0, _m - sqrt(_TO_Y)) ** 2,
        [-2 * Max(0, _m - sqrt(_TO_Y)) * (p - q) / sqrt(_TO_Y) for p, q in zip(_x, _y, strict=True)],
        _x, {**_NEAR, _m: Interval(1, 4)}, assumptions="the vectors differ",
    ),
    loss("kl-standard.mean", "divergence of a normal law from the standard one, by its mean", _KL_LOG, _m,
         _m),
    loss("kl-standard.log-variance", "divergence of a normal law from the standard one, by its log variance",
         _KL_LOG, (exp(_l) - 1) / 2, _l),
)  # fmt: skip
