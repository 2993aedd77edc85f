"""Quotients, distances and scores: what embeddings, spectra and attention are trained by."""

from __future__ import annotations

from sympy import DiagMatrix, MatrixSymbol, Trace, exp, sqrt

from .._rule import Rule
from .record import RECTANGULAR, SQUARE, entry_sum, m, matrix_rule, n, p, squared_norm, vector
from .regression import entrywise

__all__ = ["RULES"]

_A, _X = MatrixSymbol("A", n, n), MatrixSymbol("X", m, n)
_W, _K = MatrixSymbol("W", n, p), MatrixSymbol("K", m, n)
_x, _a, _b, _q, _v = vector("x"), vector("a"), vector("b"), vector("q"), vector("v", m)
_rayleigh = Trace(_x.T * _A * _x) / squared_norm(_x)
_cosine = Trace(_a.T * _x) / (sqrt(squared_norm(_a)) * sqrt(squared_norm(_x)))
_lengths = sqrt(squared_norm(_a)) * sqrt(squared_norm(_x))
_triplet = squared_norm(_x - _a) - squared_norm(_x - _b) + 1
_reconstruction = _X - _X * _W * _W.T
_weights = entrywise(exp, _K * _q / sqrt(n))
_attention = _weights / entry_sum(_weights)

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "rayleigh", "Rayleigh quotient", _rayleigh, 2 * (_A * _x - _rayleigh * _x) / squared_norm(_x), _x,
        SQUARE, structure=((_A, "symmetric"),), assumptions="A symmetric, x != 0",
    ),
    matrix_rule(
        "cosine-similarity", "cosine similarity", _cosine,
        _a / _lengths - _cosine * _x / squared_norm(_x), _x, SQUARE, assumptions="a, x != 0",
    ),
    matrix_rule(
        "triplet.anchor", "active triplet loss, by the anchor", _triplet, 2 * (_b - _a), _x, SQUARE,
    ),
    matrix_rule(
        "triplet.positive", "active triplet loss, by the positive", _triplet, 2 * (_a - _x), _a, SQUARE,
    ),
    matrix_rule(
        "triplet.negative", "active triplet loss, by the negative", _triplet, 2 * (_x - _b), _b, SQUARE,
    ),
    matrix_rule(
        "pca.reconstruction", "reconstruction error of principal components", squared_norm(_reconstruction),
        -2 * (_X.T * _reconstruction + _reconstruction.T * _X) * _W, _W, RECTANGULAR,
    ),
    matrix_rule(
        "pca.variance", "explained variance of principal components", Trace(_W.T * _X.T * _X * _W),
        2 * _X.T * _X * _W, _W, RECTANGULAR,
    ),
    matrix_rule(
        "attention.query", "attention of one query, by the query", Trace(_v.T * _attention),
        _K.T * (DiagMatrix(_attention) - _attention * _attention.T) * _v / sqrt(n), _q, RECTANGULAR,
    ),
)  # fmt: skip
