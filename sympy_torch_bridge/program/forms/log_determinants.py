"""The logarithm of a product with determinants in it, without the determinants, which may overflow.

``log(c*det(A)**k*Abs(det(B)))`` is ``log(c) + k*log|det A| + log|det B|`` and the logarithm of the signs. So
the determinant, which leaves the range of numbers for matrices of a few hundred rows, is never computed.
"""

from __future__ import annotations

import math
from functools import partial, reduce
from typing import Any, NamedTuple

import sympy
import torch
from sympy import Abs, Determinant

from ...matrix.graph import graph_of
from ...matrix.rebuilding import EVALUATION_DEPTH
from ...ops import matrix_solving
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import call
from .arithmetic import add, power_of, scaled
from .softmax import log_sum_exp

__all__ = ["FORMS"]

_LOG_DET = call(matrix_solving.log_det)
_LOG_ABS_DET = call(matrix_solving.log_abs_det)
_SIGN = call(matrix_solving.det_sign)
_LOG = call(torch.log)


class _Power(NamedTuple):
    """A power of the determinant of a matrix, or of its absolute value."""

    matrix: Any
    exponent: sympy.Rational
    is_absolute: bool


def _logarithm(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Add the logarithms of determinants; any other logarithm is left to its op."""
    logarithm_of_sum = log_sum_exp(lowering, expr.args[0]) if len(expr.args) == 1 else None
    if logarithm_of_sum is not None:
        return (yield logarithm_of_sum, scope)
    constant, powers, positive = _determinants(lowering, expr.args[0])
    if not powers or len(expr.args) != 1:
        return (yield from lowering.called(expr, scope))
    others = []
    for factor in positive:
        logarithm = sympy.expand_log(sympy.log(factor))
        lowering.traits.extend(logarithm)
        others.append((yield logarithm, scope))
    matrices = []
    for power in powers:
        matrices.append((yield power.matrix, scope))
    build = lowering.builder
    total = _of_one(lowering, constant, powers, matrices)
    if total is None:
        total = _of_several(lowering, constant, powers, matrices)
    for other in others:
        total = add(build, total, other)
    return total if abs(constant) == 1 else add(build, total, build.number(math.log(abs(constant))))


def _of_one(lowering: Lowering, constant: float, powers: list[_Power], matrices: list[int]) -> int | None:
    """Return ``k*log det(A)``, the logarithm of the power for k = 1 and k between -1 and 1; else None."""
    exponent = powers[0].exponent
    if len(powers) > 1 or powers[0].is_absolute or constant < 0 or not (exponent == 1 or abs(exponent) < 1):
        return None
    return scaled(lowering, exponent, [lowering.builder.add(_LOG_DET, matrices[0])], [])


def _of_several(lowering: Lowering, constant: float, powers: list[_Power], matrices: list[int]) -> int:
    """Add multiples of ``log|det A|``, and the logarithm of the product of the signs."""
    build = lowering.builder
    signs = [] if constant > 0 else [build.number(-1)]
    terms = []
    for power, matrix in zip(powers, matrices, strict=True):
        terms.append(scaled(lowering, power.exponent, [build.add(_LOG_ABS_DET, matrix)], []))
        if not power.is_absolute:
            signs.append(power_of(build, build.add(_SIGN, matrix), power.exponent))
    if signs:
        terms.append(build.add(_LOG, scaled(lowering, sympy.S.One, signs, [])))
    return reduce(partial(add, build), terms)


def _determinants(lowering: Lowering, argument: Any) -> tuple[float, list[_Power], list[Any]]:
    """Split a product into a number, rational powers of determinants, and what is positive by assumption.

    Of anything else there is no power.
    """
    nothing: tuple[float, list[_Power], list[Any]] = (1.0, [], [])
    parts = sympy.Mul.make_args(argument)
    powers = [_power(lowering, part) for part in parts]
    found = [power for power in powers if power is not None]
    if not found or lowering.is_replaced(Determinant):
        return nothing
    constant, positive = 1.0, []
    for part, power in zip(parts, powers, strict=True):
        number = lowering.literal(part) if power is None and lowering.traits.is_foldable(part) else None
        if isinstance(number, int | float) and 0 < abs(number) < math.inf:
            constant *= number
        elif power is None:
            # The size of a matrix, in (2*pi)**n, is one; SymPy's assumptions recurse.
            if graph_of(part).depth > EVALUATION_DEPTH or not part.is_positive:
                return nothing
            positive.append(part)
    return (constant, found, positive) if 0 < abs(constant) < math.inf else nothing


def _power(lowering: Lowering, part: Any) -> _Power | None:
    base, exponent = part.args if isinstance(part, sympy.Pow) else (part, sympy.S.One)
    is_absolute = isinstance(base, Abs) and not lowering.is_replaced(Abs)
    inner = base.args[0] if is_absolute else base
    if not isinstance(inner, Determinant) or not exponent.is_Rational:
        return None
    return _Power(inner.args[0], exponent, is_absolute)


FORMS: dict[type[Any], FormFunction] = {sympy.log: _logarithm}
