"""Carlson's symmetric elliptic integrals by the duplication theorem, in plain torch operations.

A duplication takes the root of a large ratio of the arguments, then divides their spread by 4;
the rest is a short Taylor series, DLMF 19.36(i). A fixed number of steps keeps the functions free of
data-dependent control flow: autograd, vmap and torch.compile pass through them. The first argument
is given by its root, so that derivatives exist where it is 0.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

__all__ = ["rd", "rf", "rj"]

_STEPS = 12
_STEPS_OF_RC = 8


def rf(root: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """Return RF(root**2, y, z); infinite where both of the first two are 0."""
    x, y_given = root * root, y
    for step in range(_STEPS):
        a, b, c = root if step == 0 else torch.sqrt(x), torch.sqrt(y), torch.sqrt(z)
        shift = a * b + b * c + c * a
        x, y, z = (x + shift) / 4, (y + shift) / 4, (z + shift) / 4
    mean = (x + y + z) / 3
    dx, dy = (mean - x) / mean, (mean - y) / mean
    e2 = -(dx * dx + dx * dy + dy * dy)
    e3 = -dx * dy * (dx + dy)
    value = (1 - e2 / 10 + e3 / 14 + e2 * e2 / 24) / torch.sqrt(mean)
    return _infinite_at_zeros(value, root, y_given)


def rd(root: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """Return RD(root**2, y, z), infinite where both of the first two are 0; ``z`` is not 0."""
    x, total, weight, y_given = root * root, torch.zeros_like(root), 1.0, y
    for step in range(_STEPS):
        a, b, c = root if step == 0 else torch.sqrt(x), torch.sqrt(y), torch.sqrt(z)
        shift = a * b + b * c + c * a
        total = total + weight / (c * (z + shift))
        x, y, z, weight = (x + shift) / 4, (y + shift) / 4, (z + shift) / 4, weight / 4
    return _infinite_at_zeros(3 * total + weight * _remainder(x, y, z, z), root, y_given)


def rj(root: Tensor, y: Tensor, z: Tensor, p: Tensor) -> Tensor:
    """Return RJ(root**2, y, z, p), infinite where both of the first two are 0; ``p`` is positive."""
    x, total, weight, y_given = root * root, torch.zeros_like(root), 1.0, y
    for step in range(_STEPS):
        a, b, c, d = root if step == 0 else torch.sqrt(x), torch.sqrt(y), torch.sqrt(z), torch.sqrt(p)
        shift = a * b + b * c + c * a
        product = (d + a) * (d + b) * (d + c)
        total = total + weight / product * _rc_from_one(2 * d * (p + shift) / product)
        # With the pairs of roots that p forms with the others, the shift is the same for all four.
        x, y, z, p, weight = (x + shift) / 4, (y + shift) / 4, (z + shift) / 4, (p + shift) / 4, weight / 4
    return _infinite_at_zeros(6 * total + weight * _remainder(x, y, z, p), root, y_given)


def _infinite_at_zeros(value: Tensor, root: Tensor, y: Tensor) -> Tensor:
    """Put infinity where two arguments are 0: the duplications, which halve them, never show it."""
    return torch.where((root == 0) & (y == 0), math.inf, value)


def _remainder(x: Tensor, y: Tensor, z: Tensor, p: Tensor) -> Tensor:
    """Sum the Taylor series of RJ for nearly equal arguments."""
    mean = (x + y + z + 2 * p) / 5
    dx, dy, dz = (mean - x) / mean, (mean - y) / mean, (mean - z) / mean
    dp = -(dx + dy + dz) / 2
    cube = dx * dy * dz
    e2 = dx * dy + dx * dz + dy * dz - 3 * dp * dp
    e3 = cube + 2 * e2 * dp + 4 * dp * dp * dp
    e4 = (2 * cube + e2 * dp + 3 * dp * dp * dp) * dp
    series = 1 - 3 * e2 / 14 + e3 / 6 + 9 * e2 * e2 / 88 - 3 * e4 / 22 - 9 * e2 * e3 / 52
    return series / (mean * torch.sqrt(mean))


def _rc_from_one(y: Tensor) -> Tensor:
    """Return RC(1, y) = RF(1, y, y)."""
    x = torch.ones_like(y)
    for _ in range(_STEPS_OF_RC):
        shift = 2 * torch.sqrt(x) * torch.sqrt(y) + y
        x, y = (x + shift) / 4, (y + shift) / 4
    mean = (x + 2 * y) / 3
    s = (y - mean) / mean
    return (1 + s * s * (3 / 10 + s * (1 / 7 + s * (3 / 8 + s * 9 / 22)))) / torch.sqrt(mean)
