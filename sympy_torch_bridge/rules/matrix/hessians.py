"""Hessians of losses, as the Jacobians of their gradients."""

from __future__ import annotations

from sympy import DiagMatrix, Identity, MatrixSymbol, Symbol, exp

from ...domain import Interval
from .._rule import Rule
from .record import RECTANGULAR, SQUARE, entry_sum, m, matrix_rule, n, vector
from .regression import entrywise

__all__ = ["RULES"]

_A, _S = MatrixSymbol("A", m, n), MatrixSymbol("A", n, n)
_b, _x, _o = vector("b", m), vector("x"), vector("o")
_lambda = Symbol("lambda", positive=True)
_score = _A * _x
_softmax = entrywise(exp, _o) / entry_sum(entrywise(exp, _o))
_sigmoid = entrywise(lambda t: 1 / (1 + exp(-t)), _score)
_slope = entrywise(lambda t: exp(-t) / (1 + exp(-t)) ** 2, _score)

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "hessian.quadratic-form", "Hessian of a quadratic form", (_S + _S.T) * _x, _S + _S.T, _x, SQUARE,
        layout="numerator",
    ),
    matrix_rule(
        "hessian.ridge", "Hessian of ridge regression", 2 * _A.T * (_score - _b) + 2 * _lambda * _x,
        2 * _A.T * _A + 2 * _lambda * Identity(n), _x, RECTANGULAR, layout="numerator",
        domain={_lambda: Interval(0.1, 2)},
    ),
    matrix_rule(
        "hessian.logistic", "Hessian of logistic regression", _A.T * (_sigmoid - _b),
        _A.T * DiagMatrix(_slope) * _A, _x, RECTANGULAR, layout="numerator",
    ),
    matrix_rule(
        "hessian.softmax", "Jacobian of softmax", _softmax, DiagMatrix(_softmax) - _softmax * _softmax.T, _o,
        SQUARE, layout="numerator",
    ),
)  # fmt: skip
