"""Sums of exponentials, their logarithms and shares, without exponentials that leave the range of numbers.

``log(Trace(1*exp.(x)))`` is a logsumexp; in a product, ``exp.(x)/Trace(1*exp.(x))`` is a softmax.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy
from sympy import Lambda, MatrixExpr, OneMatrix, Trace, Transpose
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from ...errors import BridgeError
from ...matrix.elementwise import applied
from ...matrix.entry import normalised
from ...matrix.graph import graph_of
from ...matrix.rebuilding import EVALUATION_DEPTH
from ...matrix.transposition import transposed
from ...ops import matrix_kernels
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import call
from .adjugates import factors_of, replaced_once

__all__ = ["FORMS", "log_sum_exp", "with_softmax"]


class Softmax(MatrixExpr):
    """The exponentials of all entries, divided by their sum."""

    @property
    def shape(self) -> tuple[Any, Any]:
        """Rows and columns."""
        rows, columns = self.args[0].shape
        return rows, columns


class LogSumExp(sympy.Expr):
    """The logarithm of the sum of the exponentials of all entries."""


def log_sum_exp(lowering: Lowering, argument: Any) -> Any:
    """Return the logarithm of a sum of exponentials as one node; None for the logarithm of anything else."""
    if isinstance(argument, sympy.Sum) and isinstance(argument.function, sympy.exp):
        try:
            argument = normalised(argument)
        except BridgeError:
            return None
    exponents = _exponents(argument)
    if exponents is None or _is_replaced(lowering):
        return None
    node = LogSumExp(exponents)
    lowering.traits.extend(node)
    return node


def with_softmax(lowering: Lowering, expr: Any) -> Any:
    """Return a product with its exponentials divided by their sums; None if there is no such sum in it."""
    factors = (factor for argument in expr.args for factor in sympy.Mul.make_args(argument))
    has_divisor = any(isinstance(factor, sympy.Pow) and isinstance(factor.base, Trace) for factor in factors)
    if not has_divisor or _is_replaced(lowering):
        return None
    joined = _joined(expr)
    if joined is not None:
        lowering.traits.extend(joined)
    return joined


def _joined(expr: Any) -> Any:
    """Divide exponentials by the sums that the product is divided by.

    Examples
    --------
    >>> from sympy import MatrixSymbol, exp
    >>> x = MatrixSymbol("x", 3, 1)
    >>> e = x.applyfunc(exp)
    >>> _joined(2 / Trace(OneMatrix(1, 3) * e) * e)
    2*Softmax(x)
    """
    if graph_of(expr).depth > EVALUATION_DEPTH:  # comparing deep expressions recurses
        return None
    scalars, parts = factors_of(expr.args)
    kept, changed = [], False
    for base, exponent in scalars:
        exponents = _exponents(base) if exponent.is_Integer and exponent < 0 else None
        while exponents is not None and exponent < 0:
            found = replaced_once(parts, partial(_divided, exponents))
            if found is None:
                break
            parts, exponent, changed = found, exponent + 1, True
        if exponent != 0:
            kept.append(base**exponent)
    return expr.func(*kept, *parts) if changed else None


def _is_replaced(lowering: Lowering) -> bool:
    return any(lowering.is_replaced(head) for head in (sympy.exp, sympy.log, Trace, sympy.Sum))


def _exponents(scalar: Any) -> Any:
    """Return x of ``Trace(1*exp.(x))``, the sum over all entries; None for another scalar."""
    if not isinstance(scalar, Trace) or not isinstance(scalar.arg, sympy.MatMul):
        return None
    exponentials = [factor for factor in scalar.arg.args if not isinstance(factor, OneMatrix)]
    # A second matrix of ones repeats the sum as often as it has rows.
    if len(exponentials) != 1 or (len(scalar.arg.args) != 2 and scalar.arg.shape != (1, 1)):
        return None
    return _exponent(exponentials[0])


def _exponent(part: Any) -> Any:
    """Return x of ``exp.(x)`` or of its transpose; None for another function of every entry."""
    if isinstance(part, Transpose):
        inner = _exponent(part.arg)
        return None if inner is None else transposed(inner)
    if not isinstance(part, ElementwiseApplyFunction) or not isinstance(part.function, Lambda):
        return None
    variable, body = part.function.variables[0], part.function.expr
    return applied(body.args[0], variable, part.expr) if isinstance(body, sympy.exp) else None


def _divided(exponents: Any, part: Any) -> Any:
    """Return the softmax for exponentials of the same entries, in every summand of a sum; else None."""
    if isinstance(part, sympy.MatAdd):
        summands = [replaced_once([summand], partial(_divided, exponents)) for summand in part.args]
        return None if None in summands else part.func(*(new for found in summands for new in found or ()))
    inner = _exponent(part)
    return Softmax(inner) if inner is not None and inner in (exponents, transposed(exponents)) else None


def _softmax(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    return lowering.builder.add(call(matrix_kernels.softmax), (yield expr.args[0], scope))


def _log_sum_exp(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    return lowering.builder.add(call(matrix_kernels.log_sum_exp), (yield expr.args[0], scope))


FORMS: dict[type[Any], FormFunction] = {Softmax: _softmax, LogSumExp: _log_sum_exp}
