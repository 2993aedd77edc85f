"""Negative log-likelihoods without their constants, and divergences."""

from __future__ import annotations

from sympy import (
    Abs,
    Determinant,
    Identity,
    MatMul,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Symbol,
    Trace,
    Transpose,
    exp,
    log,
    sqrt,
)

from ...domain import Interval
from .._rule import Rule, Structure
from .record import RECTANGULAR, SQUARE, entry_sum, form, m, matrix_rule, n, squared_norm, vector
from .regression import entrywise

__all__ = ["RULES"]

_S, _P = MatrixSymbol("S", n, n), MatrixSymbol("P", n, n)
_F, _K = MatrixSymbol("F", m, n), MatrixSymbol("K", n, n)
_x, _mu, _y, _s, _u = vector("x"), vector("mu"), vector("y"), vector("s"), vector("y", m)
_t = Symbol("t", positive=True)
_half = Rational(1, 2)
_shift = _x - _mu
_noisy = _F * _F.T + _t * Identity(m)
_variances = entrywise(exp, _s)
_divergence = _half * (squared_norm(_mu) + entry_sum(_variances - _s)) - n * _half
_outer = MatMul(_shift, Transpose(_shift))
_SYMMETRIC: Structure = ((_S, "symmetric"),)

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "gaussian.mean", "Gaussian negative log-likelihood, by the mean",
        _half * Trace(form(_shift, _S.I, _shift)),
        -_S.I * _shift, _mu, SQUARE, structure=_SYMMETRIC,
    ),
    matrix_rule(
        "gaussian.covariance", "Gaussian negative log-likelihood, by the covariance",
        _half * log(Abs(Determinant(_S))) + _half * Trace(form(_shift, _S.I, _shift)),
        _half * (_S.T.I - _S.T.I * _outer * _S.T.I), _S, SQUARE,
        assumptions="S invertible, its entries independent",
    ),
    matrix_rule(
        "gaussian.precision", "Gaussian negative log-likelihood, by the precision",
        _half * Trace(form(_shift, _P, _shift)) - _half * log(Abs(Determinant(_P))),
        _half * (_outer - _P.T.I), _P, SQUARE,
        assumptions="P invertible, its entries independent",
    ),
    matrix_rule(
        "gaussian-process.kernel", "marginal likelihood of a Gaussian process, by the kernel matrix",
        _half * Trace(_y.T * _K.I * _y) + _half * log(Abs(Determinant(_K))),
        _half * (_K.T.I - _K.T.I * _y * _y.T * _K.T.I), _K, SQUARE,
        assumptions="K invertible, its entries independent",
    ),
    matrix_rule(
        "gaussian-process.noise", "marginal likelihood of a Gaussian process, by the noise variance",
        _half * Trace(_u.T * _noisy.I * _u) + _half * log(Determinant(_noisy)),
        _half * Trace(_noisy.I) - _half * Trace(_u.T * _noisy.I * _noisy.I * _u), _t, RECTANGULAR,
        domain=Interval(0.5, 2),
    ),
    matrix_rule(
        "mahalanobis", "Mahalanobis distance", sqrt(Trace(form(_shift, _S.I, _shift))),
        _S.I * _shift / sqrt(Trace(form(_shift, _S.I, _shift))), _x, SQUARE, structure=_SYMMETRIC,
        assumptions="S positive definite, x != mu",
    ),
    matrix_rule(
        "variational.mean", "KL divergence from the standard normal, by the mean", _divergence, _mu, _mu,
        SQUARE,
    ),
    matrix_rule(
        "variational.log-variance", "KL divergence from the standard normal, by the logarithms of variances",
        _divergence, _half * (_variances - OneMatrix(n, 1)), _s, SQUARE,
    ),
)  # fmt: skip
