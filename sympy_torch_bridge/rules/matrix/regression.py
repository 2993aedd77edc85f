"""Losses of regression and classification, by the coefficients, and of one hidden layer."""

from __future__ import annotations

from typing import Any

from sympy import HadamardProduct, Lambda, MatrixSymbol, Rational, Symbol, Trace, exp, log, tanh
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from ...domain import Interval
from .._rule import Rule
from .record import (
    RECTANGULAR,
    SQUARE,
    entry_sum,
    form,
    m,
    matrix_rule,
    n,
    p,
    squared_norm,
    vector,
)

__all__ = ["RULES", "entrywise"]

_A, _W, _R = MatrixSymbol("A", m, n), MatrixSymbol("W", m, m), MatrixSymbol("X", m, n)
_U, _V, _T = MatrixSymbol("U", m, p), MatrixSymbol("V", p, n), MatrixSymbol("V", p, m)
_b, _x, _o, _y, _c = vector("b", m), vector("x"), vector("o"), vector("y"), vector("y", p)
_lambda = Symbol("lambda", positive=True)
_t = Symbol("t", real=True)
_half = Rational(1, 2)
_residual = _A * _x - _b
_PENALTY = {_lambda: Interval(0.1, 2)}


def entrywise(function: Any, matrix: Any) -> Any:
    """Return a matrix with a function applied to each entry; equal ones are equal as SymPy objects."""
    return ElementwiseApplyFunction(Lambda(_t, function(_t)), matrix)


def _sigmoid(value: Any) -> Any:
    return 1 / (1 + exp(-value))


def _softplus(value: Any) -> Any:
    return log(1 + exp(value))


def _tanh_slope(value: Any) -> Any:
    return 1 - tanh(value) ** 2


_score = _A * _x
_margin = -HadamardProduct(_b, _score)
_exp_o = entrywise(exp, _o)
_hidden = entrywise(tanh, _W * _b)
_output = _T * _hidden - _c

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "least-squares", "sum of squared residuals", form(_residual, _residual), 2 * _A.T * _residual, _x,
        RECTANGULAR,
    ),
    matrix_rule(
        "least-squares.matrix", "sum of squared residuals, by the design matrix", squared_norm(_residual),
        2 * _residual * _x.T, _A, RECTANGULAR,
    ),
    matrix_rule(
        "mean-squared-error", "mean squared error", squared_norm(_residual) / m, 2 * _A.T * _residual / m, _x,
        RECTANGULAR,
    ),
    matrix_rule(
        "least-squares.weighted", "weighted least squares", form(_residual, _W, _residual),
        2 * _A.T * _W * _residual, _x, RECTANGULAR, structure=((_W, "symmetric"),),
    ),
    matrix_rule(
        "ridge", "ridge regression", squared_norm(_residual) + _lambda * squared_norm(_x),
        2 * _A.T * _residual + 2 * _lambda * _x, _x, RECTANGULAR, domain=_PENALTY,
    ),
    matrix_rule(
        "weight-decay", "weight decay", _lambda / 2 * squared_norm(_R), _lambda * _R, _R, RECTANGULAR,
        domain=_PENALTY,
    ),
    matrix_rule(
        "logistic", "logistic regression, labels 0 and 1",
        entry_sum(entrywise(_softplus, _score)) - Trace(_b.T * _score),
        _A.T * (entrywise(_sigmoid, _score) - _b), _x, RECTANGULAR,
    ),
    matrix_rule(
        "logistic.signed", "logistic regression, labels -1 and 1", entry_sum(entrywise(_softplus, _margin)),
        -_A.T * HadamardProduct(_b, entrywise(_sigmoid, _margin)), _x, RECTANGULAR,
    ),
    matrix_rule(
        "poisson", "Poisson regression", entry_sum(entrywise(exp, _score)) - Trace(_b.T * _score),
        _A.T * (entrywise(exp, _score) - _b), _x, RECTANGULAR,
    ),
    matrix_rule(
        "log-sum-exp", "logarithm of the sum of exponentials of the entries", log(entry_sum(_exp_o)),
        _exp_o / entry_sum(_exp_o), _o, SQUARE,
    ),
    matrix_rule(
        "softmax-cross-entropy", "softmax cross-entropy, by the logits",
        log(entry_sum(_exp_o)) - Trace(_y.T * _o), _exp_o / entry_sum(_exp_o) - _y, _o, SQUARE,
        assumptions="the entries of y add up to 1",
    ),
    matrix_rule(
        "factorisation", "matrix factorisation, by the right factor", squared_norm(_R - _U * _V),
        -2 * _U.T * (_R - _U * _V), _V, RECTANGULAR,
    ),
    matrix_rule(
        "factorisation.left", "matrix factorisation, by the left factor", squared_norm(_R - _U * _V),
        -2 * (_R - _U * _V) * _V.T, _U, RECTANGULAR,
    ),
    matrix_rule(
        "hidden-layer.outer", "one hidden layer, by the outer weights", _half * squared_norm(_output),
        _output * _hidden.T, _T, RECTANGULAR,
    ),
    matrix_rule(
        "hidden-layer.inner", "one hidden layer, by the inner weights", _half * squared_norm(_output),
        HadamardProduct(entrywise(_tanh_slope, _W * _b), _T.T * _output) * _b.T, _W, RECTANGULAR,
    ),
)  # fmt: skip
