"""Real part, imaginary part and argument of numbers that are real, because all symbols count as real."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Basic, I, Piecewise, S, arg, im, pi, re

from .graph import graph_of
from .rebuilding import with_arguments

__all__ = ["REWRITES"]


def _of_real(form: Callable[[Basic], Basic]) -> Callable[[Basic, Sequence[Basic]], Basic]:
    """Return the rewrite of a node whose operand holds no imaginary unit; others are rebuilt."""

    def rewrite(node: Basic, arguments: Sequence[Basic]) -> Basic:
        (inner,) = arguments
        return with_arguments(node, arguments) if I in graph_of(inner).nodes else form(inner)

    return rewrite


REWRITES: dict[type, Callable[[Basic, Sequence[Basic]], Basic]] = {
    re: _of_real(lambda inner: inner),
    im: _of_real(lambda inner: S.Zero),
    arg: _of_real(lambda inner: Piecewise((S.Zero, inner >= 0), (pi, True))),
}
