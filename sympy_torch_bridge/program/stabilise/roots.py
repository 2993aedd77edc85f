"""Roots of sums of squares, and inverse functions near the end of their domain."""

from __future__ import annotations

import torch

from ...ops import stable_kernels
from ..operation import ADD, DIV, INTEGER_POW, MUL, RSQRT, SQRT, SUB, Operation, call
from .rewrite import Rewrite, StableBuilder

__all__ = ["REWRITES", "squares_of"]

_HYPOT, _SQRT_SQUARE = call(stable_kernels.hypot), call(stable_kernels.sqrt_square)
_ASINH, _ACOS1M = call(torch.asinh), call(stable_kernels.acos1m)


def squares_of(build: StableBuilder, index: int) -> list[int] | None:
    """Return u, v, ... of the sum ``u**2 + v**2 + ...``; at least one is no literal."""
    operation = build.operation(index)
    if operation is not ADD and operation is not INTEGER_POW:
        return None
    terms = build.terms(index)
    if terms is None or any(sign < 0 for sign, _ in terms):
        return None
    roots = [build.square_root_of(term) for _, term in terms]
    found = [root for root in roots if root is not None]
    is_sum = len(found) == len(roots) and any(build.value(root) is None for root in found)
    return found if is_sum else None


def _root(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    squares = squares_of(build, args[0])
    if squares is None:
        return None
    size = build.add(_SQRT_SQUARE if len(squares) == 1 else _HYPOT, *squares)
    return size if root is SQRT else build.add(DIV, build.number(1), size)


def _inverse(build: StableBuilder, root: Operation, args: tuple[int, ...]) -> int | None:
    operation, inner = build.operation(args[0]), build.args(args[0])
    if root is call(torch.acos) and operation is SUB and build.value(inner[0]) == 1:
        return build.add(_ACOS1M, inner[1])
    if root is call(torch.acosh) and operation is ADD and build.value(inner[1]) == 1:
        half = build.add(_ASINH, build.add(SQRT, build.scaled(0.5, inner[0])))
        return build.add(MUL, build.number(2), half)
    return None


REWRITES = (
    Rewrite("sqrt(x**2 + y**2)", "hypot(x, y)", "squares out of range; gradient 0 at the origin", (SQRT, RSQRT), _root),
    Rewrite("sqrt(x**2)", "abs(x) on the reals", "squares out of range; gradient 0 at 0", (), _root),
    Rewrite("acos(1 - x)", "2*asin(sqrt(x/2)) for x < 1", "x near 0", (call(torch.acos), call(torch.acosh)), _inverse),
    Rewrite("acosh(1 + x)", "2*asinh(sqrt(x/2))", "x near 0", (), _inverse),
)  # fmt: skip
