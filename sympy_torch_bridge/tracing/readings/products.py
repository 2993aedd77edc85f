"""Products of matrices and vectors, sums of products."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from ..entries import Entries, array_of, elementwise
from ..numerals import as_number
from ..reading import Call, reads

__all__ = ["product"]


def product(left: Entries, right: Entries) -> Entries:
    """Multiply two matrices, or batches of them."""
    rows, columns = left.shape[-2], right.shape[-1]
    batch = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    left = np.broadcast_to(left, batch + left.shape[-2:])
    right = np.broadcast_to(right, batch + right.shape[-2:])
    result = np.empty((*batch, rows, columns), object)
    for place in np.ndindex(*result.shape):
        *outer, i, j = place
        row, column = left[(*outer, i)], right[(*outer, slice(None), j)]
        result[place] = sympy.Add(*(as_number(a) * as_number(b) for a, b in zip(row, column, strict=True)))
    return result


@reads("mm", "bmm", "matmul")
def _mm(call: Call, left: Entries, right: Entries) -> Entries:
    return product(left, right)


@reads("mv")
def _mv(call: Call, matrix: Entries, vector: Entries) -> Entries:
    return product(matrix, vector[:, None])[:, 0]


@reads("dot", "vdot")
def _dot(call: Call, left: Entries, right: Entries) -> Entries:
    if ".vdot" in call.operation and call.tensors[0].dtype.is_complex:
        left = elementwise(sympy.conjugate, left)
    return array_of(product(left[None], right[:, None])[0, 0])


def _combined(call: Call, added: Entries, multiplied: Entries, beta: Any, alpha: Any) -> Entries:
    b, a = call.number(beta), call.number(alpha)
    return elementwise(lambda x, y: b * x + a * y, added, multiplied)


@reads("addmm", "baddbmm")
def _addmm(
    call: Call, added: Entries, left: Entries, right: Entries, *, beta: Any = 1, alpha: Any = 1
) -> Entries:
    return _combined(call, added, product(left, right), beta, alpha)


@reads("addbmm")
def _addbmm(
    call: Call, added: Entries, left: Entries, right: Entries, *, beta: Any = 1, alpha: Any = 1
) -> Entries:
    return _combined(call, added, product(left, right).sum(axis=0), beta, alpha)


@reads("addmv")
def _addmv(
    call: Call, added: Entries, left: Entries, right: Entries, *, beta: Any = 1, alpha: Any = 1
) -> Entries:
    return _combined(call, added, _mv(call, left, right), beta, alpha)


@reads("addr")
def _addr(
    call: Call, added: Entries, left: Entries, right: Entries, *, beta: Any = 1, alpha: Any = 1
) -> Entries:
    return _combined(call, added, product(left[:, None], right[None]), beta, alpha)


@reads("_cdist_forward")
def _cdist(call: Call, left: Entries, right: Entries, p: Any, mode: Any = None) -> Entries:
    order = call.number(p)
    if order.is_number and (order == 0 or order == sympy.oo):
        call.refuse("distances of this order have no reading", "write them with amax or a sum of comparisons")
    is_even = order.is_integer and order % 2 == 0
    gaps = elementwise(lambda a, b: a - b, left[..., :, None, :], right[..., None, :, :])
    powers = elementwise(lambda g: g**order if is_even else sympy.Abs(g) ** order, gaps)
    return elementwise(lambda s: s ** (1 / order), array_of(powers.sum(axis=-1)))


@reads("_cdist_backward")
def _cdist_slope(
    call: Call, gradient: Entries, left: Entries, right: Entries, p: Any, distances: Entries
) -> Entries:
    """Read the gradient by the first points; torch has zero where two points are one."""
    order = call.number(p)

    def part(weight: Any, a: Any, b: Any, distance: Any) -> Any:
        gap = a - b
        if distance == 0:
            return sympy.Integer(0)
        slope = gap if order == 2 else sympy.sign(gap) * sympy.Abs(gap) ** (order - 1)
        return weight * slope * distance ** (1 - order)

    spread = (gradient[..., None], left[..., :, None, :], right[..., None, :, :], distances[..., None])
    return array_of(elementwise(part, *spread).sum(axis=-2))


@reads("_trilinear")
def _trilinear(
    call: Call, first: Entries, second: Entries, third: Entries, *axes: Any, unroll_dim: int = 1
) -> Entries:
    """Read a product of three tensors with new axes, summed along some of them."""
    *expansions, summed = axes[:4]
    factors = [
        np.expand_dims(t, tuple(new)) for t, new in zip((first, second, third), expansions, strict=True)
    ]
    return array_of((factors[0] * factors[1] * factors[2]).sum(axis=tuple(summed)))
