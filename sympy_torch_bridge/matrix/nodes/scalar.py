"""Scalar nodes above the matrix part: sums, products, powers, functions and cases."""

from __future__ import annotations

from sympy import Abs, Add, Derivative, Expr, Function, Mul, Piecewise, Pow, S, sign
from sympy.core.function import ArgumentIndexError
from sympy.functions.elementary.miscellaneous import MinMaxBase

from ..partials import local_partial
from ..scalars import built, times
from ..words import is_matrix
from .rule import RuleGapError

__all__ = ["HEADS", "scaled"]

HEADS = (Add, Mul, Pow, Function, MinMaxBase)


def scaled(node: Expr, position: int, seed: Expr, *, evaluate: bool) -> Expr:
    """Multiply by the local partial derivative: a scalar rule is its own adjoint.

    A cotangent from above and a change from below are treated alike, so this is both modes.
    """
    if isinstance(node, Piecewise):
        cases = enumerate(node.args)
        return Piecewise(
            *((seed if i == position else S.Zero, condition) for i, (_, condition) in cases),
            evaluate=evaluate,
        )
    if any(is_matrix(argument) for argument in node.args):
        raise RuleGapError(
            "a function of a whole matrix has no rule; A.applyfunc(f) applies f to the entries"
        )
    try:
        partial = local_partial(node, node.args, position, evaluate=evaluate)
    except (ArgumentIndexError, ValueError):  # ValueError: SymPy cannot write the derivative of re(u)
        raise RuleGapError(f"SymPy knows no derivative in argument {position + 1}") from None
    if isinstance(node, Function) and any(isinstance(part, Derivative) for part in (partial, *partial.args)):
        raise RuleGapError(f"SymPy leaves the derivative in argument {position + 1} unevaluated")
    return _with_signs_cancelled(times(seed, partial, evaluate=evaluate))


def _with_signs_cancelled(value: Expr) -> Expr:
    """Write ``sign(u)/Abs(u)`` as ``1/u``: all symbols count as real."""
    if not isinstance(value, Mul):
        return value
    factors = list(value.args)
    for place, factor in enumerate(value.args):
        inverse = 1 / Abs(factor.args[0], evaluate=False) if isinstance(factor, sign) else None
        if inverse is not None and inverse in factors:
            factors[place] = S.One
            factors[factors.index(inverse)] = 1 / factor.args[0]
    return value if factors == list(value.args) else built(Mul, *factors)
